//! D-72, D-73 and what other checks take for granted where a member lacks.

use serde_json::{Value, json};

use super::{Worked, caseload, maternity};
use crate::Case;

/// Every member that may lack and whose lack is named: where it is taken out of a worked case, and the check.
const LACKING: &[(&str, &str, u8)] = &[
    ("caseload", "person/names/value/0/family", 72),
    ("caseload", "person/names/value/0/use", 73),
    ("caseload", "person/communication/value/interpreter", 73),
    ("caseload", "contact/dependants/value/0/relation", 73),
    ("caseload", "location/addresses/value/0/kind", 73),
    ("caseload", "location/gp_practice/value/verified_on", 73),
    ("caseload", "plan/prescribing/value/0/medicine", 72),
    ("caseload", "plan/prescribing/value/0/dose", 72),
    ("caseload", "plan/prescribing/value/0/frequency", 72),
    (
        "caseload",
        "plan/prescribing/value/0/opioid_substitution",
        72,
    ),
    ("caseload", "plan/prescribing/value/0/prescriber", 72),
    ("caseload", "plan/prescribing/value/0/valid_to", 72),
    ("caseload", "plan/prescribing/value/0/intent", 73),
    ("caseload", "risk/assessed/value/by", 72),
    ("caseload", "risk/assessed/value/by/role", 73),
    ("caseload", "risk/assessed/value/instrument", 72),
    ("caseload", "risk/assessed/value/instrument/version", 73),
    ("caseload", "risk/assessed/value/instrument/items", 73),
    ("caseload", "risk/level/value/basis", 72),
    ("caseload", "risk/level/value/set_by", 72),
    ("caseload", "risk/incidents/value/0/on", 73),
    ("caseload", "risk/incidents/value/0/police", 73),
    ("caseload", "risk/judgement/value/reasons", 72),
    ("caseload", "risk/marac/value/0/heard_on", 72),
    ("caseload", "risk/marac/value/0/role", 72),
    ("caseload", "risk/marac/value/0/repeat_12_months", 72),
    ("caseload", "risk/marac/value/0/area", 73),
    ("caseload", "risk/safeguarding_child/value/0/who", 72),
    ("caseload", "risk/safeguarding_child/value/0/from", 72),
    ("caseload", "third_parties/parties/value/0/name", 72),
    ("caseload", "third_parties/parties/value/0/relation", 73),
    ("caseload", "closures/closure/value/reason", 72),
    ("caseload", "closures/closure/value/outcome", 72),
    ("caseload", "closures/closure/value/summary", 73),
    ("caseload", "closures/closure/value/last_contact_on", 73),
    ("caseload", "handover/actions/value/0/priority", 73),
    ("caseload", "handover/actions/value/0/origin", 73),
    ("caseload", "handover/actions/value/0/owner/org", 73),
    ("caseload", "handover/call_back/value/phone", 72),
    ("caseload", "handover/call_back/value/hours", 73),
    ("caseload", "handover/notice/value/given_on", 72),
    ("caseload", "handover/notice/value/how", 72),
    ("caseload", "handover/practitioners/value/0/name", 73),
    ("maternity", "maternity/babies/value/0/outcome", 72),
    ("maternity", "maternity/babies/value/0/with", 72),
    (
        "maternity",
        "maternity/babies/value/0/nhs_number_status",
        73,
    ),
    ("maternity", "maternity/discharge/value/method", 73),
    ("maternity", "maternity/maternal_health/value/anti_d", 72),
    ("maternity", "maternity/newborn/value/0/feeding", 72),
    ("maternity", "maternity/routine_enquiry/value/asked_on", 73),
];

/// The path of a finding for a pointer.
fn path(pointer: &str) -> String {
    let mut path = String::new();
    for step in pointer.split('/') {
        match step.parse::<usize>() {
            Ok(n) => path.push_str(&format!("[{n}]")),
            Err(_) if path.is_empty() => path.push_str(step),
            Err(_) => path.push_str(&format!(".{step}")),
        }
    }
    path
}

/// The worked case with a prescription of which everything is known.
fn prescribed() -> Worked {
    let prescription = json!({
        "id": "rx1", "medicine": { "text": "methadone" }, "dose": { "amount": "60", "unit": "mL" },
        "frequency": "daily", "intent": "maintenance", "opioid_substitution": true,
        "prescriber": { "name": "Dr Shah", "role": "prescriber" }, "valid_to": "2026-12-01"
    });
    caseload().set("plan/prescribing", json!({ "value": [prescription] }))
}

