//! A roster in numbers, for who agrees to it.

use std::collections::BTreeMap;

use handover::trust::{Decision, Roster};

use super::shown_reason;

/// How many go and why, how many do not and why, of how many nobody has decided.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Counted {
    /// Everybody who is listed: the sum of the three.
    pub listed: u64,
    /// Each decision.
    pub decisions: Vec<CountedDecision>,
    /// What nobody who agrees may overlook.
    pub call: Vec<String>,
}

/// One decision in words, with its count, and its reasons with theirs, most first.
pub type CountedDecision = (&'static str, u64, Vec<(u64, String)>);

impl Counted {
    /// Counts the rows of a roster; `before` is the one that it follows.
    #[must_use]
    pub fn of(roster: &Roster, before: Option<&Roster>) -> Self {
        let mut reasons: [BTreeMap<String, u64>; 3] = Default::default();
        let mut undated = 0_u64;
        for row in &roster.rows {
            let [goes, stays, open] = &mut reasons;
            let of_it = match row.decision {
                Decision::Include { .. } => goes,
                Decision::Exclude => stays,
                Decision::Undecided { by } => {
                    undated += u64::from(by.is_none());
                    open
                }
            };
            *of_it
                .entry(shown_reason(row.reason.as_str()).replace('-', " "))
                .or_default() += 1;
        }
        let words = ["go", "do not go, with a reason", "undecided"];
        let decisions: Vec<CountedDecision> = words
            .into_iter()
            .zip(reasons)
            .map(|(words, reasons)| {
                let mut reasons: Vec<(u64, String)> = reasons
                    .into_iter()
                    .map(|(reason, count)| (count, reason))
                    .collect();
                reasons.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
                (words, reasons.iter().map(|(count, _)| count).sum(), reasons)
            })
            .collect();
        let listed = decisions.iter().map(|(_, count, _)| count).sum();
        let count = |at: usize| decisions.get(at).map_or(0, |(_, count, _)| *count);
        let mut call = Vec::new();
        if listed == 0 {
            call.push(
                "It lists nobody at all. Whoever agrees to it agrees that nobody is handed over."
                    .to_owned(),
            );
        } else if count(0) == 0 {
            call.push("Nobody on it goes.".to_owned());
        } else if count(1) > count(0) {
            call.push("More people stay than go.".to_owned());
        }
        if undated > 0 {
            call.push(format!(
                "{undated} undecided without a day by which somebody decides: it cannot be agreed to like this."
            ));
        } else if count(2) > 0 {
            call.push(format!(
                "{} undecided: each has a day by which somebody decides.",
                count(2)
            ));
        }
        if let Some(before) = before {
            call.push(format!(
                "It adds to the list of before, which named {}: what stood there stays.",
                before.rows.len()
            ));
        }
        Self {
            listed,
            decisions,
            call,
        }
    }
}
