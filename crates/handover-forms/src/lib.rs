//! A case asked for in pages of questions: forms as data, answers judged, and back.
//!
//! A [`Form`] is a file of `schemas/forms`: pages, questions in the order in which somebody thinks, and which member of the
//! dataset each fills. What is asked of a member, and the words of its codes, are the dataset's; a member that no question
//! fills is named there with the reason. [`Answers`] are what a person typed, as it came: they are judged whole, by answers
//! and never by what was visible, and what stands under an answer that was not chosen is not taken. [`Form::check`] makes
//! the case of them, through the dataset's own door, and says on which page each thing is mended that the profile misses;
//! [`Form::answers_of`] goes the way back; [`Form::compare`] shows what each reader will get. Nothing here knows HTTP, a
//! file or a clock.

mod answers;
mod back;
mod build;
mod check;
mod coverage;
mod file;
mod form;
mod judge;
mod mistake;
mod node;
mod page;
mod place;
mod read;
mod readers;
mod schema;
mod signing;
mod typed;

pub use answers::Answers;
pub use check::{Checkup, Gap};
pub use form::{Form, Page};
pub use mistake::Mistake;
pub use page::PageInput;
pub use read::FormError;
pub use readers::{Compared, ComparedLine, Gets, ReaderGets};
pub use signing::{Signatory, Signing};
