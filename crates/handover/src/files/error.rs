use std::path::PathBuf;

use handover_cbor::RefusalClass;
use handover_files::FileError;
use handover_identity::MemoryError;
use handover_package::{EvidenceError, ReceiveError};
use handover_transfer::NotTaken;
use handover_trust::{PayloadError, StatementError};
use thiserror::Error;

/// Why a file is not what was asked for.
///
/// No variant holds anything of the file's content.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InputError {
    /// It begins as a statement, and is cut or has another header.
    #[error("it begins as a statement: {source}")]
    BrokenStatement {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: PayloadError,
    },
    /// It is evidence that does not hold.
    #[error("{source}")]
    Evidence {
        /// The file.
        path: PathBuf,
        /// Why.
        source: EvidenceError,
    },
    /// The head of a package, which the file holds, is no statement of its sender.
    #[error("{source}")]
    Head {
        /// The file.
        path: PathBuf,
        /// Why.
        source: StatementError,
    },
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// What was seen cannot be remembered.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// It is neither a package nor a signed index.
    #[error("neither a package nor a signed index")]
    NotAnIndex {
        /// The file.
        path: PathBuf,
    },
    /// It does not begin as a package.
    #[error("this is not a package of format 1")]
    NotAPackage {
        /// The file.
        path: PathBuf,
    },
    /// It was named as a statement of a transfer, and is something else.
    #[error("no statement of a transfer")]
    NotOfATransfer {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        is: OtherFile,
    },
    /// A person named it, and it does not hold.
    #[error("{source}")]
    NotTaken {
        /// The file.
        path: PathBuf,
        /// Why.
        source: NotTaken,
    },
    /// It is a package that does not hold.
    #[error("{source}")]
    Package {
        /// The file.
        path: PathBuf,
        /// Why.
        source: ReceiveError,
    },
    /// It is a pipe or a terminal, and a package is read from both ends.
    #[error("no file, and a package is read from both ends")]
    Stream {
        /// What was named.
        path: PathBuf,
    },
}

/// A file that is no statement of a transfer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum OtherFile {
    /// The card of an organisation.
    Card,
    /// A directory.
    Directory,
    /// Evidence of one case.
    Evidence,
    /// The head of a package by itself.
    Head,
    /// Nothing that is signed here, or not whole.
    Unknown,
}

impl InputError {
    /// The refusal class; none where nothing was refused.
    #[must_use]
    pub fn class(&self) -> Option<RefusalClass> {
        Some(match self {
            Self::BrokenStatement { source, .. } => source.class(),
            Self::Evidence { source, .. } => source.class(),
            Self::Head { source, .. } => source.class(),
            Self::NotAPackage { .. } => RefusalClass::Truncated,
            Self::NotTaken { source, .. } => source.class(),
            Self::Package { source, .. } => source.class(),
            Self::File(_)
            | Self::Memory(_)
            | Self::NotAnIndex { .. }
            | Self::NotOfATransfer { .. }
            | Self::Stream { .. } => return None,
        })
    }
}
