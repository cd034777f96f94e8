//! What the numbered checks say of the cases that the shipped mappings make.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_dataset::{
    Answered, Case, Finding, Profile, Severity,
    checks::{self, CheckContext, LinkedCase},
    eligibility::{Parameters, Rules, Ruling, select},
};
use handover_interop::{ImportedCase, Mapping, built_in_extract};
use serde_json::Value;
use std::collections::BTreeMap;

fn findings(draft: &ImportedCase, profile: &Profile) -> Vec<Finding> {
    let case = Case::from_value(draft.case().clone()).unwrap();
    checks::run(&case, profile, &CheckContext::default())
}

/// Findings that block the included cases of harrow-2010, by check: each is a gap of the source
/// that only a person can close, none is made by the import.
#[test]
fn what_blocks_the_included_cases_of_harrow_is_a_gap_of_the_source() {
    let mapping = Mapping::built_in("harrow-2010").unwrap();
    let mut import = mapping
        .import(&built_in_extract("harrow-2010").unwrap())
        .unwrap();
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let change = "2009-04-01".parse().unwrap();
    let rules = Rules::six_months_two_journeys().with_contract_changes([change]);
    let days = Parameters {
        transfer_date: "2010-02-01".parse().unwrap(),
        as_of: "2010-02-03".parse().unwrap(),
    };
    let selection = select(&rules, days, import.records()).unwrap();
    import.settle(&selection, &rules);
    let mut asked = 0;
    let mut blocked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for draft in import.drafts() {
        let key = draft.reference().parse().unwrap();
        if selection.decision(&key).unwrap().outcome != Ruling::Include {
            continue;
        }
        for finding in findings(draft, &profile) {
            if finding.severity == Severity::Blocks && is_of_people(&finding.path) {
                asked += 1;
            } else if finding.severity == Severity::Blocks {
                let entry = format!("{} {}", draft.reference(), finding.path);
                blocked
                    .entry(finding.check.to_string())
                    .or_default()
                    .push(entry);
            }
        }
    }
    let counts: Vec<(&str, usize)> = blocked
        .iter()
        .map(|(check, cases)| (check.as_str(), cases.len()))
        .collect();
    assert_eq!(counts, BLOCKED, "{blocked:#?}");
    // Of each of the 85: was there notice, and is there a second signature? Of 12 whether they consent, asked twice (D-01, D-56).
    assert_eq!(asked, 85 + 85 + 2 * 12);
}

/// What only people can say, and no mapping says for them.
fn is_of_people(path: &str) -> bool {
    let of_people = [
        "handover.notice",
        "handover.confidentiality",
        "handover.countersign",
    ];
    of_people.iter().any(|field| path.starts_with(field))
}

const BLOCKED: [(&str, usize); 3] = [
    // HB0294: the next of kin is the partner with whom it is not safe to talk.
    ("D-16", 1),
    // HB0172, HB0242, HB0280: the summary of the plan names the refuge.
    ("D-19", 3),
    // Closed without a last contact: 703 cannot be filled.
    ("D-44", 2),
];

/// The traps that `expected.json` names: what one record says of somebody else in the caseload is
/// shown by D-39, a refuge in free text by D-19, and an adopted child's new name is in no case.
#[test]
fn what_must_not_travel_is_stopped_or_not_there() {
    let mapping = Mapping::built_in("harrow-2010").unwrap();
    let import = mapping
        .import(&built_in_extract("harrow-2010").unwrap())
        .unwrap();
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let expected: Value =
        serde_json::from_str(include_str!("../extracts/harrow-2010/expected.json")).unwrap();
    for mention in expected.get("mentions").and_then(Value::as_array).unwrap() {
        let text = |member: &str| mention.get(member).and_then(Value::as_str);
        let draft = import.draft(text("in_record_of").unwrap()).unwrap();
        let case = Case::from_value(draft.case().clone()).unwrap();
        let mut context = CheckContext::default();
        if let Some(other) = text("of") {
            let other = import.draft(other).unwrap();
            let other = Case::from_value(other.case().clone()).unwrap();
            context.links.push(linked(&other));
        }
        let terms = mention.get("terms").and_then(Value::as_array).unwrap();
        let written = draft.case().to_string();
        let is_in_case = terms
            .iter()
            .any(|term| written.contains(term.as_str().unwrap()));
        let speaks = |check: &str| {
            let found = checks::run(&case, &profile, &context);
            found
                .iter()
                .any(|finding| finding.check.to_string() == check)
        };
        let who = draft.reference();
        match text("kind").unwrap() {
            "adopted-child" => assert!(!is_in_case, "{who}"),
            "location" => assert!(is_in_case && speaks("D-19"), "{who}"),
            _ => assert!(!is_in_case || speaks("D-39"), "{who}"),
        }
    }
}

