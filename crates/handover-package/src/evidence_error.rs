use std::io;

use handover_cbor::{DecodeError, RefusalClass};
use handover_trust::StatementError;
use thiserror::Error;

use crate::{CaseRefusal, HeadError, OpenError};

/// Why bytes were not taken as evidence.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The head is not a statement of its sender.
    #[error(transparent)]
    Head(#[from] StatementError),
    /// Evidence, or the case in it, is not one well-formed item of the grammar.
    #[error("evidence cannot be read")]
    Malformed(#[source] DecodeError),
    /// The case is none of the package, or stands elsewhere in it.
    #[error("case is not proved to be of the package")]
    NotIncluded,
}

impl EvidenceError {
    /// The refusal class.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::Head(error) => error.class(),
            Self::Malformed(error) => error.class(),
            Self::NotIncluded => RefusalClass::Altered,
        }
    }
}

/// Why the section keys in evidence were not used.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum OpenEvidenceError {
    /// A section that should open does not.
    #[error(transparent)]
    Case(#[from] CaseRefusal),
    /// The head contradicts the profile in force.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// There are no keys for us, or they do not open.
    #[error(transparent)]
    Keys(#[from] OpenError),
}

impl OpenEvidenceError {
    /// The refusal class.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self {
            Self::Case(refusal) => refusal.class(),
            Self::Head(error) => error.class(),
            Self::Keys(error) => error.class(),
        }
    }
}

/// Why evidence could not be made.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum MakeEvidenceError {
    /// The case in the file is not the one that was checked.
    #[error("case is not the one that was received")]
    Altered,
    /// No section is named, or one that we cannot open ourselves.
    #[error("a section is not ours to show")]
    NotOurs,
    /// The case could not be read.
    #[error("package could not be read")]
    Source(io::ErrorKind),
    /// The package has no such case.
    #[error("package has no such case")]
    UnknownCase,
    /// The sealing key of the reader is none that can be sealed to.
    #[error("sealing key of the reader cannot be used")]
    UnusableKey,
}

impl From<io::Error> for MakeEvidenceError {
    fn from(error: io::Error) -> Self {
        Self::Source(error.kind())
    }
}
