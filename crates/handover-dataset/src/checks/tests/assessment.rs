//! D-26 to D-31: the latest assessment, and its level.

use serde_json::{Value, json};

use super::{Worked, action, caseload};
use crate::Date;

/// S-31.
#[test]
fn d_26_a_newer_assessment() {
    let at = "risk.assessed.value.on";
    caseload().passes(26);
    caseload()
        .set("risk/earlier_levels/value/0/on", json!("2026-04-22"))
        .fails(26, at);
    caseload()
        .set("risk/earlier_levels/value/0/on", json!("2026-04-21"))
        .passes(26);
    let later: Date = "2026-05-01".parse().unwrap();
    let worked = caseload().context(move |context| context.later_assessment_on = Some(later));
    worked.fails(26, at);
    let shown = worked
        .findings()
        .into_iter()
        .find(|one| one.check.number() == 26)
        .unwrap();
    assert!(shown.message.contains("2026-05-01"), "its date is shown");
}

/// S-25.
#[test]
fn d_27_an_old_assessment() {
    let at = "risk.assessed.value.on";
    let unanswered = || caseload().remove("handover/acknowledgements");
    caseload().passes(27);
    unanswered().fails(27, at);
    let fresh = || unanswered().set("risk/assessed/value/on", json!("2026-09-11"));
    fresh().passes(27);
    fresh()
        .set("risk/changes_since/value/0/on", json!("2026-09-12"))
        .fails(27, at);
    unanswered()
        .set("risk/changes_since", json!({ "absent": "none-known" }))
        .set("risk/assessed/value/on", json!("2026-07-02"))
        .fails(27, at);
    unanswered()
        .set("risk/changes_since", json!({ "absent": "none-known" }))
        .set("risk/assessed/value/on", json!("2026-07-03"))
        .passes(27);
}

/// S-24.
#[test]
fn d_28_no_assessment_and_nobody_makes_one() {
    let absent = || json!({ "absent": "not-held-by-sender" });
    let without = || caseload().set("risk/assessed", absent());
    without().fails(28, "risk.assessed");
    caseload()
        .set("risk/level", absent())
        .fails(28, "risk.level");
    let assess = action("a3", "assess-risk", "2026-10-05");
    without().push("handover/actions/value", assess).passes(28);
    caseload().passes(28);
}

fn checklist(yes: u64, count: u64) -> Value {
    let answer =
        |item: u64| json!({ "item": item, "answer": if item <= yes { "yes" } else { "no" } });
    let answers: Vec<Value> = (1..=24).map(answer).collect();
    json!({ "value": { "instrument": "dash-safelives-24", "answers": answers, "count": count } })
}

fn counted(yes: u64, count: u64) -> Worked {
    caseload().set("risk/checklist", checklist(yes, count))
}

/// S-28.
#[test]
fn d_29_count_and_answers_differ() {
    counted(14, 14).passes(29);
    counted(13, 14).fails(29, "risk.checklist.value.count");
    let item = "risk/checklist/value/answers/23/item";
    let at = "risk.checklist.value.answers[23].item";
    counted(5, 5).set(item, json!(25)).fails(29, at);
    counted(5, 5).set(item, json!(0)).fails(29, at);
    counted(5, 5).set(item, json!(23)).fails(29, at);
    let own_form = |items: u64| {
        counted(5, 5)
            .set("risk/checklist/value/instrument", json!("local:x"))
            .set("risk/assessed/value/instrument/id", json!("local:x"))
            .set("risk/assessed/value/instrument/items", json!(items))
    };
    own_form(24).passes(29);
    own_form(23).fails(29, at);
}

/// S-28.
#[test]
fn d_30_a_level_without_judgement() {
    counted(11, 11).passes(30);
    counted(11, 11)
        .remove("risk/judgement")
        .fails(30, "risk.judgement");
    let absent = json!({ "absent": "not-asked" });
    counted(11, 11).set("risk/judgement", absent).passes(30);
    let basis = |basis: Value| caseload().set("risk/level/value/basis", basis);
    basis(json!(["instrument-count"])).fails(30, "risk.level.value.basis");
    basis(json!(["instrument-count", "escalation"])).passes(30);
}

/// S-26.
#[test]
fn d_31_criteria_say_high() {
    let at = "risk.level.value.level";
    let judged = |level: &str, high: bool| {
        caseload()
            .set("risk/level/value/level", json!(level))
            .set("risk/judgement/value/high", json!(high))
    };
    judged("high", true).passes(31);
    judged("medium", true).fails(31, at);
    judged("medium", false).passes(31);
    let stated = |number: u64| {
        let path = "risk/judgement/value/police_incidents_12_months";
        judged("medium", false).set(path, json!(number))
    };
    stated(2).passes(31);
    stated(3).fails(31, at);
    let incident = |on: &str| json!({ "on": on, "text": "x", "police": true });
    let three = |on: &str| {
        let all = json!({ "value": [incident("2026-02"), incident("2026-01"), incident(on)] });
        judged("medium", false).set("risk/incidents", all)
    };
    three("2025-10").fails(31, at);
    three("2025-09").passes(31);
    judged("standard", false)
        .set("risk/marac/value/0/repeat_12_months", json!(true))
        .fails(31, at);
    // Red flags: somebody judged with them in view, and wrote why.
    let flagged = |flags: Value| {
        judged("standard", false)
            .set("risk/judgement", json!({ "absent": "not-asked" }))
            .set("risk/red_flags/value", flags)
    };
    flagged(json!(["separation", "strangulation"])).fails(31, at);
    flagged(json!(["separation"])).passes(31);
    flagged(json!(["strangulation"]))
        .set("risk/level/value/level", json!("high"))
        .passes(31);
    judged("standard", false)
        .set("risk/red_flags/value", json!(["strangulation"]))
        .passes(31);
}
