//! The shipped extract `maternity-2026` against what its makers say should come of it.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

use handover_dataset::Case;
use handover_interop::{Import, ImportedCase, Mapping, built_in_extract};
use serde_json::Value;

fn expected() -> Value {
    serde_json::from_str(include_str!("../extracts/maternity-2026/expected.json")).unwrap()
}

fn import() -> Import {
    let mapping = Mapping::built_in("maternity-2026").unwrap();
    mapping
        .import(&built_in_extract("maternity-2026").unwrap())
        .unwrap()
}

fn field<'d>(draft: &'d ImportedCase, field: &str) -> &'d Value {
    let path = format!("/sections/{}", field.replace('.', "/"));
    draft.case().pointer(&path).unwrap_or(&Value::Null)
}

/// Runs `compare` for each discharge with what is expected of it.
fn each(compare: impl Fn(&ImportedCase, &Value)) {
    let (import, expected) = (import(), expected());
    let discharges = expected["discharges"].as_object().unwrap();
    assert_eq!(import.drafts().len(), discharges.len());
    for (reference, discharge) in discharges {
        compare(import.draft(reference).unwrap(), discharge);
    }
}

fn codes(draft: &ImportedCase) -> Vec<String> {
    let lists = ["risk.safeguarding_child", "risk.safeguarding_adult"];
    let items = lists
        .iter()
        .filter_map(|list| field(draft, list)["value"].as_array())
        .flatten();
    items
        .map(|item| item["code"]["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_discharge_is_a_case() {
    let import = import();
    assert!(import.summary().is_whole());
    let mut wrong = Vec::new();
    for draft in import.drafts() {
        if let Err(invalid) = Case::from_value(draft.case().clone()) {
            for finding in invalid.findings {
                wrong.push(format!(
                    "{} {} {}",
                    draft.reference(),
                    finding.path,
                    finding.message
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
    let listed: Vec<_> = import.rejected().iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "discharges.jsonl, line 25, column mother.nhsNumber: NHS number whose check digit is \
             wrong: mistyped"
        ]
    );
    let unread = handover_interop::NoticeKind::NotMapped;
    let unread: Vec<_> = import
        .notices()
        .iter()
        .filter(|notice| notice.kind() == unread)
        .collect();
    assert!(unread.is_empty(), "{}", unread[0]);
}

/// D-17, S-49: without a GP an action, owner and due date; and nobody is told.
#[test]
fn a_gp_is_known_or_somebody_finds_one() {
    each(|draft, expected| {
        let is_known = field(draft, "location.gp_practice").get("value").is_some();
        assert_eq!(is_known, expected["gp"] == "known", "{}", draft.reference());
        let actions = field(draft, "handover.actions")["value"]
            .as_array()
            .unwrap();
        let identify: Vec<_> = actions
            .iter()
            .filter(|action| action["kind"] == "identify-gp")
            .collect();
        let wanted = expected["actions"].as_array().unwrap();
        assert_eq!(identify.len(), wanted.len(), "{}", draft.reference());
        for (action, wanted) in identify.iter().zip(wanted) {
            assert_eq!(action["due"], wanted["due"], "{}", draft.reference());
            assert_eq!(action["owner"]["role"], "midwife");
        }
    });
}

#[test]
fn safeguarding_is_coded_none_identified_or_silent() {
    each(|draft, expected| {
        let codes = codes(draft);
        let state = match codes.iter().find(|code| *code != "861931000000100") {
            Some(_) => "coded",
            None if codes.is_empty() => "silent",
            None => "none-identified",
        };
        assert_eq!(state, expected["safeguarding"], "{}", draft.reference());
        if state == "silent" {
            assert!(field(draft, "risk.safeguarding_child").is_null());
            assert!(field(draft, "risk.safeguarding_adult").is_null());
        }
    });
}

#[test]
fn the_spoken_handover_is_what_was_recorded() {
    each(|draft, expected| {
        let verbal = field(draft, "handover.verbal");
        let state = match verbal["value"]["both_confirmed"].as_bool() {
            Some(true) => "done-confirmed",
            Some(false) => "done-unconfirmed",
            None if verbal["absent"] == "not-held-by-sender" => "missing",
            None if codes(draft).is_empty() => "unknown-until-coded",
            None => "not-required",
        };
        assert_eq!(state, expected["verbal_handover"], "{}", draft.reference());
    });
}

#[test]
fn the_joint_assessment_is_there_or_a_reason() {
    each(|draft, expected| {
        let joint = field(draft, "maternity.joint_assessment");
        let state = match joint["absent"].as_str() {
            None => "present",
            Some("not-applicable") => "not-required",
            Some(_) if joint.get("note").is_some() => "reason-given",
            Some(_) => "absent",
        };
        assert_eq!(state, expected["joint_assessment"], "{}", draft.reference());
    });
}

#[test]
fn the_routine_enquiry_says_whether_she_was_alone() {
    each(|draft, expected| {
        let enquiry = field(draft, "maternity.routine_enquiry");
        let state = match enquiry["value"]["alone"].as_str() {
            Some("yes") => "done",
            Some(_) => "not-alone",
            None => "not-asked",
        };
        assert_eq!(state, expected["routine_enquiry"], "{}", draft.reference());
    });
}

/// S-57: without name and time of acceptance the unit stays responsible.
#[test]
fn responsibility_passes_with_name_and_time() {
    each(|draft, expected| {
        let team = &field(draft, "maternity.midwife_team")["value"];
        let has = |member| team.get(member).is_some();
        let responsible = if has("accepted_by") && has("accepted_at") {
            "community-midwife"
        } else {
            "maternity-unit"
        };
        assert_eq!(
            responsible,
            expected["responsible"],
            "{}",
            draft.reference()
        );
    });
}

/// Hours that pass, also in the night in which the clocks go back.
#[test]
fn the_first_contact_is_due_in_elapsed_hours() {
    each(|draft, expected| {
        let due = field(draft, "maternity.first_postnatal_contact")["value"]["due_at"].as_str();
        let due: jiff::Timestamp = due.unwrap().parse().unwrap();
        let wanted: jiff::Timestamp = expected["first_contact_due"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(due, wanted, "{}", draft.reference());
    });
}

/// S-52, S-59: who gets the mother's case, and what of it; the baby's place is nowhere in it.
#[test]
fn the_case_goes_to_those_who_are_named_without_what_is_withheld() {
    each(|draft, expected| {
        let list = field(draft, "handover.distribution")["value"]
            .as_array()
            .unwrap();
        let mut audiences: Vec<_> = list
            .iter()
            .map(|entry| entry["audience"].as_str().unwrap())
            .collect();
        audiences.sort_unstable();
        assert_eq!(
            serde_json::json!(audiences),
            expected["cases"][0]["audiences"]
        );
        let no_location = list.iter().filter(|entry| {
            !entry["sections"]
                .as_array()
                .unwrap()
                .contains(&"location".into())
        });
        let no_location: Vec<_> = no_location.map(|entry| &entry["audience"]).collect();
        let withheld: Vec<_> = expected["location_withheld_from"]
            .as_array()
            .unwrap()
            .iter()
            .collect();
        assert_eq!(no_location, withheld, "{}", draft.reference());
        let text = draft.case().to_string();
        for hidden in expected["must_not_be_in_mothers_case"].as_array().unwrap() {
            assert!(
                !text.contains(hidden.as_str().unwrap()),
                "{}",
                draft.reference()
            );
        }
        let is_unsafe =
            field(draft, "contact.safe_contact")["value"]["channels"]["call"]["safe"] == "no";
        assert_eq!(
            is_unsafe,
            expected["unsafe_phone"] == true,
            "{}",
            draft.reference()
        );
    });
}

/// S-52: a baby in foster care has a case of its own, with its place; no other baby has.
#[test]
fn a_baby_in_foster_care_has_a_case_of_its_own() {
    let mapping = Mapping::built_in("maternity-2026-babies").unwrap();
    let import = mapping
        .import(&built_in_extract("maternity-2026").unwrap())
        .unwrap();
    assert!(import.summary().is_whole());
    let expected = expected();
    let discharges = expected["discharges"].as_object().unwrap().values();
    let cases = discharges.flat_map(|discharge| discharge["cases"].as_array().unwrap());
    let babies: Vec<_> = cases.filter(|case| case["subject"] != "mother").collect();
    assert_eq!(import.drafts().len(), babies.len());
    for (draft, baby) in import.drafts().iter().zip(babies) {
        assert_eq!(draft.reference(), baby["subject"]);
        let list = field(draft, "handover.distribution")["value"]
            .as_array()
            .unwrap();
        let audiences: Vec<_> = list.iter().map(|entry| &entry["audience"]).collect();
        assert_eq!(serde_json::json!(audiences), baby["audiences"]);
        let case = Case::from_value(draft.case().clone()).unwrap();
        assert!(case.is_protected());
        let text = draft.case().to_string();
        assert!(text.contains("22 Sandpiper Drive"));
        for mothers in ["M417", "\"PND-3153\""] {
            assert!(!text.contains(mothers), "{mothers}");
        }
    }
}
