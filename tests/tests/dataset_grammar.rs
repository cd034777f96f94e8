//! The dataset's rules of `schemas/handover.cddl` tell the truth about sections that were sealed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{fs, path::Path};

use serde_json::{Value, json};

/// Whether the bytes are of that rule.
fn has(rule: &str, bytes: &[u8]) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas/handover.cddl");
    let grammar = fs::read_to_string(path).unwrap();
    let rooted = format!("root-of-this-question = {rule}\n{grammar}");
    cddl::validate_cbor_from_slice(&rooted, bytes, None).map_err(|error| error.to_string())
}

fn rule_of(section: &str) -> &'static str {
    match section {
        "handover" => "handover-section",
        _ => "stated-section",
    }
}

/// Every section of the vectors' cases, with its name.
fn sections() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/foreign/packages");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let values: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let text = |value: &Value, name: &str| value.get(name)?.as_str().map(str::to_owned);
        for case in values.get("cases").unwrap().as_array().unwrap() {
            for section in case.get("sections").unwrap().as_array().unwrap() {
                let name = text(section, "section").unwrap();
                let encoded = hex::decode(text(section, "encoded").unwrap()).unwrap();
                if encoded != [0xa0] {
                    found.push((name, encoded));
                }
            }
        }
    }
    found
}

#[test]
fn sealed_sections_are_of_their_rule() {
    let sections = sections();
    assert!(sections.len() > 30);
    for (name, bytes) in sections {
        has(rule_of(&name), &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn what_is_no_statement_is_of_no_rule() {
    let given = json!({"recorded_at": "2026-09-10", "recorded_by": "gp", "source": "record", "verification": "confirmed"});
    let is_stated = |stated: Value| {
        let section = json!({"provenance": given, "level": stated});
        has("stated-section", &handover_cbor::to_vec(&section)).is_ok()
    };
    assert!(is_stated(json!({"value": "high"})));
    assert!(is_stated(json!({"absent": "not-asked", "note": "see 908"})));
    let by = json!({"name": "A. Brook", "role": "key-worker"});
    let at = "2026-09-10T09:00:00Z";
    assert!(is_stated(
        json!({"value": "high", "corrected": [{"by": by, "at": at, "reason": "Wrong record.", "agreed_by": by}]})
    ));
    for wrong in [
        json!({"value": "high", "corrected": []}),
        json!({"value": "high", "corrected": [{"by": by, "at": at}]}),
        json!({}),
        json!("high"),
        json!({"absent": "forgotten"}),
        json!({"value": "high", "labels": ["secret"]}),
        json!({"value": "high", "labels": []}),
        json!({"value": "high", "provenance": {"recorded_by": "gp"}}),
        json!({"value": "high", "comment": "no such member"}),
    ] {
        assert!(!is_stated(wrong.clone()), "{wrong}");
    }
}
