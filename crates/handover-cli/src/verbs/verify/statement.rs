//! One statement by itself.

use handover_report::{statements::StatementSummary, verify::VerifiedStatement};
use std::process::ExitCode;

use super::Arguments;
use crate::{
    problem::Problem,
    screen::Screen,
    verbs::statements::{find, judged},
};

/// Says who said what, and when it was first seen.
pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let looked = arguments.looked()?;
    let mut verifier = looked.verifier(arguments)?;
    let named = find(std::slice::from_ref(&arguments.file), screen)?;
    let id = named.first_id();
    let files = arguments.statements.find(screen)?.and(named);
    let statements = judged(&mut verifier, &files, screen)?;
    let said = StatementSummary::all(statements.known());
    let said = said
        .into_iter()
        .find(|said| said.is(id.as_ref()))
        .ok_or_else(|| {
            Problem::our_bug("a statement that was verified is not among the statements")
        })?;
    screen.report(&VerifiedStatement::new(said))?;
    Ok(ExitCode::SUCCESS)
}
