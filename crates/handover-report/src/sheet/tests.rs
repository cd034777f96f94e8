use serde_json::json;

use super::*;

fn sheet_of(sections: &Value, paint: Paint) -> String {
    let case = json!({"mhd": "mhd/1", "profile": "caseload-transfer@1", "sections": sections});
    let profile = handover::case::Profile::built_in("caseload-transfer").unwrap();
    let style = SheetStyle {
        at: "2010-02-01T09:00:00Z".parse().unwrap(),
        stale: Some(profile.stale_days()),
        paint,
    };
    write(&case, &style)
}

fn contact() -> Value {
    json!({"contact": {"safe_contact": {"value": {
        "checked_on": "2010-01-20",
        "channels": {"text": {"safe": "yes"}, "call": {"safe": "no"}, "visit": {"safe": "unknown"}}
    }}}})
}

/// The three looks differ by sign and word, for who sees no colour.
#[test]
fn the_three_looks_have_signs_of_their_own() {
    let sheet = sheet_of(&contact(), Paint::plain());
    for line in [
        "[v] Safe                  Text",
        "[X] Not safe              Phone call",
        "[?] Not known             Home visit",
    ] {
        assert!(sheet.contains(line), "{line}: {sheet}");
    }
    assert!(!sheet.contains("DO NOT USE"));
    let sheet = sheet_of(&contact(), Paint::new(true, None));
    let red = sheet
        .find("\u{1b}[1m\u{1b}[31m[X] Not safe")
        .unwrap_or_else(|| panic!("{sheet:?}"));
    assert!(red > sheet.find("[v] Safe").unwrap());
}

/// What can hurt is an alarm, what is safe is not.
#[test]
fn a_danger_is_an_alarm() {
    let danger = json!({"risk": {"level": {"value": {"level": "very-high"}}}});
    assert!(sheet_of(&danger, Paint::plain()).contains("!! DANGER\n   Very high risk."));
    let medium = json!({"risk": {"level": {"value": {"level": "medium"}}}});
    assert!(sheet_of(&medium, Paint::plain()).contains("\nDANGER\n   Medium risk."));
    assert!(sheet_of(&contact(), Paint::plain()).contains("\nHOW TO REACH THEM SAFELY\n"));
}

/// Every line fits, and wraps under its name.
#[test]
fn every_line_fits() {
    let case: Value = serde_json::from_str(include_str!(
        "../../../handover-dataset/tests/examples/caseload-transfer.json"
    ))
    .unwrap();
    for columns in [60, 80, 100] {
        let sheet = sheet_of(&case["sections"], Paint::new(false, Some(columns)));
        let long: Vec<&str> = sheet
            .lines()
            .filter(|line| line.chars().count() > usize::from(columns))
            .collect();
        assert!(long.is_empty(), "{long:?}");
    }
}

/// Words between two parties are no record: no heading of one stands over them.
#[test]
fn words_are_no_record() {
    let case = json!({"mhd": "mhd/1", "profile": "reply@2", "sections": {"handover": {
        "case_reference": "HB0294",
        "author": {"by": {"name": "A. Brook", "role": "key-worker"}, "at": "2010-01-31T10:00:00Z"},
        "from_to": {"from": {"name": "East"}, "to": [{"name": "West"}]},
        "references": {"value": [{"kind": "related", "value": "Which dose?"}]}
    }}});
    let style = SheetStyle {
        at: "2010-02-01T09:00:00Z".parse().unwrap(),
        stale: None,
        paint: Paint::plain(),
    };
    let sheet = write(&case, &style);
    for said in [
        "Words about case HB0294",
        "From A. Brook, key worker, 31 January 2010, 10am.",
        "To West.",
        "\"Which dose?\"",
    ] {
        assert!(sheet.contains(said), "{said}: {sheet}");
    }
    assert!(!sheet.contains("REACH"));
}
