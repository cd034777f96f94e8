//! What the tests of several crates share.

#![expect(
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "only tests use it, and a test may panic"
)]

mod departures;
mod foreign;
mod grammar;
pub mod table;

pub use foreign::{AtHandOfForeign, Foreign};
pub use grammar::{Grammar, rule_of};
