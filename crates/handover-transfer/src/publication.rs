//! What may be published about a transfer (S-88).

use std::collections::BTreeMap;

use handover_trust::{Completeness, PosixTime, ReasonCode};

use crate::{
    CaseState, History, Standing, completeness::LEAST_SHOWN, rosters::Ruling,
    suppression::suppressed,
};

/// A reconciliation in a form that may be published: no token, no name, no small count, and none that
/// could be computed from the others.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Publication {
    /// The moment.
    pub at: PosixTime,
    /// How many persons were considered; `None` where the number is small.
    pub considered: Option<u64>,
    /// How many were to be handed over, and why, and where they stand.
    pub included: PublishedCounts,
    /// How many were not.
    pub excluded: PublishedCounts,
    /// Of how many it is not decided.
    pub undecided: PublishedCounts,
    /// Days from the arrival of the package to acceptance: the median, of 5 cases at least.
    pub median_days_to_accepted: Option<u64>,
    /// Days from the arrival of the package to the first contact: the median, of 5 cases at least.
    pub median_days_to_contacted: Option<u64>,
    /// Answered and absent fields, as the sender reported them with small counts hidden.
    pub fields: Option<Completeness>,
}

/// The counts of one decision; hidden ones are `None`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PublishedCounts {
    /// How many cases.
    pub total: Option<u64>,
    /// By reason; those of all extra rules together, as `extra-rule` or `proposed`, for the name of a rule can
    /// tell what somebody was treated for.
    pub reasons: BTreeMap<ReasonCode, Option<u64>>,
    /// By where they stand.
    pub states: BTreeMap<CaseState, Option<u64>>,
}

impl History<'_> {
    /// What may be published at a moment.
    #[must_use]
    pub fn publication(&self, now: PosixTime) -> Publication {
        let (mut included, mut excluded, mut undecided) =
            (Counts::default(), Counts::default(), Counts::default());
        let (mut to_accepted, mut to_contacted) = (Vec::new(), Vec::new());
        for standing in self.standings(now) {
            let counts = match standing.row.ruling {
                Ruling::Exclude => &mut excluded,
                Ruling::Include(_) => &mut included,
                Ruling::Undecided { .. } => &mut undecided,
            };
            counts.add(&standing);
            let done = standing.outcome.done;
            if let Some(stored) = done.stored {
                to_accepted.extend(done.accepted.map(|accepted| accepted.days_after(stored)));
                to_contacted.extend(done.contacted.map(|contacted| contacted.days_after(stored)));
            }
        }
        let totals = [included.total, excluded.total, undecided.total];
        let shown = suppressed(&totals);
        let total = |at: usize| shown.get(at).copied().flatten();
        let considered: u64 = totals.iter().sum();
        let reports = self.transfer.completeness.iter();
        let fields = reports.max_by_key(|(id, report)| (report.count, report.at, **id));
        Publication {
            at: now,
            considered: Some(considered).filter(|count| *count == 0 || *count >= LEAST_SHOWN),
            included: included.published(total(0)),
            excluded: excluded.published(total(1)),
            undecided: undecided.published(total(2)),
            median_days_to_accepted: median(to_accepted),
            median_days_to_contacted: median(to_contacted),
            fields: fields.map(|(_, report)| report.clone()),
        }
    }
}

/// The counts of one decision, before any is hidden.
#[derive(Default)]
struct Counts {
    total: u64,
    reasons: BTreeMap<ReasonCode, u64>,
    states: BTreeMap<CaseState, u64>,
}

impl Counts {
    fn add(&mut self, standing: &Standing<'_>) {
        self.total += 1;
        *self.states.entry(standing.state()).or_default() += 1;
        if let Some(reason) = standing.reason() {
            *self.reasons.entry(coarse(reason)).or_default() += 1;
        }
    }

    /// Hides what is small; everything where the total is hidden, since its parts would give it away.
    fn published(self, total: Option<u64>) -> PublishedCounts {
        PublishedCounts {
            reasons: hidden(self.reasons, total),
            states: hidden(self.states, total),
            total,
        }
    }
}

/// A reason without the rule that it names.
fn coarse(reason: &ReasonCode) -> ReasonCode {
    let word = match reason.as_str() {
        code if code.starts_with("extra-") => "extra-rule",
        code if code.starts_with("proposed-") => "proposed",
        code => code,
    };
    word.parse().expect("a reason code, or a word for several")
}

fn hidden<K: Ord>(counts: BTreeMap<K, u64>, total: Option<u64>) -> BTreeMap<K, Option<u64>> {
    let (keys, counts): (Vec<K>, Vec<u64>) = counts.into_iter().unzip();
    let shown = suppressed(&counts);
    let cells = keys.into_iter().zip(shown);
    cells
        .map(|(key, cell)| (key, cell.filter(|_| total.is_some())))
        .collect()
}

fn median(mut days: Vec<u64>) -> Option<u64> {
    let is_enough = u64::try_from(days.len()).is_ok_and(|count| count >= LEAST_SHOWN);
    days.sort_unstable();
    days.get(days.len() / 2).copied().filter(|_| is_enough)
}
