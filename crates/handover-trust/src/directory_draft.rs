//! A directory before it is signed: the first, or the next after another.

use std::collections::{BTreeSet, HashMap};

use thiserror::Error;

use crate::{
    AcceptedDirectory, Card, Certificate, Countersign, Digest, Directory, DirectoryCard,
    DirectoryError, OrganisationId, OrganisationRole, PayloadError, PosixTime, Revocation,
    RevocationReason, RevocationSubject, Signer, Statement, StatementError, StatementId,
    Thumbprint, VerifiedDirectory,
    certificate::thumbprint,
    judgement::Unverified,
    revocations::{Revocations, keys_of, revoked_keys},
    unverified_payload,
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
    /// A card that would be new holds a public key that was revoked.
    #[error("the card holds a key that was revoked")]
    RevokedKey,
    /// The card replaces none that is listed and has no successor yet.
    #[error("the card replaces none that the directory holds")]
    Unreplaced,
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
        self.drop_broken_successions();
        Ok(self)
    }

    /// Lists a card in the place of one whose keys may be in other hands, or lost: without the agreement of the card
    /// before, whose roles it gets.
    ///
    /// The public keys of each card that was in force at `since`, the day of the doubt, or afterwards are revoked from then
    /// on: what others saw before still counts.
    ///
    /// # Errors
    ///
    /// [`DirectoryDraftError::Unreplaced`].
    pub fn replace(
        mut self,
        card: &Statement<Card>,
        since: PosixTime,
    ) -> Result<Self, DirectoryDraftError> {
        let cards = self.cards();
        let replaced = |of: &Card| {
            of.replaces
                .and_then(|id| cards.iter().find(|it| it.id == id))
        };
        let first = replaced(card.payload())
            .filter(|before| before.card.by == card.payload().by)
            .ok_or(DirectoryDraftError::Unreplaced)?;
        let mut revoked = BTreeSet::new();
        let (mut before, mut end) = (Some(first), card.payload().from);
        while let Some(of) = before {
            if of.card.until.min(end) > since {
                revoked.extend(keys_of(&of.card));
            }
            end = of.card.from;
            before = replaced(&of.card);
        }
        let listing = NewListing {
            card: card.clone(),
            roles: first.roles.clone(),
            succession: None,
        };
        let known = revoked_keys(self.directory.revocations.iter().copied());
        let revoked = revoked.into_iter().filter(|key| !known.contains(key));
        let revocations = revoked.map(|(what, hash)| Revocation {
            what,
            hash,
            from: since,
            reason: RevocationReason::KeyCompromise,
        });
        self.directory.revocations.extend(revocations);
        self.drop_broken_successions();
        Ok(self.list(&listing))
    }

    /// A countersign by a key that was revoked when it was made agrees to nothing: a card is then listed without it.
    fn drop_broken_successions(&mut self) {
        let cards = self.cards();
        let certificates = cards.iter().flat_map(|listed| &listed.card.certificates);
        let certificates: HashMap<Thumbprint, Certificate> = certificates
            .filter_map(|listed| Certificate::from_der(&listed.certificate).ok())
            .map(|certificate| (certificate.thumbprint(), certificate))
            .collect();
        let revocations = self.directory.revocations.iter();
        let revocations = Revocations::new(revocations.map(|revocation| (*revocation, None)));
        for listed in &mut self.directory.cards {
            let agreed = listed.succession.as_deref();
            let agreed = agreed.and_then(|bytes| Unverified::<Countersign>::read(bytes).ok());
            let is_broken = agreed.is_some_and(|agreed| {
                let certificate = certificates.get(&agreed.envelope.signer);
                certificate.is_some_and(|it| revocations.has_certificate(it, agreed.payload.at))
            });
            if is_broken {
                listed.succession = None;
            }
        }
    }

    /// The cards as they are listed.
    fn cards(&self) -> Vec<DraftedCard> {
        let cards = self.directory.cards.iter();
        cards
            .filter_map(|listed| {
                let read = Unverified::<Card>::read(&listed.card).ok()?;
                Some(DraftedCard {
                    id: read.envelope.id(),
                    roles: listed.roles.clone(),
                    card: read.payload,
                })
            })
            .collect()
    }

    /// Signs it with the key of the authority, and takes it as everybody who accepted the one before will have to
    /// (V-13 to V-17).
    ///
    /// # Errors
    ///
    /// [`DirectoryDraftError::Payload`], [`DirectoryDraftError::Refused`].
    pub fn sign(self, signer: &Signer) -> Result<Statement<Directory>, DirectoryDraftError> {
        let now = self.directory.at;
        let before = self.before.as_ref();
        let is_new = |of: &DraftedCard| before.is_some_and(|before| !before.has_card(&of.id));
        let revoked = revoked_keys(self.directory.revocations.iter().copied());
        let holds_revoked = |of: &DraftedCard| keys_of(&of.card).any(|key| revoked.contains(&key));
        if self
            .cards()
            .iter()
            .any(|of| is_new(of) && holds_revoked(of))
        {
            return Err(DirectoryDraftError::RevokedKey);
        }
        let anchor = signer.certificate().thumbprint();
        let statement = signer.sign(self.directory)?;
        VerifiedDirectory::from_bytes(statement.as_bytes(), &anchor, self.before.as_ref(), now)?;
        Ok(statement)
    }

    fn holds(&self, what: RevocationSubject, hash: &Digest) -> bool {
        let cards = self.cards();
        let of_card = |of: &DraftedCard| match what {
            RevocationSubject::Certificate => {
                let mut certificates = of.card.certificates.iter();
                certificates
                    .any(|listed| thumbprint(&listed.certificate).as_bytes() == hash.as_bytes())
            }
            RevocationSubject::PublicKey | RevocationSubject::SealingKey => {
                keys_of(&of.card).any(|key| key == (what, *hash))
            }
        };
        cards.iter().any(of_card)
    }
}

/// A card of a draft, read: its authority verified it before.
struct DraftedCard {
    id: StatementId,
    card: Card,
    roles: Vec<OrganisationRole>,
}
