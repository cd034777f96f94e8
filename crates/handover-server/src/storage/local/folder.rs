//! The folder: whose it is, that it is one server's, and what an earlier end left in it.

use std::{
    collections::HashSet,
    fs::{File, TryLockError},
    io,
    path::Path,
};

use handover_files::system;
use thiserror::Error;

use super::{LocalStorage, packages};
use crate::storage::{
    StorageError,
    ledger::Ledger,
    objects::{Objects, make_shelves, sweep_unfinished},
};

/// Why a folder was not opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The database is not one of ours, or of another version, or damaged.
    #[error("the database cannot be opened")]
    Ledger(#[from] rusqlite::Error),
    /// Another server has the folder.
    #[error("another server uses the folder")]
    Locked,
    /// The folder cannot be made, read or written.
    #[error("the folder cannot be used")]
    Folder(#[from] io::Error),
    /// The directory of the parts cannot be used.
    #[error("the parts cannot be read")]
    Parts(#[source] StorageError),
}

impl LocalStorage {
    /// Opens a folder, makes what is not there, and sweeps out what an earlier end left unfinished.
    ///
    /// # Errors
    ///
    /// [`OpenError`], as its variants say.
    pub async fn open(folder: &Path) -> Result<Self, OpenError> {
        make_folder(folder)?;
        let lock = lock(folder)?;
        make_shelves(folder)?;
        sweep_unfinished(folder)?;
        let objects = Objects::in_directory(folder)
            .map_err(|_| OpenError::Parts(StorageError::Unavailable))?;
        let ledger = Ledger::open(&folder.join("ledger"))?;
        // The name of the database and of its log.
        system::sync_folder(folder)?;
        sweep_unnamed(&ledger, &objects)
            .await
            .map_err(OpenError::Parts)?;
        Ok(Self {
            ledger,
            objects,
            _lock: lock,
        })
    }
}

/// Takes the folder for this server alone, as long as the file is open.
fn lock(folder: &Path) -> Result<File, OpenError> {
    let lock = File::create(folder.join("lock"))?;
    lock.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => OpenError::Locked,
        TryLockError::Error(error) => OpenError::Folder(error),
    })?;
    Ok(lock)
}

/// Removes parts that no row speaks of: their upload ended between the two.
async fn sweep_unnamed(ledger: &Ledger, objects: &Objects) -> Result<(), StorageError> {
    let named: HashSet<String> = ledger.read(packages::objects).await?;
    for name in objects.names().await? {
        if !named.contains(&name) {
            objects.remove(&name).await?;
        }
    }
    Ok(())
}

/// Makes the folder, for its owner alone.
fn make_folder(folder: &Path) -> io::Result<()> {
    system::make_private_folders(folder)?;
    if let Some(above) = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty())
    {
        system::sync_folder(above)?;
    }
    Ok(())
}
