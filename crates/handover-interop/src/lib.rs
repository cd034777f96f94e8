//! Others' formats: case-management extracts to cases, by a mapping file.

mod built_in;
mod convert;
mod day_format;
mod encoding;
mod extract;
mod import;
mod listed;
mod log;
mod mapping;
mod source;
mod text_forms;

pub use built_in::built_in_extract;
pub use convert::{ChoiceStatus, Link};
pub use import::{Draft, Import, ImportError, LatestRow, Summary};
pub use listed::{Notice, NoticeKind, Reason, Rejection, Scope};
pub use mapping::{Mapping, MappingError, MappingProblem};
pub use source::Source;
