//! D-52 to D-57.

use serde_json::{Value, json};

use super::{Worked, caseload, maternity};
use crate::checks::SignerKeys;

/// S-48.
#[test]
fn d52_open_actions_are_due_after_authoring() {
    let due = |day: &str| caseload().set("handover/actions/value/1/due", json!(day));
    due("2026-09-13").fails(52, "handover.actions.value[1].due");
    let findings = due("2026-09-13").findings();
    let told = findings
        .iter()
        .find(|one| one.check.number() == 52)
        .unwrap();
    assert!(
        told.message
            .starts_with("Due 2026-09-13, before the day of signing (2026-09-14)")
    );
    due("2026-09-14").passes(52);
    due("2026-09-13")
        .set("handover/actions/value/1/status", json!("done"))
        .passes(52);
}

/// S-23: T is 2026-10-01, so 90 days end on 2026-12-30.
#[test]
fn d53_somebody_answers_long_enough() {
    let until = |day: &str| caseload().set("handover/call_back/value/valid_to", json!(day));
    until("2026-10-30").fails(53, "handover.call_back.value.valid_to");
    until("2026-12-29").fails(53, "handover.call_back.value.valid_to");
    until("2026-12-30").passes(53);
    let discharge = maternity().set("handover/call_back/value/valid_to", json!("2026-12-15"));
    discharge.passes(53); // 90 days after 915: no mandate
    until("2026-12-30")
        .context(|context| context.transfer_date = Some("2026-10-02".parse().unwrap()))
        .fails(53, "handover.call_back.value.valid_to");
}

/// S-74.
#[test]
fn d54_two_persons_sign() {
    let by = "handover.countersign.value.by";
    caseload()
        .set("handover/countersign/value/by/name", json!("s okell"))
        .fails(54, by);
    let key = |second: u8| {
        caseload().context(|context| {
            context.signer_keys = Some(SignerKeys::new([1; 32].into(), [second; 32].into()));
        })
    };
    key(1).fails(54, by);
    key(2).passes(54);
}

/// S-74.
#[test]
fn d55_who_signs_may() {
    caseload()
        .set("handover/author/by/role", json!("volunteer"))
        .fails(55, "handover.author.by.role");
    caseload()
        .set("handover/countersign", json!({ "absent": "not-asked" }))
        .fails(55, "handover.countersign");
    caseload()
        .set("handover/countersign", Value::Null)
        .fails(55, "handover.countersign");
    caseload()
        .set("handover/countersign/value/decision", json!("refused"))
        .fails(55, "handover.countersign.value.decision");
    caseload()
        .set("handover/countersign/value/by/role", json!("midwife"))
        .fails(55, "handover.countersign.value.by.role");
    let calm = || {
        maternity()
            .set("handover/countersign", Value::Null)
            .set("risk/safeguarding_child", json!({ "absent": "none-known" }))
    };
    calm().passes(55); // neither safeguarding nor high
    calm()
        .set("risk/level/value/level", json!("high"))
        .fails(55, "handover.countersign");
}

/// S-71.
#[test]
fn d56_law_and_confidence_are_judged_apart() {
    for field in ["lawful_basis", "confidentiality"] {
        caseload()
            .set(&format!("handover/{field}"), Value::Null)
            .fails(56, &format!("handover.{field}"));
    }
    let refused = || caseload().set("handover/confidentiality/value/consented", json!("no"));
    refused().fails(56, "handover.confidentiality.value");
    let reason = |worked: Worked| {
        worked.set(
            "handover/confidentiality/value/reason_if_not",
            json!("risk to a child"),
        )
    };
    let authorised = |worked: Worked| {
        let by = json!({ "name": "M. Farrant", "role": "team-leader" });
        worked.set("handover/confidentiality/value/authorised_by", by)
    };
    reason(refused()).fails(56, "handover.confidentiality.value");
    authorised(refused()).fails(56, "handover.confidentiality.value");
    authorised(reason(refused())).passes(56);
}

/// S-70.
#[test]
fn d57_an_objection_is_heard() {
    let objected = || caseload().set("handover/notice/value/objection", json!(true));
    let overridden =
        |guardian: &str, role: &str| {
            objected().set("handover/notice/value/override", json!({
            "author": { "name": "S. Okell", "role": "key-worker" },
            "caldicott_guardian": { "name": guardian, "role": role }, "text": "a child at risk",
        }))
        };
    objected().fails(57, "handover.notice.value.objection");
    overridden("V. Amis", "caldicott-guardian").passes(57);
    overridden("S. Okell", "caldicott-guardian").fails(57, "handover.notice.value.objection");
    overridden("V. Amis", "team-leader").fails(57, "handover.notice.value.objection");
}
