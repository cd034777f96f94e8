//! Long bytes, in an object store; here a local directory.

use std::{io, ops::Range, path::Path as FilePath, sync::Arc};

use bytes::Bytes;
use futures_util::TryStreamExt;
use handover_files::system;
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
        put.map(|_| ()).map_err(|error| match io_error(&error) {
            Some(io) if is_disk_failure(io) => StorageError::Failed,
            _ => error_of(&error),
        })
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

/// Makes every shelf that is not there, for good.
///
/// Were a shelf made for the first object on it, and the program ended before the shelf's own entry was synchronised,
/// then nothing would make up for that later: the shelf is there, objects are put on it and receipted, and a power cut
/// takes all of them.
pub(super) fn make_shelves(folder: &FilePath) -> io::Result<()> {
    let parts = folder.join(PARTS);
    for number in 0..=u8::MAX {
        std::fs::create_dir_all(parts.join(format!("{number:02x}")))?;
    }
    system::sync_folder(&parts)
}

/// What an error means for whoever wanted something kept.
fn error_of(error: &object_store::Error) -> StorageError {
    match io_error(error).map(io::Error::kind) {
        Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => StorageError::Full,
        _ => StorageError::Unavailable,
    }
}

/// Whether the disk itself failed: of what was written or synchronised then, nobody knows what is there, and a
/// further synchronisation of the same folder would say that all is well.
fn is_disk_failure(error: &io::Error) -> bool {
    /// The number is the same on every Unix.
    const EIO: i32 = 5;
    error.raw_os_error() == Some(EIO)
}

/// What the system said.
fn io_error(error: &object_store::Error) -> Option<&io::Error> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(io) = cause.downcast_ref() {
            return Some(io);
        }
        next = cause.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// F-2: a shelf whose entry was not synchronised is never used.
    #[test]
    fn every_shelf_is_there_before_anything_is_put() {
        let folder = tempfile::tempdir().unwrap();
        make_shelves(folder.path()).unwrap();
        make_shelves(folder.path()).unwrap();
        let shelves = std::fs::read_dir(folder.path().join(PARTS)).unwrap();
        assert_eq!(shelves.count(), 256);
    }

    #[test]
    fn a_disk_that_fails_is_told_from_one_that_is_full() {
        let told = |number| {
            let error = object_store::Error::Generic {
                store: "test",
                source: Box::new(io::Error::from_raw_os_error(number)),
            };
            (error_of(&error), is_disk_failure(io_error(&error).unwrap()))
        };
        assert_eq!(told(5), (StorageError::Unavailable, true));
        assert_eq!(told(28), (StorageError::Full, false));
        assert_eq!(told(24), (StorageError::Unavailable, false));
    }
}
