//! One folder on one machine: SQLite and a directory.

use std::{
    collections::HashSet,
    fs::{self, File, TryLockError},
    io,
    ops::Range,
    path::Path,
};

use async_trait::async_trait;
use bytes::Bytes;
use handover_transfer::{Cursor, InboxEntry, StatementEntry};
use handover_trust::{OrganisationId, StatementId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use thiserror::Error;

use super::{
    Announcement, Durable, FeedFilter, Filed, KeptPackage, KeptStatement, Listed, ListedPackage,
    NewStatement, Storage, StorageError,
    ledger::Ledger,
    objects::{Objects, make_shelves, sweep_unfinished},
    rows::{Column, get, get_opt},
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

/// Packages and statements in a folder of this machine: `ledger` (SQLite) and `parts/`.
///
/// Only its owner may look into the folder. Two servers cannot have it at once.
pub struct LocalStorage {
    ledger: Ledger,
    objects: Objects,
    /// Held as long as the storage is open.
    _lock: File,
}

impl LocalStorage {
    /// Opens a folder, makes what is not there, and sweeps out what an earlier end left unfinished.
    ///
    /// # Errors
    ///
    /// [`OpenError`], as its variants say.
    pub async fn open(folder: &Path) -> Result<Self, OpenError> {
        make_folder(folder)?;
        let lock = File::create(folder.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::Locked,
            TryLockError::Error(error) => OpenError::Folder(error),
        })?;
        make_shelves(folder)?;
        sweep_unfinished(folder)?;
        let objects = Objects::in_directory(folder)
            .map_err(|_| OpenError::Parts(StorageError::Unavailable))?;
        let ledger = Ledger::open(&folder.join("ledger"))?;
        // The name of the database and of its log.
        File::open(folder)?.sync_all()?;
        let storage = Self {
            ledger,
            objects,
            _lock: lock,
        };
        storage.sweep_unnamed().await.map_err(OpenError::Parts)?;
        Ok(storage)
    }

    /// Removes parts that no row speaks of: their upload ended between the two.
    async fn sweep_unnamed(&self) -> Result<(), StorageError> {
        let named: HashSet<String> = self
            .ledger
            .read(|db| {
                let mut all = db.prepare("SELECT object FROM part")?;
                let names = all.query_map([], |row| row.get(0))?;
                names.collect()
            })
            .await?;
        for name in self.objects.names().await? {
            if !named.contains(&name) {
                self.objects.remove(&name).await?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for LocalStorage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LocalStorage(..)")
    }
}

/// Makes the folder, for its owner alone.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    if let Some(above) = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty())
    {
        File::open(above)?.sync_all()?;
    }
    Ok(())
}

#[async_trait]
impl Storage for LocalStorage {
    async fn announce(&self, announcement: Announcement) -> Result<Durable<Filed>, StorageError> {
        let Announcement {
            package,
            signed_index,
        } = announcement;
        let write = self.ledger.write(move |db| {
            let sql = "SELECT signed_index FROM package WHERE id = ?1";
            let before: Option<Vec<u8>> = db
                .query_row(sql, [Column(package.id)], |row| row.get(0))
                .optional()?;
            if let Some(before) = before {
                return Ok(filed_before(before == signed_index));
            }
            db.execute(
                "INSERT INTO package VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, ?8)",
                params![
                    Column(package.id),
                    Column(&package.by),
                    package.mandate.map(Column),
                    Column(package.first_seen),
                    Column(package.parts),
                    Column(package.cases),
                    Column(package.length),
                    &*signed_index,
                ],
            )?;
            Ok(Filed::Now)
        });
        write.await
    }

    async fn package(&self, id: StatementId) -> Result<Option<KeptPackage>, StorageError> {
        let read = self.ledger.read(move |db| {
            let sql = "SELECT *, receipt IS NOT NULL AS is_committed FROM package WHERE id = ?1";
            db.query_row(sql, [Column(id)], package_of).optional()
        });
        read.await
    }

    async fn signed_index(&self, id: StatementId) -> Result<Option<Bytes>, StorageError> {
        let read = self.ledger.read(move |db| {
            let sql = "SELECT signed_index FROM package WHERE id = ?1";
            db.query_row(sql, [Column(id)], bytes_of).optional()
        });
        read.await
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
        let row_name = name.clone();
        let row = self.ledger.write(move |db| {
            let inserted = db.execute(
                "INSERT INTO part VALUES (?1, ?2, ?3) ON CONFLICT (package, number) DO NOTHING",
                params![Column(package), Column(part), row_name],
            )?;
            Ok(if inserted == 1 {
                Filed::Now
            } else {
                Filed::Before
            })
        });
        let row = row.await?;
        if row == Durable::stated(Filed::Before) {
            // Somebody else brought it meanwhile. If this does not work, the next start sweeps it.
            let _ = self.objects.remove(&name).await;
        }
        Ok(row)
    }

    async fn held_parts(&self, package: StatementId) -> Result<Vec<u64>, StorageError> {
        let read = self.ledger.read(move |db| {
            let mut held =
                db.prepare("SELECT number FROM part WHERE package = ?1 ORDER BY number")?;
            let numbers = held.query_map([Column(package)], |row| get(row, "number"))?;
            numbers.collect()
        });
        read.await
    }

    async fn read_part(
        &self,
        package: StatementId,
        part: u64,
        range: Range<u64>,
    ) -> Result<Bytes, StorageError> {
        let read = self.ledger.read(move |db| {
            let sql = "SELECT object FROM part WHERE package = ?1 AND number = ?2";
            let object = db.query_row(sql, params![Column(package), Column(part)], |row| {
                row.get(0)
            });
            object.optional()
        });
        let object: Option<String> = read.await?;
        let object = object.ok_or(StorageError::Damaged)?;
        self.objects.get(&object, range).await
    }

    async fn commit(
        &self,
        package: StatementId,
        head: NewStatement,
        receipts: Vec<NewStatement>,
    ) -> Result<Durable<Bytes>, StorageError> {
        let write = self.ledger.write(move |db| {
            if let Some(before) = receipt_of(db, package)? {
                return Ok(before);
            }
            insert(db, &head)?;
            for receipt in &receipts {
                insert(db, receipt)?;
            }
            let first = receipts.first().ok_or(rusqlite::Error::InvalidQuery)?;
            db.execute(
                "UPDATE package SET receipt = ?2 WHERE id = ?1",
                params![Column(package), Column(first.id)],
            )?;
            Ok(first.bytes.clone())
        });
        write.await
    }

    async fn receipt(&self, package: StatementId) -> Result<Option<Durable<Bytes>>, StorageError> {
        let read = self.ledger.read(move |db| receipt_of(db, package));
        // Readers see what was committed, and what was committed is durable.
        Ok(read.await?.map(Durable::stated))
    }

    async fn file(&self, statement: NewStatement) -> Result<Durable<Filed>, StorageError> {
        self.ledger.write(move |db| insert(db, &statement)).await
    }

    async fn statement(&self, id: StatementId) -> Result<Option<KeptStatement>, StorageError> {
        let read = self.ledger.read(move |db| {
            let sql = "SELECT * FROM statement WHERE id = ?1";
            db.query_row(sql, [Column(id)], statement_of).optional()
        });
        read.await
    }

    async fn countersigns(&self, of: StatementId) -> Result<Vec<KeptStatement>, StorageError> {
        let read = self.ledger.read(move |db| {
            let mut all = db.prepare("SELECT * FROM statement WHERE about = ?1 ORDER BY rowid")?;
            let all = all.query_map([Column(of)], statement_of)?;
            all.collect()
        });
        read.await
    }

    async fn readers(&self, id: StatementId) -> Result<Vec<OrganisationId>, StorageError> {
        let read = self.ledger.read(move |db| {
            let mut all = db.prepare("SELECT reader FROM feed WHERE statement = ?1")?;
            let all = all.query_map([Column(id)], |row| get(row, "reader"))?;
            all.collect()
        });
        read.await
    }

    async fn feed(
        &self,
        reader: OrganisationId,
        filter: FeedFilter,
        after: Cursor,
        limit: u64,
    ) -> Result<Vec<Listed>, StorageError> {
        let read = self.ledger.read(move |db| {
            let mut all = db.prepare(
                "SELECT number, id, kind, package, mandate, length(bytes) AS length
                 FROM feed JOIN statement ON statement.id = feed.statement
                 WHERE reader = ?1 AND number > ?2
                   AND (?3 IS NULL OR package = ?3) AND (?4 IS NULL OR mandate = ?4)
                 ORDER BY number LIMIT ?5",
            )?;
            let all = all.query_map(
                params![
                    Column(&reader),
                    Column(after.number()),
                    filter.package.map(Column),
                    filter.mandate.map(Column),
                    Column(limit),
                ],
                listed_of,
            )?;
            all.collect()
        });
        read.await
    }

    async fn inbox(
        &self,
        recipient: OrganisationId,
        after: Cursor,
        limit: u64,
    ) -> Result<Vec<ListedPackage>, StorageError> {
        let read = self.ledger.read(move |db| {
            let mut all = db.prepare(
                "SELECT number, package.id AS id, sender, package.mandate AS mandate, cases, length
                 FROM feed JOIN package ON package.id = feed.statement
                 WHERE reader = ?1 AND number > ?2 AND is_inbox = 1
                 ORDER BY number LIMIT ?3",
            )?;
            let all = all.query_map(
                params![Column(&recipient), Column(after.number()), Column(limit)],
                listed_package_of,
            )?;
            all.collect()
        });
        read.await
    }

    async fn is_ready(&self) -> Result<(), StorageError> {
        if self.ledger.is_failed() {
            return Err(StorageError::Failed);
        }
        self.ledger
            .read(|db| db.query_row("SELECT 1", [], |_| Ok(())))
            .await
    }
}

/// Files a statement with who may read it.
fn insert(db: &Connection, new: &NewStatement) -> rusqlite::Result<Filed> {
    let sql = "SELECT bytes FROM statement WHERE id = ?1";
    let before: Option<Vec<u8>> = db
        .query_row(sql, [Column(new.id)], |row| row.get(0))
        .optional()?;
    if let Some(before) = before {
        return Ok(filed_before(before == new.bytes));
    }
    db.execute(
        "INSERT INTO statement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            Column(new.id),
            Column(new.kind),
            new.package.map(Column),
            new.mandate.map(Column),
            new.about.map(Column),
            Column(new.first_seen),
            &*new.bytes,
        ],
    )?;
    let tell = "INSERT INTO feed (reader, statement, is_inbox) VALUES (?1, ?2, ?3)
                ON CONFLICT (reader, statement) DO UPDATE SET is_inbox = max(is_inbox, excluded.is_inbox)";
    for (readers, is_inbox) in [(&new.inbox, true), (&new.readers, false)] {
        for reader in readers {
            db.execute(tell, params![Column(reader), Column(new.id), is_inbox])?;
        }
    }
    if let (Some(reader), Some(mandate)) = (&new.opens_to, new.mandate) {
        db.execute(
            "INSERT INTO feed (reader, statement, is_inbox)
             SELECT ?1, id, 0 FROM statement WHERE mandate = ?2 ORDER BY rowid
             ON CONFLICT (reader, statement) DO NOTHING",
            params![Column(reader), Column(mandate)],
        )?;
    }
    Ok(Filed::Now)
}

const fn filed_before(is_same: bool) -> Filed {
    if is_same {
        Filed::Before
    } else {
        Filed::Differently
    }
}

fn receipt_of(db: &Connection, package: StatementId) -> rusqlite::Result<Option<Bytes>> {
    let sql = "SELECT bytes FROM package JOIN statement ON statement.id = package.receipt
               WHERE package.id = ?1";
    db.query_row(sql, [Column(package)], bytes_of).optional()
}

fn bytes_of(row: &Row<'_>) -> rusqlite::Result<Bytes> {
    row.get::<_, Vec<u8>>(0).map(Bytes::from)
}

fn package_of(row: &Row<'_>) -> rusqlite::Result<KeptPackage> {
    Ok(KeptPackage {
        id: get(row, "id")?,
        by: get(row, "sender")?,
        mandate: get_opt(row, "mandate")?,
        first_seen: get(row, "first_seen")?,
        parts: get(row, "parts")?,
        cases: get(row, "cases")?,
        length: get(row, "length")?,
        is_committed: row.get("is_committed")?,
    })
}

fn statement_of(row: &Row<'_>) -> rusqlite::Result<KeptStatement> {
    Ok(KeptStatement {
        kind: get(row, "kind")?,
        mandate: get_opt(row, "mandate")?,
        package: get_opt(row, "package")?,
        first_seen: get(row, "first_seen")?,
        bytes: row.get::<_, Vec<u8>>("bytes")?.into(),
    })
}

fn listed_of(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        cursor: Cursor::new(get(row, "number")?),
        entry: StatementEntry {
            id: get(row, "id")?,
            kind: get(row, "kind")?,
            package: get_opt(row, "package")?,
            mandate: get_opt(row, "mandate")?,
            length: get(row, "length")?,
        },
    })
}

fn listed_package_of(row: &Row<'_>) -> rusqlite::Result<ListedPackage> {
    Ok(ListedPackage {
        cursor: Cursor::new(get(row, "number")?),
        entry: InboxEntry {
            id: get(row, "id")?,
            by: get(row, "sender")?,
            mandate: get_opt(row, "mandate")?,
            cases: get(row, "cases")?,
            length: get(row, "length")?,
        },
    })
}
