//! May this contract close? (A.10, rule 8.)

use std::collections::BTreeMap;

use handover_trust::{OrganisationId, StatementId};

use crate::{CaseState, History, Why};

/// Why a mandate may not close yet.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Obstacle {
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
    /// Rosters contradict each other, so nobody can tell who is to be handed over.
    RosterInConflict(StatementId),
    /// The commissioner has not countersigned a roster.
    RosterNotAgreed(StatementId),
}

impl History<'_> {
    /// What keeps the mandate from closing, with so many cases in each state.
    pub(crate) fn obstacles(&self, totals: &BTreeMap<CaseState, u64>) -> Vec<Obstacle> {
        let transfer = self.transfer;
        let (id, mandate) = (transfer.mandate.id(), transfer.mandate.payload());
        let mut obstacles = Vec::new();
        if self.roster.ids.is_empty() {
            obstacles.push(Obstacle::NoRoster);
        }
        let parties = std::iter::once(&mandate.from).chain(&mandate.to);
        let unbound = parties.filter(|party| !transfer.is_agreed(id, party));
        obstacles.extend(unbound.cloned().map(Obstacle::MandateNotAgreed));
        let unseen = self.roster.ids.iter();
        let unseen = unseen.filter(|roster| !transfer.is_agreed(roster, &mandate.by));
        obstacles.extend(unseen.copied().map(Obstacle::RosterNotAgreed));
        let contradictory = self.roster.uncounted.iter();
        let contradictory = contradictory.filter(|(_, why, _)| *why == Why::Conflict);
        obstacles.extend(contradictory.map(|(id, ..)| Obstacle::RosterInConflict(*id)));
        let open = totals.iter().filter(|(state, _)| !state.is_settled());
        obstacles.extend(open.map(|(state, count)| Obstacle::Open {
            state: *state,
            count: *count,
        }));
        obstacles
    }
}