/// What a linked case is looked for by.
fn linked(case: &Case) -> LinkedCase {
    let mut linked = LinkedCase::default();
    for name in case.person.names.value().into_iter().flatten() {
        let family = name.family.clone();
        linked
            .names
            .extend(family.map(|family| (family, name.given.clone())));
    }
    for telecom in case.contact.telecoms.value().into_iter().flatten() {
        linked.phones.push(telecom.value.clone());
    }
    linked
}

/// Checks of `expected.json` that a case shows; D-08 is spoken by the import, which does not carry
/// a mistyped number.
#[test]
fn the_checks_that_must_speak_of_a_discharge_do() {
    let mapping = Mapping::built_in("maternity-2026").unwrap();
    let import = mapping
        .import(&built_in_extract("maternity-2026").unwrap())
        .unwrap();
    let profile = Profile::built_in("maternity-discharge").unwrap();
    let expected = include_str!("../extracts/maternity-2026/expected.json");
    let expected: Value = serde_json::from_str(expected).unwrap();
    for draft in import.drafts() {
        let mut draft = draft.clone();
        // The import makes the action that D-17 asks for: without it the check must speak.
        let actions = draft
            .case_mut()
            .pointer_mut("/sections/handover/actions/value");
        let actions = actions.and_then(Value::as_array_mut).unwrap();
        actions.retain(|action| action.get("kind") != Some(&"identify-gp".into()));
        let listed = ["D-09", "D-17", "D-36", "D-37", "D-48", "D-49", "D-51"];
        let mut speak: Vec<String> = Vec::new();
        for finding in findings(&draft, &profile) {
            let check = finding.check.to_string();
            let is_listed = listed.contains(&check.as_str())
                || (check == "D-01" && finding.path.starts_with("risk.safeguarding"));
            if is_listed && !speak.contains(&check) {
                speak.push(check);
            }
        }
        let of_import = import
            .rejected()
            .iter()
            .filter(|one| one.line() == draft.line());
        speak.extend(
            of_import
                .filter_map(|one| one.reason().check())
                .map(str::to_owned),
        );
        // A number that is held and cannot be read is told as such (D-60), and no longer as one that was never traced.
        if speak.iter().any(|check| check == "D-08") {
            let number = draft.case().pointer("/sections/person/nhs_number/absent");
            assert_eq!(number, Some(&"not-read".into()));
            speak.push("D-09".to_owned());
        }
        speak.sort();
        let wanted = expected.pointer(&format!("/discharges/{}/checks", draft.reference()));
        assert_eq!(
            serde_json::json!(speak),
            *wanted.unwrap(),
            "{}",
            draft.reference()
        );
    }
}

/// What a mapping itself says of when something is due is not before the day on which the case is signed: of D-52 no case
/// of a shipped mapping has anything to mend but what its record left open.
#[test]
fn no_action_of_a_shipped_mapping_is_overdue() {
    for (name, profile) in [
        ("harrow-2010", "caseload-transfer"),
        ("maternity-2026", "maternity-discharge"),
    ] {
        let mapping = Mapping::built_in(name).unwrap();
        let import = mapping.import(&built_in_extract(name).unwrap()).unwrap();
        let profile = Profile::built_in(profile).unwrap();
        let mut actions = 0;
        for draft in import.drafts() {
            let Ok(case) = Case::from_value(draft.case().clone()) else {
                continue;
            };
            actions += case.handover.actions.value().map_or(0, |all| all.len());
            let found = checks::run(&case, &profile, &CheckContext::default()).into_iter();
            let overdue: Vec<String> = found
                .filter(|one| one.check.number() == 52 && one.message.starts_with("Due"))
                .map(|one| one.path)
                .collect();
            assert!(overdue.is_empty(), "{name}: {overdue:?}");
        }
        assert!(actions > 20, "{name}: {actions}");
    }
}
