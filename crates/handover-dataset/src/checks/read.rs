//! D-64: where nobody says what danger there is, somebody reads what was written.

use super::{Found, View, texts::TextAt};
use crate::{AbsentReason, CheckId, SectionName, Stated, danger};

/// This check.
const READ: CheckId = CheckId::READ;

/// Whether the field says nothing of the matter. What is withheld was said, and to others.
fn says_nothing<T>(field: Option<&Stated<T>>) -> bool {
    use crate::Answer::{Absent, Given};
    match field.map(|field| &field.answer) {
        Some(Given(_)) => false,
        Some(Absent(reason)) => !matches!(
            reason,
            AbsentReason::WithheldLegal
                | AbsentReason::WithheldSafety
                | AbsentReason::WithheldThirdParty
        ),
        None => true,
    }
}

/// D-64: assessment, red flags and safe contact have a value, or the texts were read.
///
/// A list of phrases chooses which sentence is shown first; it is not asked whether there is anything to read.
pub(super) fn texts_read(view: &View<'_>, found: &mut Found<'_>) {
    let audience = view.context.seen_by.as_ref();
    let audience = audience.and_then(|name| view.profile.audience(name));
    if audience.is_some_and(crate::Audience::is_split) {
        return; // Their texts were read in the whole case.
    }
    let (risk, contact) = (&view.case.risk, &view.case.contact);
    let silent: Vec<String> = [
        (
            SectionName::Risk,
            "assessed",
            says_nothing(risk.assessed.as_ref()),
        ),
        (
            SectionName::Risk,
            "red_flags",
            says_nothing(risk.red_flags.as_ref()),
        ),
        (
            SectionName::Contact,
            "safe_contact",
            says_nothing(contact.safe_contact.as_ref()),
        ),
    ]
    .into_iter()
    .filter(|(section, field, says_nothing)| *says_nothing && view.expects(*section, field))
    .map(|(section, field, _)| format!("{section}.{field}"))
    .collect();
    if silent.is_empty() {
        return;
    }
    let is_unread = |one: &TextAt<'_>| is_free(one) && !view.is_answered_for(READ, one.text);
    let texts: Vec<TextAt<'_>> = view.walked().texts().filter(is_unread).collect();
    let words: Vec<&str> = texts.iter().map(|one| one.text).collect();
    let Some((first, sentence)) = danger::first_to_read(&words) else {
        return;
    };
    let Some(text) = texts.get(first) else {
        return;
    };
    let message = format!(
        "{} without a value: read what was written ({} texts), first \"{}\". Then give the value, or acknowledge \
         that you have read it and that it says nothing more.",
        silent.join(", "),
        texts.len(),
        shown(sentence),
    );
    found.add(text.path, message);
}

/// The most characters of a sentence that a finding quotes.
const SHOWN: usize = 200;

fn shown(sentence: &str) -> String {
    match sentence.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} ...", sentence.get(..end).unwrap_or(sentence)),
        None => sentence.to_owned(),
    }
}

/// Members in which people write what they like.
const FREE: [&str; 21] = [
    "assessment",
    "background",
    "comment",
    "complications",
    "detention",
    "goals",
    "medicines",
    "mental_health",
    "mitigation",
    "needs",
    "note",
    "plan",
    "protective",
    "reason",
    "reasons",
    "recommendation",
    "result",
    "safety_plan",
    "situation",
    "summary",
    "what_helps",
];

/// What has such a text under `text`; elsewhere `text` is the words of a code.
const WITH_TEXT: [&str; 7] = [
    "actions",
    "changes_since",
    "incidents",
    "notes",
    "override",
    "parties",
    "staff_safety",
];

fn is_free(one: &TextAt<'_>) -> bool {
    if one.path.starts_with("handover.acknowledgements") || one.text.trim().is_empty() {
        return false;
    }
    // `risk.incidents.value[0].text` without places and values: risk, incidents, text.
    let steps = one.path.rsplit('.');
    let steps = steps.map(|step| step.split('[').next().unwrap_or(step));
    let mut steps = steps.filter(|step| *step != "value");
    match steps.next() {
        Some("text") => steps
            .next()
            .is_some_and(|within| WITH_TEXT.contains(&within)),
        Some(member) => FREE.contains(&member),
        None => false,
    }
}
