use std::error::Error;

use handover_cbor::RefusalClass;
use handover_files::FileError;
use handover_identity::{IdentityError, KeyError};
use handover_package::{
    AudienceError, EvidenceError, MakeEvidenceError, OpenError, OpenEvidenceError, ReceiveError,
};
use handover_transfer::{MayNotAgree, Superseded, UnfitError, Why};
use handover_trust::{
    DirectoryError, Kind, OrganisationId, PayloadError, SealingKeyError, StatementError,
    StatementId, Token,
};
use thiserror::Error;

use super::desk::NotSayable;
use crate::files::InputError;

/// Why an office did not do what it was asked.
///
/// No variant holds a word of a case.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OfficeError {
    /// No anchor was given and none is remembered: a directory would be believed because it is there.
    #[error("the directory's anchor is not known yet")]
    Anchor,
    /// The directory was not taken.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Evidence does not hold.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The package names us for no such audience, or for several and nobody says which.
    #[error(transparent)]
    Audience(#[from] AudienceError),
    /// The identity folder cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A file that was named is not what was asked for.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A key of the identity cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Nobody has given the passphrase of the identity.
    #[error("nobody has given the passphrase")]
    Locked,
    /// The office has no key for this: receipts are signed with the key of the machine.
    #[error("the office has no service key")]
    NoServiceKey,
    /// The mandate is not at hand.
    #[error("the mandate {0} is not at hand")]
    MandateNotAtHand(StatementId),
    /// A countersign would count for nothing, or must not be made.
    #[error(transparent)]
    MayNotAgree(#[from] MayNotAgree),
    /// What must be remembered cannot be, or was not kept.
    #[error("the office's memory cannot be read or kept")]
    Memory(#[source] Box<dyn Error + Send + Sync>),
    /// To statements of this kind nobody agrees; they can be seen.
    #[error("a {0}, to which nobody agrees")]
    NobodyAgrees(Kind),
    /// A statement does not hold.
    #[error(transparent)]
    NotHeld(#[from] StatementError),
    /// The package is for others.
    #[error("the package is not for {0}")]
    NotFor(OrganisationId),
    /// The package names us for no audience: only those whom it names say something of its cases.
    #[error("the package is not for {0}")]
    NotNamed(OrganisationId),
    /// A package of words between two parties has no case to decide about.
    #[error("holds words between two parties, and no case to decide about")]
    OnlyWords,
    /// The package does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Evidence does not open.
    #[error(transparent)]
    OpenEvidence(#[from] OpenEvidenceError),
    /// What arrived is no package for us that holds.
    #[error(transparent)]
    Receive(#[from] ReceiveError),
    /// There is no key to seal to an organisation (V-18).
    #[error("organisation {organisation} has no key that may be sealed to: {source}")]
    SealingKey {
        /// Which.
        organisation: OrganisationId,
        /// Why.
        source: SealingKeyError,
    },
    /// What would be signed breaks a rule of its kind.
    #[error("the {kind} cannot be signed: {source}")]
    Sign {
        /// What would be signed.
        kind: Kind,
        /// Which rule.
        source: PayloadError,
    },
    /// A later mandate stands in the place of this one (V-46).
    #[error(transparent)]
    Superseded(#[from] Superseded),
    /// What was said is about something else, or by somebody who may not say it (V-40 to V-42).
    #[error(transparent)]
    Unfit(#[from] UnfitError),
    /// Evidence cannot be taken from the package.
    #[error(transparent)]
    Take(#[from] MakeEvidenceError),
    /// The profile that the package names is not known here (V-20).
    #[error("the profile is not known here")]
    UnknownProfile,
    /// Something cannot be said of a case.
    #[error("case {token}: {source}")]
    Unsayable {
        /// Which case.
        token: Token,
        /// Why.
        source: Box<NotSayable>,
    },
    /// What was signed does not count beside all else that is at hand: it is not given out.
    #[error("the statement would not count")]
    WouldNotCount {
        /// The cases for which it does not; none if it does not count at all.
        tokens: Vec<Token>,
        /// Why.
        why: Why,
    },
    /// The package could not be read to its end: our own disk's fault, and nothing that its sender could mend.
    #[error("the package could not be read to its end")]
    Unread,
    /// What was signed would be taken by nobody: the card does not list the key, or does not let it say this.
    #[error("the {kind} cannot be signed: {source}")]
    Vain {
        /// What was signed.
        kind: Kind,
        /// Why nobody would take it.
        source: StatementError,
    },
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
            Self::Evidence(error) => error.class(),
            Self::MayNotAgree(error) => error.class(),
            Self::NotHeld(error) => error.class(),
            Self::Open(error) => error.class(),
            Self::OpenEvidence(error) => error.class(),
            Self::Receive(error) => error.class(),
            Self::SealingKey { source, .. } => source.class(),
            Self::Sign { source, .. } => source.class(),
            Self::Vain { source, .. } => source.class(),
            Self::Audience(error) => return error.class(),
            Self::Input(error) => return error.class(),
            Self::NotFor(_) => RefusalClass::Recipient,
            Self::Unfit(error) => error.class(),
            Self::Unsayable { source, .. } => return source.class(),
            Self::WouldNotCount { why, .. } => why.class(),
            Self::NotNamed(_) => RefusalClass::NotEntitled,
            Self::Superseded(_) => RefusalClass::Rollback,
            Self::Take(MakeEvidenceError::Altered) => RefusalClass::Altered,
            Self::Take(MakeEvidenceError::NotOurs) => RefusalClass::NotEntitled,
            Self::OnlyWords | Self::Take(_) | Self::UnknownProfile => RefusalClass::Policy,
            Self::Anchor
            | Self::File(_)
            | Self::Identity(_)
            | Self::Key(_)
            | Self::Locked
            | Self::MandateNotAtHand(_)
            | Self::Memory(_)
            | Self::NoServiceKey
            | Self::NobodyAgrees(_)
            | Self::Unread => return None,
        })
    }
}
