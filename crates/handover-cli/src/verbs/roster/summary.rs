//! A roster in totals.

use std::collections::BTreeMap;

use handover::{Decision, Roster, RosterRow};
use serde_json::{Value, json};

use crate::page::Page;

/// Totals by decision and reason, which add up to the rows.
pub(crate) struct Summary {
    by_reason: BTreeMap<(&'static str, String), u64>,
    undated: usize,
    rows: usize,
}

/// The decisions, in the order in which they are told.
const DECISIONS: [&str; 3] = ["include", "exclude", "undecided"];

/// A reason code of a roster as `select` and the rules spell it: with the colon that a roster may not
/// have.
pub(crate) fn shown_reason(code: &str) -> String {
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
    pub(crate) fn of(roster: &Roster) -> Self {
        let mut by_reason = BTreeMap::new();
        for row in &roster.rows {
            let key = (word_of(row), row.reason.as_str().to_owned());
            let count: &mut u64 = by_reason.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        let is_undated = |row: &&RosterRow| row.decision == Decision::Undecided { by: None };
        Self {
            by_reason,
            undated: roster.rows.iter().filter(is_undated).count(),
            rows: roster.rows.len(),
        }
    }

    fn total(&self, decision: &str) -> u64 {
        let of_it = self
            .by_reason
            .iter()
            .filter(|((word, _), _)| *word == decision);
        of_it.map(|(_, count)| count).sum()
    }

    pub(crate) fn tell(&self, page: &mut Page) {
        for decision in DECISIONS {
            let total = format!("   {:>5}  {decision}", self.total(decision));
            page.line(&page.paint.strong(&total));
            for ((word, reason), count) in &self.by_reason {
                if *word == decision {
                    page.line(&format!("   {count:>11}  {}", shown_reason(reason)));
                }
            }
        }
        if self.rows == 0 {
            page.line(&page.paint.danger(
                "   NOBODY: this roster lists no person at all. Whoever agrees to it agrees that nobody is \
                 handed over.",
            ));
        }
        page.line(&format!(
            "   {:>5}  {} listed, none left over",
            self.rows,
            if self.rows == 1 { "person" } else { "people" }
        ));
        if self.undated > 0 {
            page.line(&page.paint.warning(&format!(
                "   {:>5}  undecided without a date by which a person decides",
                self.undated
            )));
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let reasons: Vec<Value> = self
            .by_reason
            .iter()
            .map(|((decision, reason), count)| {
                json!({"count": count, "decision": decision, "reason": reason})
            })
            .collect();
        json!({
            "exclude": self.total("exclude"),
            "include": self.total("include"),
            "listed": self.rows,
            "reasons": reasons,
            "undecided": self.total("undecided"),
            "undecided_without_date": self.undated,
        })
    }
}

/// The word of a row's decision.
pub(super) const fn word_of(row: &RosterRow) -> &'static str {
    match row.decision {
        Decision::Exclude => "exclude",
        Decision::Include { .. } => "include",
        Decision::Undecided { .. } => "undecided",
    }
}
