//! Runs the real program, as a person or a script would.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop"
)]

mod parties;
mod pipes;
mod support;
mod usage;
