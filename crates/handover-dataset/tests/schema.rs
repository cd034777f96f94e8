//! The schema for people who write JSON tells the truth: it takes and refuses what the program
//! does.

use handover_dataset::{Case, case_schema};
use serde_json::{Value, json};

const CASELOAD: &str = include_str!("examples/caseload-transfer.json");
const MATERNITY: &str = include_str!("examples/maternity-discharge.json");

#[test]
fn the_worked_cases_are_of_the_schema() {
    let schema = jsonschema::draft202012::new(&case_schema()).unwrap();
    for example in [CASELOAD, MATERNITY] {
        let case: Value = serde_json::from_str(example).unwrap();
        let problems: Vec<String> = schema
            .iter_errors(&case)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(problems, [""; 0]);
    }
}

/// S-44, and what else people get wrong: refused by schema and program alike.
#[test]
fn what_is_wrong_is_of_neither() {
    let schema = jsonschema::draft202012::new(&case_schema()).unwrap();
    let provenance = json!(["2026-09-10", "key-worker", "record", "confirmed"]);
    for (pointer, name, value) in [
        ("", "mhd", json!("mhd/2")),
        ("", "profile", json!("caseload-transfer")),
        ("", "remark", json!(1)),
        ("/sections", "rsik", json!({})),
        ("/sections", "location_protected", json!({})),
        ("/sections/risk", "levle", json!({ "absent": "unknown" })),
        ("/sections/risk", "provenance", provenance),
        ("/sections/risk/level", "absent", json!("unknown")),
        ("/sections/risk/level", "labels", json!(["secret"])),
        ("/sections/risk/level", "labels", json!([])),
        ("/sections/risk/level/value", "level", json!("extreme")),
        ("/sections/risk/level/value", "basis", json!([])),
        (
            "/sections/plan",
            "alcohol",
            json!({ "value": { "days_of_28": 29, "units_per_day": 1 } }),
        ),
        (
            "/sections/plan",
            "alcohol",
            json!({ "value": { "days_of_28": 2.5, "units_per_day": 1 } }),
        ),
        (
            "/sections/plan",
            "alcohol",
            json!({ "value": { "days_of_28": "2" } }),
        ),
        ("/sections/plan", "alcohol", json!({ "note": "none" })),
        (
            "/sections/plan",
            "goals",
            json!({ "value": vec!["x"; 201] }),
        ),
        (
            "/sections/plan/outcome_measure",
            "value",
            json!({
                "instrument": "top", "stage": "start", "taken_on": "2026-01-01", "items": { "opium": 1 }
            }),
        ),
        (
            "/sections/person/nhs_number/value",
            "unavailable",
            json!("overseas-patient"),
        ),
        (
            "/sections/person/nhs_number/value",
            "value",
            json!("999 000 0018"),
        ),
        (
            "/sections/person/birth_date/value",
            "date",
            json!("9/3/1988"),
        ),
        (
            "/sections/person/birth_date/value",
            "date",
            json!("1988-13"),
        ),
        ("/sections/handover", "case_reference", json!("../etc")),
        ("/sections/handover", "kind", json!("gift")),
        ("/sections/handover/author", "at", json!("2026-09-14 15:10")),
        (
            "/sections/handover/sbar/value",
            "situation",
            json!("x".repeat(32_768)),
        ),
    ] {
        let mut case: Value = serde_json::from_str(CASELOAD).unwrap();
        case["sections"]["plan"]["outcome_measure"] = json!({ "value": {
            "instrument": "top", "stage": "start", "taken_on": "2026-01-01", "items": { "opiates": 1 }
        } });
        assert!(schema.is_valid(&case));
        let parent = case.pointer_mut(pointer).unwrap();
        parent
            .as_object_mut()
            .unwrap()
            .insert(name.to_owned(), value);
        assert!(!schema.is_valid(&case), "the schema takes {pointer}/{name}");
        assert!(
            Case::from_value(case).is_err(),
            "the program takes {pointer}/{name}"
        );
    }
}

#[test]
fn what_every_case_has_is_demanded_by_both() {
    let schema = jsonschema::draft202012::new(&case_schema()).unwrap();
    for (pointer, name) in [
        ("", "mhd"),
        ("", "profile"),
        ("", "sections"),
        ("/sections", "handover"),
        ("/sections/plan", "provenance"),
        ("/sections/handover", "provenance"),
        ("/sections/handover", "case_reference"),
        ("/sections/handover", "kind"),
        ("/sections/handover", "basis"),
        ("/sections/handover", "from_to"),
        ("/sections/handover", "author"),
        ("/sections/person/nhs_number/value", "value"),
    ] {
        let mut case: Value = serde_json::from_str(CASELOAD).unwrap();
        let parent = case.pointer_mut(pointer).unwrap();
        parent.as_object_mut().unwrap().remove(name).unwrap();
        assert!(
            !schema.is_valid(&case),
            "the schema misses {pointer}/{name}"
        );
        assert!(
            Case::from_value(case).is_err(),
            "the program misses {pointer}/{name}"
        );
    }
}
