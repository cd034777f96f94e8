//! A roster in totals.

use std::collections::BTreeMap;

use handover::trust::{Decision, Roster, RosterRow};
use serde::Serialize;

use crate::Page;

/// Totals by decision and reason, which add up to the rows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    exclude: u64,
    include: u64,
    /// How many people are listed.
    listed: usize,
    reasons: Vec<ReasonRow>,
    undecided: u64,
    /// Undecided without a date by which a person decides.
    undecided_without_date: usize,
}

/// How many are decided so for one reason.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ReasonRow {
    count: u64,
    decision: &'static str,
    reason: String,
}

/// The decisions, in the order in which they are told.
const DECISIONS: [&str; 3] = ["include", "exclude", "undecided"];

/// A reason code of a roster as `select` and the rules spell it: with the colon that a roster may not
/// have.
#[must_use]
pub fn shown_reason(code: &str) -> String {
    for kind in ["extra", "proposed"] {
        let rule = code
            .strip_prefix(kind)
            .and_then(|rest| rest.strip_prefix('-'));
        if let Some(rule) = rule {
            return format!("{kind}:{rule}");
        }
    }
    code.to_owned()
}

impl Summary {
    /// Counts the rows of a roster.
    #[must_use]
    pub fn of(roster: &Roster) -> Self {
        let mut by_reason = BTreeMap::new();
        for row in &roster.rows {
            let key = (word_of(row), row.reason.as_str().to_owned());
            let count: &mut u64 = by_reason.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        let is_undated = |row: &&RosterRow| row.decision == Decision::Undecided { by: None };
        let total = |decision: &str| {
            let of_it = by_reason.iter().filter(|((word, _), _)| *word == decision);
            of_it.map(|(_, count)| count).sum()
        };
        let [include, exclude, undecided] = DECISIONS.map(total);
        let reasons = by_reason
            .into_iter()
            .map(|((decision, reason), count)| ReasonRow {
                count,
                decision,
                reason,
            });
        Self {
            exclude,
            include,
            listed: roster.rows.len(),
            reasons: reasons.collect(),
            undecided,
            undecided_without_date: roster.rows.iter().filter(is_undated).count(),
        }
    }

    /// One line for each decision, one for each reason.
    pub fn tell(&self, page: &mut Page) {
        let totals = [self.include, self.exclude, self.undecided];
        for (decision, total) in DECISIONS.into_iter().zip(totals) {
            page.line(&page.paint.strong(&format!("   {total:>5}  {decision}")));
            for row in self.reasons.iter().filter(|row| row.decision == decision) {
                page.line(&format!(
                    "   {:>11}  {}",
                    row.count,
                    shown_reason(&row.reason)
                ));
            }
        }
        if self.listed == 0 {
            page.line(&page.paint.danger(
                "   NOBODY: this roster lists no person at all. Whoever agrees to it agrees that nobody is \
                 handed over.",
            ));
        }
        page.line(&format!(
            "   {:>5}  {} listed, none left over",
            self.listed,
            if self.listed == 1 { "person" } else { "people" }
        ));
        if self.undecided_without_date > 0 {
            page.line(&page.paint.warning(&format!(
                "   {:>5}  undecided without a date by which a person decides",
                self.undecided_without_date
            )));
        }
    }
}

/// The word of a row's decision.
#[must_use]
pub const fn word_of(row: &RosterRow) -> &'static str {
    match row.decision {
        Decision::Exclude => "exclude",
        Decision::Include { .. } => "include",
        Decision::Undecided { .. } => "undecided",
    }
}
