//! The memory of an identity folder.

use std::{collections::BTreeMap, fmt, fs, io, sync::Arc};

use handover_caseload::CaseMemory;
use handover_dataset::CaseReference;
use handover_files::FileError;
use handover_identity::{
    CaseEntry, FirstSeen, Identity, KeptPackages, LedgerError, MandateLedger, MemoryError,
    OpenedBefore, PackageLedger, UsedKeys, accepted_directory, kept_indexes, remember_directory,
};
use handover_package::SignedIndex;
use handover_transfer::Memory;
use handover_trust::{
    AcceptedDirectory, KeyId, OrganisationId, Package, PosixTime, Statement, StatementId, Token,
};
use thiserror::Error;
use zeroize::Zeroizing;

use super::OfficeMemory;

/// Why an identity folder does not remember something.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What leads from tokens to cases is in use while something is to be kept in it.
    #[error("what leads from tokens to cases is in use")]
    InUse,
    /// What leads from tokens to cases cannot be read or kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Nobody has given the passphrase, without which a ledger stays shut.
    #[error("nobody has given the passphrase")]
    Locked,
    /// A memory cannot be read or kept.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// What an identity folder remembers: the same files that the program `handover` reads and writes.
pub struct FolderMemory {
    identity: Identity,
    /// None until it is given.
    passphrase: Option<Zeroizing<String>>,
    first_seen: FirstSeen,
    opened: OpenedBefore,
    used: UsedKeys,
    ledgers: Vec<(StatementId, Arc<MandateLedger>)>,
}

impl FolderMemory {
    /// Reads the memories of a folder.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn recall(identity: &Identity) -> Result<Self, MemoryError> {
        let folder = identity.folder();
        Ok(Self {
            first_seen: FirstSeen::recall(Some(folder))?,
            opened: OpenedBefore::recall(Some(folder))?,
            used: UsedKeys::recall(folder)?,
            identity: identity.clone(),
            passphrase: None,
            ledgers: Vec::new(),
        })
    }

    /// With the passphrase of the identity, which opens its ledgers.
    #[must_use]
    pub fn unlocked(mut self, passphrase: &str) -> Self {
        self.unlock(passphrase);
        self
    }

    /// The identity whose memory it is.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(super) fn unlock(&mut self, passphrase: &str) {
        self.passphrase = Some(Zeroizing::new(passphrase.to_owned()));
    }

    /// Holds the ledger of a mandate.
    fn hold(&mut self, ledger: MandateLedger, mandate: &StatementId) -> Arc<dyn CaseMemory> {
        let ledger = Arc::new(ledger);
        self.ledgers.push((*mandate, Arc::clone(&ledger)));
        ledger
    }
}

impl Memory for FolderMemory {
    fn organisation(&self) -> Option<&OrganisationId> {
        Some(self.identity.organisation())
    }

    fn first_seen(&self, id: &StatementId) -> Option<PosixTime> {
        self.first_seen.of(id)
    }

    fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        self.first_seen.saw(id, first_seen);
    }
}

impl OfficeMemory for FolderMemory {
    type Error = FolderError;

    fn accepted_directory(&self) -> Result<Option<AcceptedDirectory>, FolderError> {
        Ok(accepted_directory(self.identity.folder())?)
    }

    fn accept_directory(&mut self, accepted: &AcceptedDirectory) -> Result<(), FolderError> {
        Ok(remember_directory(self.identity.folder(), accepted)?)
    }

    fn first_opened(&self, package: &StatementId) -> Option<PosixTime> {
        self.opened.of(package)
    }

    fn opened(&mut self, package: &StatementId, at: PosixTime) {
        self.opened.opened(package, at);
    }

    fn keys_used(&self, organisation: &OrganisationId) -> Vec<KeyId> {
        self.used.of(organisation).to_vec()
    }

    fn key_used(&mut self, organisation: &OrganisationId, key: KeyId) {
        self.used.used(organisation, key);
    }

    fn cases(&mut self, mandate: &StatementId) -> Result<Option<Arc<dyn CaseMemory>>, FolderError> {
        let held = self.ledgers.iter().find(|(id, _)| id == mandate);
        if let Some((_, ledger)) = held {
            return Ok(Some(Arc::<MandateLedger>::clone(ledger)));
        }
        let passphrase = self.passphrase.as_ref().ok_or(FolderError::Locked)?;
        let found = MandateLedger::find(&self.identity, *mandate, passphrase)?;
        Ok(found.map(|ledger| self.hold(ledger, mandate)))
    }

    fn begin_cases(&mut self, mandate: &StatementId) -> Result<Arc<dyn CaseMemory>, FolderError> {
        Ok(match self.cases(mandate)? {
            Some(cases) => cases,
            None => self.hold(MandateLedger::new(*mandate), mandate),
        })
    }

    fn remember(&mut self, mandate: &StatementId, cases: &[CaseEntry]) -> Result<(), FolderError> {
        let held = self.ledgers.iter_mut().find(|(id, _)| id == mandate);
        let (_, ledger) = held.ok_or(LedgerError::Absent)?;
        let ledger = Arc::get_mut(ledger).ok_or(FolderError::InUse)?;
        for case in cases {
            ledger.keep(case.clone());
        }
        Ok(ledger.write(&self.identity)?)
    }

    fn sealed(&self) -> Result<Vec<Vec<u8>>, FolderError> {
        let Some(folder) = kept_indexes(self.identity.folder()) else {
            return Ok(Vec::new());
        };
        let told = |error: io::Error| FileError::reading(&folder, error);
        let mut indexes = Vec::new();
        for entry in fs::read_dir(&folder).map_err(told)? {
            indexes.push(fs::read(entry.map_err(told)?.path()).map_err(told)?);
        }
        Ok(indexes)
    }

    fn seal(
        &mut self,
        index: &SignedIndex,
        cases: &[(Token, CaseReference)],
    ) -> Result<(), FolderError> {
        let id = *index.head().id();
        let ledger = PackageLedger::new(cases.iter().cloned());
        let mut kept = KeptPackages::default();
        kept.write_ledger(&self.identity, id, &ledger)?;
        if index.head().payload().mandate.is_some() {
            kept.write_index(&self.identity, id, &index.to_bytes())?;
        }
        kept.keep();
        Ok(())
    }

    fn unseal(&mut self, package: &StatementId) {
        KeptPackages::forget(&self.identity, *package);
    }

    fn references(
        &self,
        package: &Statement<Package>,
        cases: &[Token],
    ) -> Result<BTreeMap<CaseReference, Token>, FolderError> {
        let passphrase = self.passphrase.as_ref().ok_or(FolderError::Locked)?;
        if let Some(mandate) = package.payload().mandate {
            let ledger = MandateLedger::read(&self.identity, mandate, passphrase)?;
            let known = |token: &Token| Some((ledger.reference(token)?.clone(), *token));
            return Ok(cases.iter().filter_map(known).collect());
        }
        let ledger = PackageLedger::read(&self.identity, *package.id(), passphrase)?;
        Ok(ledger.into_references())
    }

    fn keep(&mut self) -> Result<(), FolderError> {
        self.first_seen.keep()?;
        self.opened.keep()?;
        Ok(self.used.keep()?)
    }
}

impl fmt::Debug for FolderMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FolderMemory({})", self.identity.organisation())
    }
}
