//! Statements that are new.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Page, Report, shown};

/// What is new.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PullReport {
    /// The new files.
    pulled: Vec<String>,
    /// The statement that says that they were seen; null if none was signed.
    seen: Option<String>,
    #[serde(skip)]
    is_asked: bool,
}

impl PullReport {
    /// The new files, the statement that says that they were seen, and whether somebody asked for one.
    #[must_use]
    pub fn new(files: &[PathBuf], seen: Option<&Path>, is_asked: bool) -> Self {
        Self {
            pulled: files.iter().map(|path| shown(path)).collect(),
            seen: seen.map(shown),
            is_asked,
        }
    }
}

impl Report for PullReport {
    fn tell(&self, page: &mut Page) {
        for file in &self.pulled {
            page.line(file);
        }
        page.line(&format!("{} new.", self.pulled.len()));
        match &self.seen {
            Some(file) => page.line(&format!("signed as seen: {file}")),
            None if self.is_asked || self.pulled.is_empty() => {}
            None => {
                page.line("Sign with --seen that you have it: so nobody can date it otherwise.")
            }
        }
    }
}
