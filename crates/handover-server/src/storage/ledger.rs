//! SQLite: one thread writes, and makes one commit of everything that waits.
//!
//! A commit costs an `fsync` whatever is in it. So writers wait in a queue; the thread takes all that are
//! there, does each inside a savepoint of its own, commits once, and only then tells them. Readers have
//! connections of their own and see what was committed (write-ahead log).

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use tokio::sync::{mpsc, oneshot};

use super::{Durable, StorageError};

/// The most that one commit takes.
const MAX_BATCH: usize = 256;

/// The version of the tables.
const VERSION: u32 = 1;

/// One thing to write. Gives what to call once the commit is made, or could not be made.
type Job = Box<dyn FnOnce(Result<&Connection, StorageError>) -> Tell + Send>;
type Tell = Box<dyn FnOnce(Result<(), StorageError>) + Send>;

/// The database.
pub(super) struct Ledger {
    jobs: mpsc::Sender<Job>,
    readers: Arc<Readers>,
    is_failed: Arc<AtomicBool>,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Ledger {
    /// Opens the database, and makes it if it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, rusqlite::Error> {
        let writer = Connection::open(path)?;
        prepare(&writer)?;
        keep_log(&writer)?;
        let version: u32 = writer.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            writer.execute_batch(&format!(
                "BEGIN IMMEDIATE; {} PRAGMA user_version = {VERSION}; COMMIT;",
                include_str!("schema.sql")
            ))?;
        } else if version != VERSION {
            return Err(rusqlite::Error::InvalidQuery);
        }
        let (jobs, waiting) = mpsc::channel(4 * MAX_BATCH);
        let is_failed = Arc::new(AtomicBool::new(false));
        let failed = Arc::clone(&is_failed);
        thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || write_all(&writer, waiting, &failed))
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        Ok(Self {
            jobs,
            readers: Arc::new(Readers {
                path: path.to_owned(),
                idle: Mutex::default(),
            }),
            is_failed,
        })
    }

    /// Takes nothing more until the next start.
    pub(super) fn fail(&self) {
        self.is_failed.store(true, Ordering::Release);
    }

    /// Whether a write went wrong, so that nothing is written any more.
    pub(super) fn is_failed(&self) -> bool {
        self.is_failed.load(Ordering::Acquire)
    }

    /// Writes, and returns once it is durable. `work` has its effect whole or not at all.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<Durable<T>, StorageError> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = connection.and_then(|connection| {
                in_savepoint(connection, work).map_err(|error| error_of(&error))
            });
            Box::new(move |committed| {
                // Nobody listens any more where the request was given up.
                let _ = tell.send(outcome.and_then(|value| committed.map(|()| value)));
            })
        });
        if self.is_failed() {
            return Err(StorageError::Failed);
        }
        self.jobs
            .send(job)
            .await
            .map_err(|_| StorageError::Failed)?;
        let outcome = told.await.map_err(|_| StorageError::Failed)?;
        outcome.map(Durable::stated)
    }

    /// Reads what was committed.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let readers = Arc::clone(&self.readers);
        let done = tokio::task::spawn_blocking(move || {
            let connection = readers.take()?;
            let value = work(&connection)?;
            readers.give_back(connection);
            Ok(value)
        });
        let done = done.await.map_err(|_| StorageError::Unavailable)?;
        done.map_err(|error: rusqlite::Error| error_of(&error))
    }
}

impl Readers {
    fn take(&self) -> rusqlite::Result<Connection> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        if let Some(connection) = idle {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        prepare(&connection)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < 8 {
            idle.push(connection);
        }
    }
}

