//! A real server on loopback, with SQLite, files and TLS, and a client that knows nothing but the interface.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on must stop"
)]

mod canaries;
mod carrying;
mod client;
mod full_disk;
mod interface;
mod refusals;
mod roles;
mod shedding;
mod slow_link;
mod world;
