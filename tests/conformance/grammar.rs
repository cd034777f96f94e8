//! The grammar tells the truth: what is good is of it, and what is refused for its shape is not.

use std::{fs, path::Path};

use handover_cbor::{Grammar as Gate, Limits, check};
use handover_tests::{Foreign, Grammar, rule_of};
use handover_trust::statement_kind;
use serde_json::Value;

/// Refused with `schema` for a rule that stands in a comment of the grammar, or for what is inside a
/// string of bytes that only its reader can open.
const RULES_IN_COMMENTS: [&str; 2] = ["22-tokens-descending.bin", "36-section-with-null.bin"];

pub(crate) fn has_every_statement(path: &Path) -> datatest_stable::Result<()> {
    let bytes = fs::read(path)?;
    let kind = statement_kind(&bytes).ok_or("of no kind")?;
    expect(&rule_of(kind), &bytes, true)
}

pub(crate) fn has_every_part_of_a_package(path: &Path) -> datatest_stable::Result<()> {
    let file = fs::read(path)?;
    let parts = Parts::of(&file);
    expect("index", parts.index, true)?;
    expect("package-statement", parts.head, true)?;
    let values: Value = serde_json::from_slice(&fs::read(path.with_extension("json"))?)?;
    let mut cases = parts.cases;
    for case in values["cases"].as_array().unwrap() {
        let len = usize::try_from(case["sealed_case_length"].as_u64().unwrap())?;
        let (sealed, rest) = cases.split_at(len);
        cases = rest;
        expect("sealed-case", sealed, true)?;
        for section in case["sections"].as_array().unwrap() {
            // Rule `section` names itself, and the validator (cddl 0.10) refuses maps inside such a
            // rule: the gate, which knows the same grammar, is asked instead.
            let section = Foreign::unhex(&section["encoded"]);
            check(&section, Gate::Section, &Limits::SECTION).map_err(|e| e.to_string())?;
        }
    }
    assert!(cases.is_empty());
    for stanza in values["stanzas"].as_array().unwrap() {
        expect("stanza-info", &Foreign::unhex(&stanza["info"]), true)?;
        expect("stanza-secrets", &Foreign::unhex(&stanza["plain"]), true)?;
    }
    Ok(())
}

pub(crate) fn has_the_evidence(path: &Path) -> datatest_stable::Result<()> {
    expect("evidence", &fs::read(path)?, true)?;
    let values = Foreign::json("evidence.json");
    expect("evidence-info", &Foreign::unhex(&values["info"]), true)?;
    expect("evidence-secrets", &Foreign::unhex(&values["plain"]), true)
}

/// Both directions at once: refused as `schema` or `parse` if and only if it is not of the grammar.
pub(crate) fn lacks_what_is_refused_for_its_shape(path: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let name = path.file_name().unwrap().to_str().unwrap();
    let of_this_file =
        |refusal: &&Value| refusal["file"].as_str().unwrap().rsplit('/').next() == Some(name);
    let refusal = foreign.refusals.iter().find(of_this_file);
    let refusal = refusal.ok_or("no refusal names this file")?;
    let bytes = fs::read(path)?;
    let is_of_it = match refusal["expect"].as_str().unwrap() {
        "parse" | "schema" => RULES_IN_COMMENTS.contains(&name),
        // The gate's matter: a grammar says nothing of encodings and lengths.
        "limits" | "not-deterministic" | "truncated" => return Ok(()),
        _ => true,
    };
    match refusal["what"].as_str().unwrap() {
        "package" => {
            let parts = Parts::of(&bytes);
            let grammar = Grammar::load();
            let index = one_of(&grammar, "index", parts.index);
            let all = index.and_then(|()| one_of(&grammar, "package-statement", parts.head));
            agree(all, is_of_it)
        }
        "head" => expect("package-statement", &bytes, is_of_it),
        kind => expect(&format!("{kind}-statement"), &bytes, is_of_it),
    }
}

fn expect(rule: &str, bytes: &[u8], is_of_it: bool) -> datatest_stable::Result<()> {
    let answer = one_of(&Grammar::load(), rule, bytes);
    agree(answer, is_of_it).map_err(|error| format!("{rule}: {error}").into())
}

fn agree(answer: Result<(), String>, is_of_it: bool) -> datatest_stable::Result<()> {
    match (answer, is_of_it) {
        (Ok(()), true) | (Err(_), false) => Ok(()),
        (Ok(()), false) => Err("of the grammar, but refused for its shape".into()),
        (Err(why), true) => Err(why.into()),
    }
}

/// Of the rule, and nothing behind it.
fn one_of(grammar: &Grammar, rule: &str, bytes: &[u8]) -> Result<(), String> {
    check(bytes, Gate::Envelope, &Limits::LONG_STATEMENT).map_err(|error| error.to_string())?;
    grammar.has(rule, bytes)
}

struct Parts<'a> {
    cases: &'a [u8],
    index: &'a [u8],
    head: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(file: &'a [u8]) -> Self {
        let end = file.len() - 24;
        let offset = |at: usize| {
            let bytes: [u8; 8] = file[at..at + 8].try_into().unwrap();
            usize::try_from(u64::from_be_bytes(bytes)).unwrap()
        };
        let (index_at, head_at) = (offset(end), offset(end + 8));
        Self {
            cases: &file[8..index_at],
            index: &file[index_at..head_at],
            head: &file[head_at..end],
        }
    }
}
