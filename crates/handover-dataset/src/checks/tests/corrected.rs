use serde_json::{Value, json};

use super::{Worked, caseload};

/// A field that was corrected from one statement to another, with or without a second person.
fn corrected(before: &Value, mut now: Value, agreed_by: Option<&str>) -> Value {
    let mut correction = json!({
        "by": { "name": "Ada Brook", "role": "key-worker" }, "at": "2026-09-01T09:00:00Z",
        "reason": "Entered in the wrong record.",
    });
    if let Some(name) = agreed_by {
        correction["agreed_by"] = json!({ "name": name, "role": "team-leader" });
    }
    let said = |verification: &str| {
        json!({ "recorded_at": "2026-08-01", "recorded_by": "key-worker", "source": "record",
                "verification": verification })
    };
    let mut other = before.clone();
    other["provenance"] = said("unconfirmed");
    now["provenance"] = said("conflicting");
    now["conflicts"] = json!([other]);
    now["corrected"] = json!([correction]);
    now
}

fn level(word: &str) -> Value {
    json!({ "value": { "level": word, "basis": ["professional-judgement"], "set_by": "key-worker" } })
}

fn with(path: &str, before: &Value, now: Value, agreed_by: Option<&str>) -> Worked {
    caseload().set(path, corrected(before, now, agreed_by))
}

#[test]
fn d70_risk_is_lowered_by_two() {
    let flags = json!({ "value": ["strangulation", "stalking"] });
    let child = json!({ "value": [{ "id": "sg1", "code": { "text": "a plan", "system": "snomed", "code": "342191000000101" },
        "who": "person", "from": "2026-03-12", "referral_made": "yes" }] });
    let objected =
        json!({ "value": { "given_on": "2026-08-01", "how": "letter", "objection": true } });
    let lowered = [
        ("risk/level", level("high"), level("standard")),
        (
            "risk/level",
            level("very-high"),
            json!({ "absent": "not-asked" }),
        ),
        (
            "risk/red_flags",
            flags.clone(),
            json!({ "value": ["stalking"] }),
        ),
        ("risk/red_flags", flags, json!({ "absent": "none-known" })),
        (
            "risk/safeguarding_child",
            child,
            json!({ "absent": "none-known" }),
        ),
        (
            "location/address_sensitivity",
            json!({ "value": "refuge" }),
            json!({ "value": "normal" }),
        ),
        (
            "handover/notice",
            objected,
            json!({ "value": { "given_on": "2026-08-01", "how": "letter", "objection": false } }),
        ),
    ];
    for (path, before, now) in lowered {
        let dotted = path.replace('/', ".");
        with(path, &before, now.clone(), None).fails(70, &dotted);
        with(path, &before, now, Some("Una Sherwin")).passes(70);
    }
    // More risk, or as much, is one person's word.
    with("risk/level", &level("standard"), level("high"), None).passes(70);
    with(
        "risk/level",
        &json!({ "absent": "not-read" }),
        level("standard"),
        None,
    )
    .passes(70);
}

#[test]
fn d70_what_stood_there_is_withheld_by_two() {
    let hidden = json!({ "absent": "withheld-third-party" });
    with("risk/level", &hidden, level("high"), None).fails(70, "risk.level");
    with("risk/level", &hidden, level("high"), Some("Una Sherwin")).passes(70);
}

/// Who may see it is said by two, of the statement and of an item in it.
#[test]
fn d70_labels_are_taken_away_by_two() {
    let labelled = |mut statement: Value, label: &str| {
        statement["labels"] = json!([label]);
        statement
    };
    let before = || labelled(level("high"), "sdv");
    for now in [
        level("high"),
        level("very-high"),
        labelled(level("high"), "psy"),
    ] {
        with("risk/level", &before(), now.clone(), None).fails(70, "risk.level");
        with("risk/level", &before(), now, Some("Una Sherwin")).passes(70);
    }
    with("risk/level", &before(), before(), None).passes(70);
    with("risk/level", &level("high"), before(), None).passes(70);

    let number = json!({ "kind": "mobile", "value": "+447700900123", "safe": "unknown" });
    let mut other = number.clone();
    other["labels"] = json!(["third-party"]);
    let (before, now) = (json!({ "value": [other] }), json!({ "value": [number] }));
    with("contact/telecoms", &before, now.clone(), None).fails(70, "contact.telecoms");
    with("contact/telecoms", &now, before, None).passes(70);
}

#[test]
fn d71_who_agrees_is_another() {
    let one = |name| with("risk/level", &level("high"), level("standard"), Some(name));
    one("ada brook").fails(71, "risk.level.corrected[0].agreed_by");
    one("Una Sherwin").passes(71);
}
