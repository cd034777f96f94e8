use handover_caseload::{CaseloadError, PlanError, RecipientError, SealGroupError, UnderError};
use handover_cbor::RefusalClass;
use handover_files::FileError;
use handover_package::SealError;
use handover_transfer::{Superseded, UnfitError};
use thiserror::Error;

use crate::OfficeError;

/// Why nothing was sealed.
///
/// No message holds a word of a case; the references in [`PlanError`] stay on the sender's machine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SealingError {
    /// The cases cannot be read.
    #[error(transparent)]
    Caseload(#[from] CaseloadError),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// No case is left to be sealed for these recipients.
    #[error("no case is left to be sealed for these recipients")]
    NoCase,
    /// No token was ever given to a case under the mandate: there is no roster of ours.
    #[error("no case has a token under the mandate")]
    NoTokens,
    /// The mandate hands over from another organisation.
    #[error("the mandate hands over from another organisation")]
    NotOurMandate,
    /// A key or the memory of the office did not do its part.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// Cases, recipients and rosters do not go together.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The directory lists no such recipient, or the profile has no such audience.
    #[error(transparent)]
    Recipient(#[from] RecipientError),
    /// A package was refused, or not written.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The readers need so many packages, and there is room for one.
    #[error("these cases make {0} packages")]
    SeveralPackages(usize),
    /// A later mandate stands in the place of this one (V-46).
    #[error(transparent)]
    Superseded(#[from] Superseded),
    /// What was said under the mandate does not fit it.
    #[error(transparent)]
    Unfit(#[from] UnfitError),
    /// The roster that includes cases is not at hand.
    #[error("a roster that includes cases is not at hand")]
    UnknownRoster,
}

impl From<SealGroupError> for SealingError {
    fn from(error: SealGroupError) -> Self {
        match error {
            SealGroupError::Caseload(error) => Self::Caseload(error),
            SealGroupError::Seal(error) => Self::Seal(error),
            _ => Self::UnknownRoster,
        }
    }
}

impl From<UnderError> for SealingError {
    fn from(error: UnderError) -> Self {
        Self::Plan(error.into())
    }
}

impl SealingError {
    /// The refusal class; none where nothing was refused, but a file or key did not do its part.
    #[must_use]
    pub fn class(&self) -> Option<RefusalClass> {
        Some(match self {
            Self::Office(error) => return error.class(),
            Self::Plan(error) => match error {
                PlanError::Differ(found) if !found.already_sealed.is_empty() => {
                    RefusalClass::Conflict
                }
                PlanError::Under(UnderError::Accepted) => RefusalClass::Conflict,
                PlanError::Under(UnderError::NotBound(_)) => RefusalClass::Countersignature,
                _ => RefusalClass::Policy,
            },
            Self::Recipient(RecipientError::NotListed(_)) => RefusalClass::NotEntitled,
            Self::NoCase | Self::NotOurMandate | Self::Recipient(_) => RefusalClass::Policy,
            Self::Seal(error) => error.class(),
            Self::Superseded(_) => RefusalClass::Rollback,
            Self::Unfit(error) => error.class(),
            Self::Caseload(_)
            | Self::File(_)
            | Self::NoTokens
            | Self::SeveralPackages(_)
            | Self::UnknownRoster => return None,
        })
    }
}
