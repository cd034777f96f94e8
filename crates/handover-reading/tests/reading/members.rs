//! Every member of the dataset is read, or is declared as not for reading.

use handover_reading::NOT_FOR_READING;
use serde_json::Value;

use crate::{
    filled::{Variant, filled, schema},
    said::{card, reading_of, words},
};

const VARIANTS: [Variant; 14] = {
    let mut all = [Variant {
        code: 0,
        has_others: false,
    }; 14];
    let mut n = 0;
    while n < 14 {
        all[n] = Variant {
            code: n,
            has_others: n % 2 == 1,
        };
        n += 1;
    }
    all
};

/// A field that the dataset gets tomorrow has a text in it, and its text must be read.
#[test]
fn every_text_of_every_member_is_read() {
    for variant in VARIANTS {
        let filled = filled(variant);
        assert!(filled.texts.len() > 250, "{}", filled.texts.len());
        let said = words(&reading_of(&filled.sections));
        let lost: Vec<_> = filled
            .texts
            .iter()
            .filter(|(_, text)| !said.contains(text.as_str()))
            .collect();
        assert!(lost.is_empty(), "variant {}: {lost:#?}", variant.code);
    }
}

/// What no card looks for stands by its name at the end: today that is nothing.
#[test]
fn nothing_is_left_for_the_end() {
    for variant in VARIANTS.into_iter().filter(|variant| !variant.has_others) {
        let mut filled = filled(variant);
        // The short order of 919 is for who has no section `contact`: a reader of both has it twice.
        filled.sections["handover"]
            .as_object_mut()
            .unwrap()
            .remove("safe_contact");
        let reading = reading_of(&filled.sections);
        let also = card(&reading, "also");
        assert!(
            also.is_none(),
            "variant {}: {:#?}",
            variant.code,
            also.map(|card| &card.blocks)
        );
    }
}

/// A member that nobody knows yet is read all the same.
#[test]
fn a_member_of_tomorrow_is_read() {
    let sections = serde_json::json!({"plan": {"moods": {"value": [{"scale": "Never better"}]}, "provenance": {}}});
    let reading = reading_of(&sections);
    assert!(words(&reading).contains("Never better"));
    assert!(card(&reading, "also").is_some());
}

/// No code, whatever list it is of, and no name of a member.
#[test]
fn no_code_and_no_name_of_a_member_is_read() {
    let schema = schema();
    let mut names = Vec::new();
    member_names(&schema, &mut names);
    assert!(names.len() > 50);
    for variant in VARIANTS {
        let filled = filled(variant);
        let said = words(&reading_of(&filled.sections));
        for (path, code) in &filled.codes {
            let is_raw =
                code.contains(['-', '_']) || code.bytes().any(|byte| byte.is_ascii_digit());
            let is_an_ordinary_word = matches!(code.as_str(), "looked-after" | "self-harm");
            // `01` stands in every other date.
            if is_raw && code.len() > 2 && !is_an_ordinary_word {
                assert!(!said.contains(code.as_str()), "{path}: {code}");
            }
        }
        for name in &names {
            assert!(!said.contains(name.as_str()), "{name}");
        }
        for reference in ["tp1", "ch1", "rx1", "ap1", "sg1", "D-27"] {
            assert!(!said.contains(reference), "{reference}");
        }
    }
}

/// Names of more than one word: of others nobody could tell whether they are meant.
fn member_names(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            let properties = members.get("properties").and_then(Value::as_object);
            names.extend(
                properties
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone())
                    .filter(|name| name.contains('_')),
            );
            members
                .values()
                .for_each(|member| member_names(member, names));
        }
        Value::Array(items) => items.iter().for_each(|item| member_names(item, names)),
        _ => {}
    }
}

#[test]
fn what_is_not_for_reading_is_a_member_of_the_dataset() {
    let schema = schema().to_string();
    for (name, why) in NOT_FOR_READING {
        assert!(schema.contains(&format!("\"{name}\":")), "{name}");
        assert!(!why.is_empty());
    }
    assert!(NOT_FOR_READING.is_sorted());
}
