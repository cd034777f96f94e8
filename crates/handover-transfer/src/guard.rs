//! Whether a receipt, verdict or event is one about a package (V-40 to V-42): asked here, and nowhere else.

use handover_dataset::Profile;
use handover_trust::{
    Event, EventWord, OrganisationId, Package, ReasonCode, Receipt, ShortName, Statement,
    StatementId, Token, Verdict, VerdictAnswer,
};

use crate::{UnfitError, ascending::are_all_in};

/// The cases of a package that are known.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cases<'a> {
    /// All, by the index; strictly ascending.
    All(&'a [Token]),
    /// Some, as evidence shows them: of others nothing can be told.
    Some,
}

/// What a statement says of itself, as far as it decides whether it is about a package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    /// None of an event about the mandate's cases in whichever package they travel.
    pub(crate) package: Option<StatementId>,
    pub(crate) mandate: Option<StatementId>,
    /// Who says it; of a receipt, for whom.
    pub(crate) organisation: &'a OrganisationId,
    pub(crate) audience: Option<&'a ShortName>,
    /// Events are the sender's too.
    pub(crate) is_event: bool,
}

impl<'a> Claim<'a> {
    pub(crate) const fn of_receipt(receipt: &'a Receipt) -> Self {
        Self {
            package: Some(receipt.package),
            mandate: receipt.mandate,
            organisation: &receipt.r#for,
            audience: receipt.audience.as_ref(),
            is_event: false,
        }
    }

    pub(crate) const fn of_verdict(verdict: &'a Verdict) -> Self {
        Self {
            package: Some(verdict.package),
            mandate: verdict.mandate,
            organisation: &verdict.by,
            audience: Some(&verdict.audience),
            is_event: false,
        }
    }

    pub(crate) const fn of_event(event: &'a Event) -> Self {
        Self {
            package: event.package,
            mandate: event.mandate,
            organisation: &event.by,
            audience: None,
            is_event: true,
        }
    }

    /// Whether it is about this package and by, or for, somebody who has a part in it; and whether it
    /// names cases of the package alone.
    pub(crate) fn check(
        &self,
        head: &Statement<Package>,
        cases: Cases<'_>,
        tokens: impl IntoIterator<Item = Token>,
    ) -> Result<(), UnfitError> {
        let package = head.payload();
        // V-40
        if self.package.is_some_and(|id| id != *head.id()) || self.mandate != package.mandate {
            return Err(UnfitError::Replay);
        }
        // V-41
        let is_sender = self.is_event && *self.organisation == package.by;
        if !is_sender && !self.is_addressed(package) {
            return Err(UnfitError::NotEntitled);
        }
        // V-42, but for reasons and codes
        match cases {
            Cases::All(all) if !are_all_in(tokens, all) => Err(UnfitError::Policy),
            Cases::All(_) | Cases::Some => Ok(()),
        }
    }

    /// Whether a stanza is for the organisation, with this audience where one is named.
    fn is_addressed(&self, package: &Package) -> bool {
        package.stanzas.iter().any(|stanza| {
            stanza.to == *self.organisation
                && self.audience.is_none_or(|name| stanza.audience == *name)
        })
    }
}

/// Whether the profile has every reason that a verdict gives (V-42).
pub(crate) fn has_reasons_of(verdict: &Verdict, profile: &Profile) -> bool {
    verdict.verdicts.iter().all(|row| match &row.answer {
        VerdictAnswer::Accepted { .. } => true,
        VerdictAnswer::Misdirected { reason }
        | VerdictAnswer::Queried { reason }
        | VerdictAnswer::Redirected { reason, .. }
        | VerdictAnswer::Refused { reason } => is_of(reason, profile),
    })
}

/// Whether an event says why, in a code of the profile, where it must (V-42).
pub(crate) fn has_code_of(event: &Event, profile: &Profile) -> bool {
    event.event != EventWord::Withdrawn
        || event.code.as_ref().is_some_and(|code| is_of(code, profile))
}

fn is_of(reason: &ReasonCode, profile: &Profile) -> bool {
    profile.reasons().any(|known| known == reason.as_str())
}
