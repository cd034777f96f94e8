use std::io;

use handover_cbor::{DecodeError, RefusalClass};
use handover_trust::StatementError;
use thiserror::Error;

use crate::HeadError;

/// Why bytes were not received, or carried, as a package.
///
/// In the order of the checks of `schemas/PROTOCOL.md`, the first that fails decides. Holds nothing
/// of the input, so it may be logged.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReceiveError {
    /// Index, root and cases do not belong together, or bytes lie between cases and index.
    #[error("cases, index or root are not those that were signed")]
    Altered,
    /// The index is not strictly ascending, or the head counts other than the index.
    #[error("index is not in order, or not of the head's count")]
    Disordered,
    /// The head contradicts profile, mandate or roster, or lacks a second signature.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// The head is not a statement of its sender.
    #[error(transparent)]
    HeadStatement(#[from] StatementError),
    /// The index is not one well-formed item of the grammar.
    #[error("index cannot be read")]
    Index(#[source] DecodeError),
    /// Index, head or a case is longer than allowed, or there are too many cases.
    #[error("longer or more than allowed")]
    Limit,
    /// No stanza is for the organisation that reads.
    #[error("package is addressed to another organisation")]
    NotForUs,
    /// The bytes could not be read: our own trouble, no fault of the package.
    #[error("package could not be read")]
    Source(io::ErrorKind),
    /// The end is missing, or its offsets lead outside.
    #[error("end of the package is missing")]
    Truncated,
    /// The file does not begin as a package of format 1.
    #[error("not a package of format 1")]
    UnknownFormat,
}

impl ReceiveError {
    /// The refusal class; for [`Source`](Self::Source) `storage`.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::Altered => RefusalClass::Altered,
            Self::Disordered => RefusalClass::Schema,
            Self::Head(error) => error.class(),
            Self::HeadStatement(error) => error.class(),
            Self::Index(error) => error.class(),
            Self::Limit => RefusalClass::Limits,
            Self::NotForUs => RefusalClass::Recipient,
            Self::Source(_) => RefusalClass::Storage,
            Self::Truncated | Self::UnknownFormat => RefusalClass::Truncated,
        }
    }
}

impl From<io::Error> for ReceiveError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            kind => Self::Source(kind),
        }
    }
}
