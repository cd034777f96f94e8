use handover_cbor::RefusalClass;
use handover_dataset::Profile;
use handover_trust::{Event, Package, Receipt, Statement, Token, Verdict};
use thiserror::Error;

use crate::guard::{self, Cases, Claim};

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
        let unreadable = receipt.unreadable.iter().map(|row| row.0);
        self.check(&Claim::of_receipt(receipt), unreadable)
    }

    /// Whether a verdict is one about cases of this package, for reasons of its profile.
    ///
    /// # Errors
    ///
    /// [`UnfitError`], the first that applies: replay, entitlement, policy.
    pub fn check_verdict(&self, verdict: &Statement<Verdict>) -> Result<(), UnfitError> {
        let verdict = verdict.payload();
        let tokens = verdict.verdicts.iter().map(|row| row.token);
        self.check(&Claim::of_verdict(verdict), tokens)?;
        policy(guard::has_reasons_of(verdict, self.profile))
    }

    /// Whether an event is one of cases of this package, by its sender or a recipient.
    ///
    /// # Errors
    ///
    /// [`UnfitError`], the first that applies: replay, entitlement, policy.
    pub fn check_event(&self, event: &Statement<Event>) -> Result<(), UnfitError> {
        let event = event.payload();
        let tokens = event.rows.iter().map(|row| row.0);
        self.check(&Claim::of_event(event), tokens)?;
        policy(guard::has_code_of(event, self.profile))
    }

    fn check(
        &self,
        claim: &Claim<'_>,
        tokens: impl Iterator<Item = Token>,
    ) -> Result<(), UnfitError> {
        claim.check(self.head, Cases::All(self.tokens), tokens)
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
