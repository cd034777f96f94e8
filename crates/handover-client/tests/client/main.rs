//! The client against a server in the same process that speaks the interface, and misbehaves on purpose.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop"
)]

mod fetching;
mod interface;
mod sending;
mod server;
mod statements;
mod trouble;
mod world;
