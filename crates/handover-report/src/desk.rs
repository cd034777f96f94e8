//! What a person decided about cases, or said of them.

mod decisions;
mod happened;
mod left_out;

pub use self::{
    decisions::Decisions,
    happened::Happened,
    left_out::{LeftOut, References, by_token, lines, shown_by_subject},
};
