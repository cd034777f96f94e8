//! What goes wrong with files.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// Why a file or folder was not read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read.
    #[error("{path:?} cannot be read")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It cannot be written; nothing of it is left behind.
    #[error("{path:?} cannot be written")]
    Write {
        /// The file or folder, by the name that it would have had.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl FileError {
    /// It cannot be read.
    #[must_use]
    pub fn reading(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    /// What the system says.
    #[must_use]
    pub fn into_source(self) -> io::Error {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => source,
        }
    }

    /// It cannot be written.
    #[must_use]
    pub fn writing(path: &Path, source: io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }
}
