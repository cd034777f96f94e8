//! Mandates.

mod facts;
mod read_back;
mod shown;
mod signed;
mod template;
mod words;

pub use read_back::{ReadBack, read_back};
pub use shown::ShownMandate;
pub use signed::MandateSigned;
pub use template::TemplateWritten;
pub use words::tell;
