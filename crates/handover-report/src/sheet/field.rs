//! A stated field: value or gap, contradiction beside it, origin behind it.

use serde_json::Value;

use super::{value::Speaker, words};
use crate::tame;

/// What is said about one field, one line for each statement; nothing if it is silent.
///
/// The value shows more risk than what contradicts it (dataset, `conflicts`), or two people agreed to it, so it comes
/// first. Of a corrected field the first contradiction is what stood there before.
pub(super) fn statements(
    speaker: &Speaker,
    stated: &Value,
    said: &dyn Fn(&Value) -> Vec<String>,
) -> Vec<String> {
    let mut lines = one(speaker, stated, said);
    let list = |member| {
        stated
            .get(member)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    lines.extend(list("corrected").map(|made| correction(speaker, made)));
    let is_corrected = list("corrected").next().is_some();
    for (n, conflict) in list("conflicts").enumerate() {
        let mut others = one(speaker, conflict, said);
        if let Some(first) = others.first_mut() {
            let which = if is_corrected && n == 0 {
                "BEFORE THAT"
            } else {
                "BUT ALSO"
            };
            *first = format!("{which} SAID: {first}");
        }
        lines.append(&mut others);
    }
    lines
}

/// `CORRECTED on 2 March 2026 at 09:00 by A. Brook (key worker): reason. Agreed by U. Sherwin (team leader).`
fn correction(speaker: &Speaker, made: &Value) -> String {
    let member = |name: &str| made.get(name).map(|member| speaker.said(member));
    let text = |name: &str| member(name).unwrap_or_default();
    let reason = words::text(made, "reason").map(tame).unwrap_or_default();
    let agreed = member("agreed_by").map_or_else(
        || "Nobody else agreed to it.".to_owned(),
        |by| format!("Agreed by {by}."),
    );
    let reason = reason.trim_end_matches('.');
    format!(
        "CORRECTED on {} by {}: {reason}. {agreed}",
        text("at"),
        text("by")
    )
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
