//! What a mandate says, for a machine.

use std::collections::BTreeMap;

use handover::{
    case::profile::Deadlines,
    trust::{FileReference, Mandate, Statement},
};
use serde::Serialize;
use serde_json::Value;

use super::words::by_condition;
use crate::Time;

/// What a mandate says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct MandateFacts {
    at: Time,
    by: String,
    countersign: Vec<MustSign>,
    /// The mandate's own, by condition and step.
    deadlines: Value,
    /// Those that apply, by condition and step, in words; null where the profile is not known here.
    deadlines_in_force: Option<BTreeMap<String, BTreeMap<String, String>>>,
    eligibility: Option<NamedFile>,
    from: String,
    id: String,
    kind: String,
    last_resort: String,
    profile: NamedFile,
    to: Vec<String>,
    transfer: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MustSign {
    role: String,
    /// The kind of statement.
    statement: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NamedFile {
    name: String,
    sha256: String,
}

impl NamedFile {
    fn of(file: &FileReference) -> Self {
        Self {
            name: file.name().to_string(),
            sha256: file.digest().to_string(),
        }
    }
}

impl MandateFacts {
    pub(super) fn of(statement: &Statement<Mandate>, in_force: Option<&Deadlines>) -> Self {
        let mandate = statement.payload();
        let countersign = mandate.countersign.iter().map(|(kind, role)| MustSign {
            role: role.to_string(),
            statement: kind.to_string(),
        });
        Self {
            at: mandate.at.into(),
            by: mandate.by.to_string(),
            countersign: countersign.collect(),
            deadlines: serde_json::to_value(&mandate.deadlines).unwrap_or_default(),
            deadlines_in_force: in_force.map(in_words),
            eligibility: mandate.eligibility.as_ref().map(NamedFile::of),
            from: mandate.from.to_string(),
            id: statement.id().to_string(),
            kind: mandate.kind.to_string(),
            last_resort: mandate.last_resort.to_string(),
            profile: NamedFile::of(&mandate.profile),
            to: mandate.to.iter().map(ToString::to_string).collect(),
            transfer: mandate.transfer.to_string(),
        }
    }
}

/// Deadlines by condition and step.
fn in_words(deadlines: &Deadlines) -> BTreeMap<String, BTreeMap<String, String>> {
    let conditions = by_condition(deadlines).into_iter();
    let conditions = conditions.map(|(condition, steps)| {
        let steps = steps
            .into_iter()
            .map(|(step, words)| (step.to_owned(), words));
        (condition.to_owned(), steps.collect())
    });
    conditions.collect()
}
