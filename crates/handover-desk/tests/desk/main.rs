//! The desk over real HTTP: attacked, and walked as a browser without a script walks it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod close;
mod directory;
mod forms;
mod gate;
mod hand_over;
mod http;
mod mandate;
mod parties;
mod rooms;
mod running;
mod work;
