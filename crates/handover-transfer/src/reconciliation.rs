//! What arrived, what did not, and whether the contract may close.

use std::collections::{BTreeMap, BTreeSet};

use handover_trust::{Completeness, OrganisationId, PosixTime, StatementId, Token};

use crate::{
    CaseState, Claimed, Delay, Exception, History, Obstacle, Standing, Uncounted, chain::Progress,
    rosters::Ruling,
};

/// The answer to a commissioner's question, at one moment: totals that add up to the roster, everything
/// out of order by name, and whether the contract may close.
///
/// It knows cases by token only: no name, no reference, no word of what is in a case.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Reconciliation {
    /// The moment.
    pub at: PosixTime,
    /// How many cases are in each state that any is in; together, everyone whom the rosters list.
    pub totals: BTreeMap<CaseState, u64>,
    /// For how many cases each organisation is responsible; together the same.
    pub holders: BTreeMap<OrganisationId, u64>,
    /// Cases by what is out of order with them, ascending; kinds that no case has are not there.
    pub exceptions: BTreeMap<Exception, Vec<Token>>,
    /// What is overdue or was late: by rung, then by case.
    pub delays: Vec<Delay>,
    /// What was in time by the word of its signer alone: by rung, then by case.
    pub claimed: Vec<Claimed>,
    /// Statements, and rows of them, that do not count.
    pub uncounted: Vec<Uncounted>,
    /// Why the mandate may not close.
    pub obstacles: Vec<Obstacle>,
    /// What the sender says of answered and absent fields: the report over the most cases.
    pub completeness: Option<(StatementId, Completeness)>,
    /// How often persons did not come after acceptance.
    pub not_engaged: u64,
    /// Whether rosters count and list nobody at all: perhaps there was nobody, perhaps the list from which
    /// they were made was empty. Whoever decides about closing must be told so.
    pub is_of_nobody: bool,
}

impl Reconciliation {
    /// How many persons the rosters list.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.totals.values().sum()
    }

    /// Whether the mandate may close: no obstacle is left.
    #[must_use]
    pub fn may_close(&self) -> bool {
        self.obstacles.is_empty()
    }

    /// The cases with which this is out of order, ascending.
    #[must_use]
    pub fn exception(&self, kind: Exception) -> &[Token] {
        self.exceptions.get(&kind).map_or(&[], Vec::as_slice)
    }
}

