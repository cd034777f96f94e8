//! A case that wants to be more than text.

use serde_json::{Value, json};

use crate::{
    filled::{Variant, filled},
    said::{reading_of, words},
};

/// Whatever turns the direction of writing, hides or moves is seen as its number, in every text of the case.
#[test]
fn nothing_hides_in_any_text() {
    fn spoil(value: &mut Value) {
        match value {
            Value::String(text) if text.starts_with("Marker") => {
                text.push_str(" \u{202e}\u{2066}\u{200b}\u{feff}\u{1b}[2J")
            }
            Value::Object(members) => members.values_mut().for_each(spoil),
            Value::Array(items) => items.iter_mut().for_each(spoil),
            _ => {}
        }
    }
    for has_others in [false, true] {
        let mut filled = filled(Variant {
            code: 0,
            has_others,
        });
        spoil(&mut filled.sections);
        let reading = reading_of(&filled.sections);
        let said = words(&reading);
        let hides = |line: &&str| {
            line.chars().any(|c| {
                matches!(
                    c,
                    '\u{202e}' | '\u{2066}' | '\u{200b}' | '\u{feff}' | '\u{1b}'
                )
            })
        };
        let hidden: Vec<&str> = said.lines().filter(hides).collect();
        assert!(hidden.is_empty(), "{hidden:?}");
        assert!(
            said.matches("[U+202E][U+2066][U+200B][U+FEFF][U+001B]")
                .count()
                > 250
        );
        assert!(!format!("{}{:?}", reading.foot, reading.summary).contains('\u{202e}'));
    }
}

/// What is no case of the dataset is read as far as it goes, and nothing falls over.
#[test]
fn what_has_another_shape_is_no_reason_to_fall_over() {
    let shapes = [
        json!(null),
        json!(1),
        json!("x"),
        json!([]),
        json!({}),
        json!([{"value": 1}]),
        json!({"value": {"value": [[]]}}),
    ];
    let mut sections = filled(Variant {
        code: 0,
        has_others: false,
    })
    .sections;
    let names: Vec<(String, String)> = sections
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(section, fields)| {
            fields
                .as_object()
                .unwrap()
                .keys()
                .map(move |field| (section.clone(), field.clone()))
        })
        .collect();
    for (section, field) in names {
        for shape in &shapes {
            let before = sections[&section][&field].take();
            sections[&section][&field] = json!({"value": shape});
            assert!(!reading_of(&sections).name.is_empty());
            sections[&section][&field] = before;
        }
    }
    // And all at once.
    for shape in shapes.iter().flat_map(|shape| {
        [
            shape.clone(),
            json!({"value": [shape]}),
            json!({"absent": shape}),
        ]
    }) {
        let mut all = sections.clone();
        for field in all
            .as_object_mut()
            .unwrap()
            .values_mut()
            .flat_map(|fields| fields.as_object_mut().unwrap().values_mut())
        {
            *field = shape.clone();
        }
        assert!(!reading_of(&all).name.is_empty());
    }
}
