//! Evidence of one case.

use std::process::ExitCode;

use serde::Serialize;

use super::{Arguments, proved::Proof};
use crate::{
    problem::Problem,
    refusals::refusal,
    screen::Screen,
    verbs::{
        profile::profile_named,
        statements::{StatementSummary, judged, tell},
    },
};
use handover_report::{Page, Report, inspect::Head, shown};

/// Verifies evidence and the statements in it, and says what follows.
pub(super) fn run(
    arguments: &Arguments,
    bytes: &[u8],
    screen: &Screen,
) -> Result<ExitCode, Problem> {
    let path = arguments.file.as_path();
    let looked = arguments.looked()?;
    let mut verifier = looked.verifier(arguments)?;
    let mut files = arguments.statements.find(screen)?;
    files.add_evidence(path, bytes, &mut |aside| tell(aside, screen))?;
    let statements = judged(&mut verifier, &files, screen)?;
    let evidence = verifier
        .evidence(bytes, statements.known())
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let head = evidence.head();
    let profile = profile_named(&head.payload().profile, arguments.profile.as_deref())?;
    let proof = Proof::of(&evidence, statements.known(), profile.as_ref())?;
    screen.report(&VerifiedEvidence {
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
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Evidence of a case that holds, and what it proves.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct VerifiedEvidence {
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
