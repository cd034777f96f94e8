//! Why a draft, or where drafts should be, cannot be read.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why drafts cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DraftError {
    /// A draft is not what it was a moment ago.
    #[error("a draft was changed while it was being read")]
    Changed(PathBuf),
    /// The file that should hold a case is empty.
    #[error("the file is empty")]
    Empty(PathBuf),
    /// A file or folder cannot be read.
    #[error("a draft cannot be read")]
    Io(PathBuf, #[source] io::Error),
    /// There is no case in the folder.
    #[error("the folder holds no case")]
    NoCase(PathBuf),
    /// A file is not JSON.
    #[error("a draft is not JSON, at line {line}, column {column}")]
    NotJson {
        /// Which file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The folder holds cases as lines and as files: which of them hold, nobody knows.
    #[error("the folder holds cases twice: as lines of one file, and one file each")]
    TwoForms(PathBuf),
}