impl History<'_> {
    /// Reconciles what must arrive with what did, at a moment.
    #[must_use]
    pub fn reconcile(&self, now: PosixTime) -> Reconciliation {
        let mut totals = BTreeMap::new();
        let mut holders = BTreeMap::new();
        let mut delays = Vec::new();
        let mut claimed = Vec::new();
        let mut not_engaged = 0;
        let mut overtaken = BTreeMap::new();
        let mut exceptions = self.exceptions_of_lists();
        for standing in self.standings(now) {
            *totals.entry(standing.state()).or_insert(0_u64) += 1;
            match holders.get_mut(standing.holder()) {
                Some(count) => *count += 1,
                None => {
                    holders.insert(standing.holder().clone(), 1_u64);
                }
            }
            if standing.is_withdrawal_unanswered() {
                *overtaken.entry(standing.holder()).or_insert(0_u64) += 1;
            }
            delays.extend(standing.delays());
            claimed.extend(standing.claims());
            not_engaged += u64::from(standing.not_engaged());
            for kind in standing.exceptions() {
                exceptions.entry(kind).or_default().push(*standing.token());
            }
        }
        for tokens in exceptions.values_mut() {
            tokens.sort_unstable();
            tokens.dedup();
        }
        delays.sort_unstable();
        claimed.sort_unstable();
        let reports = self.transfer.completeness.iter();
        let completeness = reports.max_by_key(|(id, report)| (report.count, report.at, **id));
        Reconciliation {
            at: now,
            obstacles: self.obstacles(&totals, overtaken),
            totals,
            holders,
            exceptions,
            delays,
            claimed,
            uncounted: self.uncounted.clone(),
            completeness: completeness.map(|(id, report)| (*id, report.clone())),
            not_engaged,
            is_of_nobody: !self.roster.ids.is_empty() && self.roster.tokens.is_empty(),
        }
    }

    /// What is out of order with cases that need not be in the roster.
    fn exceptions_of_lists(&self) -> BTreeMap<Exception, Vec<Token>> {
        let mut exceptions: BTreeMap<Exception, Vec<Token>> = BTreeMap::new();
        let mut add = |kind, tokens: &mut dyn Iterator<Item = Token>| {
            for token in tokens {
                exceptions.entry(kind).or_default().push(token);
            }
        };
        add(Exception::Extra, &mut self.arrivals.extra.iter().copied());
        let elsewhere = self.arrivals.unreadable_elsewhere.iter();
        add(Exception::UnreadableElsewhere, &mut elsewhere.copied());
        let named_again = self.roster.uncounted.iter().flat_map(|(.., tokens)| tokens);
        add(Exception::NamedAgain, &mut named_again.copied());
        for (package, copies) in &self.transfer.copies {
            let Some((_, listed)) = self.arrivals.package(package) else {
                continue;
            };
            let signed: BTreeMap<_, _> = listed.tokens.iter().zip(&listed.digests).collect();
            for copy in copies {
                let held: BTreeSet<_> = copy.iter().map(|(token, _)| token).collect();
                let lacking = signed.keys().filter(|token| !held.contains(**token));
                add(Exception::NotHeld, &mut lacking.map(|token| **token));
                for (token, digest) in copy {
                    match signed.get(token) {
                        None => add(Exception::Extra, &mut std::iter::once(*token)),
                        Some(signed) if *signed != digest => {
                            add(Exception::Altered, &mut std::iter::once(*token));
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        exceptions
    }
}

impl Standing<'_> {
    /// What is out of order with the case.
    pub fn exceptions(&self) -> impl Iterator<Item = Exception> {
        let state = self.state();
        let is_in_package = !self.packages().is_empty();
        let is_included = matches!(self.row.ruling, Ruling::Include(_));
        let is_open = is_included && !state.is_settled();
        let outcome = self.outcome;
        [
            (is_open && !is_in_package, Exception::Missing),
            (!is_included && is_in_package, Exception::Extra),
            (is_included && self.is_duplicate(), Exception::Duplicate),
            (
                is_included && self.is_misaddressed(),
                Exception::Misaddressed,
            ),
            (state == CaseState::Unreadable, Exception::Unreadable),
            (outcome.is_accepted_twice, Exception::DoubleAccepted),
            (outcome.is_conflict, Exception::Conflict),
            (state == CaseState::Undecided, Exception::Undecided),
            (
                is_included && self.is_with_last_resort(),
                Exception::NotAccepted,
            ),
            (self.is_withdrawal_unanswered(), Exception::Overtaken),
        ]
        .into_iter()
        .filter_map(|(holds, kind)| holds.then_some(kind))
    }

    fn packages(&self) -> &[u32] {
        self.history.arrivals.packages_of(self.case)
    }

    /// The organisations to whom the roster sends it or sent it.
    fn recipients(&self) -> impl Iterator<Item = u32> {
        let roster = &self.history.roster;
        let stages = (0..).map_while(|stage| roster.stage(self.case, stage));
        stages.map(|stage| stage.to)
    }

    fn is_duplicate(&self) -> bool {
        let arrivals = &self.history.arrivals;
        let is_twice = |to| arrivals.live_for(self.case, to).nth(1).is_some();
        let is_accepted = self.outcome.position.progress == Progress::Accepted;
        self.packages().len() > 1 && self.recipients().any(is_twice)
            || is_accepted && self.outcome.is_accepted_from_replaced
    }

    fn is_misaddressed(&self) -> bool {
        let arrivals = &self.history.arrivals;
        let is_asked = |package| self.recipients().any(|to| arrivals.asks(package, to));
        !self.packages().iter().all(|package| is_asked(*package))
    }
}
