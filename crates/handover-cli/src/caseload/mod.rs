//! Cases on this machine: drafts from files, and what is laid over them.

mod answers;
mod decisions;
mod drafts;
mod links;
mod prepared;
pub(crate) mod records;

pub(crate) use answers::Answers;
pub(crate) use decisions::{Decided, Decisions, Format};
pub(crate) use drafts::DraftFiles;
use links::LinkRegister;
pub(crate) use prepared::{Caseload, CaseloadArguments, Prepared};
