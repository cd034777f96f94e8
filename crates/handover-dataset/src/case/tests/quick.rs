//! The quick road takes nothing that the other would refuse, and reads it alike.

use super::*;
use crate::case::quick;

/// Whether the quick road takes it; then the other must read the same.
fn is_taken(json: &str) -> bool {
    let Some(quick) = quick::case(json.as_bytes()) else {
        return false;
    };
    let told = Case::from_json_told(json.as_bytes());
    assert!(told.is_ok_and(|told| told == *quick), "{json}");
    let value = serde_json::from_str(json).unwrap();
    let of_value = quick::case_of(&value);
    assert!(of_value.is_some_and(|case| case == quick), "{json}");
    true
}

/// Every node of a value, by pointer.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{n}"), all);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, &format!("{at}/{name}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn takes_the_worked_cases() {
    for json in [CASELOAD, MATERNITY] {
        assert!(is_taken(json));
    }
}

#[test]
fn takes_no_change_that_would_be_refused() {
    let mut taken = 0;
    for json in [CASELOAD, MATERNITY] {
        let case: Value = serde_json::from_str(json).unwrap();
        let mut all = Vec::new();
        pointers(&case, "", &mut all);
        for (n, pointer) in all.iter().enumerate() {
            let there = case.pointer(pointer).unwrap();
            let as_list = there
                .as_object()
                .map(|members| members.values().cloned().collect());
            let others = [
                json!(null),
                json!({}),
                json!([]),
                json!(""),
                json!(1.0),
                json!("e\u{301}"),
                json!({"value": {}}),
                json!({"value": null, "absent": "not-asked"}),
                as_list.map_or(json!(true), Value::Array),
            ];
            let mut changed = case.clone();
            let node = changed.pointer_mut(pointer).unwrap();
            *node = others[n % others.len()].clone();
            taken += usize::from(is_taken(&changed.to_string()));
        }
    }
    assert!(
        taken > 20,
        "{taken}: members that may be null are passed over"
    );
}

/// What a tree of values cannot show: a member that stands twice, at any depth.
#[test]
fn takes_no_member_twice() {
    let case: Value = serde_json::from_str(CASELOAD).unwrap();
    let text = case.to_string();
    let mut places: Vec<usize> = text.match_indices("{\"").map(|(at, _)| at).collect();
    places.retain(|at| text[*at..].find(':').is_some());
    for at in places {
        let end = at + text[at..].find(':').unwrap();
        let name = &text[at + 1..end];
        let doubled = format!("{}{name}:null,{}", &text[..=at], &text[at + 1..]);
        assert!(!is_taken(&doubled), "{name} at {at}");
    }
}

#[test]
fn an_object_without_members_is_silence_and_not_a_value() {
    let json = with("/sections/plan/engagement", json!({"value": {}}));
    assert!(!is_taken(&json.to_string()));
    assert!(is_taken(
        &with("/sections/maternity", json!({})).to_string()
    ));
}

#[test]
fn what_stands_behind_a_case_is_not_passed_over() {
    assert!(is_taken(&format!("{CASELOAD}\n")));
    assert!(!is_taken(&format!("{CASELOAD} x")));
}
