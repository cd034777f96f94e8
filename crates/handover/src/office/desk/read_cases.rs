//! The cases of a package as its recipient reads them, as far as a decision needs them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    io::{Read, Seek},
};

use handover_cbor::RefusalClass;
use handover_dataset::{
    Answered, Case, CaseReference,
    sections::{Action, ActionStatus, Owner},
};
use handover_package::MandateFieldError;
use handover_trust::{OrganisationId, Token};

use crate::{OfficeMemory, OpenedPackage};

/// Which case has which reference, and what must be taken before it is accepted.
pub struct ReadCases {
    tokens: BTreeMap<CaseReference, Token>,
    unreadable: BTreeMap<Token, RefusalClass>,
    /// The roles of those who must take an action of the case first (907, `needs_acceptance`).
    asked: BTreeMap<Token, BTreeSet<String>>,
    /// Cases with such an action that only another organisation can take.
    asked_elsewhere: BTreeSet<Token>,
    /// Cases that are of another mandate than their package, by their own word (V-38).
    other_mandate: BTreeMap<Token, MandateFieldError>,
}

impl ReadCases {
    /// Reads every case of a package that was opened.
    pub(crate) fn of<M: OfficeMemory, R: Read + Seek>(
        opened: &mut OpenedPackage<'_, M, R>,
        step: &mut dyn FnMut(usize),
    ) -> Self {
        let mut read = Self {
            tokens: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            asked: BTreeMap::new(),
            asked_elsewhere: BTreeSet::new(),
            other_mandate: BTreeMap::new(),
        };
        let us = opened.office.organisation().clone();
        let sides = [us, opened.head().payload().by.clone()];
        let count = opened.count();
        for case in opened.cases() {
            step(count);
            match case {
                Ok(arrived) => {
                    let differs = arrived.faults.other_mandate;
                    let differs = differs.map(|error| (arrived.token, error));
                    read.other_mandate.extend(differs);
                    read.add(arrived.token, &arrived.case, &sides);
                }
                Err(refused) => {
                    read.unreadable.insert(refused.token, refused.class);
                }
            }
        }
        read
    }

    fn add(&mut self, token: Token, case: &Case, sides: &[OrganisationId]) {
        if let Some(reference) = case.reference() {
            self.tokens.insert(reference.clone(), token);
        }
        let actions = case.handover.actions.value();
        let must_be_taken = |action: &&Action| {
            action.needs_acceptance == Some(true) && action.status == ActionStatus::Open
        };
        let (elsewhere, asked): (Vec<_>, Vec<_>) = actions
            .into_iter()
            .flatten()
            .filter(must_be_taken)
            .map(|action| action.owner.as_ref())
            .partition(|owner| owner.is_none_or(|owner| is_of_another(owner, sides)));
        if !elsewhere.is_empty() {
            self.asked_elsewhere.insert(token);
        }
        let asked = asked
            .into_iter()
            .filter_map(|owner| Some(owner?.role.as_ref()?.as_str().to_owned()));
        let asked: BTreeSet<String> = asked.collect();
        if !asked.is_empty() {
            self.asked.insert(token, asked);
        }
    }

    /// Every case by its reference.
    #[must_use]
    pub const fn references(&self) -> &BTreeMap<CaseReference, Token> {
        &self.tokens
    }

    /// Why a case cannot be read.
    #[must_use]
    pub fn unreadable(&self, token: &Token) -> Option<RefusalClass> {
        self.unreadable.get(token).copied()
    }

    /// How a case says that it is of another mandate than its package.
    #[must_use]
    pub fn other_mandate(&self, token: &Token) -> Option<MandateFieldError> {
        self.other_mandate.get(token).copied()
    }

    /// The roles in which somebody must have taken an action before a case is accepted.
    pub fn asked(&self, token: &Token) -> impl Iterator<Item = &str> {
        let asked = self.asked.get(token).into_iter().flatten();
        asked.map(String::as_str)
    }

    /// Whether an action of the case waits for another organisation to take it.
    #[must_use]
    pub fn is_asked_elsewhere(&self, token: &Token) -> bool {
        self.asked_elsewhere.contains(token)
    }
}

/// Whether an action is owned by an organisation that is on neither side of the package, as its code
/// says: nobody at the recipient could take it, and it must not keep the case from being accepted.
/// Without a code the role is meant, at whoever accepts; without a role nobody is.
fn is_of_another(owner: &Owner, sides: &[OrganisationId]) -> bool {
    let ods = owner.org.as_ref().and_then(|org| org.ods.as_ref());
    let is_elsewhere =
        ods.is_some_and(|ods| sides.iter().all(|side| side.as_str() != ods.as_str()));
    is_elsewhere || owner.role.is_none()
}

impl fmt::Debug for ReadCases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadCases(..)")
    }
}