/// Has commits go to a log.
///
/// Where that cannot be done, SQLite goes on as before: with a journal, whose removal commits and which a power cut
/// may bring back. It says so after it has told the new mode, as if it were the mode; so the statement runs to its end.
fn keep_log(writer: &Connection) -> Result<(), rusqlite::Error> {
    let mut change = writer.prepare("PRAGMA journal_mode = wal")?;
    let told = change.query_map([], |row| row.get(0))?;
    let told: Vec<String> = told.collect::<Result<_, _>>()?;
    if told == ["wal"] {
        Ok(())
    } else {
        let error = ffi::Error::new(ffi::SQLITE_IOERR);
        Err(rusqlite::Error::SqliteFailure(error, None))
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Every commit is synchronised before it returns, the log's file and its folder too.
    connection.pragma_update(None, "synchronous", "full")
}

/// The work of the thread, until nobody can send any more.
fn write_all(connection: &Connection, mut waiting: mpsc::Receiver<Job>, is_failed: &AtomicBool) {
    while let Some(first) = waiting.blocking_recv() {
        if is_failed.load(Ordering::Acquire) {
            // Dropped unanswered: the one who waits is told that storage failed.
            continue;
        }
        let begun = connection.execute_batch("BEGIN IMMEDIATE");
        let begun = begun.map_err(|error| error_of(&error));
        let mut tell = vec![first(begun.map(|()| connection))];
        while tell.len() < MAX_BATCH
            && let Ok(job) = waiting.try_recv()
        {
            tell.push(job(begun.map(|()| connection)));
        }
        let committed = begun.and_then(|()| {
            let committed = connection.execute_batch("COMMIT");
            committed.map_err(|error| error_of(&error))
        });
        if committed.is_err() {
            // Whatever the transaction did is given up; that it is over already is no news.
            let _ = connection.execute_batch("ROLLBACK");
        }
        if let Err(StorageError::Failed | StorageError::Damaged) = committed {
            is_failed.store(true, Ordering::Release);
        }
        for tell in tell {
            tell(committed);
        }
    }
}

/// Does something whole or not at all, whatever else the transaction holds.
fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.execute_batch("SAVEPOINT job")?;
    let outcome = work(connection);
    if outcome.is_err() {
        // A full disk may have ended the transaction, and the savepoint with it.
        let _ = connection.execute_batch("ROLLBACK TO job");
    }
    connection
        .execute_batch("RELEASE job")
        .or_else(|error| match outcome {
            Ok(_) => Err(error),
            Err(_) => Ok(()),
        })?;
    outcome
}

/// What an error of SQLite means for whoever wanted something kept.
pub(super) fn error_of(error: &rusqlite::Error) -> StorageError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StorageError::Full,
        Some(ErrorCode::SystemIoFailure) if is_failed_sync(error) => StorageError::Failed,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StorageError::Damaged,
        None => StorageError::Damaged,
        Some(_) => StorageError::Unavailable,
    }
}

/// Whether it is a synchronisation that went wrong: of what was written then, nobody knows what is on the disk.
fn is_failed_sync(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| {
        let code = error.extended_code;
        code == ffi::SQLITE_IOERR_FSYNC || code == ffi::SQLITE_IOERR_DIR_FSYNC
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(folder: &tempfile::TempDir) -> Ledger {
        Ledger::open(&folder.path().join("ledger")).unwrap()
    }

    async fn count(ledger: &Ledger) -> i64 {
        let sql = "SELECT count(*) FROM statement";
        let count = ledger.read(|db| db.query_row(sql, [], |row| row.get::<_, i64>(0)));
        count.await.unwrap()
    }

    fn insert(db: &Connection, id: u8) -> rusqlite::Result<usize> {
        let sql = "INSERT INTO statement VALUES (?1, 'event', NULL, NULL, NULL, 0, x'00')";
        db.execute(sql, [[id; 32].as_slice()])
    }

    #[tokio::test]
    async fn one_that_fails_takes_nothing_of_the_others_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let all = (0..40_u8).map(|id| {
            ledger.write(move |db| {
                insert(db, id)?;
                if id % 2 == 1 {
                    insert(db, id)?;
                }
                Ok(())
            })
        });
        let outcomes = futures_util::future::join_all(all).await;
        let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
        assert_eq!(failed, 20);
        assert_eq!(count(&ledger).await, 20);
        assert!(!ledger.is_failed());
    }

    #[tokio::test]
    async fn what_was_written_is_there_after_another_opening() {
        let folder = tempfile::tempdir().unwrap();
        let first = ledger(&folder);
        first.write(|db| insert(db, 1)).await.unwrap().into_inner();
        drop(first);
        assert_eq!(count(&ledger(&folder)).await, 1);
    }

    /// F-2: a first synchronisation that failed left a journal behind, and nobody noticed.
    #[tokio::test]
    async fn nothing_is_kept_without_a_log() {
        assert!(Ledger::open(Path::new(":memory:")).is_err());
    }

    #[tokio::test]
    async fn a_commit_is_synchronised_in_full() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(&folder);
        let pragma = |name: &'static str| {
            ledger.write(move |db| {
                db.query_row(&format!("PRAGMA {name}"), [], |row| {
                    row.get::<_, rusqlite::types::Value>(0)
                })
            })
        };
        assert_eq!(
            pragma("synchronous").await.unwrap().into_inner(),
            2_i64.into()
        );
        let mode = pragma("journal_mode").await.unwrap().into_inner();
        assert_eq!(mode, "wal".to_owned().into());
    }
}
