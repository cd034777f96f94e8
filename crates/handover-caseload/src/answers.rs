//! What people add to an extract: sections that no case system holds, and answers to findings.
//!
//! An answers file is JSON: `every` is for all cases, `cases` for one, by its reference.
//!
//! ```json
//! {"every": {"handover": {"lawful_basis": {"value": {"article_6": "6(1)(e)", "article_9": "9(2)(h)"}}}},
//!  "cases": {"c-17": {"handover": {"sbar": {"value": {"situation": "..."}}}}},
//!  "corrections": {"c-17": [{
//!    "by": {"name": "A. Brook", "role": "key-worker"}, "at": "2026-03-02T09:00:00Z", "reason": "Entered in the wrong record.",
//!    "agreed_by": {"name": "U. Sherwin", "role": "team-leader"},
//!    "sections": {"risk": {"level": {"value": {"level": "standard", "basis": ["professional-judgement"], "set_by": "key-worker"}}}}}]}}
//! ```
//!
//! An answer fills silence and takes the place of a gap ("not held by the sender"); it never takes
//! the place of a value, nor of what was not read: these stay and are told. Only a correction takes their place: by whom, when
//! and why travels with the field, and so does what stood there before, where it is a risk, a medicine, a contact, a place,
//! another person or an objection. A correction to less risk wants somebody else who agreed (`agreed_by`, check D-70). What must
//! not travel, since it is somebody else's or a danger, is left out by `before` (`withheld-safety`, `withheld-third-party`,
//! `withheld-legal`); that wants a second person too. Actions, acknowledgements and those to whom the case
//! goes are added to those that are there.
//!
//! Texts are read person by person (check D-64): `read` names the cases that somebody read, and `every` does not say it.

mod correction;
mod file;
mod together;

use std::{collections::BTreeMap, fmt};

use handover_dataset::{AbsentReason, CaseReference, SectionName};
use serde_json::{Map, Value};

use self::correction::Corrected;
pub use self::together::Disputed;

/// Fields whose lists grow instead of being replaced.
const GROWING: [(&str, &str); 3] = [
    ("handover", "actions"),
    ("handover", "acknowledgements"),
    ("handover", "distribution"),
];

/// What is said of the fields of each section.
type Sections = BTreeMap<SectionName, Map<String, Value>>;

/// An answers file, read: sections and fields are those of the dataset, what is said in them is for the
/// checks to judge.
#[derive(Default)]
pub struct Answers {
    every: Sections,
    cases: BTreeMap<CaseReference, Sections>,
    corrections: BTreeMap<CaseReference, Vec<Corrected>>,
    /// Of which files say different things, so that nothing is taken.
    disputed: Vec<Disputed>,
}

impl Answers {
    /// Whether there is nothing to add to any case.
    pub(crate) fn is_empty(&self) -> bool {
        self.every.is_empty() && self.cases.is_empty() && self.corrections.is_empty()
    }

    /// References that have answers of their own.
    pub fn references(&self) -> impl Iterator<Item = &CaseReference> {
        self.cases.keys().chain(self.corrections.keys())
    }

    /// Adds to a draft what people know; returns the fields in which the draft already says
    /// something else.
    pub(crate) fn complete(&self, reference: &str, draft: &mut Value) -> Vec<String> {
        let mut kept = Vec::new();
        let reference: Option<CaseReference> = reference.parse().ok();
        let Some(sections) = draft.get_mut("sections").and_then(Value::as_object_mut) else {
            return kept;
        };
        let reference = reference.as_ref();
        let corrections = reference.and_then(|reference| self.corrections.get(reference));
        for correction in corrections.into_iter().flatten() {
            correction.lay(sections);
        }
        let before = sections.clone();
        let stood = |section: SectionName, field: &str| {
            before
                .get(section.as_str())
                .and_then(|fields| fields.get(field))
                .is_some_and(stays)
        };
        let own = reference.and_then(|reference| self.cases.get(reference));
        // What is said about one case comes before what is said about all.
        for answers in own.into_iter().chain([&self.every]) {
            for (section, fields) in answers {
                let Some(target) = section_of(sections, *section) else {
                    continue;
                };
                for (field, answer) in fields {
                    let growing = GROWING.contains(&(section.as_str(), field.as_str()));
                    if !put(target, field, answer, growing) && stood(*section, field) {
                        kept.push(format!("{section}.{field}"));
                    }
                }
            }
        }
        kept
    }
}

