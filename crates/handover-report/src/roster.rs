//! Rosters.

mod counted;
mod looked_up;
mod shown;
mod summary;

pub use counted::{Counted, CountedDecision};
pub use looked_up::LookedUp;
pub use shown::{ShownRoster, tell};
pub use summary::{Summary, shown_reason, word_of};
