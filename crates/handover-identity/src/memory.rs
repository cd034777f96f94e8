//! What an identity remembers in a file of JSON, which several programs may read and write at once.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use handover_files::{FileError, Lock, NewFile};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// What is remembered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum MemoryKind {
    /// The directory accepted last (V-15, V-16).
    Directory,
    /// When each statement was first seen (V-09).
    FirstSeen,
    /// When each package was first opened (V-26).
    OpenedBefore,
    /// The sealed pages that were made.
    Pages,
    /// The keys that were sealed to (V-18).
    UsedKeys,
}

impl MemoryKind {
    /// The name of its file, without `.json`.
    const fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory-seen",
            Self::FirstSeen => "statements-seen",
            Self::OpenedBefore => "packages-opened",
            Self::Pages => "pages",
            Self::UsedKeys => "sealing-keys-used",
        }
    }
}

impl fmt::Display for MemoryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a memory was not read or kept.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// The file is not what was written there.
    #[error("{path:?} is damaged")]
    Damaged {
        /// Which memory.
        memory: MemoryKind,
        /// Its file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// A memory in an identity folder.
#[derive(Clone, Debug)]
pub(crate) struct MemoryFile {
    memory: MemoryKind,
    path: PathBuf,
}

impl MemoryFile {
    pub(crate) fn new(identity: &Path, memory: MemoryKind) -> Self {
        Self {
            memory,
            path: identity.join(format!("{memory}.json")),
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What is remembered; `None` where nothing is yet.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, MemoryError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(FileError::reading(&self.path, error).into()),
        };
        let read = serde_json::from_slice(&bytes);
        read.map(Some).map_err(|_| MemoryError::Damaged {
            memory: self.memory,
            path: self.path.clone(),
        })
    }

    /// Takes the lock: nobody else writes until it is given back. Read again what is there by then.
    pub(crate) fn hold(&self) -> Result<HeldMemory<'_>, MemoryError> {
        let lock = self.path.with_extension("lock");
        Ok(HeldMemory {
            file: self,
            _lock: Lock::hold(&lock)?,
        })
    }
}

/// A memory that nobody else writes.
pub(crate) struct HeldMemory<'a> {
    file: &'a MemoryFile,
    _lock: Lock,
}

impl HeldMemory<'_> {
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<Option<T>, MemoryError> {
        self.file.read()
    }

    pub(crate) fn write(&self, remembered: &impl Serialize) -> Result<(), MemoryError> {
        let text = serde_json::to_vec_pretty(remembered).expect("a memory has a JSON form");
        Ok(NewFile::rewrite(&self.file.path, &text)?)
    }
}
