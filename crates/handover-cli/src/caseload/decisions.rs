//! What `select` decided, as a file that `check` and `seal` follow.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::problem::{Problem, shown};

/// The decisions about one caseload.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decisions {
    pub(crate) format: Format,
    /// The rules, `name@version`.
    pub(crate) rules: String,
    /// First day of the new service's responsibility.
    pub(crate) transfer_date: String,
    /// Day of the extract.
    pub(crate) as_of: String,
    /// By reference.
    pub(crate) decisions: BTreeMap<String, Decided>,
}

/// The version of the file.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) enum Format {
    /// The first.
    #[serde(rename = "decisions/1")]
    One,
}

/// The decision about one case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// `include`, `exclude` or `undecided`.
    pub(crate) decision: String,
    /// The reason code: `current`, `extra:unplanned-exit`.
    pub(crate) reason: String,
    /// What the reason rests on, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// How many journeys the episodes make; null if their dates do not tell.
    pub(crate) journeys: Option<u32>,
    /// Every extra rule that matched, the first of which decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) matched: Vec<String>,
}

impl Decisions {
    /// Reads a file that `select` wrote.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        serde_json::from_slice(&bytes).map_err(|_| {
            Problem::input_output(
                format!("{} holds no decisions", shown(path)),
                "Name the file that `handover select --to` wrote.",
            )
        })
    }

    /// Why a case is handed over; `None` if it is not.
    pub(crate) fn basis(&self, reference: &str) -> Option<Value> {
        let decided = self.decisions.get(reference)?;
        (decided.decision == "include").then(|| match decided.reason.split_once(':') {
            Some((_, rule)) => json!({"code": "extra-rule", "rule": rule}),
            None => json!({"code": decided.reason}),
        })
    }

    /// Field 702, as these rules count.
    pub(crate) fn journey_count(&self, reference: &str) -> Option<Value> {
        let count = self.decisions.get(reference)?.journeys?;
        Some(json!({"value": {"count": count, "rules": self.rules}}))
    }

    /// References of the cases to be handed over.
    pub(crate) fn included(&self) -> impl Iterator<Item = &str> {
        self.decisions
            .iter()
            .filter(|(_, decided)| decided.decision == "include")
            .map(|(reference, _)| reference.as_str())
    }
}
