use handover_cbor::RefusalClass;
use serde_json::{Value, json};

use super::{CASELOAD, MATERNITY};
use crate::{Case, SectionName};

const PLACES: [SectionName; 2] = [SectionName::Location, SectionName::LocationProtected];

fn opened(sections: &[(SectionName, Vec<u8>)]) -> Result<Case, RefusalClass> {
    let profile = "maternity-discharge@1".parse().unwrap();
    let sections = sections
        .iter()
        .map(|(name, bytes)| (*name, bytes.as_slice()));
    Case::from_sealed_sections(profile, sections).map_err(|error| error.class())
}

#[test]
fn s60_a_sensitivity_that_is_not_normal_protects() {
    let mut case: Value = serde_json::from_str(MATERNITY).unwrap();
    let open = Case::from_value(case.clone()).unwrap();
    assert!(!open.is_protected());
    for sensitivity in [
        json!({ "absent": "not-asked" }),
        json!({ "value": "refuge" }),
        json!(null),
    ] {
        case["sections"]["location"]["address_sensitivity"] = sensitivity;
        let case = Case::from_value(case.clone()).unwrap();
        assert!(case.is_protected());
        let sealed = case.sealed_sections(&PLACES);
        assert_eq!(sealed[0].1, [0xa0]);
        let read = opened(&sealed).unwrap();
        assert_eq!(read.location, case.location);
        let [open_place, protected_place] = [&sealed[0].1, &sealed[1].1].map(Clone::clone);
        assert_eq!(
            opened(&[
                (PLACES[0], protected_place.clone()),
                (PLACES[1], open_place)
            ]),
            Err(RefusalClass::Policy)
        );
        assert_eq!(
            opened(&[
                (PLACES[0], protected_place.clone()),
                (PLACES[1], protected_place)
            ]),
            Err(RefusalClass::Policy)
        );
    }
    let sealed = open.sealed_sections(&PLACES);
    assert_eq!(sealed[1].1, [0xa0]);
    assert_eq!(
        opened(&[
            (PLACES[0], sealed[1].1.clone()),
            (PLACES[1], sealed[0].1.clone())
        ]),
        Err(RefusalClass::Policy)
    );
    assert!(opened(&[(PLACES[0], vec![0xa0]), (PLACES[1], vec![0xa0])]).is_ok());
}

#[test]
fn s69_an_unknown_label_refuses_the_section() {
    let case = Case::from_json(CASELOAD).unwrap();
    let mut sealed = case.sealed_sections(&[SectionName::Risk]);
    assert!(opened(&sealed).is_ok());
    let bytes = &mut sealed[0].1;
    let at = bytes
        .windows(4)
        .position(|window| window == b"\x63sdv")
        .unwrap();
    bytes[at + 3] = b'x';
    assert_eq!(opened(&sealed), Err(RefusalClass::Schema));
}

#[test]
fn sealed_sections_have_one_form() {
    let case = Case::from_json(CASELOAD).unwrap();
    let plan = case.sealed_sections(&[SectionName::Plan]);
    assert_eq!(
        opened(&[plan[0].clone(), plan[0].clone()]),
        Err(RefusalClass::Schema)
    );
    let mut handover = case.clone();
    handover.handover.author = None;
    assert_eq!(
        opened(&handover.sealed_sections(&[SectionName::Handover])),
        Err(RefusalClass::Schema)
    );
    let mut plan = case.clone();
    plan.plan.provenance = None;
    assert_eq!(
        opened(&plan.sealed_sections(&[SectionName::Plan])),
        Err(RefusalClass::Schema)
    );
    let goals = |text: &str| {
        let cbor = handover_cbor::to_vec(&json!({ "goals": { "value": [text] } }));
        opened(&[(SectionName::Plan, cbor)])
    };
    assert_eq!(goals("cafe\u{301}"), Err(RefusalClass::Schema));
    let long_form = vec![0xb8, 0];
    assert_eq!(
        opened(&[(SectionName::Plan, long_form)]),
        Err(RefusalClass::NotDeterministic)
    );
    assert_eq!(
        opened(&[(SectionName::Plan, vec![0xa1])]),
        Err(RefusalClass::Parse)
    );
    let variant_as_map = json!({
        "injecting": { "value": { "status": { "current": "x" } } },
        "provenance": {
            "recorded_at": "2026-09-10", "recorded_by": "key-worker", "source": "record",
            "verification": "confirmed",
        },
    });
    let cbor = handover_cbor::to_vec(&variant_as_map);
    assert_eq!(
        opened(&[(SectionName::Plan, cbor)]),
        Err(RefusalClass::Schema)
    );
}