/// A section of a draft, which is made where there is none; `None` if something else stands there.
fn section_of(
    sections: &mut Map<String, Value>,
    section: SectionName,
) -> Option<&mut Map<String, Value>> {
    let entry = sections.entry(section.as_str());
    let target = entry.or_insert_with(|| Value::Object(Map::new()));
    target.as_object_mut()
}

/// Puts one answer; false if the draft has a value of its own.
fn put(section: &mut Map<String, Value>, field: &str, answer: &Value, growing: bool) -> bool {
    match section.get_mut(field) {
        Some(there) if growing && has_value(there) => {
            let more = answer.get("value").and_then(Value::as_array);
            if let (Some(list), Some(more)) =
                (there.get_mut("value").and_then(Value::as_array_mut), more)
            {
                list.extend(more.iter().cloned());
            }
            true
        }
        Some(there) if stays(there) => there == answer,
        Some(there) if there.get("absent").is_some() && answer.get("absent").is_some() => true,
        _ => {
            section.insert(field.to_owned(), answer.clone());
            true
        }
    }
}

/// Whether only a correction takes its place: a value, or what the record holds and was not read.
fn stays(there: &Value) -> bool {
    let reason = there.get("absent").and_then(Value::as_str);
    has_value(there) || reason == Some(AbsentReason::NotRead.as_str())
}

