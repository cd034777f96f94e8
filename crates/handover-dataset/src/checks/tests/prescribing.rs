//! D-21 to D-25: prescribing.

use serde_json::{Value, json};

use super::{Worked, action, caseload, opened::failed_apart};

/// The caseload case with methadone until that day.
pub(super) fn with_prescription(valid_to: &str) -> Worked {
    let prescription: Value = json!({
        "id": "rx1", "medicine": { "text": "methadone" }, "dose": { "amount": "45", "unit": "mg" },
        "frequency": "daily", "intent": "maintenance", "opioid_substitution": true,
        "prescriber": { "name": "A. Senn", "role": "prescriber" }, "valid_to": valid_to,
    });
    caseload().set("plan/prescribing", json!({ "value": [prescription] }))
}

fn acknowledged(worked: Worked, check: &str) -> Worked {
    worked.push(
        "handover/acknowledgements/value",
        json!({
            "check": check, "by": { "name": "M. Farrant", "role": "team-leader" },
            "at": "2026-09-15T09:18:00+01:00", "reason": "known",
        }),
    )
}

/// S-33: the action and the acknowledgement.
#[test]
fn d_21_the_last_dose_is_not_known() {
    let at = "plan.dispensing";
    let unknown =
        || with_prescription("2026-10-30").set("plan/dispensing", json!({ "absent": "unknown" }));
    let confirm = || action("a3", "confirm-last-dose", "2026-10-02");
    unknown().fails(21, at);
    acknowledged(unknown(), "D-21").fails(21, at);
    unknown()
        .push("handover/actions/value", confirm())
        .fails(21, at);
    acknowledged(unknown().push("handover/actions/value", confirm()), "D-21").passes(21);
    caseload().passes(21);
}

/// S-32.
#[test]
fn d_22_missed_days_without_a_review() {
    let missed = |days: u64| {
        with_prescription("2026-10-30").set(
            "plan/dispensing",
            json!({ "value": [{
                "for": "rx1", "supervised": "yes", "pick_up": "daily",
                "last_dose_on": "2026-09-10", "last_dose_confirmed_by": "pharmacist",
                "missed_consecutive_days": days,
            }] }),
        )
    };
    let at = "plan.dispensing.value[0].missed_consecutive_days";
    missed(2).passes(22);
    missed(3).fails(22, at);
    let mut review = action("a3", "prescriber-review", "2026-10-02");
    missed(4)
        .push("handover/actions/value", review.clone())
        .fails(22, at);
    review["needs_acceptance"] = json!(true);
    missed(4)
        .push("handover/actions/value", review.clone())
        .passes(22);
    review["about"] = json!(["risk"]);
    let apart = missed(4).push("handover/actions/value", review);
    apart.passes(22);
    assert!(
        !failed_apart(&apart, "gp").contains(&22),
        "the action stayed with the whole case"
    );
    missed(3)
        .profile(|text| text.replace("missed_days = 3", "missed_days = 4"))
        .passes(22);
}

/// S-34.
#[test]
fn d_23_the_prescription_runs_out() {
    let at = "plan.prescribing.value[0].valid_to";
    with_prescription("2026-10-02").passes(23);
    with_prescription("2026-10-01").fails(23, at);
    with_prescription("2026-10-30")
        .set("plan/appointments", json!({ "absent": "none-known" }))
        .fails(23, at);
    acknowledged(with_prescription("2026-10-01"), "D-23").passes(23);
}

/// S-41: reported, unless the profile is stricter.
#[test]
fn d_24_an_old_plan() {
    let plan = |status: &str, reviewed_on: &str, review_due: &str| {
        let state = json!({
            "status": status, "agreed_on": "2025-01-01", "reviewed_on": reviewed_on,
            "review_due": review_due,
        });
        caseload().set("plan/plan_state", json!({ "value": state }))
    };
    plan("active", "2026-07-03", "2026-10-01").passes(24);
    plan("active", "2026-07-02", "2026-10-01").fails(24, "plan.plan_state");
    plan("active", "2026-07-03", "2026-09-30").fails(24, "plan.plan_state");
    plan("completed", "2025-07-02", "2025-09-30").passes(24);
    let stricter = plan("active", "2026-07-02", "2026-10-01")
        .profile(|text| text.replace("[limits]", "[checks]\nD-24 = \"ack\"\n[limits]"));
    stricter.fails(24, "plan.plan_state");
    acknowledged(stricter, "D-24").passes(24);
}

/// S-35.
#[test]
fn d_25_no_pregnancy_test() {
    let no_test = || caseload().set("handover/actions/value/0/kind", json!("other"));
    caseload().passes(25);
    no_test().fails(25, "person.pregnancy");
    let status = |status: &str| json!({ "value": { "status": status } });
    no_test()
        .set("person/pregnancy", status("possible"))
        .fails(25, "person.pregnancy");
    no_test()
        .set("person/pregnancy", status("not-pregnant"))
        .passes(25);
    no_test()
        .set("person/sex_and_gender/value/administrative", json!("male"))
        .passes(25);
    let without_ost = no_test().set("closures/ost_at_exit", json!({ "absent": "none-known" }));
    without_ost.passes(25);
    with_prescription("2026-10-30")
        .set("closures/ost_at_exit", json!({ "absent": "none-known" }))
        .set("handover/actions/value/0/kind", json!("other"))
        .fails(25, "person.pregnancy");
}
