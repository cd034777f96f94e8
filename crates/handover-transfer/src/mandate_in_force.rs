//! A mandate with the terms that it sets, and who has still to agree to it.

use handover_cbor::RefusalClass;
use handover_dataset::profile::{DeadlineError, Deadlines};
use handover_package::{Agreeable, ProfileInForce};
use handover_trust::{Kind, Mandate, OrganisationId, ShortName, Statement};
use thiserror::Error;

use crate::{KnownStatements, due::deadlines};

/// A verified mandate with the profile that it names.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MandateInForce {
    /// The mandate.
    pub statement: Statement<Mandate>,
    /// The profile, to the byte that of the mandate.
    pub profile: ProfileInForce,
    /// The mandate's own deadlines, else the profile's.
    pub deadlines: Deadlines,
}

/// Why a mandate sets no terms.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum MandateTermsError {
    /// Its deadlines are none of the profile's.
    #[error(transparent)]
    Deadlines(#[from] DeadlineError),
    /// The profile is another one.
    #[error("not the one that the mandate names as {0}")]
    OtherProfile(String),
    /// No profile of that name is built in.
    #[error("the mandate's profile {0} is not known here")]
    UnknownProfile(String),
}

impl MandateTermsError {
    /// The refusal class: `policy`.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        RefusalClass::Policy
    }
}

/// Whose agreement to a mandate is missing, or not at hand: sealing under it waits for them (V-22).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct NotAgreed {
    /// Parties.
    pub parties: Vec<OrganisationId>,
    /// Roles that the mandate itself asks for.
    pub roles: Vec<ShortName>,
}

impl MandateInForce {
    /// A mandate whose profile is built in.
    ///
    /// # Errors
    ///
    /// [`MandateTermsError`].
    pub fn by_built_in(statement: Statement<Mandate>) -> Result<Self, MandateTermsError> {
        let named = &statement.payload().profile;
        let profile = ProfileInForce::built_in_of(named)
            .ok_or_else(|| MandateTermsError::UnknownProfile(named.name().to_string()))?;
        Self::new(statement, profile)
    }

    /// A mandate with the profile that it names.
    ///
    /// # Errors
    ///
    /// [`MandateTermsError`].
    pub fn new(
        statement: Statement<Mandate>,
        profile: ProfileInForce,
    ) -> Result<Self, MandateTermsError> {
        let named = &statement.payload().profile;
        if profile.reference() != named {
            return Err(MandateTermsError::OtherProfile(named.name().to_string()));
        }
        Ok(Self {
            deadlines: deadlines(statement.payload(), profile.profile())?,
            statement,
            profile,
        })
    }
}

impl KnownStatements {
    /// Whose agreement to a mandate is missing: a roster may be signed before everybody has agreed.
    #[must_use]
    pub fn not_agreed(&self, mandate: &Statement<Mandate>) -> NotAgreed {
        let said = mandate.payload();
        let agreed = || Agreeable::new(mandate).agreements(self.countersigns());
        let parties = [&said.from].into_iter().chain(&said.to);
        let parties = parties.filter(|party| !agreed().any(|one| one.by == **party));
        let roles = said.countersign.iter().filter(|(kind, role)| {
            *kind == Kind::Mandate && !agreed().any(|one| one.role == *role)
        });
        NotAgreed {
            parties: parties.cloned().collect(),
            roles: roles.map(|(_, role)| role.clone()).collect(),
        }
    }
}

impl NotAgreed {
    /// Whether everybody has agreed.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.parties.is_empty() && self.roles.is_empty()
    }
}
