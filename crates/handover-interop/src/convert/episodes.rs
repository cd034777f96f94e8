//! From rows to the episodes that the eligibility rules read.

use super::{
    scope::{Scope, moment_of},
    value::Outcome,
};
use crate::mapping::{EpisodesSpec, Expression};
use handover_dataset::PartialDate;
use serde_json::Value;

/// What a record says about one episode, before any rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct EpisodeRow {
    pub(crate) id: Option<String>,
    pub(crate) is_open: bool,
    pub(crate) referred_on: DayCell,
    pub(crate) triaged_on: DayCell,
    pub(crate) closed_on: DayCell,
    pub(crate) reason: Option<String>,
    pub(crate) outcome: Option<String>,
    /// Something of it was not read on which a decision may rest.
    pub(crate) is_broken: bool,
}

/// A cell that should hold a day. The rules tell a missing day from an unusable one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum DayCell {
    /// As far as it is known.
    Day(PartialDate),
    Missing,
    Unusable,
}

impl Scope<'_> {
    pub(crate) fn episodes(&self, spec: &EpisodesSpec) -> Vec<EpisodeRow> {
        let rows = self.rows(&spec.place);
        let episodes = rows.iter().copied().map(|row| {
            let here = self.within(&spec.place, row, 0);
            let mut is_broken = false;
            let mut text = |expression: &Option<Expression>| {
                let outcome = here.evaluate(expression.as_ref()?);
                is_broken |= outcome == Outcome::NotRead;
                outcome.into_value()?.as_str().map(str::to_owned)
            };
            let (id, reason, outcome) = (text(&spec.id), text(&spec.reason), text(&spec.outcome));
            let is_open = here.holds(&spec.open);
            EpisodeRow {
                id,
                is_open: is_open == Some(true),
                referred_on: here.day_cell(spec.referred_on.as_ref()),
                triaged_on: here.day_cell(spec.triaged_on.as_ref()),
                closed_on: here.day_cell(spec.closed_on.as_ref()),
                reason,
                outcome,
                is_broken: is_broken || is_open.is_none(),
            }
        });
        episodes.collect()
    }

    pub(crate) fn day_cell(&self, expression: Option<&Expression>) -> DayCell {
        let Some(expression) = expression else {
            return DayCell::Missing;
        };
        let outcome = self.evaluate(expression);
        if let Outcome::Value(Value::String(text)) = &outcome {
            let day = moment_of(&outcome).map_or_else(|| text.clone(), |at| at.day().to_string());
            if let Ok(day) = day.parse() {
                return DayCell::Day(day);
            }
        }
        if outcome == Outcome::NotRead || self.has_content(expression) {
            DayCell::Unusable
        } else {
            DayCell::Missing
        }
    }
}
