//! How complete the cases of a mandate are.

use std::path::Path;

use handover::trust::{Completeness, OrganisationId, Statement};
use serde::Serialize;

use crate::{Page, Report, shown};

/// What was counted, and where it is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletenessReport {
    /// How many cases were counted.
    count: u64,
    exact: Vec<ExactReport>,
    /// How many fields are told.
    fields: usize,
    id: String,
    /// How many answers of a hundred are that it is not known.
    unknown_percent: u64,
    written: String,
}

/// The exact report of one recipient, sealed to it alone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ExactReport {
    file: String,
    #[serde(rename = "for")]
    reader: String,
}

impl CompletenessReport {
    /// A report that was signed, how many answers of a hundred are unknown, where it was written, and the exact
    /// reports beside it by their readers.
    #[must_use]
    pub fn new<'a>(
        report: &Statement<Completeness>,
        unknown_percent: u64,
        written: &Path,
        exact: impl IntoIterator<Item = (&'a OrganisationId, &'a Path)>,
    ) -> Self {
        let exact = exact.into_iter().map(|(to, path)| ExactReport {
            file: shown(path),
            reader: to.to_string(),
        });
        Self {
            count: report.payload().count,
            exact: exact.collect(),
            fields: report.payload().fields.len(),
            id: report.id().to_string(),
            unknown_percent,
            written: shown(written),
        }
    }
}

impl Report for CompletenessReport {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Completeness of {} cases in {} fields; {} answers of a hundred are that it is not known",
            self.count, self.fields, self.unknown_percent,
        ));
        page.line(&format!("Written: {}", self.written));
        for ExactReport { file, reader } in &self.exact {
            page.line(&format!(
                "Exact, sealed for {reader} alone: {file} (`handover send {file}`)"
            ));
        }
    }
}
