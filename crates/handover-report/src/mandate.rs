//! Mandates.

mod template;

pub use template::TemplateWritten;
