//! Evidence of one case.

use std::process::ExitCode;

use handover::{Context, Evidence, OrganisationId, Sight};
use serde_json::{Value, json};

use super::{Arguments, proved::Proof};
use crate::{
    output::{print, print_json},
    page::Page,
    problem::{Problem, shown},
    refusals::refusal,
    terminal::Paint,
    verbs::{
        inspect::{head_as_json, head_as_text},
        profile::profile_named,
        statements::StatementSummary,
    },
};

/// Verifies evidence and the statements in it, and says what follows.
pub(super) fn run(arguments: &Arguments, bytes: &[u8]) -> Result<ExitCode, Problem> {
    let identity = arguments.identity.as_deref();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let (statements, first_seen) = arguments
        .statements
        .verified_with_evidence(path, bytes, &directory, identity, now)?;
    let context = Context::new(&directory, now).sight(Sight::now(now).recorded(first_seen));
    let evidence = Evidence::verify(bytes, &context)
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let head = evidence.head();
    let profile = profile_named(&head.payload().profile, arguments.profile.as_deref())?;
    let lead = profile.as_ref().map(|profile| profile.profile().lead());
    let proof = Proof::of(&evidence, &statements, lead);
    if arguments.json {
        let mut document = head_as_json(head.payload());
        let all = |said: &[StatementSummary]| {
            said.iter()
                .map(StatementSummary::to_json)
                .collect::<Value>()
        };
        if let Some(members) = document.as_object_mut() {
            members.insert("evidence".to_owned(), true.into());
            members.insert("holder".to_owned(), json!(proof.holder));
            members.insert("id".to_owned(), head.id().to_string().into());
            members.insert("not_proved".to_owned(), json!(proof.not_proved));
            members.insert(
                "reader".to_owned(),
                json!(evidence.reader().map(OrganisationId::as_str)),
            );
            members.insert("said".to_owned(), all(&proof.said));
            members.insert("set_aside".to_owned(), all(&proof.set_aside));
            members.insert("token".to_owned(), evidence.token().to_string().into());
            members.insert("verified".to_owned(), true.into());
        }
        print_json(&document)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut page = Page::new(Paint::standard_output());
    page.line(&page.paint.good(
        "VERIFIED: the sender signed this case into this package, and the statements below are genuine.",
    ));
    page.field("Case", &[evidence.token().to_string()]);
    page.field("Package", &[head.id().to_string()]);
    head_as_text(&mut page, head.payload());
    page.heading("Proved", "");
    page.item(&proof.sealed);
    for said in &proof.said {
        said.tell(&mut page);
    }
    if let Some(holder) = &proof.holder {
        page.item(&format!(
            "So {holder} has been responsible for the case since it accepted."
        ));
    }
    page.heading("Not proved", "");
    for not in &proof.not_proved {
        page.item(not);
    }
    if !proof.set_aside.is_empty() {
        page.heading("Set aside", "genuine, but not about this case");
        for said in &proof.set_aside {
            said.tell(&mut page);
        }
    }
    print(&page.into_text())?;
    Ok(ExitCode::SUCCESS)
}
