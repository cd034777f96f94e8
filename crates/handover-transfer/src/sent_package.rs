use handover_cbor::RefusalClass;
use handover_dataset::Profile;
use handover_trust::{
    Event, OrganisationId, Package, Receipt, ShortName, Statement, StatementId, Token, Verdict,
};
use thiserror::Error;

use crate::{ascending::are_all_in, guard};

/// Why a verified statement is not taken as one about a package.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum UnfitError {
    /// By or for an organisation that the package is not addressed to, or an event by neither side.
    #[error("said by or for an organisation that has no part in the package")]
    NotEntitled,
    /// A case that is not in the package, or a reason that its profile does not have.
    #[error("names a case or a reason that is none of this package")]
    Policy,
    /// It names another package or mandate.
    #[error("is about another package")]
    Replay,
}

impl UnfitError {
    /// The refusal class: `not-entitled`, `policy` or `replay`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::NotEntitled => RefusalClass::NotEntitled,
            Self::Policy => RefusalClass::Policy,
            Self::Replay => RefusalClass::Replay,
        }
    }
}

/// A package that was sent, as far as statements about it are concerned.
#[derive(Clone, Copy, Debug)]
pub struct SentPackage<'a> {
    head: &'a Statement<Package>,
    tokens: &'a [Token],
    profile: &'a Profile,
}

impl<'a> SentPackage<'a> {
    /// A package by its verified head, the tokens of its index (strictly ascending, as the index has
    /// them) and its profile.
    #[must_use]
    pub const fn new(
        head: &'a Statement<Package>,
        tokens: &'a [Token],
        profile: &'a Profile,
    ) -> Self {
        Self {
            head,
            tokens,
            profile,
        }
    }

    /// Whether a receipt is one for this package.
    ///
    /// # Errors
    ///
    /// [`UnfitError`], the first that applies: replay, entitlement, policy.
    pub fn check_receipt(&self, receipt: &Statement<Receipt>) -> Result<(), UnfitError> {
        let receipt = receipt.payload();
        self.is_about(Some(receipt.package), receipt.mandate)?;
        self.is_addressed(&receipt.r#for, receipt.audience.as_ref())?;
        self.has_cases(receipt.unreadable.iter().map(|row| row.0))
    }

    /// Whether a verdict is one about cases of this package, for reasons of its profile.
    ///
    /// # Errors
    ///
    /// [`UnfitError`], the first that applies: replay, entitlement, policy.
    pub fn check_verdict(&self, verdict: &Statement<Verdict>) -> Result<(), UnfitError> {
        let verdict = verdict.payload();
        self.is_about(Some(verdict.package), verdict.mandate)?;
        self.is_addressed(&verdict.by, Some(&verdict.audience))?;
        self.has_cases(verdict.verdicts.iter().map(|row| row.token))?;
        policy(guard::has_reasons_of(verdict, self.profile))
    }

    /// Whether an event is one of cases of this package, by its sender or a recipient.
    ///
    /// # Errors
    ///
    /// [`UnfitError`], the first that applies: replay, entitlement, policy.
    pub fn check_event(&self, event: &Statement<Event>) -> Result<(), UnfitError> {
        let event = event.payload();
        self.is_about(event.package, event.mandate)?;
        if event.by != self.head.payload().by {
            self.is_addressed(&event.by, None)?;
        }
        self.has_cases(event.rows.iter().map(|row| row.0))?;
        policy(guard::has_code_of(event, self.profile))
    }

    fn is_about(
        &self,
        package: Option<StatementId>,
        mandate: Option<StatementId>,
    ) -> Result<(), UnfitError> {
        // An event may be about the mandate's cases in whichever package they travel.
        let is_this_package = package.is_none_or(|package| package == *self.head.id());
        if is_this_package && mandate == self.head.payload().mandate {
            Ok(())
        } else {
            Err(UnfitError::Replay)
        }
    }

    fn is_addressed(
        &self,
        organisation: &OrganisationId,
        audience: Option<&ShortName>,
    ) -> Result<(), UnfitError> {
        if guard::is_addressed(self.head.payload(), organisation, audience) {
            Ok(())
        } else {
            Err(UnfitError::NotEntitled)
        }
    }

    fn has_cases(&self, cases: impl Iterator<Item = Token>) -> Result<(), UnfitError> {
        policy(are_all_in(cases, self.tokens))
    }
}

const fn policy(holds: bool) -> Result<(), UnfitError> {
    if holds {
        Ok(())
    } else {
        Err(UnfitError::Policy)
    }
}

#[cfg(test)]
mod tests;
