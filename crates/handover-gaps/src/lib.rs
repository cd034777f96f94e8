//! What cases lack, as a workbook that people fill in, and what they filled in, as answers.
//!
//! [`Gaps`] takes what was found in each case and writes a workbook: a row for each gap, the person who lacks most first,
//! with the words that were read in its place, who may answer, and a drop-down of the answers that the profile takes. A
//! field that has several members has a sheet of its own. [`read_answers`] reads it again, whoever sorted it, moved its
//! columns or saved it with another program, and makes [`Answers`](handover_caseload::Answers) of it: by whom, when and
//! why goes with each, as a correction.
//!
//! An empty row is no answer. What is not understood is named with its sheet, row and heading, and then nothing of the
//! file is taken.

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

pub use gap::Gaps;
pub use read::{is_workbook, read_answers};
pub use write::GapsError;
