//! The folder in which a person works: the files that the terminal uses, under the names that its guides use.

use std::{
    io,
    path::{Path, PathBuf},
};

use handover_files::{FileError, private_folder};
use thiserror::Error;

/// The folder of a desk.
///
/// ```text
/// identity/     keys and card, and what the organisation remembers
/// directory     who is who
/// transfer/     everything that was said: signed statements and indexes
/// incoming/     packages that came
/// sealed/       packages that were sealed here
/// caseloads/    what was imported
/// drafts/       forms that are half filled in, sealed to ourselves
/// ```
#[derive(Clone, Debug)]
pub struct Room {
    folder: PathBuf,
}

/// Why a folder cannot be worked in.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RoomError {
    /// It, or a folder in it, cannot be made.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Room {
    /// The room in a folder, which is made if it is not there, for its owner alone.
    ///
    /// # Errors
    ///
    /// [`RoomError`].
    pub fn open(folder: &Path) -> Result<Self, RoomError> {
        made(folder)?;
        let room = Self {
            folder: folder.to_owned(),
        };
        for inner in [
            room.transfer(),
            room.incoming(),
            room.sealed(),
            room.caseloads(),
            room.drafts(),
        ] {
            made(&inner)?;
        }
        Ok(room)
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keys and card.
    #[must_use]
    pub fn identity(&self) -> PathBuf {
        self.folder.join("identity")
    }

    /// The directory file.
    #[must_use]
    pub fn directory(&self) -> PathBuf {
        self.folder.join("directory")
    }

    /// What was said.
    #[must_use]
    pub fn transfer(&self) -> PathBuf {
        self.folder.join("transfer")
    }

    /// Packages that came.
    #[must_use]
    pub fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }

    /// Packages that were sealed here.
    #[must_use]
    pub fn sealed(&self) -> PathBuf {
        self.folder.join("sealed")
    }

    /// What was imported.
    #[must_use]
    pub fn caseloads(&self) -> PathBuf {
        self.folder.join("caseloads")
    }

    /// Forms that are half filled in.
    #[must_use]
    pub fn drafts(&self) -> PathBuf {
        self.folder.join("drafts")
    }
}

/// Makes a folder that is not there.
fn made(folder: &Path) -> Result<(), FileError> {
    match private_folder(folder) {
        Err(FileError::Write { source, .. })
            if source.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() =>
        {
            Ok(())
        }
        made => made,
    }
}
