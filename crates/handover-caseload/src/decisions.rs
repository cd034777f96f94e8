//! Who is handed over, as a file that the checks and the sealing follow.

mod file;

use std::{collections::BTreeMap, fmt};

use handover_dataset::{
    CaseReference, Date,
    eligibility::{Detail, Parameters, Rules, Ruling, Selection},
};
use handover_identity::PersonDecided;
use handover_trust::{FileName, TransferDay};
use serde_json::{Value, json};
use thiserror::Error;

use crate::{Ground, People};

/// The decisions about one caseload.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what the file says")]
pub struct Decisions {
    /// The rules, `name@version`; `None` where every draft is handed over.
    pub rules: Option<FileName>,
    /// First day of the new service's responsibility.
    pub transfer: TransferDay,
    /// Day of the extract, where rules must know it.
    pub as_of: Option<Date>,
    /// By reference.
    pub decisions: BTreeMap<CaseReference, Decided>,
}

/// Somebody decided about cases that are not undecided, or not there.
#[derive(Clone, Error)]
#[error("somebody decided about cases that are not undecided, or not there")]
#[non_exhaustive]
pub struct NotOpen {
    /// Which: they lead to persons.
    pub cases: Vec<CaseReference>,
}

/// References lead to persons.
impl fmt::Debug for NotOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NotOpen")
    }
}

/// The decision about one case.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what the file says of a case")]
pub struct Decided {
    /// Whether it goes.
    pub ruling: Ruling,
    /// Why.
    pub ground: Ground,
    /// What the reason rests on, where there is more to say.
    pub detail: Option<Detail>,
    /// How many journeys the episodes make; `None` if their dates do not tell.
    pub journeys: Option<u32>,
    /// Every extra rule that matched, the first of which decided.
    pub matched: Vec<String>,
}

impl Decisions {
    /// What rules make of records.
    ///
    /// # Panics
    ///
    /// Never: the reference of rules has the form of a file name, a day of the dataset that of the format.
    #[must_use]
    pub fn of_selection(selection: &Selection, rules: &Rules, parameters: Parameters) -> Self {
        let decided = selection.decisions().iter().map(|decision| {
            let decided = Decided {
                ruling: decision.outcome,
                ground: Ground::Rules(decision.reason.clone()),
                detail: decision.detail,
                journeys: decision.journeys,
                matched: decision.extra_matches.clone(),
            };
            (decision.reference.clone(), decided)
        });
        let rules = rules.reference().parse();
        let transfer = parameters.transfer_date.to_string().parse();
        Self {
            rules: Some(rules.expect("the reference of rules has the form of a file name")),
            transfer: transfer.expect("a day of the dataset is one of the format"),
            as_of: Some(parameters.as_of),
            decisions: decided.collect(),
        }
    }

    /// Every case by itself, where there are no rules.
    pub fn of_every(
        cases: impl IntoIterator<Item = CaseReference>,
        transfer: TransferDay,
        as_of: Option<Date>,
    ) -> Self {
        let decided = Decided {
            ruling: Ruling::Include,
            ground: Ground::Single,
            detail: None,
            journeys: None,
            matched: Vec::new(),
        };
        let cases = cases.into_iter();
        Self {
            rules: None,
            transfer,
            as_of,
            decisions: cases.map(|case| (case, decided.clone())).collect(),
        }
    }

    /// Lays what practitioners decided over what the rules left open.
    ///
    /// # Errors
    ///
    /// [`NotOpen`]: nothing is changed then.
    pub fn decide(&mut self, people: &People) -> Result<(), NotOpen> {
        let is_open = |case: &&CaseReference| {
            let decided = self.decisions.get(case);
            decided.is_some_and(|decided| decided.ruling == Ruling::Undecided)
        };
        let named = people.all_decided().map(|(case, _)| case);
        let wrong: Vec<CaseReference> = named.filter(|case| !is_open(case)).cloned().collect();
        if !wrong.is_empty() {
            return Err(NotOpen { cases: wrong });
        }
        for (case, by_person) in people.all_decided() {
            if let Some(decided) = self.decisions.get_mut(case) {
                decided.overrule(by_person);
            }
        }
        Ok(())
    }

    /// The decision about a case; `None` where the decisions say nothing about it.
    #[must_use]
    pub fn of(&self, reference: &str) -> Option<&Decided> {
        self.decisions.get(&reference.parse().ok()?)
    }

    /// References of the cases to be handed over.
    pub fn included(&self) -> impl Iterator<Item = &CaseReference> {
        let all = self.decisions.iter();
        all.filter(|(_, decided)| decided.ruling == Ruling::Include)
            .map(|(reference, _)| reference)
    }

    /// The first day of the new service's responsibility, if it is one for all.
    #[must_use]
    pub fn transfer_date(&self) -> Option<Date> {
        day_of(&self.transfer)
    }

    /// The name of the rules as it is written: `none` where there are none.
    #[must_use]
    pub fn rules_name(&self) -> &str {
        self.rules.as_ref().map_or(NO_RULES, FileName::as_str)
    }

    /// Field 702, as these rules count.
    pub(crate) fn journey_count(&self, decided: &Decided) -> Option<Value> {
        let count = decided.journeys?;
        Some(json!({"value": {"count": count, "rules": self.rules_name()}}))
    }
}

impl Decided {
    /// A practitioner's decision in the place of none.
    pub(crate) fn overrule(&mut self, by_person: &PersonDecided) {
        self.ruling = if by_person.include {
            Ruling::Include
        } else {
            Ruling::Exclude
        };
        self.ground = Ground::Decided;
    }
}

/// What stands for no rules.
const NO_RULES: &str = "none";

/// The day of a transfer as the dataset has it; `None` where each case goes by itself.
pub(crate) fn day_of(transfer: &TransferDay) -> Option<Date> {
    match transfer {
        TransferDay::On(day) => day.to_string().parse().ok(),
        TransferDay::Standing => None,
    }
}
