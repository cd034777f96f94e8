use std::collections::BTreeSet;

use super::texts::Walked;
use crate::{AbsentReason, Answered, Case, Field, FieldState, SectionName};

/// How much of what was answered is known (check D-07).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Known {
    /// How many fields that may be absent are answered.
    pub(crate) answers: u64,
    /// How many of these answers are that it is not known.
    pub(crate) unknown: u64,
}

impl Known {
    /// Of those sections of a case.
    pub(crate) fn of(case: &Case, walked: &Walked, sections: &[SectionName]) -> Self {
        let mut known = Self::default();
        for (field, state) in answers(case, walked, sections) {
            let is_unknown = match state {
                FieldState::Silent => continue,
                FieldState::Given | FieldState::Partly => false,
                FieldState::Absent(reason) => reason.is_unknown(),
            };
            if !field.is_plain {
                known.answers += 1;
                known.unknown += u64::from(is_unknown);
            }
        }
        known
    }
}

/// What is said in each field of those sections, as it counts: a code or a filler that stands for not known is no value, and a status
/// without an NHS number is no number.
pub(crate) fn answers(
    case: &Case,
    walked: &Walked,
    sections: &[SectionName],
) -> Vec<(&'static Field, FieldState)> {
    let unknown_values = unknown_values(walked);
    let number = case.person.nhs_number.value();
    let has_no_number = number.is_some_and(|number| number.value.is_none());
    let states = sections.iter().flat_map(|section| case.states(*section));
    let counted = states.map(|(field, state)| {
        if !matches!(state, FieldState::Given | FieldState::Partly) {
            return (field, state);
        }
        let path = format!("{}.{}", field.section, field.name);
        if unknown_values.contains(path.as_str()) {
            (field, FieldState::Absent(AbsentReason::Unknown))
        } else if has_no_number && path == "person.nhs_number" {
            (field, FieldState::Absent(AbsentReason::NotApplicable))
        } else {
            (field, state)
        }
    });
    counted.collect()
}

/// The fields of which the value says that it is not known: a code of its own for that, `unknown` to everything that it
/// asks with yes, no and unknown, or fillers wherever it has words.
fn unknown_values(walked: &Walked) -> BTreeSet<&str> {
    let (mut unknown, mut known) = (BTreeSet::new(), BTreeSet::new());
    let (mut filled, mut worded) = (BTreeSet::new(), BTreeSet::new());
    for one in walked.texts() {
        let Some((field, member)) = field_and_member(one.path) else {
            continue;
        };
        if WORDS.contains(&member) {
            let words = if is_filler(one.text) {
                &mut filled
            } else {
                &mut worded
            };
            words.insert(field);
        }
        let is_unknown = match (field, member) {
            ("person.ethnic_category", _) => matches!(one.text, "Z" | "99"),
            ("person.sex_and_gender", "administrative") => one.text == "not-known",
            ("person.nhs_number", "unavailable") => one.text == "nhs-number-not-known",
            _ if YES_NO_UNKNOWN.contains(&member) => one.text == "unknown",
            _ => continue,
        };
        if is_unknown {
            unknown.insert(field);
        } else {
            known.insert(field);
        }
    }
    let coded = unknown.difference(&known);
    coded.chain(filled.difference(&worded)).copied().collect()
}

/// Members in words, and lists and values that are nothing but words.
const WORDS: [&str; 9] = [
    "", "family", "given", "name", "plan", "reasons", "summary", "text", "who",
];

/// What people and mappings write where a form wants something.
const FILLERS: [&str; 18] = [
    "as above",
    "n a",
    "n k",
    "na",
    "nk",
    "no data",
    "no record",
    "not applicable",
    "not available",
    "not held",
    "not in the export",
    "not known",
    "not recorded",
    "not stated",
    "tba",
    "tbc",
    "to be confirmed",
    "unknown",
];

/// Whether a text only fills its place: one of those words, or no letter and no digit at all.
fn is_filler(text: &str) -> bool {
    let words = text.split(|char: char| !char.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.is_empty() || FILLERS.contains(&words.join(" ").as_str())
}

/// The members of type YNU.
const YES_NO_UNKNOWN: [&str; 12] = [
    "accepted",
    "agency_involved",
    "alone",
    "attended",
    "capacity_concern",
    "consented",
    "lone_visits_safe",
    "poses_risk",
    "referral_made",
    "safe",
    "supervised",
    "told",
];

/// `person.sex_and_gender` and `administrative`, of the path of a value; what stands in a conflict is another's answer.
fn field_and_member(path: &str) -> Option<(&str, &str)> {
    let (field, rest) = path.split_once(".value")?;
    let is_of_value = field.matches('.').count() == 1 && !field.contains('[');
    let member = rest.rsplit(['.', ']']).next().unwrap_or_default();
    is_of_value.then_some((field, member))
}
