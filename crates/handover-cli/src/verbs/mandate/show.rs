//! `handover mandate show`.

use std::collections::BTreeMap;

use handover::{Agreeable, Mandate, OrganisationId, Statement, profile::Deadlines, superseded_by};
use serde_json::{Value, json};

use super::{
    ShowArguments, deadlines_in_force, read_mandate,
    words::{by_condition, tell},
};
use crate::{
    clock,
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
    verbs::{signing::Names, statements::Statements},
};

pub(super) fn run(arguments: &ShowArguments) -> Result<(), Problem> {
    let identity = arguments.identity.as_deref();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let statements = arguments.statements.verified(&directory, identity, now)?;
    let mandate = read_mandate(std::slice::from_ref(&arguments.file), &directory, now)?;
    let later = superseded_by(&mandate, statements.mandates(), statements.countersigns());
    let in_force = deadlines_in_force(&mandate, arguments.profile.as_deref())?;
    if arguments.json {
        return print_json(&document(&mandate, &statements, in_force.as_ref(), later));
    }
    let names = Names::new(&directory, now);
    let mut page = Page::new(Paint::standard_output());
    tell(&mut page, &mandate, names, in_force.as_ref());
    let signed: Vec<String> = roles(&mandate, &statements)
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

/// In which role each has countersigned it, as far as it is at hand.
fn roles<'a>(
    mandate: &'a Statement<Mandate>,
    statements: &'a Statements,
) -> BTreeMap<&'a OrganisationId, &'a str> {
    let all = Agreeable::new(mandate).agreements(statements.countersigns());
    all.map(|one| (&one.by, one.role.as_str())).collect()
}

/// Deadlines for machines, by condition and step.
fn as_json(deadlines: &Deadlines) -> Value {
    let conditions = by_condition(deadlines).into_iter();
    let conditions = conditions.map(|(condition, steps)| {
        let steps: serde_json::Map<String, Value> = steps
            .into_iter()
            .map(|(step, words)| (step.to_owned(), words.into()))
            .collect();
        (condition.to_owned(), Value::Object(steps))
    });
    Value::Object(conditions.collect())
}

fn document(
    statement: &Statement<Mandate>,
    statements: &Statements,
    in_force: Option<&Deadlines>,
    later: Option<&Statement<Mandate>>,
) -> Value {
    let mandate = statement.payload();
    let file = |file: &handover::FileReference| json!({"name": file.name().as_str(), "sha256": file.digest().to_string()});
    let agreed: Vec<Value> = roles(statement, statements)
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
        "deadlines_in_force": in_force.map(as_json),
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
