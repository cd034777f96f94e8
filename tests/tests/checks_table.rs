//! `schemas/checks.md` tells the truth: it has every check of the specification once, with the same class
//! and severity, and what it points at is there.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use handover_dataset::checks::CHECKS;

use handover_tests::table::{cells, quoted, read, root, sources};

/// A row of `schemas/checks.md`.
struct Row {
    rule: String,
    /// Of dataset checks only.
    severity: Option<String>,
    class: String,
    modules: Vec<String>,
    evidence: Vec<String>,
}

/// Whether the text is the number of one check, as in `V-07`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix("V-").or_else(|| text.strip_prefix("D-"));
    digits.is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The rows of `schemas/checks.md` by number.
fn rows() -> BTreeMap<String, Row> {
    let mut rows = BTreeMap::new();
    for line in read("schemas/checks.md").lines() {
        let cells = cells(line);
        let (number, rule, severity, class, modules, evidence) = match cells.as_slice() {
            [number, rule, class, modules, evidence] if is_number(number) => {
                (number, rule, None, class, modules, evidence)
            }
            [number, rule, severity, class, modules, evidence] if is_number(number) => {
                (number, rule, Some(severity), class, modules, evidence)
            }
            _ => continue,
        };
        let row = Row {
            rule: (*rule).to_owned(),
            severity: severity.map(|severity| (*severity).to_owned()),
            class: (*class).to_owned(),
            modules: quoted(modules),
            evidence: quoted(evidence),
        };
        assert!(
            rows.insert((*number).to_owned(), row).is_none(),
            "{number} has two rows"
        );
    }
    rows
}

/// Every number that the specification mentions.
fn numbers_of_the_specification() -> BTreeSet<String> {
    let text = read("schemas/PROTOCOL.md");
    let words = text.split(|char: char| !(char.is_ascii_alphanumeric() || char == '-'));
    words
        .filter(|word| is_number(word))
        .map(str::to_owned)
        .collect()
}

/// The cells of the specification's rows that are about one check.
fn rows_of_the_specification() -> Vec<(String, Vec<String>)> {
    let text = read("schemas/PROTOCOL.md");
    let mut found = Vec::new();
    for line in text.lines() {
        let cells = cells(line);
        if let [number, .., _] = cells.as_slice()
            && is_number(number)
        {
            let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
            found.push(((*number).to_owned(), cells));
        }
    }
    found
}

/// The names of all functions in the source.
fn functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for text in sources() {
        let after_fn = text.split("fn ").skip(1);
        names.extend(after_fn.map(|rest| {
            let is_of_name = |char: &char| char.is_ascii_alphanumeric() || *char == '_';
            rest.chars().take_while(is_of_name).collect::<String>()
        }));
    }
    names
}

/// The names of the refusals of the vectors.
fn refusals() -> BTreeSet<String> {
    let json = read("tests/vectors/foreign/refusals.json");
    let list: serde_json::Value = serde_json::from_str(&json).unwrap();
    let refusals = list.get("refusals").and_then(|all| all.as_array()).unwrap();
    let name = |refusal: &serde_json::Value| refusal.get("name")?.as_str().map(str::to_owned);
    refusals.iter().filter_map(name).collect()
}

#[test]
fn every_number_of_the_specification_has_a_row() {
    let rows: BTreeSet<String> = rows().into_keys().collect();
    let specified = rows_of_the_specification();
    let specified: BTreeSet<String> = specified.into_iter().map(|(number, _)| number).collect();
    assert_eq!(rows, specified);
    let unknown: Vec<String> = numbers_of_the_specification()
        .into_iter()
        .filter(|number| !rows.contains(number))
        .collect();
    assert!(unknown.is_empty(), "mentioned, but no check: {unknown:?}");
}

#[test]
fn a_check_has_one_class_here_and_in_the_specification() {
    let rows = rows();
    let mut seen = 0;
    for (number, cells) in rows_of_the_specification() {
        let row = rows.get(&number).unwrap();
        if number.starts_with("V-") {
            let classes = quoted(cells.last().unwrap());
            assert_eq!(classes, std::slice::from_ref(&row.class), "{number}");
            seen += 1;
        }
    }
    assert!(seen > 30);
}

#[test]
fn severities_are_those_of_the_registry_and_the_specification() {
    let rows = rows();
    for check in CHECKS {
        let row = rows.get(&check.id.to_string()).unwrap();
        let severity = Some(check.severity.to_string());
        assert_eq!(row.severity, severity, "{}", check.id);
        assert_eq!(row.class, check.class().to_string(), "{}", check.id);
    }
    let mut seen = 0;
    for (number, cells) in rows_of_the_specification() {
        if number.starts_with("D-") {
            assert_eq!(
                cells.get(1),
                rows.get(&number).unwrap().severity.as_ref(),
                "{number}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, CHECKS.len());
}

#[test]
fn what_a_row_points_at_is_there() {
    let (functions, refusals) = (functions(), refusals());
    for (number, row) in rows() {
        assert!(!row.rule.is_empty(), "{number}");
        for module in &row.modules {
            assert!(root().join(module).is_file(), "{number}: no {module}");
        }
        for name in &row.evidence {
            let is_there = functions.contains(name) || refusals.contains(name);
            assert!(
                is_there,
                "{number}: neither a test nor a vector is called {name}"
            );
        }
    }
}

#[test]
fn every_refusal_of_the_vectors_is_of_a_check() {
    let rows = rows();
    let named: BTreeSet<&String> = rows.values().flat_map(|row| &row.evidence).collect();
    let forgotten: Vec<String> = refusals()
        .into_iter()
        .filter(|name| !named.contains(name))
        .collect();
    assert!(forgotten.is_empty(), "of no check: {forgotten:?}");
}
