//! Mandates.

mod facts;
mod shown;
mod signed;
mod template;
mod words;

pub use shown::ShownMandate;
pub use signed::MandateSigned;
pub use template::TemplateWritten;
pub use words::tell;