/// Whether something stands here: a value, or a field that is not a stated one.
fn has_value(there: &Value) -> bool {
    match there {
        Value::Null => false,
        Value::Object(members) if members.is_empty() => false,
        Value::Object(members) => members.contains_key("value") || !members.contains_key("absent"),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers(..)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(
        clippy::needless_pass_by_value,
        reason = "each test writes its file in place"
    )]
    fn answers(value: Value) -> Answers {
        let bytes = serde_json::to_vec(&value).unwrap();
        Answers::from_json(&bytes, std::path::Path::new("answers.json")).unwrap()
    }

    #[test]
    fn fills_silence_and_gaps_but_never_replaces_a_value() {
        let answers = answers(json!({"every": {"handover": {
            "call_back": {"value": {"who": "desk"}},
            "sbar": {"value": {"situation": "s"}},
            "practitioners": {"value": [{"name": "other"}]}
        }}}));
        let mut draft = json!({"sections": {"handover": {
            "call_back": {"absent": "not-held-by-sender"},
            "practitioners": {"value": [{"name": "hers"}]}
        }}});
        let kept = answers.complete("c-1", &mut draft);
        assert_eq!(kept, ["handover.practitioners"]);
        let handover = &draft["sections"]["handover"];
        assert_eq!(handover["call_back"]["value"]["who"], "desk");
        assert_eq!(handover["sbar"]["value"]["situation"], "s");
        assert_eq!(handover["practitioners"]["value"][0]["name"], "hers");
    }

    #[test]
    fn prefers_what_is_said_about_one_case() {
        let answers = answers(json!({
            "every": {"handover": {"sbar": {"value": {"situation": "all"}}}},
            "cases": {"c-1": {"handover": {"sbar": {"value": {"situation": "one"}}}}}
        }));
        let said = |reference: &str| {
            let mut draft = json!({"sections": {}});
            answers.complete(reference, &mut draft);
            draft["sections"]["handover"]["sbar"]["value"]["situation"].clone()
        };
        let mut draft = json!({"sections": {}});
        assert!(answers.complete("c-1", &mut draft).is_empty());
        assert_eq!(said("c-1"), "one");
        assert_eq!(said("c-2"), "all");
    }

    #[test]
    fn adds_actions_and_acknowledgements_to_those_there() {
        let answers = answers(json!({"cases": {"c-1": {"handover": {
            "actions": {"value": [{"id": "a2"}]}, "acknowledgements": {"value": [{"check": "D-27"}]}
        }}}}));
        let mut draft = json!({"sections": {"handover": {"actions": {"value": [{"id": "a1"}]}}}});
        assert!(answers.complete("c-1", &mut draft).is_empty());
        let handover = &draft["sections"]["handover"];
        assert_eq!(handover["actions"]["value"].as_array().unwrap().len(), 2);
        assert_eq!(handover["acknowledgements"]["value"][0]["check"], "D-27");
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "each test writes its correction in place"
    )]
    fn correction(agreed_by: bool, more: Value) -> Value {
        let mut all = json!({
            "by": {"name": "Ada Brook", "role": "key-worker"}, "at": "2026-09-01T09:00:00Z",
            "reason": "Entered in the wrong record."
        });
        let members = all.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        if agreed_by {
            all["agreed_by"] = json!({"name": "Una Sherwin", "role": "team-leader"});
        }
        json!({"corrections": {"c-1": [all]}})
    }

    fn high() -> Value {
        json!({"sections": {"risk": {
            "provenance": {"recorded_at": "2026-08-01", "recorded_by": "idva", "source": "record", "verification": "confirmed"},
            "level": {"value": {"level": "high"}, "labels": ["sdv"]}
        }}})
    }

    /// What stood before travels too, and so does who changed it, when, why and with whom.
    #[test]
    fn a_correction_of_a_risk_keeps_what_stood_before() {
        let standard = json!({"sections": {"risk": {"level": {"value": {"level": "standard"}}}}});
        let answers = answers(correction(true, standard));
        let mut draft = high();
        assert!(answers.complete("c-1", &mut draft).is_empty());
        let level = &draft["sections"]["risk"]["level"];
        assert_eq!(level["value"]["level"], "standard");
        assert_eq!(level["labels"], json!(["sdv"]));
        assert_eq!(level["provenance"]["verification"], "conflicting");
        assert_eq!(level["provenance"]["recorded_by"], "key-worker");
        assert_eq!(level["conflicts"][0]["value"]["level"], "high");
        assert_eq!(level["conflicts"][0]["provenance"]["recorded_by"], "idva");
        let made = &level["corrected"][0];
        assert_eq!(made["by"]["name"], "Ada Brook");
        assert_eq!(made["agreed_by"]["name"], "Una Sherwin");
        assert_eq!(made["reason"], "Entered in the wrong record.");
    }

    #[test]
    fn what_must_not_travel_is_withheld_and_leaves_its_place() {
        let answers = answers(correction(
            true,
            json!({"before": "withheld-third-party",
            "sections": {"risk": {"level": {"value": {"level": "standard"}}}}}),
        ));
        let mut draft = high();
        answers.complete("c-1", &mut draft);
        let before = &draft["sections"]["risk"]["level"]["conflicts"][0];
        assert_eq!(before["absent"], "withheld-third-party");
        assert!(before.get("value").is_none());
    }

    /// The later of two counts, wherever it stands in the file.
    #[test]
    fn corrections_are_made_in_the_order_of_their_time() {
        let level =
            |level: &str| json!({"sections": {"risk": {"level": {"value": {"level": level}}}}});
        let mut two = correction(true, level("standard"));
        let mut earlier = correction(true, level("medium"))["corrections"]["c-1"][0].clone();
        earlier["at"] = json!("2026-08-31T09:00:00Z");
        two["corrections"]["c-1"]
            .as_array_mut()
            .unwrap()
            .push(earlier);
        let mut draft = high();
        answers(two).complete("c-1", &mut draft);
        assert_eq!(
            draft["sections"]["risk"]["level"]["value"]["level"],
            "standard"
        );
    }

    #[test]
    fn a_correction_to_the_same_is_none() {
        let same = json!({"sections": {"risk": {"level": {"value": {"level": "high"}}}}});
        let mut draft = high();
        answers(correction(false, same)).complete("c-1", &mut draft);
        assert_eq!(draft, high());
    }

    /// A label that is added hides what stood before too.
    #[test]
    fn a_correction_may_add_a_label() {
        let labelled = json!({"sections": {"risk": {"level": {"value": {"level": "high"}, "labels": ["sdv", "psy"]}}}});
        let mut draft = high();
        answers(correction(false, labelled)).complete("c-1", &mut draft);
        let level = &draft["sections"]["risk"]["level"];
        assert_eq!(level["labels"], json!(["sdv", "psy"]));
        assert!(level.get("conflicts").is_none());
        assert_eq!(level["corrected"][0]["by"]["name"], "Ada Brook");
        let other = json!({"sections": {"risk": {"level": {"value": {"level": "very-high"}, "labels": ["psy"]}}}});
        let mut draft = high();
        answers(correction(false, other)).complete("c-1", &mut draft);
        let before = &draft["sections"]["risk"]["level"]["conflicts"][0];
        assert_eq!(before["labels"], json!(["psy", "sdv"]));
    }

    /// That a label was taken away is seen wherever it was: check D-70 asks for a second person.
    #[test]
    fn a_label_that_is_taken_away_stays_with_what_stood_before() {
        let same = json!({"value": {"level": "high"}, "labels": []});
        let mut draft = high();
        let level = json!({"sections": {"risk": {"level": same}}});
        answers(correction(false, level)).complete("c-1", &mut draft);
        let level = &draft["sections"]["risk"]["level"];
        assert!(level.get("labels").is_none(), "{level}");
        assert_eq!(level["conflicts"][0]["labels"], json!(["sdv"]));

        let medicine = |labels: Value| json!([{"medicine": {"text": "PrEP"}, "labels": labels}]);
        let field =
            |value: Value| json!({"sections": {"plan": {"other_medicines": {"value": value}}}});
        let mut draft = field(medicine(json!(["hiv"])));
        let now = field(json!([{"medicine": {"text": "PrEP"}}]));
        answers(correction(false, now)).complete("c-1", &mut draft);
        let field = &draft["sections"]["plan"]["other_medicines"];
        assert_eq!(field["conflicts"][0]["value"], medicine(json!(["hiv"])));
        assert_eq!(field["corrected"][0]["by"]["name"], "Ada Brook");
    }

    /// It was dropped without a word where the draft lacks the whole section.
    #[test]
    fn a_correction_of_a_section_that_is_not_there_is_made() {
        let withheld =
            json!({"sections": {"contact": {"telecoms": {"absent": "withheld-safety"}}}});
        let mut draft = json!({"sections": {}});
        answers(correction(false, withheld)).complete("c-1", &mut draft);
        let contact = &draft["sections"]["contact"];
        assert_eq!(contact["telecoms"]["absent"], "withheld-safety");
        assert_eq!(
            contact["telecoms"]["corrected"][0]["by"]["role"],
            "key-worker"
        );
        assert_eq!(contact["provenance"]["recorded_by"], "key-worker");
    }

    /// What the record holds is not said for all at once; who says it says when and why.
    #[test]
    fn what_was_not_read_is_corrected_and_not_filled() {
        let level = json!({"level": {"value": {"level": "standard"}}});
        let mut draft = json!({"sections": {"risk": {"level": {"absent": "not-read"}}}});
        let kept = answers(json!({"every": {"risk": level}})).complete("c-1", &mut draft);
        assert_eq!(kept, ["risk.level"]);
        assert_eq!(draft["sections"]["risk"]["level"]["absent"], "not-read");
        let says = json!({"sections": {"risk": level}});
        answers(correction(false, says)).complete("c-1", &mut draft);
        let level = &draft["sections"]["risk"]["level"];
        assert_eq!(level["value"]["level"], "standard");
        assert!(level.get("conflicts").is_none());
        assert_eq!(level["corrected"][0]["by"]["name"], "Ada Brook");
    }

    #[test]
    fn a_gap_does_not_replace_another_gap() {
        let answers = answers(json!({"every": {"person": {"pregnancy": {"absent": "not-asked"}}}}));
        let mut draft = json!({"sections": {"person": {"pregnancy": {"absent": "declined"}}}});
        answers.complete("c-1", &mut draft);
        assert_eq!(
            draft["sections"]["person"]["pregnancy"]["absent"],
            "declined"
        );
    }
}
