//! Evidence of one case.

use std::path::Path;

use handover::{
    AcceptanceShown, TakenEvidence,
    case::SectionName,
    trust::{OrganisationId, StatementId},
};
use serde::Serialize;

use crate::{Page, Report, shown};

/// What was put together, and for whom.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EvidenceMade {
    /// Whether an acceptance in it counts: counts, does-not-count, not-shown; null where there is none.
    acceptance: Option<&'static str>,
    file: String,
    package: String,
    /// Who may open sections of it.
    reader: Option<String>,
    sections: Vec<String>,
    /// How many statements are in it.
    statements: usize,
    token: String,
}

impl EvidenceMade {
    /// Evidence of a case of a package in a file; who may open which sections of it.
    #[must_use]
    pub fn new(
        taken: &TakenEvidence,
        package: &StatementId,
        reader: Option<&OrganisationId>,
        sections: &[SectionName],
        file: &Path,
    ) -> Self {
        Self {
            acceptance: taken.acceptance.map(AcceptanceShown::as_str),
            file: shown(file),
            package: package.to_string(),
            reader: reader.map(ToString::to_string),
            sections: sections.iter().map(ToString::to_string).collect(),
            statements: taken.statements,
            token: taken.token.to_string(),
        }
    }
}

impl Report for EvidenceMade {
    fn tell(&self, page: &mut Page) {
        page.field("Evidence of case", std::slice::from_ref(&self.token));
        page.field("Of package", std::slice::from_ref(&self.package));
        page.field("Statements in it", &[self.statements.to_string()]);
        if let Some(reader) = &self.reader {
            page.field(
                "Opens for",
                &[format!("{reader}: {}", self.sections.join(", "))],
            );
        }
        page.line(&format!("Written: {}", self.file));
    }
}
