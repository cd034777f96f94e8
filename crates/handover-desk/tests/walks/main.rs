//! Journeys through the desk over real HTTP, as a browser without a script walks them.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod forms;
mod hand_over;
mod running;
