//! What cases lack, as a workbook that people fill in, and what they filled in, as answers.
//!
//! [`Gaps`] takes what was found in each case and writes a workbook: a row for each gap, the person who lacks most first,
//! with the words that were read in its place, who may answer, and a drop-down of the answers that the profile takes. A
//! field that has several members has a sheet of its own. [`read_answers`] reads it again, whoever sorted it, moved its
//! columns or saved it with another program, and makes [`Answers`](handover_caseload::Answers) of it: by whom, when and
//! why goes with each, as a correction.
//!
//! A face that asks one by one has the same as [questions](Gaps::asked), and makes answers of what was said there
//! ([`answers_file`]).
//!
//! An empty row is no answer. What is not understood is named with its sheet, row and heading, and then nothing of the
//! file is taken.

mod asked;
mod cell;
mod columns;
mod finding;
mod form;
mod gap;
mod order;
mod read;
mod shape;
mod view;
mod write;

pub use asked::{
    Answered, AskedPerson, FormItem, FormQuestion, Part, Question, SaidBy, answers_file,
};
pub use gap::Gaps;
pub use read::{is_workbook, read_answers};
pub use write::GapsError;

/// What is asked and answered is of somebody's case: a programmer sees its name.
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
    Answered,
    AskedPerson,
    FormItem,
    FormQuestion,
    Part,
    Question,
    SaidBy
);
