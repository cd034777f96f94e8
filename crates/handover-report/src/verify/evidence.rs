use handover::{
    package::{Evidence, ProfileInForce},
    transfer::{KnownStatements, UnfitError},
};
use serde::Serialize;

use super::proved::Proof;
use crate::{Page, Report, inspect::Head, statements::StatementSummary};

/// Evidence of a case that holds, and what it proves.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifiedEvidence {
    #[serde(flatten)]
    head: Head,
    /// That it is evidence.
    evidence: bool,
    /// Who is responsible, if an acceptance counts by what is here.
    holder: Option<String>,
    /// The package.
    id: String,
    /// What a reader might take for proved, in words.
    not_proved: Vec<String>,
    /// Who can open sections.
    reader: Option<String>,
    /// What was said of the case.
    said: Vec<StatementSummary>,
    /// Genuine statements about something else.
    set_aside: Vec<StatementSummary>,
    token: String,
    verified: bool,
    #[serde(skip)]
    sealed: String,
}

impl VerifiedEvidence {
    /// Evidence that holds, by the statements at hand; the profile, if it is known, says whose acceptance counts.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Policy`] if the profile is not that of the package, to the byte.
    pub fn new(
        evidence: &Evidence,
        known: &KnownStatements,
        profile: Option<&ProfileInForce>,
    ) -> Result<Self, UnfitError> {
        let head = evidence.head();
        let proof = Proof::of(evidence, known, profile)?;
        Ok(Self {
            head: Head::of(head.payload()),
            evidence: true,
            holder: proof.holder.as_ref().map(ToString::to_string),
            id: head.id().to_string(),
            not_proved: proof.not_proved,
            reader: evidence.reader().map(ToString::to_string),
            said: proof.said,
            set_aside: proof.set_aside,
            token: evidence.token().to_string(),
            verified: true,
            sealed: proof.sealed,
        })
    }
}

impl Report for VerifiedEvidence {
    fn tell(&self, page: &mut Page) {
        page.line(&page.paint.good(
            "VERIFIED: the sender signed this case into this package, and the statements below are genuine.",
        ));
        page.field("Case", std::slice::from_ref(&self.token));
        page.field("Package", std::slice::from_ref(&self.id));
        self.head.tell(page);
        page.heading("Proved", "");
        page.item(&self.sealed);
        for said in &self.said {
            said.tell(page);
        }
        if let Some(holder) = &self.holder {
            page.item(&format!(
                "So {holder} has been responsible for the case since it accepted."
            ));
        }
        page.heading("Not proved", "");
        for not in &self.not_proved {
            page.item(not);
        }
        if !self.set_aside.is_empty() {
            page.heading("Set aside", "genuine, but not about this case");
            for said in &self.set_aside {
                said.tell(page);
            }
        }
    }
}
