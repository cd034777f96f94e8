//! Why a ledger was not read or written.

use std::{io, path::PathBuf};

use handover_files::FileError;
use handover_trust::{SealingKeyUnusable, UnsealError};
use thiserror::Error;

use crate::{CardError, KeyError};

/// Why a ledger of a mandate or of a package was not read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The identity has no ledger of that mandate.
    #[error("identity has no ledger of that mandate")]
    Absent,
    /// The identity has no ledger of that package, or it cannot be read.
    #[error("{path:?} cannot be read")]
    AbsentPackage {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The card, which has the key to seal to, was not read.
    #[error(transparent)]
    Card(#[from] CardError),
    /// Another program wrote the ledger since it was read here.
    #[error("{path:?} was changed meanwhile")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The file is not what was written there.
    #[error("{path:?} is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Our own keys were not opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The card has no sealing key.
    #[error("card of the identity has no sealing key")]
    NoSealingKey,
    /// Our own sealing key cannot be sealed to.
    #[error("ledger cannot be sealed")]
    Seal(#[source] SealingKeyUnusable),
    /// None of our keys opens it: it is another organisation's, or another mandate's or package's.
    #[error("ledger {path:?} was not opened")]
    Unsealed {
        /// The file.
        path: PathBuf,
        /// Why.
        source: UnsealError,
    },
}
