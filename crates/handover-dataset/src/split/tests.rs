use serde_json::{Value, json};

use super::*;
use crate::{SectionName, Severity, Verification};

const CASELOAD: &str = include_str!("../../tests/examples/caseload-transfer.json");

fn worked(change: impl FnOnce(&mut Value)) -> Case {
    let mut case: Value = serde_json::from_str(CASELOAD).unwrap();
    change(&mut case["sections"]);
    Case::from_value(case).unwrap()
}

fn caseload() -> Profile {
    Profile::built_in("caseload-transfer").unwrap()
}

fn reference() -> CaseReference {
    "SPLIT-1".parse().unwrap()
}

fn split_for(audience: &str, case: &Case) -> Case {
    split(
        case,
        &caseload(),
        audience,
        &reference(),
        &CheckContext::default(),
    )
    .unwrap()
}

/// The fields of a section that the case does not pass over in silence.
fn fields(case: &Case, section: &str) -> Vec<String> {
    let json = case.to_json();
    let members = json["sections"][section].as_object();
    members
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect()
}

/// S-72: names, birth date, number, prescriptions, dispensing, allergies and call-back.
#[test]
fn s_72_a_pharmacy_gets_what_it_needs() {
    let case = worked(|_| {});
    let part = split_for("pharmacy", &case);
    let sections: Vec<String> = part.to_json()["sections"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(sections, ["handover", "person", "plan"]);
    assert_eq!(
        fields(&part, "person"),
        ["birth_date", "names", "nhs_number", "provenance"]
    );
    assert_eq!(
        fields(&part, "plan"),
        ["allergies", "prescribing", "provenance"]
    );
    assert_eq!(
        fields(&part, "handover"),
        [
            "author",
            "basis",
            "call_back",
            "case_reference",
            "from_to",
            "kind",
            "provenance",
            "safe_contact"
        ],
        "no mandate"
    );
    assert_eq!(part.reference(), Some(&reference()));
    assert!(
        !part.to_json().to_string().contains("NR-20417"),
        "nothing links the two"
    );
}

/// S-72: checked for its listed fields only.
#[test]
fn s_72_a_split_case_is_checked_for_its_fields() {
    let part = split_for("pharmacy", &worked(|_| {}));
    let context = CheckContext {
        seen_by: Some("pharmacy".to_owned()),
        ..CheckContext::default()
    };
    let stopping: Vec<String> = checks::run(&part, &caseload(), &context)
        .into_iter()
        .filter(|finding| finding.severity != Severity::Reported)
        .map(|finding| format!("{} {}", finding.check, finding.path))
        .collect();
    assert_eq!(stopping, [""; 0]);
}

/// As `split-gp.json` of the vectors: three sections, the reference and no mandate.
#[test]
fn a_gp_gets_whole_sections() {
    let case = worked(|_| {});
    let part = split_for("gp", &case);
    assert_eq!(part.person, case.person);
    assert_eq!(part.plan, case.plan);
    assert!(part.handover.mandate.is_none() && !part.carries(SectionName::Risk));
    assert_eq!(part.handover.call_back, case.handover.call_back);
    assert_eq!(part.handover.notice, case.handover.notice);
}

/// S-73: a labelled statement leaves its reason, an item goes alone.
#[test]
fn what_is_not_cleared_is_withheld() {
    let case = worked(|sections| {
        sections["plan"]["allergies"]["labels"] = json!(["hiv"]);
        sections["plan"]["prescribing"]["labels"] = json!(["third-party", "psy"]);
        sections["person"]["names"]["value"][1]["labels"] = json!(["sdv"]);
    });
    let part = split_for("pharmacy", &case);
    assert_eq!(
        part.plan.allergies.absent_reason(),
        Some(crate::AbsentReason::WithheldSafety)
    );
    assert_eq!(
        part.plan.prescribing.absent_reason(),
        Some(crate::AbsentReason::WithheldThirdParty)
    );
    assert!(!part.to_json().to_string().contains("penicillin"));
    let names = part.person.names.value().unwrap();
    assert_eq!(
        (names.len(), names[0].family.as_ref().unwrap().as_str()),
        (1, "Winterley")
    );
    let gp = split_for("gp", &case);
    assert!(gp.plan.allergies.value().is_some(), "cleared for hiv");
    let all = worked(|sections| {
        for n in 0..2 {
            sections["person"]["names"]["value"][n]["labels"] = json!(["sdv"]);
        }
    });
    let reason = split_for("pharmacy", &all).person.names.absent_reason();
    assert_eq!(reason, Some(crate::AbsentReason::WithheldSafety));
}

/// S-66, S-67: restricted by law, no trace.
#[test]
fn s_66_what_the_law_restricts_leaves_no_trace() {
    for label in ["gra", "hfea", "adoption"] {
        let labelled = |sections: &mut Value| {
            sections["person"]["names"]["value"][1]["labels"] = json!([label]);
            sections["plan"]["health_summary"]["labels"] = json!([label, "sdv"]);
            let release = json!([{
                "label": label, "basis": "consent in writing", "at": "2026-09-14T11:00:00Z",
                "recorded_by": { "name": "S. Okell", "role": "key-worker" },
            }]);
            sections["handover"]["distribution"]["value"][0]["release"] = release;
        };
        let part = split_for("gp", &worked(labelled));
        assert_eq!(part.person.names.value().unwrap().len(), 1);
        assert!(part.plan.health_summary.is_none());
        let json = part.to_json().to_string();
        assert!(
            !json.contains(label) && !json.contains("withheld"),
            "{json}"
        );

        let released = worked(|sections| {
            labelled(sections);
            let entries = &mut sections["handover"]["distribution"]["value"];
            entries[1]["release"] = entries[0]["release"].clone();
            sections["plan"]["health_summary"]["labels"] = json!([label]);
        });
        let part = split_for("gp", &released);
        assert_eq!(part.person.names.value().unwrap().len(), 2);
        assert!(part.plan.health_summary.is_some());
        let entries = part.handover.distribution.value().unwrap();
        let kept: Vec<bool> = entries
            .iter()
            .map(|entry| entry.release.is_some())
            .collect();
        assert_eq!(kept, [true], "the release is kept, the other's is not");
    }
}

#[test]
fn a_contradiction_that_is_not_cleared_goes_alone() {
    let provenance = |verification: &str| {
        json!({
            "recorded_at": "2026-06-02", "recorded_by": "key-worker", "source": "record",
            "verification": verification,
        })
    };
    let case = worked(|sections| {
        let field = &mut sections["plan"]["injecting"];
        field["provenance"] = provenance("conflicting");
        field["conflicts"] = json!([{
            "absent": "declined", "labels": ["sdv"], "provenance": provenance("unconfirmed"),
        }]);
    });
    let part = split_for("gp", &case);
    let injecting = part.plan.injecting.as_ref().unwrap();
    assert!(injecting.conflicts.is_none());
    let verification = injecting.provenance.as_ref().unwrap().verification;
    assert_eq!(verification, Verification::Unconfirmed);
}

#[test]
fn what_cannot_be_split_is_refused() {
    let case = worked(|_| {});
    let profile = caseload();
    let refused = |case: &Case, profile: &Profile, audience: &str, reference: &str| {
        split(
            case,
            profile,
            audience,
            &reference.parse().unwrap(),
            &CheckContext::default(),
        )
        .unwrap_err()
    };
    let receiving = refused(&case, &profile, "receiving-service", "S-1");
    assert_eq!(receiving, SplitError::NotSplit);
    assert_eq!(
        refused(&case, &profile, "nobody", "S-1"),
        SplitError::NotSplit
    );
    assert_eq!(
        refused(&case, &profile, "gp", "NR-20417"),
        SplitError::SameReference
    );
    let maternity = Profile::built_in("maternity-discharge").unwrap();
    assert_eq!(
        refused(&case, &maternity, "gp", "S-1"),
        SplitError::OtherProfile
    );
    let pointing = worked(|sections| {
        let labels = json!(["sdv"]);
        sections["plan"]["prescribing"] =
            json!({ "value": [prescription("rx1"), prescription("rx2")] });
        sections["plan"]["prescribing"]["value"][0]["labels"] = labels;
        sections["plan"]["dispensing"] = json!({ "value": [{
            "for": "rx1", "supervised": "yes", "pick_up": "daily", "last_dose_on": "2026-09-10",
            "last_dose_confirmed_by": "pharmacist", "missed_consecutive_days": 0,
        }] });
    });
    assert_eq!(
        refused(&pointing, &profile, "pharmacy", "S-1"),
        SplitError::Incoherent
    );
}

mod handover;

fn prescription(id: &str) -> Value {
    json!({
        "id": id, "medicine": { "text": "methadone" }, "dose": { "amount": "45", "unit": "mg" },
        "frequency": "daily", "intent": "maintenance", "opioid_substitution": true,
        "prescriber": { "name": "A. Senn", "role": "prescriber" }, "valid_to": "2026-10-30",
    })
}

/// A note goes to whom may know what it rests on; of the others nothing tells that there are any.
#[test]
fn notes_go_to_whom_may_know_what_they_rest_on() {
    let toml = Profile::built_in_bytes("caseload-transfer").unwrap();
    let toml = str::from_utf8(toml).unwrap();
    let apart = "[audience.advocate]\nsplit = true\nsections = [\"person\", \"third_parties\", \"handover\"]\nlabels = \"all\"\n";
    let profile = Profile::from_toml(format!("{toml}\n{apart}").as_bytes()).unwrap();
    let told = |about: Option<&str>| {
        let case = worked(|sections| {
            let mut note = json!({ "text": "Daughter rings." });
            if let Some(about) = about {
                note["about"] = json!([about]);
            }
            sections["third_parties"]["notes"] = json!({ "value": [note], "note": "one of two" });
        });
        let part = split(
            &case,
            &profile,
            "advocate",
            &reference(),
            &CheckContext::default(),
        );
        part.unwrap().to_json()["sections"]["third_parties"]["notes"].clone()
    };
    let note = json!({ "text": "Daughter rings.", "about": ["person"] });
    assert_eq!(told(Some("person")), json!({ "value": [note] }));
    assert_eq!(told(Some("risk")), Value::Null);
    assert_eq!(told(None), Value::Null);
}
