//! Where every case stands.

use std::{collections::BTreeMap, fmt};

use handover_trust::{Kind, StatementId, Token};

use crate::{
    Transfer, Uncounted, Why,
    arrivals::{Arrivals, Reach},
    ascending::Ascending,
    chain::{self, Circumstances, Progress, Said},
    deadlines::{Done, DoneTimes},
    grouped::{Grouped, about},
    guard::Claim,
    numbered::{index, place},
    outcome::Outcome,
    rosters::InForce,
    saying::{Saying, Word},
    sights::{Sights, Visible},
    terms::Terms,
};

/// Where every case of a transfer stands, by everything that was said.
///
/// A pure function of the statements: the same ones give the same history, in whatever order they came
/// and however often. What depends on the moment - who holds a case after the transfer date, what is
/// overdue - is told by [`standing`](Self::standing) and [`reconcile`](Self::reconcile), to which the
/// moment is given.
pub struct History<'a> {
    pub(crate) transfer: &'a Transfer,
    pub(crate) roster: InForce,
    pub(crate) arrivals: Arrivals<'a>,
    /// Ids of verdicts and events, ascending.
    pub(crate) ids: Vec<StatementId>,
    /// For each case, in the order of the roster's tokens.
    pub(crate) outcomes: Vec<Outcome>,
    /// What does not count, by id.
    pub(crate) uncounted: Vec<Uncounted>,
    /// When others saw what was said.
    pub(crate) sights: Sights<'a>,
    /// How many cases each verdict or event speaks of that no roster lists, by its place.
    pub(crate) unlisted: BTreeMap<u32, u64>,
}

impl Transfer {
    /// Works out where every case stands: in time that grows as the rows do.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        History::of(self)
    }
}

impl<'a> History<'a> {
    fn of(transfer: &'a Transfer) -> Self {
        let mut uncounted = Vec::new();
        for (id, (kind, error)) in &transfer.refused {
            uncounted.push(Uncounted {
                statement: *id,
                kind: *kind,
                why: (*error).into(),
                tokens: Vec::new(),
            });
        }
        let roster = match &transfer.terms {
            Terms::Mandate(_) => InForce::of(&transfer.rosters),
            Terms::Package(_) => InForce::of_packages(transfer.packages.values()),
        };
        for (id, why, tokens) in &roster.uncounted {
            uncounted.push(Uncounted {
                statement: *id,
                kind: Kind::Roster,
                why: *why,
                tokens: tokens.clone(),
            });
        }
        let arrivals = Arrivals::of(transfer, &roster, &mut |what| uncounted.push(what));
        let mut history = Self {
            transfer,
            roster,
            arrivals,
            ids: transfer.sayings.keys().copied().collect(),
            outcomes: Vec::new(),
            uncounted,
            sights: Sights::of_transfer(transfer),
            unlisted: BTreeMap::new(),
        };
        history.settle();
        history
    }

    /// The rosters that count, the first first.
    #[must_use]
    pub fn rosters(&self) -> &[StatementId] {
        &self.roster.ids
    }

    /// The statements, and rows of statements, that do not count, in the order of their ids.
    #[must_use]
    pub fn uncounted(&self) -> &[Uncounted] {
        &self.uncounted
    }

    pub(crate) const fn of_case(&self, case: usize) -> OfCase<'_, 'a> {
        OfCase {
            history: self,
            case,
        }
    }

    /// Judges every statement, and follows the chain of every case.
    fn settle(&mut self) {
        let mut named = Vec::new();
        let said = self.said(&mut named);
        let mut buffer = Vec::new();
        let mut outcomes = Vec::with_capacity(self.roster.tokens.len());
        for case in 0..self.roster.tokens.len() {
            buffer.extend_from_slice(said.of(case));
            outcomes.push(self.outcome(case, &mut buffer, &mut named));
        }
        self.outcomes = outcomes;
        self.name(named);
    }

    /// What was said of each case by statements that fit their package, and what of none.
    fn said(&mut self, named: &mut Vec<Named>) -> Grouped<Said> {
        let mut facts = Vec::new();
        for (at, (id, saying)) in self.transfer.sayings.iter().enumerate() {
            let package = match self.judge(saying) {
                Ok(package) => package,
                Err(None) => continue,
                Err(Some(why)) => {
                    self.uncounted.push(Uncounted {
                        statement: *id,
                        kind: saying.kind,
                        why,
                        tokens: Vec::new(),
                    });
                    continue;
                }
            };
            let is_lead = saying
                .audience
                .as_ref()
                .is_some_and(|a| self.transfer.is_lead(a));
            let mut cases = Ascending::new(&self.roster.tokens);
            for (token, row) in saying.tokens.iter().zip(&saying.rows) {
                let Some(case) = cases.place_of(token) else {
                    *self.unlisted.entry(index(at)).or_default() += 1;
                    named.push((index(at), Why::NotOfRoster, *token));
                    continue;
                };
                let said = Said {
                    saying: index(at),
                    number: saying.number,
                    re: row.re,
                    word: row.word,
                    detail: row.detail,
                    by: saying.by,
                    package,
                    is_lead,
                };
                facts.push(about(case, said));
            }
        }
        Grouped::new(self.roster.tokens.len(), &facts)
    }

