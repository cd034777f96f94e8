//! May this contract close? (A.10, rule 8.)

use std::collections::BTreeMap;

use handover_package::Agreeable;
use handover_trust::{
    Countersign, Kind, Mandate, OrganisationId, PosixTime, ShortName, Statement, StatementId, Token,
};

use crate::{
    CaseState, History, Trace, Why, ascending::Ascending, numbered::place, shown::ShownPackage,
};

/// Why a mandate may not close yet.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Obstacle {
    /// Somebody agreed to a statement that is not at hand and may be of this mandate: one more roster,
    /// one more package. Whoever agreed has it, and so has its signer.
    AgreedNotAtHand {
        /// The statement.
        statement: StatementId,
        /// The countersign.
        shown_by: Trace,
        /// The role in which they agreed.
        role: ShortName,
    },
    /// An organisation has not countersigned the mandate.
    MandateNotAgreed(OrganisationId),
    /// No roster says who is to be handed over.
    NoRoster,
    /// Cases that are neither accepted, withdrawn nor excluded.
    Open {
        /// Where they stand.
        state: CaseState,
        /// How many there are.
        count: u64,
    },
    /// Cases that the sender withdrew and its recipient accepted; the holder must answer.
    Overtaken {
        /// Who accepted them.
        holder: OrganisationId,
        /// How many there are.
        count: u64,
    },
    /// A package of which there is no index: nobody can tell whom it holds. The sender has it.
    PackageNotAtHand {
        /// The package.
        package: StatementId,
        /// What speaks of it.
        shown_by: Trace,
    },
    /// Rosters contradict each other, so nobody can tell who is to be handed over.
    RosterInConflict(StatementId),
    /// The commissioner has not countersigned a roster.
    RosterNotAgreed(StatementId),
    /// A roster that is not there, or not of this mandate. The sender has it.
    RosterNotAtHand {
        /// The roster.
        roster: StatementId,
        /// The roster that follows it, or the package under it.
        shown_by: Trace,
    },
    /// A roster of the sender that sends somebody to an organisation that is no recipient of the mandate.
    RosterUnfit(StatementId),
    /// Cases that no roster at hand lists, though the sender seals or speaks of them.
    Unlisted {
        /// What speaks of them.
        shown_by: Trace,
        /// How many there are.
        count: u64,
    },
}

