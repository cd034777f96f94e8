//! `mandate new`.

use std::path::Path;

use serde::Serialize;

use crate::{Page, Report, shown};

/// A template that was written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TemplateWritten {
    written: String,
}

impl TemplateWritten {
    /// A template in `file`.
    #[must_use]
    pub fn new(file: &Path) -> Self {
        Self {
            written: shown(file),
        }
    }
}

impl Report for TemplateWritten {
    fn tell(&self, page: &mut Page) {
        page.line(&format!("Template: {}", self.written));
        page.line(&format!(
            "Fill it in, then: handover mandate sign {} --to FOLDER",
            self.written
        ));
    }
}
