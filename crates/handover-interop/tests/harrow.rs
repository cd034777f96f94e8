//! The shipped extract `harrow-2010` against what its makers say should come of it.

use handover_dataset::Case;
use handover_interop::{Import, Mapping, built_in_extract};
use serde_json::Value;

fn expected() -> Value {
    serde_json::from_str(include_str!("../extracts/harrow-2010/expected.json")).unwrap()
}

fn import() -> Import {
    let mapping = Mapping::built_in("harrow-2010").unwrap();
    mapping
        .import(&built_in_extract("harrow-2010").unwrap())
        .unwrap()
}

#[test]
fn every_client_is_accounted_for() {
    let import = import();
    let summary = import.summary();
    assert!(summary.is_whole());
    assert_eq!(
        (summary.rows, summary.drafts, summary.rejected),
        (120, 120, 0)
    );
}

/// Nothing that the dataset does not know, no two things said, no reference to nothing, nothing
/// missing: D-02, D-04, D-05 and D-06 find nothing in any draft.
#[test]
fn every_draft_is_a_case() {
    let mut wrong = Vec::new();
    for draft in import().drafts() {
        if let Err(findings) = Case::from_value(draft.case().clone()) {
            for finding in findings {
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
}

#[test]
fn the_latest_risk_assessment_is_the_expected_one() {
    let (import, expected) = (import(), expected());
    for (reference, client) in expected["clients"].as_object().unwrap() {
        let risk = &client["risk"];
        let draft = import.draft(reference).unwrap();
        let latest = draft
            .latest()
            .iter()
            .find(|latest| latest.view() == "latest_risk")
            .unwrap();
        assert_eq!(latest.status().as_str(), risk["status"], "{reference}");
        assert_eq!(latest.id(), risk["id"].as_str(), "{reference}");
        assert_eq!(latest.date(), risk["date"].as_str(), "{reference}");
        if let Some(candidates) = risk.get("candidates") {
            assert_eq!(
                serde_json::json!(latest.candidates()),
                *candidates,
                "{reference}"
            );
        }
        let level = draft
            .case()
            .pointer("/sections/risk/level/value/local_label");
        assert_eq!(level, risk.get("level"), "{reference}");
    }
}

#[test]
fn partners_in_one_caseload_are_linked_and_the_links_are_not_in_the_cases() {
    let (import, expected) = (import(), expected());
    let links: Vec<_> = import
        .links()
        .iter()
        .map(handover_interop::Link::references)
        .collect();
    let expected = expected["links"].as_array().unwrap();
    assert_eq!(links.len(), expected.len());
    for link in expected {
        let (one, other) = (
            link["victim"].as_str().unwrap(),
            link["perpetrator"].as_str().unwrap(),
        );
        assert!(links.contains(&(one.min(other), one.max(other))));
        for (reference, partner) in [(one, other), (other, one)] {
            let text = import.draft(reference).unwrap().case().to_string();
            assert!(!text.contains(partner), "{reference}");
        }
    }
}
