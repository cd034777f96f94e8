//! What the sender must remember of a package: which token stands for which of its cases.
//!
//! ```text
//! sealed/<package-id>.ledger    encapsulated key (1120 bytes), then what is sealed, in CBOR
//! ```

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use handover_cbor::{Grammar, Limits, from_slice, to_vec};
use handover_dataset::CaseReference;
use handover_files::NewFile;
use handover_trust::{OrganisationId, StatementId, Token};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Identity, LedgerError, debug::names_only, own};

/// The folder of package ledgers in an identity folder.
const FOLDER: &str = "sealed";

/// The sender's memory of one package.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PackageLedger {
    cases: Vec<(Token, CaseReference)>,
}

names_only!(PackageLedger: "PackageLedger");

impl PackageLedger {
    /// Which token stands for which case.
    #[must_use]
    pub fn new(cases: impl IntoIterator<Item = (Token, CaseReference)>) -> Self {
        Self {
            cases: cases.into_iter().collect(),
        }
    }

    /// Writes it, where nothing may be yet; gives the path of its file.
    ///
    /// # Errors
    ///
    /// [`LedgerError`], as its variants say.
    pub fn write(&self, identity: &Identity, package: StatementId) -> Result<PathBuf, LedgerError> {
        own::make_inner_folder(&identity.folder().join(FOLDER))?;
        let path = path(identity.folder(), package);
        let plain = Zeroizing::new(to_vec(self));
        let info = info(identity.organisation(), package);
        NewFile::write(&path, &own::seal(identity, &info, &plain)?)?;
        Ok(path)
    }

    /// Reads what was kept when a package of ours was sealed.
    ///
    /// # Errors
    ///
    /// [`LedgerError`], as its variants say.
    pub fn read(
        identity: &Identity,
        package: StatementId,
        passphrase: &str,
    ) -> Result<Self, LedgerError> {
        let path = path(identity.folder(), package);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(LedgerError::AbsentPackage { path, source }),
        };
        let info = info(identity.organisation(), package);
        let plain = own::open(identity, passphrase, &info, &bytes, &path)?;
        from_slice(&plain, Grammar::Payload, &Limits::LONG_STATEMENT)
            .map_err(|_| own::damaged(&path))
    }

    /// Which case has which token.
    #[must_use]
    pub fn into_references(self) -> BTreeMap<CaseReference, Token> {
        let cases = self.cases.into_iter();
        cases.map(|(token, reference)| (reference, token)).collect()
    }
}

/// What the sealed bytes are, whose they are and of which package.
fn info(organisation: &OrganisationId, package: StatementId) -> Vec<u8> {
    to_vec(&("handover/1 package-ledger", organisation, package))
}

/// The file of the ledger of a package.
pub(crate) fn path(folder: &Path, package: StatementId) -> PathBuf {
    folder.join(FOLDER).join(format!("{package}.ledger"))
}
