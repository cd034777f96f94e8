//! What an audience may see of a case, as a case of its own (dataset, section 1, "Need-to-know").

use handover::{Audience, Case, Finding, Label, Profile, SectionName, random_token};
use serde_json::{Map, Value, json};

/// Labels of what is protected by law: it is left out without a trace.
const WITHOUT_TRACE: [&str; 3] = ["gra", "hfea", "adoption"];

/// Members that are no statements and always go, but the mandate: a split case is under none.
const BARE: [&str; 5] = ["case_reference", "kind", "basis", "from_to", "author"];

/// Splits a case for an audience of the profile.
///
/// Only its sections and fields remain, without the statements for which it is not cleared, and
/// under a reference that leads nowhere.
pub(super) fn split(
    case: &Case,
    profile: &Profile,
    audience: &Audience,
) -> Result<Case, Vec<Finding>> {
    let mut document = case.to_json();
    let mut kept = Map::new();
    let sections = document
        .get_mut("sections")
        .and_then(Value::as_object_mut)
        .map(std::mem::take)
        .unwrap_or_default();
    for (name, section) in sections {
        let Ok(section_name) = name.parse::<SectionName>() else {
            continue;
        };
        if audience.sections().contains(&section_name) {
            let fields = fields(section, section_name, audience);
            kept.insert(name, Value::Object(fields));
        }
    }
    // Every case of a package has every section of the profile; those not granted are empty.
    for name in profile.sections() {
        kept.entry(name.as_str()).or_insert_with(|| json!({}));
    }
    if let Some(handover) = kept.get_mut("handover").and_then(Value::as_object_mut) {
        let token = random_token().to_string();
        let reference = token.get(..24).unwrap_or_default();
        handover.insert(
            "case_reference".to_owned(),
            json!(format!("split-{reference}")),
        );
    }
    if let Some(members) = document.as_object_mut() {
        members.insert("sections".to_owned(), Value::Object(kept));
    }
    Case::from_value(document)
}

fn fields(section: Value, name: SectionName, audience: &Audience) -> Map<String, Value> {
    let Value::Object(fields) = section else {
        return Map::new();
    };
    fields
        .into_iter()
        .filter_map(|(field, stated)| {
            if field == "provenance"
                || name == SectionName::Handover && BARE.contains(&field.as_str())
            {
                return Some((field, stated));
            }
            if name == SectionName::Handover && field == "mandate"
                || !audience.has_field(name, &field)
            {
                return None;
            }
            cleared(stated, audience).map(|stated| (field, stated))
        })
        .collect()
}

/// A statement without what the audience is not cleared for; `None` where no trace may stay.
fn cleared(mut stated: Value, audience: &Audience) -> Option<Value> {
    if let Some(labels) = refused_labels(&stated, audience) {
        return withheld(&labels);
    }
    if let Some(conflicts) = stated.get_mut("conflicts").and_then(Value::as_array_mut) {
        conflicts.retain(|conflict| refused_labels(conflict, audience).is_none());
    }
    let Some(items) = stated.get_mut("value").and_then(Value::as_array_mut) else {
        return Some(stated);
    };
    let mut removed = None;
    items.retain(|item| {
        let refused = refused_labels(item, audience);
        let keep = refused.is_none();
        removed = removed.take().or(refused);
        keep
    });
    match removed {
        Some(labels) if items.is_empty() => withheld(&labels),
        _ => Some(stated),
    }
}

/// The labels for which the audience is not cleared, if there is one.
fn refused_labels(value: &Value, audience: &Audience) -> Option<Vec<String>> {
    let labels = value.get("labels")?.as_array()?;
    let refused: Vec<String> = labels
        .iter()
        .filter_map(Value::as_str)
        .filter(|label| {
            serde_json::from_value::<Label>(json!(label))
                .map_or(true, |label| !audience.clears(label))
        })
        .map(str::to_owned)
        .collect();
    (!refused.is_empty()).then_some(refused)
}

fn withheld(labels: &[String]) -> Option<Value> {
    if labels
        .iter()
        .any(|label| WITHOUT_TRACE.contains(&label.as_str()))
    {
        return None;
    }
    let reason = if labels.iter().any(|label| label == "third-party") {
        "withheld-third-party"
    } else {
        "withheld-safety"
    };
    Some(json!({"absent": reason}))
}
