//! Rosters.

mod summary;

pub use summary::{Summary, shown_reason, word_of};
