//! The answers as they are gathered: one for each field of a case.

use std::collections::BTreeMap;

use handover_dataset::{Case, Field};
use serde_json::{Map, Value, json};

use super::reading::{Reading, RowAt};

/// Findings about the form of a member: what the checks of a whole case say is not asked here.
const OF_FORM: [u8; 3] = [2, 4, 6];

#[derive(Default)]
pub(super) struct Built {
    answers: BTreeMap<(String, u16), Given>,
    acknowledged: BTreeMap<String, Vec<Value>>,
}

/// What one row says of a field.
struct Given {
    field: &'static Field,
    stated: Value,
    /// Who, when and why.
    members: Map<String, Value>,
    at: RowAt,
}

impl Built {
    /// Takes an answer; two rows that say different things of one field are a mistake.
    pub(super) fn answer(
        &mut self,
        reference: &str,
        field: &'static Field,
        stated: Value,
        members: Map<String, Value>,
        at: RowAt,
        reading: &mut Reading,
    ) {
        let key = (reference.to_owned(), field.id);
        if let Some(other) = self.answers.get(&key) {
            if other.stated != stated {
                let is = format!(
                    "the only one: sheet {}, row {} says something else of this field",
                    other.at.sheet, other.at.row
                );
                reading.not_of_form(&at, "the answer", is);
            }
            return;
        }
        let given = Given {
            field,
            stated,
            members,
            at,
        };
        self.answers.insert(key, given);
    }

    pub(super) fn acknowledge(&mut self, reference: &str, members: Map<String, Value>) {
        let all = self.acknowledged.entry(reference.to_owned()).or_default();
        let members = Value::Object(members);
        if !all.contains(&members) {
            all.push(members);
        }
    }

    /// Tells of answers that are not of the form of their field, by the checks of the dataset themselves.
    pub(super) fn check_form(&self, reading: &mut Reading) {
        for given in self.answers.values() {
            let (section, name) = (given.field.section.as_str(), given.field.name);
            let case = json!({
                "mhd": "mhd/1",
                "profile": "any@1",
                "sections": { section: { name: given.stated } },
            });
            let Err(invalid) = Case::from_value(case) else {
                continue;
            };
            let path = format!("{section}.{name}");
            let is_own = |at: &str| {
                at.strip_prefix(&path)
                    .is_some_and(|rest| !rest.starts_with('_'))
            };
            for finding in invalid.findings {
                if OF_FORM.contains(&finding.check.number()) && is_own(&finding.path) {
                    let member = finding.path.rsplit('.').next().unwrap_or_default();
                    let member = member.replace('_', " ");
                    let is = format!("of its form: {}", finding.message);
                    reading.not_of_form(&given.at, &member, is);
                }
            }
        }
    }

    /// The answers file that says the same.
    pub(super) fn into_json(self) -> Value {
        let mut corrections: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for ((reference, _), given) in self.answers {
            let mut correction = given.members;
            let (section, name) = (given.field.section.as_str(), given.field.name);
            let sections = json!({ section: { name: given.stated } });
            correction.insert("sections".to_owned(), sections);
            let of_case = corrections.entry(reference).or_default();
            of_case.push(Value::Object(correction));
        }
        let cases: Map<String, Value> = self
            .acknowledged
            .into_iter()
            .map(|(reference, all)| {
                let said = json!({ "handover": { "acknowledgements": { "value": all } } });
                (reference, said)
            })
            .collect();
        json!({ "cases": cases, "corrections": corrections })
    }
}