impl History<'_> {
    /// What keeps the mandate from closing, with so many cases in each state, and with so many for each
    /// holder of which a withdrawal is not answered.
    pub(crate) fn obstacles(
        &self,
        totals: &BTreeMap<CaseState, u64>,
        overtaken: BTreeMap<&OrganisationId, u64>,
    ) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        if let Some(mandate) = self.transfer.mandate() {
            self.add_not_agreed(mandate, &mut obstacles);
            self.add_contradictory(&mut obstacles);
            self.add_not_at_hand(mandate, &mut obstacles);
        }
        let open = totals.iter().filter(|(state, _)| !state.is_settled());
        obstacles.extend(open.map(|(state, count)| Obstacle::Open {
            state: *state,
            count: *count,
        }));
        let overtaken = overtaken.into_iter();
        obstacles.extend(overtaken.map(|(holder, count)| Obstacle::Overtaken {
            holder: holder.clone(),
            count,
        }));
        obstacles
    }

    fn add_not_agreed(&self, mandate: &Statement<Mandate>, obstacles: &mut Vec<Obstacle>) {
        let (transfer, payload) = (self.transfer, mandate.payload());
        if self.roster.ids.is_empty() {
            obstacles.push(Obstacle::NoRoster);
        }
        let parties = std::iter::once(&payload.from).chain(&payload.to);
        let unbound = parties.filter(|party| !transfer.is_agreed(Agreeable::new(mandate), party));
        obstacles.extend(unbound.cloned().map(Obstacle::MandateNotAgreed));
        let unseen = self.roster.ids.iter().filter(|id| {
            let rows = transfer.rosters.get(*id);
            rows.is_none_or(|rows| !transfer.is_agreed(rows.countersigned, &payload.by))
        });
        obstacles.extend(unseen.copied().map(Obstacle::RosterNotAgreed));
    }

    fn add_contradictory(&self, obstacles: &mut Vec<Obstacle>) {
        let contradictory = self.roster.uncounted.iter();
        let contradictory = contradictory.filter(|(_, why, _)| *why == Why::Conflict);
        obstacles.extend(contradictory.map(|(id, ..)| Obstacle::RosterInConflict(*id)));
        let unfit = self.transfer.shown.unfit_rosters.iter();
        obstacles.extend(unfit.copied().map(Obstacle::RosterUnfit));
    }

    /// Whatever shows that a roster or package is not there, or that somebody is on no roster.
    fn add_not_at_hand(&self, mandate: &Statement<Mandate>, obstacles: &mut Vec<Obstacle>) {
        let transfer = self.transfer;
        let mut rosters: BTreeMap<StatementId, Trace> = BTreeMap::new();
        let mut packages: BTreeMap<StatementId, Trace> = transfer.shown.packages.clone();
        let mut unlisted: BTreeMap<Trace, u64> = BTreeMap::new();
        for (id, rows) in &transfer.rosters {
            let trace = Trace {
                statement: *id,
                kind: Kind::Roster,
                by: mandate.payload().from.clone(),
            };
            first(&mut rosters, rows.previous, &trace);
        }
        let listed = transfer.packages.values().map(|listed| {
            let head = &listed.head;
            let roster = head.payload().roster;
            let supersedes = head.payload().supersedes;
            (Trace::of(head), roster, supersedes, &listed.tokens)
        });
        let others = transfer.shown.heads.values().map(|shown| {
            let ShownPackage {
                mention,
                roster,
                supersedes,
                tokens,
            } = shown;
            (mention.clone(), *roster, *supersedes, tokens)
        });
        for (trace, roster, supersedes, tokens) in listed.chain(others) {
            first(&mut rosters, roster, &trace);
            first(&mut packages, supersedes, &trace);
            let count = self.count_unlisted(tokens);
            if count > 0 {
                unlisted.insert(trace, count);
            }
        }
        for (at, count) in &self.unlisted {
            let id = self.ids.get(place(*at));
            let saying = id.and_then(|id| transfer.sayings.get_key_value(id));
            let by = saying.and_then(|(_, said)| transfer.numbers.organisations.value(said.by));
            if let (Some((id, saying)), Some(by)) = (saying, by) {
                let trace = Trace {
                    statement: *id,
                    kind: saying.kind,
                    by: by.clone(),
                };
                unlisted.insert(trace, *count);
            }
        }
        rosters.retain(|roster, _| !transfer.rosters.contains_key(roster));
        packages.retain(|package, _| !self.is_at_hand(package));
        obstacles.extend(
            rosters
                .into_iter()
                .map(|(roster, shown_by)| Obstacle::RosterNotAtHand { roster, shown_by }),
        );
        obstacles.extend(
            packages
                .into_iter()
                .map(|(package, shown_by)| Obstacle::PackageNotAtHand { package, shown_by }),
        );
        obstacles.extend(
            unlisted
                .into_iter()
                .map(|(shown_by, count)| Obstacle::Unlisted { shown_by, count }),
        );
        obstacles.extend(self.agreed_not_at_hand(mandate));
    }

    fn count_unlisted(&self, tokens: &[Token]) -> u64 {
        let mut cases = Ascending::new(&self.roster.tokens);
        let unlisted = tokens
            .iter()
            .filter(|token| cases.place_of(token).is_none());
        unlisted.map(|_| 1_u64).sum()
    }

    /// What parties of the mandate agreed to after it was signed, and that is not at hand.
    ///
    /// A countersign does not say what it agrees to: it may be a roster or package of this mandate until
    /// the statement is here, of whichever transfer it turns out to be.
    fn agreed_not_at_hand(&self, mandate: &Statement<Mandate>) -> impl Iterator<Item = Obstacle> {
        let payload = mandate.payload();
        let is_party = |id: &OrganisationId| *id == payload.by || self.transfer.terms.is_party(id);
        let is_later = |at: PosixTime| at.plus_secs(AHEAD_SECS) >= payload.at;
        let mut unknown: BTreeMap<StatementId, &Statement<Countersign>> = BTreeMap::new();
        for countersign in self.transfer.countersigns.values() {
            let said = countersign.payload();
            let is_agreement = said.role.as_str() != Countersign::SEEN;
            if is_agreement && is_party(&said.by) && is_later(said.at) {
                let missing = said.statement.ids().iter();
                for id in missing.filter(|id| !self.is_at_hand(id)) {
                    unknown.entry(*id).or_insert(countersign);
                }
            }
        }
        unknown
            .into_iter()
            .map(|(statement, countersign)| Obstacle::AgreedNotAtHand {
                statement,
                shown_by: Trace::of(countersign),
                role: countersign.payload().role.clone(),
            })
    }

    /// Whether a statement is here, of this transfer or of another.
    fn is_at_hand(&self, id: &StatementId) -> bool {
        let transfer = self.transfer;
        transfer.terms.named() == Some(*id)
            || transfer.rosters.contains_key(id)
            || transfer.packages.contains_key(id)
            || transfer.replies.contains(id)
            || transfer.receipts.contains_key(id)
            || transfer.sayings.contains_key(id)
            || transfer.completeness.contains_key(id)
            || transfer.countersigns.contains_key(id)
            || transfer.refused.contains_key(id)
            || transfer.shown.others.contains(id)
    }
}

/// How far clocks may be apart (V-09).
const AHEAD_SECS: u64 = 300;

/// Notes what shows a statement, of several the first by id.
fn first(shown: &mut BTreeMap<StatementId, Trace>, what: Option<StatementId>, trace: &Trace) {
    if let Some(what) = what {
        let known = shown.entry(what).or_insert_with(|| trace.clone());
        if trace < known {
            known.clone_from(trace);
        }
    }
}
