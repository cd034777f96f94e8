//! What `--json` prints, against the schemas that other programs are given.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, OnceLock},
};

use jsonschema::Validator;
use serde_json::Value;

use crate::support::Place;

/// The verbs that have verbs of their own.
const GROUPS: [&str; 4] = ["directory", "identity", "mandate", "roster"];

/// The schemas of what a command may print: its report, in each of its kinds, and a problem.
pub(crate) fn of(arguments: &[&str]) -> Vec<Arc<Validator>> {
    let mut words = arguments.iter().filter(|word| !word.starts_with('-'));
    let verb = words.next().copied().unwrap_or_default();
    let name = match words.next() {
        Some(word) if GROUPS.contains(&verb) => format!("{verb}-{word}"),
        _ => verb.to_owned(),
    };
    let kinds = format!("{name}-");
    let all = all().iter();
    let named = all
        .filter(|(known, _)| **known == name || *known == "problem" || (known.starts_with(&kinds)));
    named.map(|(_, schema)| Arc::clone(schema)).collect()
}

/// Every schema, closed: a member that stands in no schema is a member that nobody was promised.
fn all() -> &'static BTreeMap<String, Arc<Validator>> {
    static ALL: OnceLock<BTreeMap<String, Arc<Validator>>> = OnceLock::new();
    ALL.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/reports");
        let mut all = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if let Some(name) = name.strip_suffix(".schema.json") {
                let mut schema = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
                close(&mut schema);
                let validator = jsonschema::validator_for(&schema).unwrap();
                all.insert(name.to_owned(), Arc::new(validator));
            }
        }
        all
    })
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                let closed = members.entry("additionalProperties");
                closed.or_insert(Value::Bool(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(all) => all.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn every_schema_is_printed_and_none_other() {
    let place = Place::new();
    let listed = place.run(&["schema", "report"]).done().stdout;
    for name in listed.lines() {
        let printed = place.run(&["schema", "report", name]).done().json();
        assert_eq!(printed["title"], name);
    }
    assert_eq!(listed.lines().count(), all().len());
    let unknown = place.run(&["schema", "report", "nothing"]);
    unknown.fails(2, "usage: there is nothing of that name");
}

#[test]
fn no_option_does_nothing() {
    let place = Place::new();
    place.identity("us", "ZZ901", &[]);
    for command in [
        &["schema", "case", "--json"][..],
        &["demo", "--json"],
        &["serve", "--example-config", "--json"],
        &[
            "identity",
            "request",
            "--key",
            "office",
            "--identity",
            "us",
            "--json",
        ],
        &["open", "x.handover", "--json"],
    ] {
        let run = place.run(command);
        assert_eq!(run.code, Some(2), "{command:?}: {}", run.stderr);
        assert!(run.stderr.starts_with("usage: --json is not for this"));
        assert_eq!(run.json()["problem"]["exit"], 2);
    }
}

#[test]
fn a_command_line_of_no_sense_is_a_document_too() {
    let run = Place::new().run(&["check", "cases", "--json", "--nothing"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert_eq!(run.json()["problem"]["exit"], 2);
}

#[test]
fn one_option_stands_anywhere() {
    let place = Place::new();
    place.identity("us", "ZZ901", &[]);
    let after = place.run(&["identity", "show", "--identity", "us", "--json"]);
    let before = place.run(&["--json", "identity", "show", "--identity", "us"]);
    assert_eq!(after.done().stdout, before.done().stdout);
    let renewed = [
        "identity",
        "renew",
        "--identity",
        "us",
        "--at",
        "2010-02-01",
        "--json",
    ];
    let renewed = place.run(&renewed).done().json();
    assert_eq!(renewed["organisation"], "ZZ901");
    assert_eq!(renewed["until"], "2011-02-01T00:00:00Z");
}
