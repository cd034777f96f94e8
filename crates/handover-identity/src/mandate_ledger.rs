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

use handover_cbor::{Grammar, Limits, from_slice, to_vec};
use handover_dataset::CaseReference;
use handover_files::{FileError, Lock, NewFile};
use handover_package::TokenKey;
use handover_trust::{OrganisationId, PosixTime, StatementId, Token};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Identity, LedgerError, debug::names_only, own};

/// The folder of mandate ledgers in an identity folder.
const FOLDER: &str = "mandates";

/// The file that is held by whoever writes one.
const LOCK: &str = "mandates.lock";

/// The length of a token key, in bytes.
const KEY_LEN: usize = 32;

/// The sender's memory of one mandate.
pub struct MandateLedger {
    mandate: StatementId,
    key: TokenKey,
    cases: BTreeMap<Token, CaseEntry>,
    /// The file as it was read or written last, still sealed.
    on_disk: Option<Vec<u8>>,
}

/// What is remembered about one case.
#[derive(Clone, Eq, PartialEq)]
pub struct CaseEntry {
    /// Which case.
    pub reference: CaseReference,
    /// Who decides and by when, while nobody has.
    pub owner: Option<Owner>,
    /// What a practitioner decided.
    pub decided: Option<PersonDecided>,
}

/// Who decides about an undecided case, and by when.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Who decides.
    pub who: String,
    /// By when.
    pub by: PosixTime,
}

/// A practitioner's decision about a case that the rules left undecided.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PersonDecided {
    /// Whether the case goes.
    pub include: bool,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
}

names_only!(
    MandateLedger: "MandateLedger",
    CaseEntry: "CaseEntry",
    Owner: "Owner",
    PersonDecided: "PersonDecided",
);

/// What stands behind the token key in the file; tokens follow from references.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    cases: Vec<(CaseReference, Option<Owner>, Option<PersonDecided>)>,
}

impl MandateLedger {
    /// An empty ledger with a fresh token key.
    #[must_use]
    pub fn new(mandate: StatementId) -> Self {
        Self {
            mandate,
            key: TokenKey::generate(),
            cases: BTreeMap::new(),
            on_disk: None,
        }
    }

    /// Reads the ledger of a mandate.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Absent`] if there is none, and the other variants as they say.
    pub fn read(
        identity: &Identity,
        mandate: StatementId,
        passphrase: &str,
    ) -> Result<Self, LedgerError> {
        Self::find(identity, mandate, passphrase)?.ok_or(LedgerError::Absent)
    }

    /// Reads the ledger, if there is one yet.
    ///
    /// # Errors
    ///
    /// [`LedgerError`], as its variants say.
    pub fn find(
        identity: &Identity,
        mandate: StatementId,
        passphrase: &str,
    ) -> Result<Option<Self>, LedgerError> {
        let path = path(identity.folder(), mandate);
        let Some(bytes) = read(&path)? else {
            return Ok(None);
        };
        let info = info(identity.organisation(), mandate);
        let plain = own::open(identity, passphrase, &info, &bytes, &path)?;
        let ledger = Self::from_plain(&plain, mandate).ok_or_else(|| own::damaged(&path))?;
        Ok(Some(Self {
            on_disk: Some(bytes),
            ..ledger
        }))
    }

    /// Writes the ledger in the place of the one before, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Changed`] if another program wrote it since it was read here: that one's token key and
    /// decisions stay. The other variants as they say.
    pub fn write(&mut self, identity: &Identity) -> Result<(), LedgerError> {
        own::make_inner_folder(&identity.folder().join(FOLDER))?;
        let info = info(identity.organisation(), self.mandate);
        let bytes = own::seal(identity, &info, &self.to_plain())?;
        let path = path(identity.folder(), self.mandate);
        let _held = Lock::hold(&identity.folder().join(LOCK))?;
        if read(&path)? != self.on_disk {
            return Err(LedgerError::Changed { path });
        }
        NewFile::rewrite(&path, &bytes)?;
        self.on_disk = Some(bytes);
        Ok(())
    }

    /// The token of a case under this mandate, known here or not.
    #[must_use]
    pub fn token(&self, reference: &CaseReference) -> Token {
        self.key.token(reference)
    }

    /// The case that a token stands for, if it was considered here.
    #[must_use]
    pub fn reference(&self, token: &Token) -> Option<&CaseReference> {
        self.cases.get(token).map(|entry| &entry.reference)
    }

    /// What is remembered about a case.
    #[must_use]
    pub fn entry(&self, token: &Token) -> Option<&CaseEntry> {
        self.cases.get(token)
    }

    /// Remembers a case, in the place of what was remembered of it before; gives its token.
    pub fn keep(&mut self, entry: CaseEntry) -> Token {
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
            on_disk: None,
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

/// The bytes of a ledger; `None` where there is none yet.
fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(FileError::reading(path, error)),
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
