//! One statement by itself.

use std::process::ExitCode;

use handover::RefusalClass;
use serde_json::json;

use super::Arguments;
use crate::{
    output::{print, print_json},
    page::Page,
    problem::{Problem, shown},
    terminal::Paint,
    verbs::statements::Said,
};

/// Says who said what, and when it was first seen.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let identity = arguments.identity.as_deref();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let (statements, id) = arguments
        .statements
        .verified_with_statement(path, &directory, identity, now)?;
    let said: Vec<Said> = statements.said();
    let said = said.iter().find(|said| said.is(&id)).ok_or_else(|| {
        Problem::refused(
            RefusalClass::NotEntitled,
            format!("{} is none of the statements of a transfer", shown(path)),
            "Cards and directories are verified with `handover directory show`.",
        )
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
