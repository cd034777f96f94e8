use std::path::PathBuf;

use handover_cbor::RefusalClass;
use handover_transfer::{KnownStatements, NotTaken};

/// Verified statements of a transfer, and the files that were not taken.
#[derive(Debug, Default)]
pub struct GatheredStatements {
    known: KnownStatements,
    refused: Vec<RefusedFile>,
}

/// A statement in a folder that was not taken.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RefusedFile {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub class: RefusalClass,
    /// The same in words.
    pub why: String,
}

impl GatheredStatements {
    pub(super) const fn new(known: KnownStatements, refused: Vec<RefusedFile>) -> Self {
        Self { known, refused }
    }

    /// Everything that was taken.
    #[must_use]
    pub const fn known(&self) -> &KnownStatements {
        &self.known
    }

    /// Files in folders that claim to be statements and were not taken.
    #[must_use]
    pub fn refused(&self) -> &[RefusedFile] {
        &self.refused
    }
}

impl RefusedFile {
    pub(super) fn new(path: PathBuf, error: &NotTaken) -> Self {
        Self {
            path,
            class: error.class(),
            why: error.to_string(),
        }
    }
}
