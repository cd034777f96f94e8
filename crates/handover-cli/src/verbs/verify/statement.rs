//! One statement by itself.

use std::process::ExitCode;

use serde::Serialize;

use super::Arguments;
use crate::{
    problem::Problem,
    screen::Screen,
    verbs::statements::{StatementSummary, find, judged},
};
use handover_report::{Page, Report};

/// Says who said what, and when it was first seen.
pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let looked = arguments.looked()?;
    let mut verifier = looked.verifier(arguments)?;
    let named = find(std::slice::from_ref(&arguments.file), screen)?;
    let id = named.first_id();
    let files = arguments.statements.find(screen)?.and(named);
    let statements = judged(&mut verifier, &files, screen)?;
    let said = StatementSummary::all(statements.known());
    let said = said.into_iter().find(|said| said.is(&id)).ok_or_else(|| {
        Problem::our_bug("a statement that was verified is not among the statements")
    })?;
    screen.report(&VerifiedStatement {
        statement: said,
        verified: true,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A statement that holds by itself.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct VerifiedStatement {
    statement: StatementSummary,
    verified: bool,
}

impl Report for VerifiedStatement {
    fn tell(&self, page: &mut Page) {
        page.line(&page.paint.good("VERIFIED: signature, signer and time."));
        self.statement.tell(page);
        page.paragraph_at_margin(
            "What it refers to was not compared: verify the package, or evidence of a case.",
        );
    }
}
