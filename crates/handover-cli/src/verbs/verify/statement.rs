//! One statement by itself.

use std::process::ExitCode;

use serde_json::json;

use super::Arguments;
use crate::{
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
    verbs::statements::StatementSummary,
};

/// Says who said what, and when it was first seen.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let identity = arguments.identity.folder();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let (statements, id) = arguments
        .statements
        .verified_with_statement(path, &directory, identity, now)?;
    let said: Vec<StatementSummary> = statements.said();
    let said = said.iter().find(|said| said.is(&id)).ok_or_else(|| {
        Problem::our_bug("a statement that was verified is not among the statements")
    })?;
    if arguments.json {
        print_json(&json!({"statement": said.to_json(), "verified": true}))?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        page.line(&page.paint.good("VERIFIED: signature, signer and time."));
        said.tell(&mut page);
        page.paragraph_at_margin(
            "What it refers to was not compared: verify the package, or evidence of a case.",
        );
        print(&page.into_text())?;
    }
    Ok(ExitCode::SUCCESS)
}
