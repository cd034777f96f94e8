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
        .set("risk/checklist", checklist("dash-2009-27", 14))
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
}

/// S-27: the form of the police has 27 items, in which 15 is control and 18 strangulation.
#[test]
fn d33_each_form_has_its_own_numbers() {
    let answered = |form: &str, item: u64, flags: Value| {
        let answers = json!([{ "item": item, "answer": "yes" }]);
        let checklist = json!({ "value": { "instrument": form, "answers": answers, "count": 1 } });
        caseload()
            .set("risk/checklist", checklist)
            .set("risk/red_flags/value", flags)
    };
    answered("dash-2009-27", 18, json!(["coercive-control"])).fails(33, "risk.red_flags");
    answered("dash-2009-27", 18, json!(["strangulation"])).passes(33);
    answered("dash-2009-27", 15, json!(["strangulation"])).fails(33, "risk.red_flags");
    answered("dash-safelives-24", 15, json!(["strangulation"])).passes(33);
    answered("dash-safelives-24", 18, json!(["separation"])).passes(33);
    answered("dash-2009-27", 27, json!(["separation"])).passes(29);
    answered("dash-safelives-24", 27, json!(["separation"]))
        .fails(29, "risk.checklist.value.answers[0].item");
}

/// S-27: which form it is must be said: what its items stand for is not guessed, and not passed over.
#[test]
fn d65_an_unknown_form_is_asked_about() {
    let at = "risk.checklist.value.instrument";
    for form in ["dash", "dash-police-27", "dara"] {
        let answered = caseload().set("risk/checklist", checklist(form, 8));
        answered.fails(65, at);
        answered.passes(33);
        caseload()
            .set("risk/checklist", checklist(form, 0))
            .passes(65);
    }
    for form in ["dash-safelives-24", "dash-2009-27"] {
        caseload()
            .set("risk/checklist", checklist(form, 8))
            .passes(65);
    }
    // 501 calls a form of 27 items by the name of that of 24.
    caseload()
        .set(
            "risk/assessed/value/instrument",
            json!({ "id": "dash-safelives-24", "version": "1", "items": 27 }),
        )
        .fails(29, "risk.assessed.value.instrument.items");
}

/// Codes of an end are no concerns, and end the entry before.
#[test]
fn a_concern_that_no_longer_holds_is_none() {
    let entry = |id: &str, code: &str, from: &str| {
        let mut entry = concern(id, code, "unknown");
        entry["from"] = json!(from);
        entry
    };
    let (plan, ended) = ("342191000000101", "342891000000105");
    let all = |list: Value| {
        caseload()
            .set("risk/safeguarding_child", json!({ "value": list }))
            .set("risk/safeguarding_adult", json!({ "absent": "none-known" }))
            .set("handover/verbal", json!({ "absent": "not-asked" }))
    };
    let on_plan = entry("sg1", plan, "2026-01-01");
    all(json!([on_plan])).fails(36, "handover.verbal");
    all(json!([on_plan, entry("sg2", ended, "2026-03-01")])).passes(36);
    // An end before the beginning, or of somebody else's, ends nothing.
    all(json!([on_plan, entry("sg2", ended, "2025-03-01")])).fails(36, "handover.verbal");
    let mut of_another = entry("sg2", ended, "2026-03-01");
    of_another["who"] = json!("ch1");
    all(json!([on_plan, of_another])).fails(36, "handover.verbal");
    // Nobody refers what is over.
    let only_ended = all(json!([entry("sg1", ended, "2026-03-01")]));
    only_ended.passes(36);
    only_ended.passes(37);
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