    /// Whether a verdict or event is about its package and by somebody who has a part in it, and the
    /// place of that package; `Err(None)` for what reconciliation ignores.
    fn judge(&self, saying: &Saying) -> Result<Option<u32>, Option<Why>> {
        let organisations = &self.transfer.numbers.organisations;
        let by = organisations
            .value(saying.by)
            .ok_or(Some(Why::NotEntitled))?;
        let terms = &self.transfer.terms;
        let Some(id) = &saying.package else {
            return if terms.is_party(by) {
                Ok(None)
            } else {
                Err(Some(Why::NotEntitled))
            };
        };
        if self.transfer.replies.contains(id) {
            return Err(None);
        }
        let (at, listed) = self.arrivals.package(id).ok_or(Some(Why::UnknownPackage))?;
        let claim = Claim {
            package: saying.package,
            mandate: terms.named(),
            organisation: by,
            audience: saying.audience.as_ref(),
            is_event: saying.kind == Kind::Event,
        };
        match claim.check(&listed.head, listed.cases(), saying.tokens.iter().copied()) {
            Ok(()) => Ok(Some(at)),
            Err(error) => Err(Some(error.into())),
        }
    }

    fn outcome(&self, case: usize, said: &mut Vec<Said>, named: &mut Vec<Named>) -> Outcome {
        let of_case = self.of_case(case);
        let token = self.roster.tokens.get(case).copied();
        let end = chain::follow(&of_case, said, |said, why| {
            named.extend(token.map(|token| (said.saying, why, token)));
        });
        // Sent on, and the next recipient is named: the row counts again.
        let position = end.position;
        let is_sent_on =
            position.progress == Progress::Redirected && of_case.has_stage(position.asked_stage());
        let stage = position.stage + u32::from(is_sent_on);
        let reached = of_case.recipients(stage);
        let reached = reached.map(|to| self.arrivals.reach(case, to)).max();
        let stored = of_case.recipients(stage);
        let stored = stored.filter_map(|to| self.arrivals.stored_at(case, to));
        let mut outcome = Outcome {
            position,
            reach: reached.unwrap_or(Reach::Nowhere),
            stage,
            last: end.last,
            not_engaged: end.not_engaged,
            is_sent_on,
            is_conflict: end.is_conflict,
            is_accepted_twice: end.is_accepted_twice,
            is_accepted_from_replaced: false,
            is_recalled: end.is_recalled,
            overtaken: end.overtaken,
            done: DoneTimes {
                stored: stored.reduce(Done::or_earlier),
                ..DoneTimes::default()
            },
        };
        for step in &end.steps {
            let id = self.ids.get(place(step.saying));
            let said = id.and_then(|id| self.transfer.sayings.get_key_value(id));
            let Some((id, saying)) = said else {
                continue;
            };
            let done = match saying.on {
                Some(day) => Done::on(day, saying.at),
                None => Done::at(saying.at),
            };
            let by = self.transfer.numbers.organisations.value(saying.by);
            let visible = by.map(|by| Visible {
                id,
                by,
                at: saying.at,
                first_seen: saying.first_seen,
            });
            let done = done.seen(visible.and_then(|visible| self.sights.of(visible)));
            let rung = match step.word {
                Word::Accepted => &mut outcome.done.accepted,
                Word::Contacted => &mut outcome.done.contacted,
                Word::Reviewed => &mut outcome.done.reviewed,
                _ => continue,
            };
            *rung = Some(rung.map_or(done, |before| before.or_earlier(done)));
            if step.word == Word::Accepted {
                let is_replaced = |package| self.arrivals.is_replaced(case, package);
                outcome.is_accepted_from_replaced |= step.package.is_some_and(is_replaced);
            }
        }
        outcome
    }

    /// Puts what does not count together: one entry for each statement and reason.
    fn name(&mut self, mut named: Vec<Named>) {
        named.sort_unstable();
        named.dedup();
        for rows in named.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let Some((saying, why, _)) = rows.first() else {
                continue;
            };
            let id = self.ids.get(place(*saying));
            let Some((id, saying)) = id.and_then(|id| self.transfer.sayings.get_key_value(id))
            else {
                continue;
            };
            self.uncounted.push(Uncounted {
                statement: *id,
                kind: saying.kind,
                why: *why,
                tokens: rows.iter().map(|row| row.2).collect(),
            });
        }
        self.uncounted.sort_unstable();
    }
}

impl fmt::Debug for History<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "History({:?})", self.transfer)
    }
}

/// A row that does not count: its saying, why, its case.
type Named = (u32, Why, Token);

/// What the chain of one case is held against.
pub(crate) struct OfCase<'h, 'a> {
    history: &'h History<'a>,
    case: usize,
}

impl OfCase<'_, '_> {
    /// To whom the case goes at a stage: whom the roster names or, of a package alone, whoever reads it
    /// for the lead audience.
    pub(crate) fn recipients(&self, stage: u32) -> impl Iterator<Item = u32> {
        let stage_of_roster = self.history.roster.stage(self.case, stage);
        let leads = match &self.history.transfer.terms {
            Terms::Mandate(_) => None,
            Terms::Package(_) => stage_of_roster.map(|_| self.history.arrivals.leads_of(self.case)),
        };
        let of_roster = stage_of_roster.filter(|_| leads.is_none());
        of_roster
            .map(|stage| stage.to)
            .into_iter()
            .chain(leads.into_iter().flatten())
    }
}

impl Circumstances for OfCase<'_, '_> {
    fn is_sender(&self, by: u32) -> bool {
        let organisations = &self.history.transfer.numbers.organisations;
        organisations.value(by) == Some(self.history.transfer.terms.from())
    }

    fn has_stage(&self, stage: u32) -> bool {
        self.history.roster.stage(self.case, stage).is_some()
    }

    fn is_recipient(&self, stage: u32, by: u32) -> bool {
        self.recipients(stage).any(|to| to == by)
    }

    fn is_opened(&self, package: u32, by: u32) -> bool {
        let arrivals = &self.history.arrivals;
        arrivals.opened_at(self.case, package, by).is_some()
    }
}
