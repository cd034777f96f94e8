//! Packages that were fetched.

use std::path::PathBuf;

use handover::trust::StatementId;
use serde::Serialize;

use crate::{Page, Report, refused::ProblemFacts, shown};

/// What came, and what did not hold.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FetchReport {
    fetched: Vec<FetchedFile>,
    refused: Vec<NotFetched>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FetchedFile {
    file: String,
    package: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NotFetched {
    package: String,
    problem: ProblemFacts,
}

impl FetchReport {
    /// The files that came, and what became of the others.
    #[must_use]
    pub fn new(
        files: &[(StatementId, PathBuf)],
        refused: impl IntoIterator<Item = (StatementId, ProblemFacts)>,
    ) -> Self {
        let fetched = files.iter().map(|(id, path)| FetchedFile {
            file: shown(path),
            package: id.to_string(),
        });
        let refused = refused.into_iter().map(|(id, problem)| NotFetched {
            package: id.to_string(),
            problem,
        });
        Self {
            fetched: fetched.collect(),
            refused: refused.collect(),
        }
    }
}

impl Report for FetchReport {
    fn tell(&self, page: &mut Page) {
        if self.fetched.is_empty() && self.refused.is_empty() {
            page.line("Nothing new has come.");
        }
        for one in &self.fetched {
            page.line(&format!("fetched: {}", one.file));
        }
    }
}
