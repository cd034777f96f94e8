//! Files that an import leaves, read again.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a file that an import left cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoredError {
    /// It is not as it was written.
    #[error("a file of the import is damaged")]
    Damaged(PathBuf),
    /// It cannot be read.
    #[error("a file of the import cannot be read")]
    Io(PathBuf, #[source] io::Error),
}
