//! Mandates with everything that is said under them.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod acceptance;
mod agreeing;
mod chances;
mod closing;
mod deadlines;
mod desk;
mod losses;
mod parties;
mod refusals;
mod renewals;
mod requests;
mod rosters;
mod sealing;
mod truths;
mod world;
