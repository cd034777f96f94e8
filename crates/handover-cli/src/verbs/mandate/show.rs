//! `handover mandate show`.

use std::collections::BTreeMap;

use handover::{Countersign, Mandate, OrganisationId, Statement, superseded_by};
use serde_json::{Value, json};

use super::{ShowArguments, read_mandate, words::tell};
use crate::{
    clock,
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
    verbs::{signing::Names, statements::Statements},
};

pub(super) fn run(arguments: &ShowArguments) -> Result<(), Problem> {
    let directory = arguments.trust.directory(None)?;
    let now = arguments.trust.at.moment().posix();
    let statements = arguments.statements.verified(&directory, None, now)?;
    let mandate = read_mandate(&arguments.file, &directory, now)?;
    let later = superseded_by(&mandate, statements.mandates(), statements.countersigns());
    if arguments.json {
        return print_json(&document(&mandate, &statements, later));
    }
    let names = Names::new(&directory, now);
    let mut page = Page::new(Paint::standard_output());
    tell(&mut page, &mandate, names);
    let signed: Vec<String> = agreed(&mandate, &statements)
        .iter()
        .map(|(by, role)| format!("{} as {role}", names.of(by)))
        .collect();
    if !signed.is_empty() {
        page.field("Has agreed", &signed);
    }
    if let Some(later) = later {
        page.alarm("superseded");
        page.paragraph(&format!(
            "The mandate {} has taken its place: nothing new goes under this one.",
            later.id()
        ));
    }
    print(&page.into_text())
}

/// Who has countersigned it, as far as it is at hand.
fn agreed<'a>(
    mandate: &Statement<Mandate>,
    statements: &'a Statements,
) -> BTreeMap<&'a OrganisationId, &'a str> {
    statements
        .countersigns()
        .iter()
        .map(Statement::payload)
        .filter(|one| one.statement == *mandate.id() && one.role.as_str() != Countersign::SEEN)
        .map(|one| (&one.by, one.role.as_str()))
        .collect()
}

fn document(
    statement: &Statement<Mandate>,
    statements: &Statements,
    later: Option<&Statement<Mandate>>,
) -> Value {
    let mandate = statement.payload();
    let file = |file: &handover::FileReference| json!({"name": file.name().as_str(), "sha256": file.digest().to_string()});
    let agreed: Vec<Value> = agreed(statement, statements)
        .iter()
        .map(|(by, role)| json!({"by": by.as_str(), "role": role}))
        .collect();
    let countersign: Vec<Value> = mandate
        .countersign
        .iter()
        .map(|(kind, role)| json!({"role": role.as_str(), "statement": kind.as_str()}))
        .collect();
    json!({
        "agreed": agreed,
        "at": clock::as_json(mandate.at.as_secs()),
        "by": mandate.by.as_str(),
        "countersign": countersign,
        "deadlines": mandate.deadlines,
        "eligibility": mandate.eligibility.as_ref().map(file),
        "from": mandate.from.as_str(),
        "id": statement.id().to_string(),
        "kind": mandate.kind.as_str(),
        "last_resort": mandate.last_resort.as_str(),
        "profile": file(&mandate.profile),
        "superseded_by": later.map(|later| later.id().to_string()),
        "to": mandate.to,
        "transfer": mandate.transfer.to_string(),
    })
}
