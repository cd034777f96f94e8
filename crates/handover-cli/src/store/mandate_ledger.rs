//! What the sender must remember of a mandate: which token stands for which case, and who decides
//! what nobody has decided yet.
//!
//! ```text
//! mandates/<mandate-id>.ledger    encapsulated key (1120 bytes), then what is sealed:
//!                                 token key (32 bytes), then the rest in CBOR
//! ```
//!
//! It leads from tokens, which others hold, to persons. So it is sealed to the organisation's own
//! sealing key, which the passphrase guards, and for this mandate only.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use handover::{CaseReference, OrganisationId, PosixTime, StatementId, Token, TokenKey};
use handover_cbor::{Grammar, Limits, from_slice, to_vec};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Identity, own};
use crate::{
    output::{NewFile, private_folder},
    problem::Problem,
};

/// The folder of mandate ledgers in an identity folder.
const FOLDER: &str = "mandates";

/// The length of a token key, in bytes.
const KEY_LEN: usize = 32;

/// The sender's memory of one mandate.
pub(crate) struct MandateLedger {
    mandate: StatementId,
    key: TokenKey,
    cases: BTreeMap<Token, CaseEntry>,
}

/// What is remembered about one case.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct CaseEntry {
    pub(crate) reference: CaseReference,
    /// Who decides and by when, while nobody has.
    pub(crate) owner: Option<Owner>,
    /// What a practitioner decided.
    pub(crate) decided: Option<PersonDecided>,
}

/// Who decides about an undecided case, and by when.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Owner {
    pub(crate) who: String,
    pub(crate) by: PosixTime,
}

/// A practitioner's decision about a case that the rules left undecided.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonDecided {
    pub(crate) include: bool,
    pub(crate) by: String,
    pub(crate) reason: String,
}

/// What stands behind the token key in the file; tokens follow from references.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    cases: Vec<(CaseReference, Option<Owner>, Option<PersonDecided>)>,
}

impl MandateLedger {
    /// An empty ledger with a fresh token key.
    pub(crate) fn new(mandate: StatementId) -> Self {
        Self {
            mandate,
            key: TokenKey::generate(),
            cases: BTreeMap::new(),
        }
    }

    /// Reads the ledger that `select --mandate` wrote.
    pub(crate) fn read(
        identity: &Identity,
        mandate: StatementId,
        passphrase: &str,
    ) -> Result<Self, Problem> {
        Self::find(identity, mandate, passphrase)?.ok_or_else(|| {
            Problem::usage(
                "this identity has no ledger of that mandate",
                "`handover select --mandate` makes it, in the sender's identity folder.",
            )
        })
    }

    /// Reads the ledger, if there is one yet.
    pub(crate) fn find(
        identity: &Identity,
        mandate: StatementId,
        passphrase: &str,
    ) -> Result<Option<Self>, Problem> {
        let path = path(identity.folder(), mandate);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Problem::reading(&path, &error)),
        };
        let info = info(identity.organisation(), mandate);
        let plain = own::open(identity, passphrase, &info, &bytes, &path)?;
        Self::from_plain(&plain, mandate)
            .map(Some)
            .ok_or_else(|| own::damaged(&path))
    }

    /// Writes the ledger in the place of the one before, whole or not at all.
    pub(crate) fn write(&self, identity: &Identity) -> Result<(), Problem> {
        let folder = identity.folder().join(FOLDER);
        if !folder.is_dir() {
            private_folder(&folder)?;
        }
        let info = info(identity.organisation(), self.mandate);
        let bytes = own::seal(identity, &info, &self.to_plain())?;
        NewFile::rewrite(&path(identity.folder(), self.mandate), &bytes)
    }

    /// The token of a case under this mandate, known here or not.
    pub(crate) fn token(&self, reference: &CaseReference) -> Token {
        self.key.token(reference)
    }

    /// The case that a token stands for, if it was considered here.
    pub(crate) fn reference(&self, token: &Token) -> Option<&CaseReference> {
        self.cases.get(token).map(|entry| &entry.reference)
    }

    /// What is remembered about a case.
    pub(crate) fn entry(&self, token: &Token) -> Option<&CaseEntry> {
        self.cases.get(token)
    }

    /// Remembers a case, in the place of what was remembered of it before.
    pub(crate) fn keep(&mut self, entry: CaseEntry) -> Token {
        let token = self.token(&entry.reference);
        self.cases.insert(token, entry);
        token
    }

    fn to_plain(&self) -> Zeroizing<Vec<u8>> {
        let cases = self
            .cases
            .values()
            .map(|entry| {
                (
                    entry.reference.clone(),
                    entry.owner.clone(),
                    entry.decided.clone(),
                )
            })
            .collect();
        let rest = Zeroizing::new(to_vec(&Sealed { cases }));
        Zeroizing::new([self.key.as_bytes().as_slice(), &rest].concat())
    }

    fn from_plain(plain: &[u8], mandate: StatementId) -> Option<Self> {
        let (key, rest) = plain.split_first_chunk::<KEY_LEN>()?;
        let sealed: Sealed = from_slice(rest, Grammar::Payload, &Limits::LONG_STATEMENT).ok()?;
        let mut ledger = Self {
            mandate,
            key: TokenKey::from_bytes(*key),
            cases: BTreeMap::new(),
        };
        for (reference, owner, decided) in sealed.cases {
            ledger.keep(CaseEntry {
                reference,
                owner,
                decided,
            });
        }
        Some(ledger)
    }
}

/// What the sealed bytes are, whose they are and for which mandate.
fn info(organisation: &OrganisationId, mandate: StatementId) -> Vec<u8> {
    to_vec(&("handover/1 mandate-ledger", organisation, mandate))
}

fn path(folder: &Path, mandate: StatementId) -> PathBuf {
    folder.join(FOLDER).join(format!("{mandate}.ledger"))
}

#[cfg(test)]
mod tests;
