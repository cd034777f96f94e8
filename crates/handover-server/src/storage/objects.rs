//! Long bytes, in an object store; here a local directory.

use std::{io, ops::Range, path::Path as FilePath, sync::Arc};

use bytes::Bytes;
use futures_util::TryStreamExt;
use handover_trust::StatementId;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};

use super::StorageError;

/// The folder of the parts.
const PARTS: &str = "parts";

/// Objects that are durable once they are put, and never change.
pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
}

impl Objects {
    /// Objects in a directory, which is there already.
    ///
    /// With `fsync`: an object is written beside its place and synchronised, renamed into its place, and
    /// the folder synchronised, before `put` returns.
    pub(super) fn in_directory(folder: &FilePath) -> Result<Self, object_store::Error> {
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
        })
    }

    /// A name for a part that no other upload has or had.
    ///
    /// Two senders may bring the same part at once. Had both one name, the second would put its file, not
    /// synchronised yet, in the place of the first one's, of which it was already said that it is durable.
    pub(super) fn new_name(package: &StatementId, part: u64) -> Result<String, StorageError> {
        let mut nonce = [0; 8];
        aws_lc_rs::rand::fill(&mut nonce).map_err(|_| StorageError::Unavailable)?;
        let nonce = u64::from_be_bytes(nonce);
        let package = package.to_string();
        let shelf = package.get(..2).unwrap_or_default();
        Ok(format!("{PARTS}/{shelf}/{package}-{part}-{nonce:016x}"))
    }

    /// Puts an object; it is durable when this returns.
    pub(super) async fn put(&self, name: &str, bytes: Vec<Bytes>) -> Result<(), StorageError> {
        let payload = PutPayload::from_iter(bytes);
        let put = self.store.put(&Path::from(name), payload).await;
        put.map(|_| ()).map_err(|error| error_of(&error))
    }

    pub(super) async fn get(&self, name: &str, range: Range<u64>) -> Result<Bytes, StorageError> {
        let got = self.store.get_range(&Path::from(name), range).await;
        got.map_err(|error| error_of(&error))
    }

    /// Removes an object that nothing speaks of.
    pub(super) async fn remove(&self, name: &str) -> Result<(), StorageError> {
        let removed = self.store.delete(&Path::from(name)).await;
        removed.map_err(|error| error_of(&error))
    }

    /// The names of all objects that are whole.
    pub(super) async fn names(&self) -> Result<Vec<String>, StorageError> {
        let parts = Path::from(PARTS);
        let all = self.store.list(Some(&parts));
        let names = all.map_ok(|object| object.location.to_string());
        names.try_collect().await.map_err(|error| error_of(&error))
    }
}

/// Removes what `object_store` was writing when the program ended: files whose names it does not list.
pub(super) fn sweep_unfinished(folder: &FilePath) -> io::Result<u64> {
    let mut removed = 0;
    let shelves = match std::fs::read_dir(folder.join(PARTS)) {
        Ok(shelves) => shelves,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    for shelf in shelves {
        for file in std::fs::read_dir(shelf?.path())? {
            let file = file?;
            if file.file_name().to_string_lossy().contains('#') {
                std::fs::remove_file(file.path())?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// What an error means for whoever wanted something kept.
///
/// A failed `fsync` leaves an object without its row, which does not count; the next attempt has another
/// name, and so another file. Nothing is taken for clean that was not.
fn error_of(error: &object_store::Error) -> StorageError {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StorageError::Full,
                _ => StorageError::Unavailable,
            };
        }
        next = cause.source();
    }
    StorageError::Unavailable
}
