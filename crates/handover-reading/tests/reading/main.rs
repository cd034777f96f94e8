//! The rules of how a case reads.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop"
)]

mod filled;
mod hostile;
mod looks;
mod members;
mod order;
mod said;
