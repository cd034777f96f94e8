//! What a damaged case says that the sound one did not.

use crate::{Damage, Seen};
use handover_dataset::{
    CaseReference, Date,
    eligibility::{Decision, Parameters, Rules, Ruling, Selection, select},
};
use handover_interop::{Extent, ExtractFile, Import, Mapping, RejectionReason};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The import of the undamaged extract.
pub(crate) struct Sound {
    cases: BTreeMap<String, Value>,
    decided: Selection,
    records: usize,
}

impl Sound {
    pub(crate) fn of(mapping: &Mapping, extract: &[ExtractFile]) -> Self {
        let import = mapping.import(extract).unwrap();
        let cases = import.drafts().iter();
        Self {
            cases: cases
                .map(|one| (one.reference().to_owned(), one.case().clone()))
                .collect(),
            decided: selection(&import),
            records: import.records().len(),
        }
    }
}

fn selection(import: &Import) -> Selection {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let rules = Rules::six_months_two_journeys().with_contract_changes([day("2009-04-01")]);
    let days = Parameters {
        transfer_date: day("2010-02-01"),
        as_of: day("2010-02-03"),
    };
    select(&rules, days, import.records()).unwrap()
}

impl Damage {
    /// Whether it may have been the same person as one whose words are others now.
    fn is_of_twin(&self, sound: &Sound, reference: &CaseReference) -> bool {
        let Seen::NotOf(people) = &self.seen else {
            return false;
        };
        let is_named = |one: &CaseReference| people.iter().any(|name| name == one.as_str());
        let mut pairs = sound.decided.suspected().iter();
        pairs.any(|(a, b)| (a == reference && is_named(b)) || (b == reference && is_named(a)))
    }
}

/// What is wrong with what became of a damage.
pub(crate) fn problems(mapping: &Mapping, sound: &Sound, damage: &Damage) -> Vec<String> {
    let Ok(import) = mapping.import(&damage.files) else {
        return match damage.seen {
            Seen::Same => vec!["no import".to_owned()],
            _ => Vec::new(), // nobody at all: said, and nothing is made
        };
    };
    let mut wrong = Vec::new();
    let summary = import.summary();
    if !summary.is_whole() {
        wrong.push("the account does not add up".to_owned());
    }
    let may_lack_people = matches!(damage.seen, Seen::Not);
    if import.records().len() < sound.records && !may_lack_people {
        wrong.push("somebody has no record".to_owned());
    }
    let decided = selection(&import);
    for (reference, before) in &sound.cases {
        let Some(draft) = import.draft(reference) else {
            let mut rejected = import.rejected().iter();
            let is_told = rejected.any(|one| matches!(one.scope(), Extent::Row | Extent::File))
                || matches!(damage.seen, Seen::Not | Seen::NotOf(_));
            if !is_told || matches!(damage.seen, Seen::Same) {
                wrong.push(format!("{reference} is gone"));
            }
            continue;
        };
        match &damage.seen {
            Seen::Not => continue,
            Seen::NotOf(people) if people.contains(reference) => continue,
            Seen::Same if before != draft.case() => {
                wrong.push(format!("{reference} says something else"));
            }
            _ => {}
        }
        let mut new = new_statements(before, draft.case());
        if has_rows_of_nobody(&import) {
            // A list may lack what nobody knows whose it is: the row is listed. It does not say that there is nothing.
            new.retain(|what| !what.ends_with("has fewer items"));
        }
        wrong.extend(new.into_iter().map(|what| format!("{reference} {what}")));
        let key: CaseReference = reference.parse().unwrap();
        let (was, is) = (sound.decided.decision(&key), decided.decision(&key));
        let word =
            |decision: Option<&Decision>| decision.map(|one| (one.outcome, one.reason.to_string()));
        let may_follow = damage.is_of_twin(sound, &key);
        let is_held = is.is_some_and(|is| is.outcome == Ruling::Undecided);
        if word(was) != word(is) && !is_held && !may_follow {
            wrong.push(format!(
                "{reference} is decided otherwise: {:?} {:?}",
                word(was),
                word(is)
            ));
        }
    }
    wrong
}

fn has_rows_of_nobody(import: &Import) -> bool {
    import.rejected().iter().any(|one| {
        one.scope() == Extent::Row
            && matches!(
                one.reason(),
                RejectionReason::KeyMissing
                    | RejectionReason::BadQuotes
                    | RejectionReason::BadEncoding
                    | RejectionReason::Ragged { .. }
            )
    })
}

