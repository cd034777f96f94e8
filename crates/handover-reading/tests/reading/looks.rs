//! Three looks: she said that it is not safe, nobody asked or it is old, and safe.

use handover_reading::{Block, Look, Reading};
use serde_json::{Value, json};

use crate::said::{card, card_words, reading_of, words};

fn contact(safe_contact: &Value) -> Reading {
    reading_of(&json!({"contact": {"safe_contact": safe_contact}}))
}

/// Each way with its look.
fn ways(reading: &Reading) -> Vec<(Look, &'static str, String)> {
    let blocks = &card(reading, "reach").unwrap().blocks;
    let ways = blocks.iter().find_map(|block| match block {
        Block::Ways(ways) => Some(ways),
        _ => None,
    });
    ways.unwrap()
        .iter()
        .map(|way| (way.look, way.word, way.ways.words()))
        .collect()
}

fn look_of(reading: &Reading, way: &str) -> (Look, &'static str) {
    let all = ways(reading);
    let found = all
        .iter()
        .find(|(_, _, ways)| ways.to_lowercase().contains(way));
    let (look, word, _) = found.unwrap_or_else(|| panic!("{way}: {all:?}"));
    (*look, word)
}

/// S-58: what she said no to, what nobody asked and what is safe are three things.
#[test]
fn the_three_looks_differ() {
    let reading = contact(&json!({"value": {"checked_on": "2010-01-20",
        "channels": {"text": {"safe": "yes"}, "call": {"safe": "no"}, "visit": {"safe": "unknown"}}}}));
    assert_eq!(look_of(&reading, "text"), (Look::Yes, "Safe"));
    assert_eq!(look_of(&reading, "phone call"), (Look::No, "Not safe"));
    assert_eq!(look_of(&reading, "home visit"), (Look::Ask, "Not known"));
    assert_eq!(look_of(&reading, "letter"), (Look::Ask, "Nobody asked"));
    let card = card(&reading, "reach").unwrap();
    assert_eq!(card.look, Look::Yes);
    assert_eq!(
        card.verdict.as_ref().unwrap().words(),
        "Text them. Do not ring."
    );
    assert!(!words(&reading).contains("DO NOT USE"));
}

/// A safe way is asked about again when the answer is old; what was not safe stays so.
#[test]
fn an_old_yes_is_no_yes_and_an_old_no_is_a_no() {
    let reading = contact(
        &json!({"value": {"checked_on": "2009-03-22", "channels": {"text": {"safe": "yes"}, "call": {"safe": "no"}}}}),
    );
    assert_eq!(
        look_of(&reading, "text"),
        (Look::Ask, "Was safe: ask again")
    );
    assert_eq!(look_of(&reading, "phone call"), (Look::No, "Not safe"));
    assert_eq!(card(&reading, "reach").unwrap().look, Look::No);
    assert!(
        card_words(&reading, "reach")
            .contains("Asked 22 March 2009, 10 months ago. Ask again first.")
    );
    // The day after thirty days.
    for (on, look) in [("2010-01-02", Look::Yes), ("2010-01-01", Look::Ask)] {
        let reading =
            contact(&json!({"value": {"checked_on": on, "channels": {"text": {"safe": "yes"}}}}));
        assert_eq!(look_of(&reading, "text").0, look, "{on}");
    }
}

/// A yes without a day is no yes.
#[test]
fn what_has_no_day_is_asked_again() {
    let reading = contact(
        &json!({"value": {"channels": {"text": {"safe": "yes"}}, "not_safe_to_talk_to": ["ex partner"]}}),
    );
    assert_eq!(look_of(&reading, "text").0, Look::Ask);
    let said = card_words(&reading, "reach");
    assert!(said.contains("Not known when that was asked"), "{said}");
    assert!(said.contains("Do not speak to: ex partner"), "{said}");
}

