//! A package under a mandate: exactly the cases that are still to be sealed, and no others.

mod arranged;
mod difference;

use std::{collections::BTreeSet, fmt, sync::Arc};

use handover_dataset::CaseReference;
use handover_package::{Agreeable, IndexEntry, ProfileInForce, SignedIndex};
use handover_transfer::Transfer;
use handover_trust::{
    Countersign, Mandate, OrganisationId, PosixTime, Roster, ShortName, Statement, StatementId,
    Token,
};
use thiserror::Error;

pub use self::{
    arranged::{ArrangeError, Arranged},
    difference::{Changes, Differences},
};
use crate::{CaseMemory, To};

/// Why nothing can be sealed under a mandate.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum UnderError {
    /// Cases of the package to supersede are accepted already.
    #[error("cases of the package to supersede are accepted already")]
    Accepted,
    /// No recipient is the lead audience, which is this one.
    #[error("under a mandate somebody must take the cases on")]
    NoLead(ShortName),
    /// It has not countersigned the mandate.
    #[error("{0} has not countersigned it")]
    NotBound(OrganisationId),
    /// The package to supersede is not the sender's own under this mandate.
    #[error("the package to supersede is not ours under this mandate")]
    NotOurs,
    /// The mandate does not hand over to it.
    #[error("the mandate does not hand over to {0}")]
    OtherRecipient(OrganisationId),
    /// The mandate asks for another profile.
    #[error("the mandate asks for another profile")]
    OtherProfile,
}

/// A mandate, everything said under it that is at hand, and the sender's memory of it.
pub struct UnderMandate<'a> {
    mandate: Statement<Mandate>,
    rosters: &'a [Statement<Roster>],
    countersigns: &'a [Statement<Countersign>],
    memory: Arc<dyn CaseMemory>,
    transfer: Transfer,
    supersedes: Option<SignedIndex>,
    lead: ShortName,
    /// Organisations that the packages are for as the lead audience.
    leads: BTreeSet<OrganisationId>,
}

/// What is at hand of a mandate.
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct UnderInput<'a> {
    /// The mandate.
    pub mandate: Statement<Mandate>,
    /// Rosters at hand.
    pub rosters: &'a [Statement<Roster>],
    /// Countersigns at hand.
    pub countersigns: &'a [Statement<Countersign>],
    /// What the sender remembers.
    pub memory: Arc<dyn CaseMemory>,
    /// Everything that was said under the mandate.
    pub transfer: Transfer,
}

impl<'a> UnderMandate<'a> {
    /// Checks that the mandate binds sender and recipients, and asks for this profile.
    ///
    /// # Errors
    ///
    /// [`UnderError`].
    ///
    /// # Panics
    ///
    /// Never: an audience of a profile has the form of a short name.
    pub fn new(
        input: UnderInput<'a>,
        profile: &ProfileInForce,
        recipients: &[To],
    ) -> Result<Self, UnderError> {
        let lead = profile.profile().lead();
        let leads = recipients.iter().filter(|to| to.audience.as_str() == lead);
        let leads: BTreeSet<OrganisationId> = leads.map(|to| to.organisation.clone()).collect();
        let lead: ShortName = lead
            .parse()
            .expect("an audience of a profile has the form of a short name");
        let mandate = &input.mandate;
        let terms = mandate.payload();
        if terms.profile != *profile.reference() {
            return Err(UnderError::OtherProfile);
        }
        if leads.is_empty() {
            return Err(UnderError::NoLead(lead));
        }
        if let Some(other) = leads.iter().find(|to| !terms.to.contains(to)) {
            return Err(UnderError::OtherRecipient(other.clone()));
        }
        for party in [&terms.from].into_iter().chain(&leads) {
            let mut agreements = Agreeable::new(mandate).agreements(input.countersigns);
            if !agreements.any(|agreement| agreement.by == *party) {
                return Err(UnderError::NotBound(party.clone()));
            }
        }
        Ok(Self {
            mandate: input.mandate,
            rosters: input.rosters,
            countersigns: input.countersigns,
            memory: input.memory,
            transfer: input.transfer,
            supersedes: None,
            lead,
            leads,
        })
    }

    /// In the place of an earlier package, which nobody has accepted anything of.
    ///
    /// # Errors
    ///
    /// [`UnderError::NotOurs`] or [`UnderError::Accepted`].
    pub fn superseding(mut self, package: SignedIndex, now: PosixTime) -> Result<Self, UnderError> {
        let said = package.head().payload();
        if said.mandate != Some(*self.mandate.id()) || said.by != self.mandate.payload().from {
            return Err(UnderError::NotOurs);
        }
        let history = self.transfer.history();
        let is_accepted = |entry: &IndexEntry| {
            let standing = history.standing(&entry.token(), now);
            standing.is_some_and(|standing| standing.state().is_accepted())
        };
        if package.entries().iter().any(is_accepted) {
            return Err(UnderError::Accepted);
        }
        self.supersedes = Some(package);
        Ok(self)
    }

    /// The mandate.
    #[must_use]
    pub const fn mandate(&self) -> &Statement<Mandate> {
        &self.mandate
    }

    pub(crate) const fn countersigns(&self) -> &'a [Statement<Countersign>] {
        self.countersigns
    }

    pub(crate) fn roster(&self, id: &StatementId) -> Option<&'a Statement<Roster>> {
        self.rosters.iter().find(|roster| roster.id() == id)
    }

    /// The token of a checked case under this mandate.
    pub(crate) fn token(&self, reference: &str) -> Token {
        let reference: CaseReference = reference
            .parse()
            .expect("a case that was checked has a reference");
        self.memory.token(&reference)
    }

    /// The package in whose place one for these recipients, under that roster, stands.
    #[must_use]
    pub fn superseded_by(&self, to: &[To], roster: &StatementId) -> Option<&SignedIndex> {
        self.supersedes.as_ref().filter(|package| {
            let said = package.head().payload();
            let before: BTreeSet<_> = said
                .stanzas
                .iter()
                .map(|stanza| (&stanza.to, &stanza.audience))
                .collect();
            let now = to.iter().map(|to| (&to.organisation, &to.audience));
            said.roster.as_ref() == Some(roster) && before == now.collect()
        })
    }

    /// The sender's own reference of a case, else its token.
    pub(crate) fn named(&self, token: &Token) -> String {
        let known = self.memory.entry(token);
        known.map_or_else(
            || token.to_string(),
            |known| known.reference.as_str().to_owned(),
        )
    }
}

impl fmt::Debug for UnderInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnderInput(..)")
    }
}

impl fmt::Debug for UnderMandate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnderMandate(..)")
    }
}
