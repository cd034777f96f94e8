mod lacking;
mod quick;
mod sealed;

use serde_json::{Value, json};

use super::*;
use crate::CheckId;

const CASELOAD: &str = include_str!("../../../tests/examples/caseload-transfer.json");
const MATERNITY: &str = include_str!("../../../tests/examples/maternity-discharge.json");

/// The worked case with one value set at a pointer.
fn with(pointer: &str, value: Value) -> Value {
    let mut case: Value = serde_json::from_str(CASELOAD).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = case.pointer_mut(parent).unwrap();
    match parent {
        Value::Object(members) => {
            members.insert(name.to_owned(), value);
        }
        other => other[name.parse::<usize>().unwrap()] = value,
    }
    case
}

/// Number and path of everything that is wrong.
fn findings(case: Value) -> Vec<(u8, String)> {
    Case::from_value(case)
        .err()
        .into_iter()
        .flat_map(|invalid| invalid.findings)
        .map(|finding| (finding.check.number(), finding.path))
        .collect()
}

fn finds(pointer: &str, value: Value, check: u8, path: &str) {
    assert_eq!(findings(with(pointer, value)), [(check, path.to_owned())]);
}

#[test]
fn d02_a_field_says_one_thing() {
    finds(
        "/sections/plan/prescribing/value",
        json!([]),
        6,
        "plan.prescribing.value",
    );
    finds(
        "/sections/plan/injecting/absent",
        json!("unknown"),
        2,
        "plan.injecting",
    );
    let provenance = json!({
        "recorded_at": "2026-09-10", "recorded_by": "key-worker", "source": "record",
        "verification": "conflicting",
    });
    finds(
        "/sections/plan/injecting/provenance",
        provenance.clone(),
        2,
        "plan.injecting",
    );
    finds(
        "/sections/plan/provenance",
        provenance,
        2,
        "plan.problem_substances",
    );
    finds(
        "/sections/plan/injecting/conflicts",
        json!([{ "absent": "unknown" }]),
        2,
        "plan.injecting",
    );
    finds(
        "/sections/risk/red_flags/provenance/verification",
        json!("confirmed"),
        2,
        "risk.red_flags",
    );
}

#[test]
fn d02_a_member_is_written_once() {
    let doubled = CASELOAD.replace(
        r#""estimated":false"#,
        r#""estimated":false,"estimated":true"#,
    );
    let findings = Case::from_json(doubled).unwrap_err().findings;
    assert_eq!(findings[0].check, CheckId::new(2));
    assert_eq!(findings[0].path, "person.birth_date.value.estimated");
    assert_eq!(findings.len(), 1);
}

#[test]
fn d04_unknown_words_are_named() {
    finds(
        "/sections/risk/levle",
        json!({ "absent": "unknown" }),
        4,
        "risk.levle",
    );
    finds("/sections/rsik", json!({}), 4, "rsik");
    finds(
        "/sections/location_protected",
        json!({}),
        4,
        "location_protected",
    );
    finds("/remark", json!(1), 4, "remark");
    finds("/mhd", json!("mhd/2"), 4, "mhd");
    finds(
        "/sections/risk/level/value/level",
        json!("extreme"),
        4,
        "risk.level.value.level",
    );
    finds(
        "/sections/risk/level/labels",
        json!(["sdv", "secret"]),
        4,
        "risk.level.labels[1]",
    );
    finds(
        "/sections/contact/safe_contact/value/channels/fax",
        json!({ "safe": "yes" }),
        4,
        "contact.safe_contact.value.channels.fax",
    );
    let findings = Case::from_value(with("/sections/risk/levle", json!({ "absent": "unknown" })));
    assert_eq!(
        findings.unwrap_err().findings[0].message,
        "'levle' is not in mhd/1."
    );
}

#[test]
fn d05_references_name_something() {
    finds(
        "/sections/contact/safe_contact/value/not_safe_to_talk_to",
        json!(["the neighbour", "tp9"]),
        5,
        "contact.safe_contact.value.not_safe_to_talk_to[1]",
    );
    finds(
        "/sections/closures/open_at_closure/value/0/action",
        json!("a9"),
        5,
        "closures.open_at_closure.value[0].action",
    );
}

#[test]
fn d05_asks_nothing_of_what_is_withheld() {
    let mut case = with(
        "/sections/third_parties/parties",
        json!({ "absent": "withheld-third-party" }),
    );
    assert_eq!(findings(case.clone()), []);
    case["sections"]["third_parties"]["parties"] = json!({ "absent": "none-known" });
    assert_eq!(findings(case.clone()).len(), 1);
    case["sections"]
        .as_object_mut()
        .unwrap()
        .remove("third_parties");
    assert_eq!(findings(case), []);
}

