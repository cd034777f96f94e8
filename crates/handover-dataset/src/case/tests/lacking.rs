//! Everything that is wrong with a field is named at once; and what no statement can be without.

use serde_json::{Value, json};

use super::{findings, with};

#[test]
fn a_field_names_all_that_it_lacks() {
    let parties = json!([
        { "role": "friend", "name": "Dee", "birth": "07/2019" },
        { "id": "tp2", "role": "family", "name": "" },
    ]);
    let mut case = with("/sections/third_parties/parties/value", parties);
    let known = json!({ "absent": "not-asked" });
    case["sections"]["contact"]["emergency_contacts"] = known.clone();
    case["sections"]["contact"]["safe_contact"] = known;
    let mut found = findings(case);
    found.sort();
    let item = |n: u8, member: &str| format!("third_parties.parties.value[{n}]{member}");
    assert_eq!(
        found,
        [
            (4, item(0, ".role")),
            (6, item(0, "")), // its id
            (6, item(0, "")), // and whether they pose a risk
            (6, item(0, ".birth")),
            (6, item(1, "")), // whether they pose a risk
            (6, item(1, ".name")),
        ]
    );
}

#[test]
fn what_lacks_within_is_named_beside_what_is_wrong_outside() {
    let checklist = json!({
        "count": -1,
        "answers": [{ "item": 1 }, { "item": 2, "answer": "perhaps" }, { "answer": "yes" }]
    });
    let case = with("/sections/risk/checklist", json!({ "value": checklist }));
    let invalid = crate::Case::from_value(case).unwrap_err();
    let messages: Vec<String> = invalid
        .findings
        .into_iter()
        .map(|one| one.message)
        .collect();
    let field = "risk.checklist.value";
    for message in [
        format!("{field}: instrument is missing."),
        format!("{field}.answers[0]: answer is missing."),
        format!("{field}.answers[2]: item is missing."),
        "'perhaps' is not in mhd/1.".to_owned(),
        format!("{field}.count: -1 is not possible."),
    ] {
        assert_eq!(
            messages.iter().filter(|one| **one == message).count(),
            1,
            "{message}: {messages:#?}"
        );
    }
    assert_eq!(messages.len(), 5, "{messages:#?}");
}

/// A member is mandatory where a statement without it is dangerous or none: whoever adds one here says why in
/// PROTOCOL.md, B.3. Forms that are not of the record's own statements (signatures, law, what is computed) come first.
#[test]
fn no_more_is_mandatory_than_must_be() {
    const REQUIRED: &str = include_str!("required.txt");
    let schema = crate::case_schema();
    let mut lines = Vec::new();
    for (name, form) in schema["$defs"].as_object().unwrap() {
        let is_wrapping = name.starts_with("Stated") || name.starts_with("Contradiction");
        let required = form["required"].as_array();
        let required: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if !required.is_empty() && !is_wrapping {
            lines.push(format!("{name}: {}", required.join(", ")));
        }
    }
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/case/tests/required.txt");
        std::fs::write(file, lines.join("\n") + "\n").unwrap();
    }
    assert_eq!(lines.join("\n") + "\n", REQUIRED);
}
