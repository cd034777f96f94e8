//! From rows to the episodes that the eligibility rules read.

use super::scope::Scope;
use crate::mapping::{EpisodesSpec, Expression};
use jiff::civil;

/// What a record says about one episode, before any rule.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct EpisodeRow {
    pub(crate) id: Option<String>,
    pub(crate) is_open: bool,
    pub(crate) referred_on: DayCell,
    pub(crate) triaged_on: DayCell,
    pub(crate) closed_on: DayCell,
    pub(crate) reason: Option<String>,
    pub(crate) outcome: Option<String>,
}

/// A cell that should hold a day. The rules tell a missing day from an unusable one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum DayCell {
    Day(civil::Date),
    Missing,
    Unusable,
}

impl Scope<'_> {
    pub(crate) fn episodes(&self, spec: &EpisodesSpec) -> Vec<EpisodeRow> {
        let rows = self.rows(&spec.place).into_iter();
        let episodes = rows.map(|row| {
            let here = self.within(&spec.place, row, 0);
            let text = |expression: &Option<Expression>| {
                let value = here.evaluate(expression.as_ref()?).into_value()?;
                value.as_str().map(str::to_owned)
            };
            EpisodeRow {
                id: text(&spec.id),
                is_open: here.holds(&spec.open),
                referred_on: here.day_cell(spec.referred_on.as_ref()),
                triaged_on: here.day_cell(spec.triaged_on.as_ref()),
                closed_on: here.day_cell(spec.closed_on.as_ref()),
                reason: text(&spec.reason),
                outcome: text(&spec.outcome),
            }
        });
        episodes.collect()
    }

    pub(crate) fn day_cell(&self, expression: Option<&Expression>) -> DayCell {
        let Some(expression) = expression else {
            return DayCell::Missing;
        };
        if let Some(moment) = self.moment(expression) {
            return DayCell::Day(moment.day());
        }
        if self.has_content(expression) {
            DayCell::Unusable
        } else {
            DayCell::Missing
        }
    }
}
