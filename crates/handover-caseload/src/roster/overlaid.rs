use std::collections::BTreeMap;

use handover_dataset::{CaseReference, eligibility::Ruling};
use handover_trust::{Decision, PosixTime, RosterRow};

use super::{RosterError, RosterInput};
use handover_identity::{CaseEntry, Owner};

use crate::{Decided, Ground};

/// What people and rosters before lay over the decisions of the rules.
#[derive(Default)]
pub(super) struct Overlaid {
    pub(super) remembered: Vec<CaseEntry>,
    pub(super) settled_otherwise: Vec<CaseReference>,
    wrongly_decided: Vec<CaseReference>,
    wrongly_requested: Vec<CaseReference>,
    /// Undecided, and nobody said who decides and by when.
    undated: Vec<CaseReference>,
    pub(super) owners: BTreeMap<CaseReference, Owner>,
}

impl Overlaid {
    pub(super) fn lay(
        &mut self,
        input: &RosterInput<'_>,
        reference: &CaseReference,
        decided: &mut Decided,
    ) -> Result<(), RosterError> {
        let token = input.memory.token(reference);
        let before = input.chain.row(&token);
        let known = input.memory.entry(&token);
        let is_open = match before {
            Some(row) => matches!(row.decision, Decision::Undecided { .. }),
            None => decided.ruling == Ruling::Undecided,
        };
        let by_person = input.people.decided(reference).cloned();
        if by_person.is_some() && !is_open {
            self.wrongly_decided.push(reference.clone());
        }
        let asked_for = input.people.requested(reference);
        let is_excluded = before.is_some_and(|row| row.decision == Decision::Exclude);
        if asked_for.is_some() && !is_excluded {
            self.wrongly_requested.push(reference.clone());
        }
        let by_person = by_person.or_else(|| Some(asked_for?.decided.clone()));
        let by_person = by_person.or_else(|| known.as_ref()?.decided.clone());
        if let (true, Some(by_person)) = (is_open, &by_person) {
            decided.overrule(by_person);
        }
        if asked_for.is_some() {
            (decided.ruling, decided.ground) = (Ruling::Include, Ground::Request);
        } else if let Some(row) = before
            && !is_open
            && settle(reference, decided, row)?
        {
            self.settled_otherwise.push(reference.clone());
        }
        let owner = (decided.ruling == Ruling::Undecided)
            .then(|| {
                input
                    .people
                    .owner(reference)
                    .cloned()
                    .or_else(|| known?.owner.clone())
            })
            .flatten();
        let is_dated = owner.is_some() || before.is_some_and(|row| dated(row).is_some());
        if decided.ruling == Ruling::Undecided && !is_dated {
            self.undated.push(reference.clone());
        }
        if let Some(owner) = &owner {
            self.owners.insert(reference.clone(), owner.clone());
        }
        self.remembered.push(CaseEntry {
            reference: reference.clone(),
            owner,
            decided: by_person,
        });
        Ok(())
    }

    pub(super) fn check(&mut self) -> Result<(), RosterError> {
        if !self.wrongly_decided.is_empty() {
            return Err(RosterError::NotUndecided(std::mem::take(
                &mut self.wrongly_decided,
            )));
        }
        if !self.wrongly_requested.is_empty() {
            return Err(RosterError::NotExcluded(std::mem::take(
                &mut self.wrongly_requested,
            )));
        }
        // Nobody freezes a roster while an undecided row lacks its date (S-08): it is not signed.
        if !self.undated.is_empty() {
            return Err(RosterError::Undated(std::mem::take(&mut self.undated)));
        }
        Ok(())
    }
}

/// The date by which somebody decides, of a row that is undecided.
pub(super) const fn dated(row: &RosterRow) -> Option<PosixTime> {
    match row.decision {
        Decision::Undecided { by } => by,
        Decision::Exclude | Decision::Include { .. } => None,
    }
}

/// What a roster before has settled stays; whether it is something else than today's decision.
fn settle(
    reference: &CaseReference,
    decided: &mut Decided,
    row: &RosterRow,
) -> Result<bool, RosterError> {
    let ruling = match row.decision {
        Decision::Exclude => Ruling::Exclude,
        Decision::Include { .. } => Ruling::Include,
        Decision::Undecided { .. } => Ruling::Undecided,
    };
    if decided.ruling == ruling {
        return Ok(false);
    }
    let ground = Ground::of_row(&row.reason).filter(|ground| ground.may_rule(ruling));
    let ground = ground.ok_or_else(|| RosterError::ForeignReason(reference.clone()))?;
    (decided.ruling, decided.ground) = (ruling, ground);
    Ok(true)
}
