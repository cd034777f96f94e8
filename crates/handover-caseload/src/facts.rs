//! What a selection asks of a case beside its record, kept so that it reads no case.

use std::{collections::BTreeSet, fmt};

use handover_dataset::{Answered, Case, Condition};
use handover_transfer::DueFacts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Of one case: what its times rest on, and whom its field 914 names.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "Kept", into = "Kept")]
pub(crate) struct CaseFacts {
    pub(crate) due: DueFacts,
    /// Audience and organisation, where the organisation has an id.
    readers: BTreeSet<(String, String)>,
}

/// The facts as a file holds them.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    conditions: BTreeSet<Condition>,
    discharged_at: Option<Timestamp>,
    readers: BTreeSet<(String, String)>,
}

impl CaseFacts {
    /// Those of a case.
    pub(crate) fn of(case: &Case) -> Self {
        let entries = case.handover.distribution.value().into_iter().flatten();
        let readers = entries.filter_map(|entry| {
            let ods = entry.org.as_ref()?.ods.as_ref()?;
            Some((entry.audience.as_str().to_owned(), ods.as_str().to_owned()))
        });
        Self {
            due: DueFacts::of(case),
            readers: readers.collect(),
        }
    }

    /// The organisations that the case names as this audience.
    pub(crate) fn named<'a>(&'a self, audience: &'a str) -> impl Iterator<Item = &'a str> {
        let of_audience = self.readers.iter().filter(move |(of, _)| of == audience);
        of_audience.map(|(_, organisation)| organisation.as_str())
    }
}

impl From<Kept> for CaseFacts {
    fn from(kept: Kept) -> Self {
        Self {
            due: DueFacts {
                conditions: kept.conditions,
                discharged_at: kept.discharged_at,
            },
            readers: kept.readers,
        }
    }
}

impl From<CaseFacts> for Kept {
    fn from(facts: CaseFacts) -> Self {
        Self {
            conditions: facts.due.conditions,
            discharged_at: facts.due.discharged_at,
            readers: facts.readers,
        }
    }
}

impl fmt::Debug for CaseFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseFacts(..)")
    }
}
