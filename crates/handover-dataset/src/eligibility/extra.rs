use serde::Deserialize;

use super::{Facts, days::Window};
use crate::{
    Date,
    sections::{Outcome, PregnancyStatus, RiskLevel},
};

/// A rule by which a commissioner brings in recent closures that the literal rules leave out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ExtraRule {
    /// Its name, as field 903 and the roster write it.
    pub id: String,
    /// What follows where it matches.
    pub decision: Effect,
    /// The months before the transfer in which the closure must lie; if missing, those of
    /// `recent_closure`.
    pub months: Option<u16>,
    /// What must hold.
    pub when: When,
}

/// What follows from an extra rule.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Effect {
    /// The case is handed over.
    Include,
    /// A named practitioner decides.
    Propose,
}

/// What must hold of a record, all of it.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct When {
    /// 703 has one of these outcomes.
    pub outcome: Option<Vec<Outcome>>,
    /// Whether 705 has a value.
    pub ost_at_exit: Option<bool>,
    /// A MARAC heard the case in so many months before the transfer.
    pub marac_within_months: Option<u16>,
    /// 511 or 512 has one of these codes, not ended before the transfer.
    pub safeguarding: Option<Vec<String>>,
    /// 110 has one of these values.
    pub pregnancy: Option<Vec<PregnancyStatus>>,
    /// 502 has one of these levels.
    pub level: Option<Vec<RiskLevel>>,
}

impl When {
    /// Whether nothing must hold, or something that never can.
    pub(super) fn is_void(&self) -> bool {
        let is_list_void = |list: Option<usize>| list == Some(0);
        *self == Self::default()
            || is_list_void(self.outcome.as_ref().map(Vec::len))
            || is_list_void(self.safeguarding.as_ref().map(Vec::len))
            || is_list_void(self.pregnancy.as_ref().map(Vec::len))
            || is_list_void(self.level.as_ref().map(Vec::len))
    }

    /// Whether all of it holds of these facts at that transfer date.
    pub(super) fn holds(&self, facts: &Facts, transfer_date: Date) -> bool {
        let marac = self.marac_within_months.is_none_or(|months| {
            let window = Window::of_months(months, transfer_date);
            let heard = &facts.marac_heard_on;
            heard.iter().any(|day| window.contains(*day))
        });
        let safeguarding = self.safeguarding.as_ref().is_none_or(|codes| {
            facts.concerns.iter().any(|concern| {
                codes.contains(&concern.code) && concern.to.is_none_or(|to| to >= transfer_date)
            })
        });
        one_of(self.outcome.as_ref(), facts.outcome.as_ref())
            && self
                .ost_at_exit
                .is_none_or(|wanted| wanted == facts.ost_at_exit)
            && marac
            && safeguarding
            && one_of(self.pregnancy.as_ref(), facts.pregnancy.as_ref())
            && one_of(self.level.as_ref(), facts.level.as_ref())
    }
}

fn one_of<T: PartialEq>(wanted: Option<&Vec<T>>, has: Option<&T>) -> bool {
    wanted.is_none_or(|wanted| has.is_some_and(|has| wanted.contains(has)))
}
