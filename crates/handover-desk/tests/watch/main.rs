//! Mandate and watch, over HTTP: a council and two services, from empty rooms.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

mod close;
mod desk;
mod directory;
mod mandate;
mod parties;
mod work;