fn new_statements(before: &Value, now: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (section, fields) in now["sections"].as_object().unwrap() {
        for (name, field) in fields.as_object().unwrap() {
            let path = format!("{section}.{name}");
            // Where something was not read, somebody has more to do; and when it was last touched is not known.
            // Where the latest assessment is not known, each of them is listed as one of the earlier.
            let is_more = ["handover.actions", "risk.earlier_levels"].contains(&path.as_str());
            if is_more || name == "provenance" {
                continue;
            }
            of_field(&before["sections"][section][name], field, &path, &mut found);
        }
    }
    found
}

fn of_field(before: &Value, now: &Value, path: &str, found: &mut Vec<String>) {
    if before == now {
        return;
    }
    if let Some(reason) = now.get("absent").and_then(Value::as_str) {
        let was = before.get("absent").and_then(Value::as_str);
        if reason != "not-read" && was != Some(reason) {
            found.push(format!("{path} is {reason}"));
        }
        return;
    }
    let is_part = now.get("incomplete").is_some();
    let (Some(is), Some(was)) = (now.get("value"), before.get("value")) else {
        let is_plain =
            before.get("absent").is_none() && before.get("value").is_none() && !before.is_null();
        if is_plain {
            of_value(before, now, true, path, found); // what it lacks is a gap
        } else if before.get("absent") != Some(&"not-read".into()) {
            found.push(format!("{path} has a value out of nothing"));
        }
        return;
    };
    let is_part = is_part || before.get("incomplete").is_some();
    of_value(was, is, is_part, path, found);
}

/// A part of what was said, and no more than that; what is missing is said to be.
fn of_value(was: &Value, is: &Value, is_part: bool, path: &str, found: &mut Vec<String>) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (name, is) in is {
                let path = format!("{path}.{name}");
                match was.get(name) {
                    Some(was) => of_value(was, is, is_part, &path, found),
                    None => found.push(format!("{path} is new")),
                }
            }
            let lacks = was.keys().find(|name| !is.contains_key(*name));
            if let Some(name) = lacks.filter(|_| !is_part) {
                found.push(format!("{path}.{name} is gone"));
            }
        }
        (Value::Array(was), Value::Array(is)) => {
            if is.len() < was.len() && !is_part {
                found.push(format!("{path} has fewer items"));
            }
            // Words of the record go as they stand: a word that was damaged, and an assessment that is no longer known to be
            // the latest, which was a level before. They state neither an absence nor a level.
            let is_words = path.ends_with("third_parties.notes");
            for item in is.iter().filter(|_| !is_words) {
                let fits = |was: &&Value| {
                    let mut problems = Vec::new();
                    of_value(
                        &nameless(was),
                        &nameless(item),
                        is_part,
                        path,
                        &mut problems,
                    );
                    problems.is_empty()
                };
                if !was.iter().any(|was| fits(&was)) {
                    found.push(format!("{path} has another item: {item}"));
                }
            }
        }
        // The one word that denies nothing.
        (_, Value::String(word)) if word == "unknown" && is_part => {}
        // The number of an item among those that were read.
        (Value::String(was), Value::String(is)) if is_ordinal(was) && is_ordinal(is) => {}
        // Some of its sentences, and that there are no others to rely on.
        (Value::String(was), Value::String(is)) if is_part => {
            let sentences = is.split_inclusive(['.', ';']).map(str::trim);
            let is_known =
                |one: &str| was.contains(one) || one.starts_with("No risk assessment that can be");
            if let Some(new) = sentences.clone().find(|one| !is_known(one)) {
                found.push(format!("{path} is another: {was} / {new}"));
            }
        }
        (was, is) if was == is => {}
        (Value::String(was), Value::String(is)) if was.eq_ignore_ascii_case(is) => {}
        _ => found.push(format!("{path} is another: {was} / {is}")),
    }
}

/// An item without the number that it was given here.
fn nameless(item: &Value) -> Value {
    let without = |members: &Map<String, Value>| {
        let members = members
            .iter()
            .filter(|(name, _)| !["id", "n"].contains(&name.as_str()));
        members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    item.as_object()
        .map_or_else(|| item.clone(), |members| Value::Object(without(members)))
}

fn is_ordinal(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c.is_ascii_lowercase());
    let letters = text.len() - digits.len();
    (1..=3).contains(&letters) && !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit())
}
