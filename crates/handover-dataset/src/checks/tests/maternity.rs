use serde_json::{Value, json};

use super::{LinkedCase, maternity};

/// S-51.
#[test]
fn d48_the_hospitals_assess_together() {
    let alone = || {
        maternity().set(
            "maternity/joint_assessment",
            json!({ "absent": "not-held-by-sender" }),
        )
    };
    alone().fails(48, "maternity.joint_assessment");
    alone()
        .set("maternity/units/value/unbooked", json!(false))
        .passes(48);
    maternity().passes(48);
}

/// S-57.
#[test]
fn d49_the_midwives_accept() {
    maternity().passes(49);
    for member in ["accepted_by", "accepted_at"] {
        maternity()
            .set(
                &format!("maternity/midwife_team/value/{member}"),
                Value::Null,
            )
            .fails(49, "maternity.midwife_team");
    }
    maternity()
        .set("maternity/midwife_team", json!({ "absent": "unknown" }))
        .fails(49, "maternity.midwife_team");
    super::caseload().passes(49);
}

/// S-52.
#[test]
fn d50_a_baby_in_care_stays_hidden() {
    let in_care = || maternity().set("maternity/babies/value/0/with", json!("foster-care"));
    in_care().passes(50);
    let place = json!({ "value": [{ "for": "b1", "kind": "nursery", "name": "Tern Nursery" }] });
    in_care()
        .set("location/places", place.clone())
        .fails(50, "location.places.value[0]");
    maternity().set("location/places", place).passes(50);
    in_care()
        .set("location/local_authorities/value/0/for", json!(["b1"]))
        .fails(50, "location.local_authorities.value[0].for");
    in_care()
        .set(
            "third_parties/parties/value/0/relation",
            json!("Foster carer of b1"),
        )
        .fails(50, "third_parties.parties.value[0]");
    let street = |of: &str| {
        in_care()
            .set(
                "handover/sbar/value/background",
                json!("b1 is at 3 Heron Walk."),
            )
            .context(|context| {
                context.links.push(LinkedCase {
                    of: Some(of.parse().unwrap()),
                    streets: vec!["Heron Walk".parse().unwrap()],
                    ..LinkedCase::default()
                })
            })
    };
    street("b1").fails(50, "handover.sbar.value.background");
    street("tp1").passes(50);
}

/// S-56.
#[test]
fn d51_not_alone_is_not_a_no() {
    for alone in ["no", "unknown"] {
        maternity()
            .set("maternity/routine_enquiry/value/alone", json!(alone))
            .fails(51, "maternity.routine_enquiry.value.alone");
    }
    maternity().passes(51);
}
