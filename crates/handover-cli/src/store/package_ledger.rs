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

use handover::{CaseReference, OrganisationId, StatementId, Token};
use handover_cbor::{Grammar, Limits, from_slice, to_vec};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Identity, own};
use crate::{
    output::{NewFile, private_folder},
    problem::Problem,
};

/// The folder of package ledgers in an identity folder.
const FOLDER: &str = "sealed";

/// The sender's memory of one package.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackageLedger {
    cases: Vec<(Token, CaseReference)>,
}

impl PackageLedger {
    /// Which token stands for which case.
    pub(crate) fn new(cases: impl IntoIterator<Item = (Token, CaseReference)>) -> Self {
        Self {
            cases: cases.into_iter().collect(),
        }
    }

    /// Writes it, where nothing may be yet; says where.
    pub(crate) fn write(
        &self,
        identity: &Identity,
        package: StatementId,
    ) -> Result<PathBuf, Problem> {
        let folder = identity.folder().join(FOLDER);
        if !folder.is_dir() {
            private_folder(&folder)?;
        }
        let path = path(identity.folder(), package);
        let plain = Zeroizing::new(to_vec(self));
        let info = info(identity.organisation(), package);
        NewFile::write(&path, &own::seal(identity, &info, &plain)?)?;
        Ok(path)
    }

    /// Reads what `seal` kept of a package of ours.
    pub(crate) fn read(
        identity: &Identity,
        package: StatementId,
        passphrase: &str,
    ) -> Result<Self, Problem> {
        let path = path(identity.folder(), package);
        let bytes = fs::read(&path).map_err(|error| {
            Problem::reading(&path, &error).advise("Name cases by their tokens instead.")
        })?;
        let info = info(identity.organisation(), package);
        let plain = own::open(identity, passphrase, &info, &bytes, &path)?;
        from_slice(&plain, Grammar::Payload, &Limits::LONG_STATEMENT)
            .map_err(|_| own::damaged(&path))
    }

    /// Which case has which token.
    pub(crate) fn into_references(self) -> BTreeMap<CaseReference, Token> {
        let cases = self.cases.into_iter();
        cases.map(|(token, reference)| (reference, token)).collect()
    }
}

/// What the sealed bytes are, whose they are and of which package.
fn info(organisation: &OrganisationId, package: StatementId) -> Vec<u8> {
    to_vec(&("handover/1 package-ledger", organisation, package))
}

fn path(folder: &Path, package: StatementId) -> PathBuf {
    folder.join(FOLDER).join(format!("{package}.ledger"))
}
