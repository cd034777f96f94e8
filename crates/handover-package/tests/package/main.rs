//! Packages from outside: the vectors of an independent implementation, and our own, there and back.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod evidence;
mod foreign;
mod frozen;
mod memory;
mod refusals;
mod round_trip;
mod sealing;
mod signed_index;
mod tampering;
mod unverified;
mod vectors;
#[path = "../world/mod.rs"]
mod world;
