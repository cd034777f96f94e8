//! What a spreadsheet seems to say: a mapping of the short form, proposed for a person to confirm.
//!
//! [`Proposal::of`] looks at a [`Book`](handover_sheet::Book): where the headings stand, which rows are no records,
//! what each column may mean by its heading and by its cells, which words and forms of days occur and how often.
//! [`Proposal::to_toml`] writes that down as a mapping in which every guess is marked `guessed`: until a person takes
//! the mark away ([`Confirmation`]), nothing of the column is taken.
//!
//! The crate reads no file and asks nobody. It never shows what a cell of free text holds: only words of columns that
//! are codes, and counts.

mod confirm;
mod content;
mod dictionary;
mod propose;
mod text;
mod words;

pub use confirm::{ColumnLine, ConfirmError, Confirmation, Guess, LackingMeaning, Unanswered};
pub use content::{Shape, Shapes};
pub use propose::{Claimed, ColumnProposal, Evidence, Proposal, ProposeError, why_aside};

/// A proposal is made of somebody's sheet: what is printed of it for a programmer is its name.
macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

redacted!(
    Claimed,
    ColumnLine,
    ColumnProposal,
    Confirmation,
    Guess,
    LackingMeaning,
    Unanswered,
    Proposal
);