#[test]
fn d06_nothing_is_missing_or_out_of_bounds() {
    let alcohol = json!({ "value": { "days_of_28": 29, "units_per_day": 3 } });
    finds(
        "/sections/plan/alcohol",
        alcohol,
        6,
        "plan.alcohol.value.days_of_28",
    );
    let substances = json!({ "value": [{ "rank": 1 }] });
    finds(
        "/sections/plan/problem_substances",
        substances,
        6,
        "plan.problem_substances.value[0]",
    );
    finds(
        "/sections/plan/alcohol",
        json!({ "note": "none" }),
        6,
        "plan.alcohol",
    );
    finds(
        "/sections/handover/case_reference",
        json!("../etc"),
        6,
        "handover.case_reference",
    );
    finds(
        "/sections/handover/case_reference",
        json!(""),
        6,
        "handover.case_reference",
    );
    finds(
        "/sections/handover/sbar/value/situation",
        json!("x".repeat(32_768)),
        6,
        "handover.sbar.value.situation",
    );
    finds(
        "/sections/risk/provenance",
        json!(null),
        6,
        "risk.provenance",
    );
    let doubled = findings(with("/sections/handover/actions/value/1/id", json!("a1")));
    assert_eq!(doubled[0], (6, "handover.actions.value[1].id".to_owned()));
    finds(
        "/sections/handover/actions/value/0/id",
        json!("rx1"),
        6,
        "handover.actions.value[0].id",
    );
    finds(
        "/sections/person/nhs_number/value/value",
        json!(null),
        6,
        "person.nhs_number.value",
    );
    finds("/profile", json!("caseload"), 6, "profile");
    finds("/sections/plan", json!([]), 6, "plan");
    for number in [
        "07700 900123",
        "+0770090012",
        "+44 7700 900123",
        "ask",
        "+1234567890123456",
    ] {
        finds(
            "/sections/contact/telecoms/value/0/value",
            json!(number),
            6,
            "contact.telecoms.value[0]",
        );
    }
    let goals = json!({ "value": vec!["x"; 201] });
    finds("/sections/plan/goals", goals, 6, "plan.goals.value");
    let findings = Case::from_value(with(
        "/sections/plan/alcohol",
        json!({
            "value": { "days_of_28": 29, "units_per_day": 3 }
        }),
    ));
    assert_eq!(
        findings.unwrap_err().findings[0].message,
        "plan.alcohol.value.days_of_28: 29 is not possible."
    );
}

#[test]
fn objects_are_not_written_as_lists() {
    let provenance = json!(["2026-09-10", "key-worker", "record", "confirmed"]);
    finds(
        "/sections/risk/provenance",
        provenance,
        6,
        "risk.provenance",
    );
}

#[test]
fn one_problem_does_not_hide_another() {
    let mut case = with("/sections/risk/levle", json!(1));
    case["sections"]["plan"]["injecting"]["value"]["status"] = json!("maybe");
    case["sections"]["person"]["birth_date"]["value"]["date"] = json!("1988-02-30");
    let found = findings(case);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn one_item_does_not_hide_another() {
    let names = json!([
        { "use": "usual", "given": "" }, { "use": "usual", "family": "Winterley" },
        { "use": "pet", "family": "Jo" }, { "use": "alias", "family": "" },
    ]);
    let found = findings(with("/sections/person/names/value", names));
    let paths = [
        "person.names.value[0].given",
        "person.names.value[2].use",
        "person.names.value[3].family",
    ];
    assert_eq!(
        found,
        [
            (6, paths[0].into()),
            (4, paths[1].into()),
            (6, paths[2].into())
        ]
    );
}

#[test]
fn what_is_empty_is_silent() {
    for silence in [
        json!(null),
        json!({}),
        json!(""),
        json!([]),
        json!({ "value": null }),
    ] {
        let case = Case::from_value(with("/sections/plan/injecting", silence)).unwrap();
        assert!(case.plan.injecting.is_none());
    }
}

#[test]
fn text_is_made_nfc_at_entry() {
    let case = with("/sections/risk/safety_plan/value", json!("cafe\u{301}"));
    let case = Case::from_value(case).unwrap();
    assert_eq!(
        case.to_json()["sections"]["risk"]["safety_plan"]["value"],
        json!("caf\u{e9}")
    );
}

#[test]
fn not_json_is_one_finding() {
    let invalid = Case::from_json("{").unwrap_err();
    assert_eq!(invalid.to_string(), "the document is not a case: D-06");
    assert_eq!(invalid.findings[0].message, "Not JSON: line 1, column 1.");
    assert!(Case::from_json(format!("{CASELOAD} x")).is_err());
    assert!(Case::from_json("[".repeat(100_000)).is_err());
}

#[test]
fn conditions_are_read_from_the_case() {
    let caseload = Case::from_json(CASELOAD).unwrap();
    assert!(caseload.is_closed() && caseload.is_high() && caseload.has_safeguarding());
    assert!(!caseload.has_ost() && !caseload.is_unbooked());
    let maternity = Case::from_json(MATERNITY).unwrap();
    assert!(maternity.is_unbooked() && maternity.has_safeguarding());
    assert!(!maternity.is_closed() && !maternity.is_high());
}
