use serde_json::{Value, json};

use super::{action, caseload, maternity};

/// A checklist with a `yes` to the first so many items, and no to the rest.
fn checklist(instrument: &str, yes: u64) -> Value {
    let answers: Vec<Value> = (1..=24)
        .map(|item| json!({ "item": item, "answer": if item <= yes { "yes" } else { "no" } }))
        .collect();
    json!({ "value": { "instrument": instrument, "answers": answers, "count": yes } })
}

fn concern(id: &str, code: &str, referral: &str) -> Value {
    json!({
        "id": id, "code": { "text": "a concern", "system": "snomed", "code": code },
        "who": "person", "from": "2026-03-12", "referral_made": referral,
    })
}

/// S-27.
#[test]
fn d32_another_form_has_no_threshold() {
    caseload()
        .set("risk/checklist", checklist("dash-police-27", 14))
        .fails(32, "risk.checklist.value.instrument");
    caseload()
        .set("risk/checklist", checklist("dash-safelives-24", 14))
        .passes(32);
}

/// S-29.
#[test]
fn d33_a_yes_raises_its_flag() {
    let flags = |flags: Value| {
        caseload()
            .set("risk/checklist", checklist("dash-safelives-24", 8))
            .set("risk/red_flags/value", flags)
    };
    flags(json!(["separation"])).fails(33, "risk.red_flags");
    flags(json!(["separation", "stalking"])).passes(33);
    let strangled = caseload()
        .set("risk/checklist", checklist("dash-safelives-24", 15))
        .set(
            "risk/red_flags/value",
            json!([
                "separation",
                "stalking",
                "pregnancy",
                "coercive-control",
                "weapons",
                "threats-to-kill"
            ]),
        );
    strangled.fails(33, "risk.red_flags");
    caseload()
        .set("risk/checklist", checklist("dash-police-27", 24))
        .passes(33);
}

/// S-30.
#[test]
fn d34_a_level_that_fell_is_explained() {
    let fell = |on: &str| {
        caseload()
            .set("risk/earlier_levels/value/0/on", json!(on))
            .set("risk/earlier_levels/value/0/level", json!("very-high"))
    };
    fell("2026-03-01").fails(34, "risk.level.value.level");
    fell("2025-09-14").fails(34, "risk.level.value.level");
    fell("2025-09-13").passes(34);
}

/// S-55.
#[test]
fn d35_none_identified_stands_alone() {
    let none = || concern("sg2", "861931000000100", "no");
    let both = caseload().push("risk/safeguarding_child/value", none());
    both.fails(35, "risk.safeguarding_child");
    let alone = caseload().set("risk/safeguarding_adult", json!({ "value": [none()] }));
    alone.passes(35);
    alone.passes(37);
}

/// S-53: the profile for maternity blocks on it.
#[test]
fn d36_safeguarding_is_spoken_of() {
    let unspoken = maternity().set("handover/verbal", json!({ "absent": "not-asked" }));
    unspoken.fails(36, "handover.verbal");
    assert_eq!(
        unspoken
            .findings()
            .iter()
            .find(|one| one.check.number() == 36)
            .unwrap()
            .severity,
        crate::Severity::Blocks
    );
    caseload()
        .set("handover/verbal/value/both_confirmed", json!(false))
        .fails(36, "handover.verbal");
    caseload()
        .set("handover/verbal", json!({ "absent": "not-asked" }))
        .set(
            "risk/safeguarding_child",
            json!({ "value": [concern("sg1", "861931000000100", "no")] }),
        )
        .passes(36);
}

/// S-47.
#[test]
fn d37_a_concern_is_referred() {
    for referral in ["no", "unknown"] {
        let open = || {
            caseload().set(
                "risk/safeguarding_child/value/0/referral_made",
                json!(referral),
            )
        };
        open().fails(37, "risk.safeguarding_child.value[0].referral_made");
        let referral = action("a3", "safeguarding-referral", "2026-09-20");
        open()
            .push("handover/actions/value", referral.clone())
            .passes(37);
        let mut done = referral;
        done["status"] = json!("done");
        assert_eq!(
            open().push("handover/actions/value", done).paths(37).len(),
            1
        );
    }
}
