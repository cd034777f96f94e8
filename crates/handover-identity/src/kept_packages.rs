//! What is kept of packages that are being sealed, so that it is there when they are, and not without them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover_files::{FileError, NewFile};
use handover_trust::StatementId;

use crate::{Identity, LedgerError, PackageLedger, own::make_inner_folder, package_ledger};

/// The folder of the indexes of what was sealed under mandates.
const INDEXES: &str = "packages";

/// Where the indexes of what was sealed under mandates are, if there are any.
#[must_use]
pub fn kept_indexes(identity: &Path) -> Option<PathBuf> {
    let folder = identity.join(INDEXES);
    folder.is_dir().then_some(folder)
}

/// Ledgers and indexes that were written for packages which are not there yet; dropped, they go again.
#[derive(Debug, Default)]
#[must_use = "what was written goes again unless it is kept"]
pub struct KeptPackages(Vec<PathBuf>);

impl KeptPackages {
    /// Writes the ledger of one package.
    ///
    /// # Errors
    ///
    /// [`LedgerError`], as its variants say.
    pub fn write_ledger(
        &mut self,
        identity: &Identity,
        package: StatementId,
        ledger: &PackageLedger,
    ) -> Result<(), LedgerError> {
        self.0.push(ledger.write(identity, package)?);
        Ok(())
    }

    /// Writes the signed index of one package, so that no case is sealed a second time unnoticed.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`].
    pub fn write_index(
        &mut self,
        identity: &Identity,
        package: StatementId,
        index: &[u8],
    ) -> Result<(), FileError> {
        make_inner_folder(&identity.folder().join(INDEXES))?;
        let path = index_path(identity, package);
        NewFile::write(&path, index)?;
        self.0.push(path);
        Ok(())
    }

    /// Removes what was kept of a package that is not there after all, as far as it can be removed.
    pub fn forget(identity: &Identity, package: StatementId) {
        let ledger = package_ledger::path(identity.folder(), package);
        // Dropped without being kept, they go.
        drop(Self(vec![ledger, index_path(identity, package)]));
    }

    /// The packages are there: what was written stays.
    pub fn keep(mut self) {
        self.0.clear();
    }
}

fn index_path(identity: &Identity, package: StatementId) -> PathBuf {
    let folder = identity.folder().join(INDEXES);
    folder.join(format!("{package}.index"))
}

impl Drop for KeptPackages {
    fn drop(&mut self) {
        for path in &self.0 {
            // The failure that brought us here is told already.
            let _ = fs::remove_file(path);
        }
    }
}
