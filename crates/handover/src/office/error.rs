use std::error::Error;

use handover_caseload::To;
use handover_cbor::RefusalClass;
use handover_files::FileError;
use handover_identity::{IdentityError, KeyError};
use handover_package::{MandateFieldError, OpenError, ReceiveError, SealError};
use handover_transfer::{DraftDifference, Superseded, UnfitError, Unsayable};
use handover_trust::{
    DirectoryError, OrganisationId, PayloadError, SealingKeyError, StatementError, StatementId,
    Token,
};
use thiserror::Error;

/// Why an office did not do what it was asked.
///
/// No variant holds a word of a case.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OfficeError {
    /// No anchor was given and none is remembered: a directory would be believed because it is there.
    #[error("the directory's anchor is not known yet")]
    Anchor,
    /// The cases are not exactly those that the rosters want sealed for a recipient.
    #[error("the cases are not those that are to be sealed for {to}")]
    Differs {
        /// For whom.
        to: OrganisationId,
        /// How.
        difference: DraftDifference,
    },
    /// The directory was not taken.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The identity folder cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A key of the identity cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The office has no key for this: receipts are signed with the key of the machine.
    #[error("the office has no service key")]
    NoServiceKey,
    /// The mandate is not at hand.
    #[error("the mandate {0} is not at hand")]
    MandateNotAtHand(StatementId),
    /// What must be remembered cannot be, or was not kept.
    #[error("the office's memory cannot be read or kept")]
    Memory(#[source] Box<dyn Error + Send + Sync>),
    /// A case has no reference of its own (901).
    #[error("a case has no reference")]
    NoReference,
    /// A case says that it is of another mandate, or of none (V-38): `fill_mandate_field` writes field 904.
    #[error("a case is not of this mandate: {source}")]
    OtherMandate {
        /// The place of the case among those that were given.
        place: usize,
        /// What differs.
        source: MandateFieldError,
    },
    /// The package does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What arrived is no package for us that holds.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// The package cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// There is no key to seal to an organisation (V-18).
    #[error("organisation {organisation} has no key that may be sealed to: {source}")]
    SealingKey {
        /// Which.
        organisation: OrganisationId,
        /// Why.
        source: SealingKeyError,
    },
    /// What would be signed breaks a rule of its kind.
    #[error(transparent)]
    Sign(#[from] PayloadError),
    /// What was signed would be taken by nobody.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A later mandate stands in the place of this one (V-46).
    #[error(transparent)]
    Superseded(#[from] Superseded),
    /// What was said is about something else, or by somebody who may not say it (V-40 to V-42).
    #[error(transparent)]
    Unfit(#[from] UnfitError),
    /// The profile that the package names is not known here (V-20).
    #[error("the profile is not known here")]
    UnknownProfile,
    /// Something cannot be said of a case.
    #[error("case {token}: {source}")]
    Unsayable {
        /// Which case.
        token: Token,
        /// Why.
        source: Unsayable,
    },
    /// The package could not be read to its end: our own disk's fault, and nothing that its sender could mend.
    #[error("the package could not be read to its end")]
    Unread,
    /// A case names readers for whom nobody seals: they would wait for it in vain.
    #[error("a case names readers for whom nobody seals")]
    Unserved {
        /// The place of the case among those that were given.
        place: usize,
        /// The readers, as `ORG:AUDIENCE`.
        readers: Vec<String>,
    },
    /// The directory lists no such recipient, or the profile has no such audience.
    #[error("{0} is no recipient of the profile")]
    UnknownRecipient(To),
}

impl OfficeError {
    pub(super) fn memory(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Memory(Box::new(error))
    }

    /// The refusal class; none where nothing was refused, but a file or key did not do its part.
    #[must_use]
    pub fn class(&self) -> Option<RefusalClass> {
        Some(match self {
            Self::Directory(error) => error.class(),
            Self::Open(error) => error.class(),
            Self::Receive(error) => error.class(),
            Self::Seal(error) => error.class(),
            Self::SealingKey { source, .. } => source.class(),
            Self::Sign(error) => error.class(),
            Self::Statement(error) => error.class(),
            Self::Unfit(error) => error.class(),
            Self::Unsayable { source, .. } => source.class(),
            Self::Superseded(_) => RefusalClass::Rollback,
            Self::Differs { difference, .. } if !difference.already_sealed.is_empty() => {
                RefusalClass::Conflict
            }
            Self::Differs { .. }
            | Self::NoReference
            | Self::OtherMandate { .. }
            | Self::UnknownProfile
            | Self::UnknownRecipient(_)
            | Self::Unserved { .. } => RefusalClass::Policy,
            Self::Anchor
            | Self::File(_)
            | Self::Identity(_)
            | Self::Key(_)
            | Self::MandateNotAtHand(_)
            | Self::Memory(_)
            | Self::NoServiceKey
            | Self::Unread => return None,
        })
    }
}
