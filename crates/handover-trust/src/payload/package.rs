use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{PayloadError, all_different, bound, rule};
use crate::{
    Digest, EncapsulatedKey, FileReference, KeyId, Nonce, OrganisationId, OrganisationRole,
    PosixTime, ShortName, StatementId, entitlement::Claim,
};

/// The head of a package file; rule `package`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Package {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The sender.
    pub by: OrganisationId,
    /// After this moment it is `expired` for opening a first time.
    pub until: PosixTime,
    /// Makes the package its own.
    pub nonce: Nonce,
    /// The mandate, if there is one.
    pub mandate: Option<StatementId>,
    /// The roster, if there is a mandate.
    pub roster: Option<StatementId>,
    /// The minimum dataset.
    pub profile: FileReference,
    /// The sections of every case, in their order.
    pub sections: Vec<ShortName>,
    /// Who may open which sections.
    pub stanzas: Vec<Stanza>,
    /// How many cases there are.
    pub count: u64,
    /// The root of the tree over the index (RFC 9162, section 2.1).
    pub root: Digest,
    /// The package whose place it takes.
    pub supersedes: Option<StatementId>,
}

/// The keys of some sections, sealed to one organisation for one audience; rule `stanza`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Stanza {
    /// The organisation.
    pub to: OrganisationId,
    /// The audience of the profile.
    pub audience: ShortName,
    /// The sections, in the order of the head's.
    pub sections: Vec<ShortName>,
    /// The sealing key it was sealed to.
    pub key: KeyId,
    /// The encapsulated key.
    pub enc: EncapsulatedKey,
    /// The sealed secrets of the sections.
    pub sealed: ByteBuf,
}

impl Package {
    /// The most cases of one package.
    pub const MAX_COUNT: u64 = 1_000_000;
    /// The most stanzas of one package.
    pub const MAX_STANZAS: usize = 64;
}

super::payload!(
    Package,
    |_| Claim::Office(OrganisationRole::Provider),
    |package| {
        bound(package.stanzas.len() <= Package::MAX_STANZAS)?;
        bound(package.count <= Package::MAX_COUNT)?;
        rule(package.count > 0)?;
        rule(package.mandate.is_some() == package.roster.is_some())?;
        rule(!package.sections.is_empty() && all_different(package.sections.iter()))?;
        rule(!package.stanzas.is_empty())?;
        rule(all_different(
            package.stanzas.iter().map(|s| (&s.to, &s.audience)),
        ))?;
        package
            .stanzas
            .iter()
            .try_for_each(|stanza| in_order(&stanza.sections, &package.sections))
    }
);

/// That a stanza's sections are some of the head's, in their order, each once.
fn in_order(some: &[ShortName], all: &[ShortName]) -> Result<(), PayloadError> {
    let mut rest = all.iter();
    rule(!some.is_empty() && some.iter().all(|name| rest.any(|other| other == name)))
}
