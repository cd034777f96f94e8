//! One folder on one machine: SQLite and a directory.

mod folder;
mod lists;
mod packages;
mod statements;

use std::{fmt, fs::File, ops::Range};

use async_trait::async_trait;
use bytes::Bytes;
use handover_transfer::Cursor;
use handover_trust::{OrganisationId, StatementId};

use super::{
    Announcement, Durable, FeedFilter, Filed, KeptPackage, KeptStatement, Listed, ListedPackage,
    NewStatement, Storage, StorageError, ledger::Ledger, objects::Objects,
};

pub use folder::OpenError;

/// Packages and statements in a folder of this machine: `ledger` (SQLite) and `parts/`.
///
/// Only its owner may look into the folder. Two servers cannot have it at once.
pub struct LocalStorage {
    ledger: Ledger,
    objects: Objects,
    /// Held as long as the storage is open.
    _lock: File,
}

impl fmt::Debug for LocalStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalStorage(..)")
    }
}

#[async_trait]
impl Storage for LocalStorage {
    async fn announce(&self, announcement: Announcement) -> Result<Durable<Filed>, StorageError> {
        let write = move |db: &_| packages::announce(db, &announcement);
        self.ledger.write(write).await
    }

    async fn package(&self, id: StatementId) -> Result<Option<KeptPackage>, StorageError> {
        self.ledger.read(move |db| packages::package(db, id)).await
    }

    async fn signed_index(&self, id: StatementId) -> Result<Option<Bytes>, StorageError> {
        let read = move |db: &_| packages::signed_index_of(db, id);
        self.ledger.read(read).await
    }

    async fn keep_part(
        &self,
        package: StatementId,
        part: u64,
        bytes: Vec<Bytes>,
    ) -> Result<Durable<Filed>, StorageError> {
        if self.ledger.is_failed() {
            return Err(StorageError::Failed);
        }
        let name = Objects::new_name(&package, part)?;
        let put = self.objects.put(&name, bytes).await;
        if put == Err(StorageError::Failed) {
            self.ledger.fail();
        }
        put?;
        let object = name.clone();
        let write = move |db: &_| packages::name_part(db, package, part, &object);
        let row = self.ledger.write(write).await?;
        if row == Durable::stated(Filed::Before) {
            // Somebody else brought it meanwhile. If this does not work, the next start sweeps it.
            let _ = self.objects.remove(&name).await;
        }
        Ok(row)
    }

    async fn held_parts(&self, package: StatementId) -> Result<Vec<u64>, StorageError> {
        let read = move |db: &_| packages::held_parts(db, package);
        self.ledger.read(read).await
    }

    async fn read_part(
        &self,
        package: StatementId,
        part: u64,
        range: Range<u64>,
    ) -> Result<Bytes, StorageError> {
        let read = move |db: &_| packages::object_of(db, package, part);
        let object = self.ledger.read(read).await?;
        let object = object.ok_or(StorageError::Damaged)?;
        self.objects.get(&object, range).await
    }

    async fn commit(
        &self,
        package: StatementId,
        head: NewStatement,
        receipts: Vec<NewStatement>,
    ) -> Result<Durable<Bytes>, StorageError> {
        let write = move |db: &_| packages::commit(db, package, &head, &receipts);
        self.ledger.write(write).await
    }

    async fn replace_receipts(
        &self,
        package: StatementId,
        receipts: Vec<NewStatement>,
    ) -> Result<Durable<Bytes>, StorageError> {
        let write = move |db: &_| packages::file_receipts(db, package, &receipts);
        self.ledger.write(write).await
    }

    async fn receipt(&self, package: StatementId) -> Result<Option<Durable<Bytes>>, StorageError> {
        let read = move |db: &_| packages::receipt_of(db, package);
        // Readers see what was committed, and what was committed is durable.
        Ok(self.ledger.read(read).await?.map(Durable::stated))
    }

    async fn file(&self, statement: NewStatement) -> Result<Durable<Filed>, StorageError> {
        let write = move |db: &_| statements::insert(db, &statement);
        self.ledger.write(write).await
    }

    async fn statement(&self, id: StatementId) -> Result<Option<KeptStatement>, StorageError> {
        let read = move |db: &_| statements::statement(db, id);
        self.ledger.read(read).await
    }

    async fn countersigns(&self, of: StatementId) -> Result<Vec<KeptStatement>, StorageError> {
        let read = move |db: &_| statements::countersigns(db, of);
        self.ledger.read(read).await
    }

    async fn readers(&self, id: StatementId) -> Result<Vec<OrganisationId>, StorageError> {
        let read = move |db: &_| statements::readers(db, id);
        self.ledger.read(read).await
    }

    async fn feed(
        &self,
        reader: OrganisationId,
        filter: FeedFilter,
        after: Cursor,
        limit: u64,
    ) -> Result<Vec<Listed>, StorageError> {
        let read = move |db: &_| lists::feed(db, &reader, filter, after, limit);
        self.ledger.read(read).await
    }

    async fn inbox(
        &self,
        recipient: OrganisationId,
        after: Cursor,
        limit: u64,
    ) -> Result<Vec<ListedPackage>, StorageError> {
        let read = move |db: &_| lists::inbox(db, &recipient, after, limit);
        self.ledger.read(read).await
    }

    async fn is_ready(&self) -> Result<(), StorageError> {
        if self.ledger.is_failed() {
            return Err(StorageError::Failed);
        }
        let read = |db: &rusqlite::Connection| db.query_row("SELECT 1", [], |_| Ok(()));
        self.ledger.read(read).await
    }
}