fn each_lacking(check: u8) {
    let mut wrong = Vec::new();
    for (worked, pointer, _) in LACKING.iter().filter(|row| row.2 == check) {
        let case = match *worked {
            "caseload" => prescribed(),
            _ => maternity(),
        };
        let is_there = case.case["sections"]
            .pointer(&format!("/{pointer}"))
            .is_some();
        if !is_there {
            wrong.push(format!("{pointer}: not in the worked case"));
            continue;
        }
        let before = case.paths(check);
        let found = case.remove(pointer).paths(check);
        let more: Vec<&String> = found.iter().filter(|one| !before.contains(one)).collect();
        if more != [&path(pointer)] {
            wrong.push(format!("{pointer}: {more:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn d72_names_what_somebody_will_act_on() {
    each_lacking(72);
}

#[test]
fn d73_names_what_else_lacks() {
    each_lacking(73);
}

#[test]
fn a_gap_says_who_can_fill_it() {
    let found = prescribed()
        .remove("plan/prescribing/value/0/dose")
        .findings();
    let found: Vec<_> = found
        .into_iter()
        .filter(|one| one.check.number() == 72)
        .collect();
    assert_eq!(found[0].message, "dose: not said. Ask the prescriber.");
}

/// Rows as a charity's sheet has them: each goes as far as it is known, and comes back as it was.
#[test]
fn what_a_sheet_has_in_words_goes_as_words() {
    for (field, value) in [
        (
            "plan/prescribing",
            json!([{ "id": "rx1", "text": "Methadone 60ml" }]),
        ),
        (
            "plan/prescribing",
            json!([{ "id": "rx1", "text": "Bup 16mg", "prescriber": { "name": "Dr Shah" } }]),
        ),
        (
            "location/addresses",
            json!([{ "lines": ["Flat 3, 8 Kenton Rd HA3 8DL"] }]),
        ),
        (
            "location/addresses",
            json!([{ "lines": ["Hostel, Rm 14"], "from": "2026-03" }]),
        ),
        (
            "location/addresses",
            json!([{ "kind": "no-fixed-abode", "lines": ["NFA - c/o day centre"] }]),
        ),
        (
            "location/gp_practice",
            json!({ "org": { "name": "The Elms" } }),
        ),
        (
            "contact/telecoms",
            json!([
                { "kind": "mobile", "value": "+447700900102", "safe": "unknown", "text": "text only" },
                { "kind": "other", "value": "ask Jo", "safe": "unknown" }
            ]),
        ),
        (
            "contact/emergency_contacts",
            json!([{ "safe": "unknown", "relation": "daughter", "name": "Ann" }]),
        ),
        (
            "contact/safe_contact",
            json!({ "not_safe_to_talk_to": ["ex partner"] }),
        ),
        ("person/names", json!([{ "given": "Karen" }])),
        ("person/birth_date", json!({ "date": "1980" })),
        ("risk/assessed", json!({ "on": "2026-03" })),
        ("risk/level", json!({ "level": "high" })),
        ("risk/marac", json!([{ "text": "YES MARAC" }])),
        ("handover/notice", json!({ "objection": true })),
        ("handover/practitioners", json!([{ "name": "Jo P" }])),
        ("handover/sbar", json!({ "situation": "x".repeat(5_000) })),
    ] {
        let case = caseload().set(field, json!({ "value": value }));
        let read =
            Case::from_value(case.case.clone()).map_err(|all| all.findings[0].message.clone());
        let read = read
            .unwrap_or_else(|message| panic!("{field}: {message}"))
            .to_json();
        let pointer = format!("/sections/{field}/value");
        assert_eq!(read.pointer(&pointer), Some(&value), "{field}");
    }
}

/// Where a check would need what lacks, it takes the safe side.
#[test]
fn what_lacks_is_taken_on_the_safe_side() {
    // Nobody says that it is no opioid substitution.
    let words = json!({ "value": [{ "id": "rx1", "text": "Methadone 60ml" }] });
    caseload()
        .set("plan/prescribing", words)
        .fails(21, "plan.dispensing");
    // The words of the sheet, and nobody checked when that was.
    caseload()
        .set(
            "contact/safe_contact",
            json!({ "value": { "preferred": "call" } }),
        )
        .set("handover/actions", json!({ "absent": "none-known" }))
        .set(
            "closures/open_at_closure",
            json!({ "absent": "none-known" }),
        )
        .fails(14, "contact.safe_contact");
    // How it ended is not said.
    let ended = || caseload().remove("closures/re_presentation_advice");
    ended().fails(46, "closures.re_presentation_advice");
    ended()
        .remove("closures/closure/value/outcome")
        .fails(46, "closures.re_presentation_advice");
    // A month in which it may have been made.
    caseload()
        .set("risk/assessed/value/on", json!("2026-01"))
        .set(
            "handover/acknowledgements",
            json!({ "absent": "none-known" }),
        )
        .fails(27, "risk.assessed.value.on");
    // A flag, and nobody wrote why the level is low.
    let low = || caseload().set("risk/level/value/level", json!("standard"));
    let reasoned = low().paths(31).len();
    assert!(low().remove("risk/judgement/value/reasons").paths(31).len() > reasoned);
}

#[test]
fn d52_an_action_lacks_who_and_when() {
    let action = |member: &str| caseload().remove(&format!("handover/actions/value/0/{member}"));
    action("owner").fails(52, "handover.actions.value[0].owner");
    action("owner/role").fails(52, "handover.actions.value[0].owner");
    action("due").fails(52, "handover.actions.value[0].due");
}

#[test]
fn d53_nobody_says_until_when_somebody_answers() {
    let case: Worked = caseload().remove("handover/call_back/value/valid_to");
    case.fails(53, "handover.call_back.value.valid_to");
}

#[test]
fn d42_an_adopted_child_has_no_words_either() {
    let child: Value = json!({
        "id": "ch1", "kind": "child", "lives_with": "adopted", "agency_involved": "unknown", "text": "Sam, 7"
    });
    let found = caseload()
        .set("contact/dependants/value/0", child)
        .paths(42);
    assert_eq!(found, ["contact.dependants.value[0].text"]);
}

/// With whom is asked of a baby who lives.
#[test]
fn a_baby_who_has_died_is_with_nobody() {
    let asks = |case: Worked| {
        let paths = case.remove("maternity/babies/value/0/with").paths(72);
        paths.contains(&path("maternity/babies/value/0/with"))
    };
    assert!(asks(maternity()));
    for outcome in ["stillborn", "died"] {
        let case = maternity().set("maternity/babies/value/0/outcome", json!(outcome));
        assert!(!asks(case), "{outcome}");
    }
}
