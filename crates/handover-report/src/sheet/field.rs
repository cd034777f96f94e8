//! A stated field: value or gap, contradiction beside it, origin behind it.

use serde_json::Value;

use super::{value::Speaker, words};
use crate::tame;

/// What is said about one field, one line for each statement; nothing if it is silent.
///
/// The value shows more risk than what contradicts it (dataset, `conflicts`), so it comes first.
pub(super) fn statements(
    speaker: &Speaker,
    stated: &Value,
    said: &dyn Fn(&Value) -> Vec<String>,
) -> Vec<String> {
    let mut lines = one(speaker, stated, said);
    let conflicts = stated.get("conflicts").and_then(Value::as_array);
    for conflict in conflicts.into_iter().flatten() {
        let mut others = one(speaker, conflict, said);
        if let Some(first) = others.first_mut() {
            *first = format!("BUT ALSO SAID: {first}");
        }
        lines.append(&mut others);
    }
    lines
}

fn one(speaker: &Speaker, stated: &Value, said: &dyn Fn(&Value) -> Vec<String>) -> Vec<String> {
    let mut lines = match (stated.get("value"), words::text(stated, "absent")) {
        (Some(value), _) => said(value),
        (None, Some(reason)) => vec![words::absent(reason).to_owned()],
        (None, None) => return Vec::new(),
    };
    if stated.get("incomplete").is_some() {
        lines.push(
            "MORE IS HELD by the sending service and was not carried over: ask them".to_owned(),
        );
    }
    if let Some(note) = words::text(stated, "note") {
        lines.push(format!("Note: {}", tame(note)));
    }
    let mut asides = Vec::new();
    if let Some(provenance) = stated.get("provenance") {
        asides.push(speaker.origin(provenance));
    }
    let labels = stated.get("labels").and_then(Value::as_array);
    let labels: Vec<&str> = labels
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if !labels.is_empty() {
        asides.push(format!("sensitive: {}", labels.join(", ")));
    }
    asides.retain(|aside| !aside.is_empty());
    if let Some(last) = lines.last_mut()
        && !asides.is_empty()
    {
        *last = format!("{last} [{}]", asides.join("; "));
    }
    lines
}

/// The value of a field, if it has one.
pub(super) fn value<'a>(sections: &'a Value, section: &str, field: &str) -> Option<&'a Value> {
    sections.get(section)?.get(field)?.get("value")
}

/// Why a field has no value, in words; `None` if it has one or is silent.
pub(super) fn gap<'a>(sections: &'a Value, section: &str, field: &str) -> Option<&'a str> {
    words::text(sections.get(section)?.get(field)?, "absent").map(words::absent)
}
