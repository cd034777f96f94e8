use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::*;
use crate::Int;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Outer {
    name: String,
    inner: Option<Inner>,
    list: Option<Vec<Inner>>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Inner {
    number: Option<Int<1, 9>>,
    is: Option<bool>,
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, (String, String)> {
    let tape = Tape::of(value).ok().unwrap();
    let read = tape.root().read();
    read.map_err(|failure| (failure.path, failure.message))
}

fn is_strict<T: DeserializeOwned>(json: &str) -> bool {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let tape = Tape::deserialize(&mut deserializer).unwrap();
    tape.root().read_strictly::<T>().is_some()
}

#[test]
fn what_is_read_is_what_was_written() {
    let value =
        json!({"name": "x\n\"", "inner": {"number": 3, "is": null}, "list": [{}, {"is": true}]});
    let outer: Outer = read(&value).unwrap();
    assert_eq!(outer, serde_json::from_value(value).unwrap());
}

/// As `serde_path_to_error` tells it of the same types.
#[test]
fn a_failure_tells_where() {
    for (value, path) in [
        (json!([]), "."),
        (json!({}), "."),
        (json!({"name": 1}), "name"),
        (json!({"name": "x", "zz": 1}), "zz"),
        (json!({"name": "x", "inner": {"zz": 1}}), "inner.zz"),
        (json!({"name": "x", "inner": []}), "inner"),
        (json!({"name": "x", "inner": {"number": 0}}), "inner.number"),
        (
            json!({"name": "x", "list": [{}, {"is": true}, {"is": 1}]}),
            "list[2].is",
        ),
        (json!({"name": "x", "list": [{}, 1]}), "list[1]"),
    ] {
        assert_eq!(read::<Outer>(&value).unwrap_err().0, path, "{value}");
    }
}

#[test]
fn an_object_is_not_read_from_a_list() {
    let (path, message) = read::<Inner>(&json!([3, true])).unwrap_err();
    assert_eq!(path, ".");
    assert_eq!(message, "of another type");
}

#[test]
fn strictly_nothing_is_empty_or_doubled() {
    assert!(is_strict::<Outer>(r#"{"name":"x","inner":{"is":true}}"#));
    assert!(!is_strict::<Outer>(r#"{"name":"x","inner":{}}"#));
    assert!(!is_strict::<Outer>(
        r#"{"name":"x","inner":{"is":true},"name":"x"}"#
    ));
    assert!(is_strict::<Inner>("{}"), "but for the value itself");
    type Names = std::collections::BTreeMap<String, bool>;
    assert!(is_strict::<Names>(r#"{"a":true,"b":true}"#));
    assert!(!is_strict::<Names>(r#"{"a":true,"a":true}"#));
}

#[test]
fn members_are_passed_in_their_order() {
    let value = json!({"a": [1, {"x": [2]}], "b": {"c": {}}, "d": "e"});
    let tape = Tape::of(&value).ok().unwrap();
    let names: Vec<&str> = tape
        .root()
        .members()
        .unwrap()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["a", "b", "d"]);
    let texts: Vec<_> = tape
        .root()
        .members()
        .unwrap()
        .map(|(_, node)| node.text())
        .collect();
    assert_eq!(texts, [None, None, Some("e")]);
}
