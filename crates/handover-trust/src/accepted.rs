//! What a verifier remembers of the directory it accepted last.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Card, DirectoryError, PosixTime, Revocation, StatementId, Thumbprint,
    revocations::{keys_of, revoked_keys},
};

/// What a verifier remembers of the directory it accepted last, so that it never goes back.
///
/// For the verifier to store, and to give to [`VerifiedDirectory::from_bytes`] with the next one. No
/// part of the format: another program remembers it in its own way.
///
/// [`VerifiedDirectory::from_bytes`]: crate::VerifiedDirectory::from_bytes
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AcceptedDirectory {
    version: u64,
    id: StatementId,
    first_seen: PosixTime,
    anchor: Thumbprint,
    next_anchor: Option<Thumbprint>,
    cards: BTreeSet<StatementId>,
    revocations: Vec<ListedRevocation>,
}

/// A revocation, with the time of the directory that first listed it, if we kept the one before.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct ListedRevocation {
    revocation: Revocation,
    listed: Option<PosixTime>,
}

/// A directory that a verifier is about to accept.
pub(crate) struct Candidate<'a> {
    pub(crate) id: StatementId,
    pub(crate) payload: &'a crate::Directory,
    pub(crate) signer: Thumbprint,
    pub(crate) cards: BTreeSet<StatementId>,
}

impl AcceptedDirectory {
    /// Remembers version and id of a directory only, as for one that was accepted elsewhere.
    #[must_use]
    pub const fn bare(
        version: u64,
        id: StatementId,
        anchor: Thumbprint,
        first_seen: PosixTime,
    ) -> Self {
        Self {
            version,
            id,
            first_seen,
            anchor,
            next_anchor: None,
            cards: BTreeSet::new(),
            revocations: Vec::new(),
        }
    }

    /// The anchor that verified it: the one to give with the next directory.
    #[must_use]
    pub const fn anchor(&self) -> &Thumbprint {
        &self.anchor
    }

    /// The id of the directory.
    #[must_use]
    pub const fn id(&self) -> &StatementId {
        &self.id
    }

    /// The version of the directory.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whether the directory lists this card.
    pub(crate) fn has_card(&self, id: &StatementId) -> bool {
        self.cards.contains(id)
    }

    /// Whether a card is new, and holds a public key that was revoked before: it may not follow.
    pub(crate) fn forbids<'a>(
        &self,
        mut cards: impl Iterator<Item = (StatementId, &'a Card)>,
    ) -> bool {
        let revoked = revoked_keys(self.revocations().map(|(revocation, _)| revocation));
        cards.any(|(id, card)| {
            !self.has_card(&id) && keys_of(card).any(|key| revoked.contains(&key))
        })
    }

    /// Whether a directory may be signed with this certificate: the anchor, or the one that the
    /// directory accepted last, under the same anchor, named as the next.
    pub(crate) fn allows(
        accepted: Option<&Self>,
        anchor: &Thumbprint,
        signer: &Thumbprint,
    ) -> bool {
        signer == anchor
            || accepted.is_some_and(|last| {
                last.anchor == *anchor && last.next_anchor.as_ref() == Some(signer)
            })
    }

    /// When the directory of this id was first seen, if it is the one accepted last.
    pub(crate) fn seen(accepted: Option<&Self>, id: &StatementId) -> Option<PosixTime> {
        accepted
            .filter(|last| last.id == *id)
            .map(|last| last.first_seen)
    }

    /// What to remember after `candidate`, which must come after what was accepted last.
    pub(crate) fn after(
        accepted: Option<&Self>,
        candidate: &Candidate<'_>,
        first_seen: PosixTime,
    ) -> Result<Self, DirectoryError> {
        let directory = candidate.payload;
        if let Some(last) = accepted {
            if directory.version < last.version {
                return Err(DirectoryError::Rollback);
            }
            if directory.version == last.version && candidate.id != last.id {
                return Err(DirectoryError::Conflict);
            }
            if !last.cards.is_subset(&candidate.cards) {
                return Err(DirectoryError::Conflict);
            }
            let kept = |old: &ListedRevocation| directory.revocations.contains(&old.revocation);
            if !last.revocations.iter().all(kept) {
                return Err(DirectoryError::Conflict);
            }
        }
        let known: BTreeMap<Revocation, Option<PosixTime>> = accepted
            .into_iter()
            .flat_map(|last| &last.revocations)
            .map(|old| (old.revocation, old.listed))
            .collect();
        let first_listed = |revocation| match (accepted, known.get(revocation)) {
            (_, Some(listed)) => *listed,
            (Some(last), None) if last.id != candidate.id => Some(directory.at),
            _ => None,
        };
        Ok(Self {
            version: directory.version,
            id: candidate.id,
            first_seen,
            anchor: candidate.signer,
            next_anchor: directory.next_anchor,
            cards: candidate.cards.clone(),
            revocations: directory
                .revocations
                .iter()
                .map(|revocation| ListedRevocation {
                    revocation: *revocation,
                    listed: first_listed(revocation),
                })
                .collect(),
        })
    }

    pub(crate) fn revocations(&self) -> impl Iterator<Item = (Revocation, Option<PosixTime>)> + '_ {
        self.revocations
            .iter()
            .map(|listed| (listed.revocation, listed.listed))
    }
}