/// S-65: as long as nobody has asked, every way waits; and each reason is told.
#[test]
fn where_nobody_asked_every_way_waits() {
    let reasons = [
        ("not-asked", "Nobody has asked"),
        ("declined", "They would not say"),
        ("not-read", "it was not carried over: ask them"),
        ("unknown", "It is not known"),
        ("withheld-safety", "It is not known"),
    ];
    for (reason, why) in reasons {
        let reading = contact(&json!({"absent": reason}));
        let card = card(&reading, "reach").unwrap();
        let verdict = card.verdict.as_ref().unwrap().words();
        assert!(verdict.contains(why), "{verdict}");
        assert!(
            verdict.ends_with("do not ring, text, write or visit."),
            "{verdict}"
        );
        assert_eq!(card.look, Look::Ask);
        assert!(ways(&reading).iter().all(|(look, ..)| *look == Look::Ask));
    }
    // The section has other fields, and not this one.
    let reading = reading_of(&json!({"contact": {"dependants": {"absent": "not-asked"}}}));
    assert!(card_words(&reading, "reach").contains("Nobody has asked"));
}

/// S-58: who does not see `contact` is told by the order in the handover, as prominently.
#[test]
fn the_short_order_stands_in_the_same_place() {
    let order = json!({
        "channels": {"text": {"safe": "yes"}, "call": {"safe": "no"}}, "only_the_person": true,
        "checked_on": "2010-01-22", "code_word": "library",
        "numbers": [{"kind": "mobile", "value": "+447700900123"}],
    });
    let reading =
        reading_of(&json!({"handover": {"kind": "discharge", "safe_contact": {"value": order}}}));
    assert_eq!(reading.top[0].id, "reach");
    let said = card_words(&reading, "reach");
    for told in [
        "Text them. Do not ring.",
        "Code word: library",
        "Use no other than 07700 900123",
        "Tell nobody: but them anything, not even who calls.",
        "Never name: the service",
    ] {
        assert_eq!(said.matches(told).count(), 1, "{told}: {said}");
    }
    let without = json!({"channels": {"in-person": {"safe": "yes"}}, "only_the_person": true});
    let reading =
        reading_of(&json!({"handover": {"kind": "discharge", "safe_contact": {"value": without}}}));
    assert!(card_words(&reading, "reach").contains("is known to be safe: use none that you hold."));
}

/// Who is not safe to talk to is named to a reader who may read of other people, and to no other.
#[test]
fn names_who_is_not_safe_to_talk_to() {
    let contact = json!({"safe_contact": {"value": {"checked_on": "2010-01-22", "channels": {"text": {"safe": "yes"}},
        "not_safe_to_talk_to": ["tp1", "the neighbour"]}}});
    let parties = json!({"parties": {"value": [{"id": "tp1", "name": "Dale Hartnoll", "role": "partner", "poses_risk": "yes"}]}});
    let said = card_words(
        &reading_of(&json!({"contact": contact, "third_parties": parties})),
        "reach",
    );
    assert!(
        said.contains("Do not speak to: Dale Hartnoll, who is a danger; the neighbour"),
        "{said}"
    );
    let said = card_words(&reading_of(&json!({"contact": contact})), "reach");
    assert!(
        said.contains("Do not speak to: somebody who is not named here; the neighbour"),
        "{said}"
    );
}

/// The service is named only where a way says that it may be.
#[test]
fn the_service_is_named_only_where_that_was_said() {
    for (name, is_forbidden) in [
        (json!(null), true),
        (json!(false), true),
        (json!(true), false),
    ] {
        let mut safety = json!({"safe": "yes"});
        if !name.is_null() {
            safety["name_service"] = name;
        }
        let reading = contact(
            &json!({"value": {"checked_on": "2010-01-20", "channels": {"letter": safety}}}),
        );
        assert_eq!(
            card_words(&reading, "reach").contains("Never name"),
            is_forbidden
        );
    }
}

/// Each number has its own look, the first to try first.
#[test]
fn each_number_has_its_own_look() {
    let reading = reading_of(&json!({"contact": {
        "safe_contact": {"absent": "not-asked"},
        "telecoms": {"value": [
            {"kind": "mobile", "value": "+447700900118", "safe": "no", "rank": 2, "text": "his"},
            {"kind": "mobile", "value": "+447700900712", "safe": "yes", "rank": 1}]}
    }}));
    assert_eq!(look_of(&reading, "07700 900118").0, Look::No);
    assert_eq!(look_of(&reading, "07700 900712").0, Look::Yes);
}
