//! The body of the sheet: every field of every section that the reader has.

use serde_json::Value;

use super::{
    field::statements,
    special,
    top::{self, has_fields},
    value::Speaker,
    words,
};
use crate::Page;

/// Sections in the order in which a new worker needs them, with their headings.
const SECTIONS: [(&str, &str); 10] = [
    ("risk", "Risk"),
    ("plan", "Plan and prescribing"),
    ("closures", "Journeys and closure"),
    ("maternity", "Maternity"),
    ("person", "Person"),
    ("contact", "Contact"),
    ("location", "Place"),
    ("location_protected", "Place"),
    ("third_parties", "Other people"),
    ("handover", "About this handover"),
];

/// Fields that stand at the top of the sheet and are not said twice.
const ABOVE: [(&str, &str); 10] = [
    ("contact", "safe_contact"),
    ("risk", "red_flags"),
    ("risk", "level"),
    ("risk", "assessed"),
    ("risk", "judgement"),
    ("risk", "changes_since"),
    ("handover", "sbar"),
    ("handover", "case_reference"),
    ("handover", "kind"),
    ("third_parties", "notes"),
];

/// Words for names that say too little by themselves.
const TITLES: [(&str, &str); 13] = [
    ("nhs_number", "NHS number"),
    ("marac", "MARAC"),
    ("ost_at_exit", "Opioid substitution at exit"),
    ("told_of_closure", "Told of the closure"),
    ("open_at_closure", "Left open at closure"),
    ("re_presentation_advice", "If they come back"),
    ("gp_practice", "GP practice"),
    ("telecoms", "Numbers"),
    ("earlier_levels", "Earlier levels"),
    ("from_to", "From and to"),
    ("verbal", "Spoken handover"),
    ("parties", "People"),
    ("distribution", "Also sent to"),
];

/// Every section that says something.
pub(super) fn all(page: &mut Page, speaker: &Speaker, sections: &Value) {
    for (name, title) in SECTIONS {
        let is_said = |section: &&Value| {
            has_fields(section) && !(name == "third_parties" && has_notes_only(section))
        };
        let Some(section) = sections.get(name).filter(is_said) else {
            continue;
        };
        let origin = section
            .get("provenance")
            .map(|provenance| speaker.origin(provenance))
            .unwrap_or_default();
        page.heading(title, &origin);
        let fields = section.as_object().into_iter().flatten();
        for (field, stated) in fields {
            let is_order = name == "handover" && field == "safe_contact";
            let is_above = ABOVE.contains(&(name, field.as_str()))
                || (is_order && top::is_order_above(sections));
            if field == "provenance" || is_above {
                continue;
            }
            let lines = lines(speaker, name, field, stated, sections);
            if !lines.is_empty() {
                page.field(&title_of(field), &lines);
            }
        }
    }
}

/// Whether all that a section says is its notes, which stand above.
fn has_notes_only(section: &Value) -> bool {
    let mut fields = section.as_object().into_iter().flatten();
    fields.all(|(name, _)| matches!(name.as_str(), "notes" | "provenance"))
}

fn lines(
    speaker: &Speaker,
    section: &str,
    field: &str,
    stated: &Value,
    sections: &Value,
) -> Vec<String> {
    let is_stated = stated.get("value").is_some() || stated.get("absent").is_some();
    match (section, field) {
        // The two fields of `handover` that are not stated but simply there.
        ("handover", "basis" | "mandate" | "from_to" | "author") if !is_stated => {
            speaker.lines(stated)
        }
        ("handover", "actions") => Vec::new(),
        ("risk", "checklist") => {
            let mut lines = statements(speaker, stated, &|value| checklist(speaker, value));
            if stated.get("value").is_some() {
                lines.insert(0, special::judgement(sections));
            }
            lines
        }
        _ => statements(speaker, stated, &|value| {
            special::said(speaker, section, field, value)
        }),
    }
}

/// The answers by number: the questions are not ours to print (dataset, section 8.3).
fn checklist(speaker: &Speaker, value: &Value) -> Vec<String> {
    let answers = value.get("answers").and_then(Value::as_array);
    let mut lines = Vec::new();
    for (word, title) in [("yes", "Yes"), ("dont-know", "Not known")] {
        let items: Vec<String> = answers
            .into_iter()
            .flatten()
            .filter(|answer| words::text(answer, "answer") == Some(word))
            .filter_map(|answer| answer.get("item").map(|item| speaker.said(item)))
            .collect();
        if !items.is_empty() {
            lines.push(format!("{title}: items {}", words::list(&items)));
        }
    }
    if lines.is_empty() && answers.is_some() {
        lines.push("Yes: none".to_owned());
    } else if lines.is_empty() {
        lines.push("Single answers are not held, only the count.".to_owned());
    }
    lines
}

fn title_of(field: &str) -> String {
    TITLES
        .iter()
        .find(|(name, _)| *name == field)
        .map_or_else(|| words::title(field), |(_, title)| (*title).to_owned())
}
