//! A directory before it is signed: the first, or the next after another.

use thiserror::Error;

use crate::{
    AcceptedDirectory, Card, Certificate, Digest, Directory, DirectoryCard, DirectoryError,
    OrganisationId, OrganisationRole, PayloadError, PosixTime, Revocation, RevocationSubject,
    Signer, Statement, StatementError, Thumbprint, VerifiedDirectory, unverified_payload,
    verify_card,
};

/// A card to be listed, with what the authority vouches for.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by the authority")]
pub struct NewListing {
    /// The card, verified.
    pub card: Statement<Card>,
    /// What its organisation may do.
    pub roles: Vec<OrganisationRole>,
    /// The countersign of the office of the card before, where one is replaced.
    pub succession: Option<Vec<u8>>,
}

/// A directory before its authority signs it.
#[derive(Clone, Debug)]
pub struct DirectoryDraft {
    directory: Directory,
    before: Option<AcceptedDirectory>,
}

/// Why a directory was not signed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum DirectoryDraftError {
    /// What is to be revoked is on no card.
    #[error("the directory holds nothing of that thumbprint")]
    NothingToRevoke,
    /// It breaks a rule of its kind.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Nobody who accepted the one before would take it (V-13 to V-17).
    #[error(transparent)]
    Refused(#[from] DirectoryError),
}

impl NewListing {
    /// Whether it replaces another card, and the countersign of that card's office is not with it yet.
    #[must_use]
    pub fn needs_succession(&self) -> bool {
        self.card.payload().replaces.is_some() && self.succession.is_none()
    }

    fn listed(&self) -> DirectoryCard {
        DirectoryCard {
            card: self.card.as_bytes().to_vec().into(),
            roles: self.roles.clone(),
            succession: self.succession.clone().map(Into::into),
        }
    }
}

impl VerifiedDirectory {
    /// Takes a directory that the next is to follow: as of now or, once it has expired, as of when it was signed.
    ///
    /// For its authority alone: nobody else goes on from an expired directory.
    ///
    /// # Errors
    ///
    /// [`DirectoryError`], as [`from_bytes`](Self::from_bytes).
    pub fn to_follow(
        bytes: &[u8],
        anchor: &Thumbprint,
        now: PosixTime,
    ) -> Result<Self, DirectoryError> {
        let taken = Self::from_bytes(bytes, anchor, None, now);
        if !matches!(
            &taken,
            Err(DirectoryError::Statement(StatementError::Expired(_)))
        ) {
            return taken;
        }
        match unverified_payload::<Directory>(bytes) {
            Ok(directory) if directory.at < now => {
                Self::from_bytes(bytes, anchor, None, directory.at)
            }
            _ => taken,
        }
    }
}

impl DirectoryDraft {
    /// Version 1 of a directory, of no card yet.
    #[must_use]
    pub const fn first(by: OrganisationId, at: PosixTime, expires: PosixTime) -> Self {
        Self {
            directory: Directory {
                at,
                by,
                version: 1,
                expires,
                next_anchor: None,
                cards: Vec::new(),
                revocations: Vec::new(),
            },
            before: None,
        }
    }

    /// The version after another, with all that is in it.
    #[must_use]
    pub fn after(before: &VerifiedDirectory, at: PosixTime, expires: PosixTime) -> Self {
        let directory = before.statement().payload().clone();
        Self {
            directory: Directory {
                at,
                expires,
                version: directory.version.saturating_add(1),
                ..directory
            },
            before: Some(before.accepted().clone()),
        }
    }

    /// Lists a card. Of one that is listed already, only what the authority vouches for changes.
    #[must_use]
    pub fn list(mut self, listing: &NewListing) -> Self {
        let listed = listing.listed();
        let mut cards = self.directory.cards.iter_mut();
        match cards.find(|old| old.card == listed.card) {
            Some(old) => old.roles = listed.roles,
            None => self.directory.cards.push(listed),
        }
        self
    }

    /// Revokes a certificate or a sealing key of a card that is listed.
    ///
    /// # Errors
    ///
    /// [`DirectoryDraftError::NothingToRevoke`].
    pub fn revoke(mut self, revocation: Revocation) -> Result<Self, DirectoryDraftError> {
        if !self.holds(revocation.what, &revocation.hash) {
            return Err(DirectoryDraftError::NothingToRevoke);
        }
        self.directory.revocations.push(revocation);
        Ok(self)
    }

    /// Signs it with the key of the authority, and takes it as everybody who accepted the one before will have to
    /// (V-13 to V-17).
    ///
    /// # Errors
    ///
    /// [`DirectoryDraftError::Payload`], [`DirectoryDraftError::Refused`].
    pub fn sign(self, signer: &Signer) -> Result<Statement<Directory>, DirectoryDraftError> {
        let now = self.directory.at;
        let anchor = signer.certificate().thumbprint();
        let statement = signer.sign(self.directory)?;
        VerifiedDirectory::from_bytes(statement.as_bytes(), &anchor, self.before.as_ref(), now)?;
        Ok(statement)
    }

    fn holds(&self, what: RevocationSubject, hash: &Digest) -> bool {
        let cards = self.directory.cards.iter();
        // A card that has ended is listed as of its own time.
        let mut cards = cards.filter_map(|listed| {
            let at = unverified_payload::<Card>(&listed.card).ok()?.at;
            verify_card(&listed.card, at).ok()
        });
        cards.any(|card| match what {
            RevocationSubject::Certificate => card.payload().certificates.iter().any(|listed| {
                Certificate::from_der(&listed.certificate)
                    .is_ok_and(|one| one.thumbprint().as_bytes() == hash.as_bytes())
            }),
            RevocationSubject::SealingKey => card
                .payload()
                .sealing
                .as_ref()
                .is_some_and(|sealing| sealing.key.id().as_bytes() == hash.as_bytes()),
        })
    }
}
