use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::rule;
use crate::{
    Digest, OrganisationId, OrganisationRole, PosixTime, RevocationReason, RevocationSubject,
    Thumbprint, entitlement::Claim,
};

/// The authority says which cards it vouches for; rule `directory`.
///
/// To look something up, verify it: [`VerifiedDirectory`](crate::VerifiedDirectory).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Directory {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The authority.
    pub by: OrganisationId,
    /// Counts up; a verifier never goes back.
    pub version: u64,
    /// After this moment it is `expired`.
    pub expires: PosixTime,
    /// The certificate that will sign later directories, named before it is used.
    pub next_anchor: Option<Thumbprint>,
    /// The cards, the authority's own among them.
    pub cards: Vec<DirectoryCard>,
    /// What was revoked.
    pub revocations: Vec<Revocation>,
}

/// A card that the authority vouches for; rule `directory-card`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct DirectoryCard {
    /// The card, as its organisation signed it.
    pub card: ByteBuf,
    /// What the organisation may do.
    pub roles: Vec<OrganisationRole>,
    /// The countersign of the office of the card before.
    pub succession: Option<ByteBuf>,
}

/// A certificate or key that may no longer be used; rule `revocation`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Revocation {
    /// Whether a certificate or a sealing key.
    pub what: RevocationSubject,
    /// Its thumbprint or key id.
    pub hash: Digest,
    /// From when.
    pub from: PosixTime,
    /// Why.
    pub reason: RevocationReason,
}

super::payload!(Directory, |_| Claim::Authority, |directory| rule(
    !directory.cards.is_empty()
));
