//! A correction: what takes the place of a value, by whom, when and why.

use std::collections::BTreeSet;

use handover_dataset::{AbsentReason, Correction, Field, SectionName, Source, Verification};
use serde_json::{Map, Value, json};

use super::{Sections, has_value, section_of};

/// What one person changes in one case.
#[derive(Clone)]
pub(super) struct Corrected {
    /// Who, when, why, and who agreed.
    pub(super) correction: Correction,
    /// In the place of what stood there before, where that must not travel.
    pub(super) before: Option<AbsentReason>,
    /// What the fields say from now on.
    pub(super) sections: Sections,
}

impl Corrected {
    /// Lays it over the sections of a draft. What stood there stays in `conflicts`, if the field keeps it; whether the
    /// correction may lower a risk is for check D-70.
    pub(super) fn lay(&self, sections: &mut Map<String, Value>) {
        for (section, fields) in &self.sections {
            let Some(target) = section_of(sections, *section) else {
                continue;
            };
            let of_section = target.get("provenance").cloned();
            if of_section.is_none() {
                target.insert("provenance".to_owned(), self.provenance());
            }
            for (name, answer) in fields {
                let there = target.get(name);
                let new = self.statement(*section, name, there, of_section.as_ref(), answer);
                target.insert(name.clone(), new);
            }
        }
    }

    fn statement(
        &self,
        section: SectionName,
        name: &str,
        there: Option<&Value>,
        of_section: Option<&Value>,
        answer: &Value,
    ) -> Value {
        let field = Field::named(section, name).filter(|field| !field.is_plain);
        let (Some(field), Value::Object(answer)) = (field, answer) else {
            // A plain value has no members beside it.
            return answer.clone();
        };
        let there = there.and_then(Value::as_object);
        let is_known = |there: &Map<String, Value>| {
            let more = ["labels", "provenance", "conflicts"].into_iter();
            let mut more = more.filter(|member| answer.contains_key(*member));
            says_the_same(there, answer)
                && more.all(|member| there.get(member) == answer.get(member))
        };
        if let Some(there) = there.filter(|there| is_known(there)) {
            return Value::Object(there.clone());
        }
        let mut new = answer.clone();
        let there = there.cloned().unwrap_or_default();
        // A statement does not lose who may not see it by being corrected, unless the correction says so.
        match (new.get("labels"), there.get("labels")) {
            (None, Some(labels)) => {
                new.insert("labels".to_owned(), labels.clone());
            }
            (Some(Value::Array(none)), _) if none.is_empty() => {
                new.remove("labels");
            }
            _ => {}
        }
        let takes_label = !labels(&there).is_subset(&labels(&new));
        let conflicts = if field.keeps_what_was() || takes_label {
            self.contradictions(&there, of_section, answer, takes_label)
        } else {
            list(answer, "conflicts")
        };
        let provenance = new.get("provenance").cloned();
        let provenance = provenance.unwrap_or_else(|| self.provenance());
        let word = (!conflicts.is_empty()).then_some(Verification::Conflicting);
        new.insert("provenance".to_owned(), verified(provenance, word));
        if !conflicts.is_empty() {
            new.insert("conflicts".to_owned(), Value::Array(conflicts));
        }
        let mut made = list(&there, "corrected");
        made.push(json!(self.correction));
        new.insert("corrected".to_owned(), Value::Array(made));
        Value::Object(new)
    }

    /// What stood there first, then what contradicted it or is said to contradict what stands there now. Where a label is
    /// taken away, it stands there though its words are the same: else nobody could see that there was one.
    fn contradictions(
        &self,
        there: &Map<String, Value>,
        of_section: Option<&Value>,
        answer: &Map<String, Value>,
        takes_label: bool,
    ) -> Vec<Value> {
        let mut all = Vec::new();
        if says_something(there) && (takes_label || !says_the_same(there, answer)) {
            let mut before = Map::new();
            for member in ["value", "absent", "note"] {
                if let Some(value) = there.get(member) {
                    before.insert(member.to_owned(), value.clone());
                }
            }
            // Whoever may not see the new statement does not see it by way of the old one.
            let mut labels = list(there, "labels");
            labels.extend(list(answer, "labels"));
            labels.sort_unstable_by_key(|label| label.as_str().map(str::to_owned));
            labels.dedup();
            if !labels.is_empty() {
                before.insert("labels".to_owned(), Value::Array(labels));
            }
            if let Some(reason) = self.before {
                before.retain(|member, _| member == "labels");
                before.insert("absent".to_owned(), json!(reason));
            }
            if let Some(provenance) = there.get("provenance").or(of_section) {
                let word = Some(Verification::Unconfirmed).filter(|_| is_conflicting(provenance));
                before.insert("provenance".to_owned(), verified(provenance.clone(), word));
            }
            all.push(Value::Object(before));
        }
        all.extend(list(answer, "conflicts"));
        if self.before.is_none() {
            all.extend(list(there, "conflicts"));
        }
        all
    }

    /// Where the new statement comes from, unless it says so itself.
    fn provenance(&self) -> Value {
        json!({
            "recorded_at": self.correction.at,
            "recorded_by": self.correction.by.role,
            "source": Source::Record.as_str(),
            "verification": Verification::Unconfirmed.as_str(),
        })
    }
}

/// Whether the two give one answer, whole.
fn says_the_same(there: &Map<String, Value>, answer: &Map<String, Value>) -> bool {
    let is_same = |member| there.get(member) == answer.get(member);
    ["value", "absent", "note", "incomplete"]
        .into_iter()
        .all(is_same)
}

/// A value, or a reason that is more than that the sender does not know.
fn says_something(there: &Map<String, Value>) -> bool {
    let reason = there.get("absent").and_then(Value::as_str);
    let reason = AbsentReason::ALL
        .iter()
        .find(|one| Some(one.as_str()) == reason);
    match reason {
        Some(reason) => !reason.is_unknown(),
        None => there.contains_key("value") && has_value(&Value::Object(there.clone())),
    }
}

fn is_conflicting(provenance: &Value) -> bool {
    let word = provenance.get("verification").and_then(Value::as_str);
    word == Some(Verification::Conflicting.as_str())
}

fn verified(mut provenance: Value, word: Option<Verification>) -> Value {
    if let (Some(word), Some(members)) = (word, provenance.as_object_mut()) {
        members.insert("verification".to_owned(), json!(word.as_str()));
    }
    provenance
}

/// The labels of a statement and of the items in it; those of what contradicts it are its own.
fn labels(statement: &Map<String, Value>) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<(&str, &Value)> = statement
        .iter()
        .filter(|(name, _)| *name != "conflicts")
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    while let Some((name, value)) = waiting.pop() {
        match value {
            Value::Array(all) if name == "labels" => {
                found.extend(all.iter().filter_map(Value::as_str));
            }
            Value::Array(all) => waiting.extend(all.iter().map(|one| ("", one))),
            Value::Object(members) => {
                waiting.extend(members.iter().map(|(name, one)| (name.as_str(), one)));
            }
            _ => {}
        }
    }
    found
}

fn list(statement: &Map<String, Value>, member: &str) -> Vec<Value> {
    let list = statement.get(member).and_then(Value::as_array);
    list.cloned().unwrap_or_default()
}
