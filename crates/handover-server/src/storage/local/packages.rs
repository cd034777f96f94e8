//! The rows of packages and of their parts.

use std::collections::HashSet;

use bytes::Bytes;
use handover_trust::StatementId;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::statements;
use crate::storage::{
    Announcement, Filed, KeptPackage, NewStatement,
    rows::{Column, get, get_opt},
};

/// Takes note of a package, as it was announced.
pub(super) fn announce(db: &Connection, announcement: &Announcement) -> rusqlite::Result<Filed> {
    let Announcement {
        package,
        signed_index,
    } = announcement;
    if let Some(before) = signed_index_of(db, package.id)? {
        return Ok(Filed::again(before == *signed_index));
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
            &**signed_index,
        ],
    )?;
    Ok(Filed::Now)
}

/// A package by the id of its head.
pub(super) fn package(db: &Connection, id: StatementId) -> rusqlite::Result<Option<KeptPackage>> {
    let sql = "SELECT *, receipt IS NOT NULL AS is_committed FROM package WHERE id = ?1";
    db.query_row(sql, [Column(id)], package_of).optional()
}

/// The signed index of a package, as it came.
pub(super) fn signed_index_of(db: &Connection, id: StatementId) -> rusqlite::Result<Option<Bytes>> {
    let sql = "SELECT signed_index FROM package WHERE id = ?1";
    db.query_row(sql, [Column(id)], bytes_of).optional()
}

/// Says in which object a part is, unless another one has it already.
pub(super) fn name_part(
    db: &Connection,
    package: StatementId,
    part: u64,
    object: &str,
) -> rusqlite::Result<Filed> {
    let inserted = db.execute(
        "INSERT INTO part VALUES (?1, ?2, ?3) ON CONFLICT (package, number) DO NOTHING",
        params![Column(package), Column(part), object],
    )?;
    Ok(if inserted == 1 {
        Filed::Now
    } else {
        Filed::Before
    })
}

/// The numbers of the parts that are kept, ascending.
pub(super) fn held_parts(db: &Connection, package: StatementId) -> rusqlite::Result<Vec<u64>> {
    let mut held = db.prepare("SELECT number FROM part WHERE package = ?1 ORDER BY number")?;
    let numbers = held.query_map([Column(package)], |row| get(row, "number"))?;
    numbers.collect()
}

/// The object in which a part is.
pub(super) fn object_of(
    db: &Connection,
    package: StatementId,
    part: u64,
) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT object FROM part WHERE package = ?1 AND number = ?2";
    let object = db.query_row(sql, params![Column(package), Column(part)], |row| {
        row.get(0)
    });
    object.optional()
}

/// Every object that a row speaks of.
pub(super) fn objects(db: &Connection) -> rusqlite::Result<HashSet<String>> {
    let mut all = db.prepare("SELECT object FROM part")?;
    let names = all.query_map([], |row| row.get(0))?;
    names.collect()
}

/// Files head and receipts of a package that is whole; gives the first of its receipts, whoever was first.
pub(super) fn commit(
    db: &Connection,
    package: StatementId,
    head: &NewStatement,
    receipts: &[NewStatement],
) -> rusqlite::Result<Bytes> {
    if let Some(before) = receipt_of(db, package)? {
        return Ok(before);
    }
    statements::insert(db, head)?;
    file_receipts(db, package, receipts)
}

/// Files receipts of a package, and answers with the first of them from now on.
pub(super) fn file_receipts(
    db: &Connection,
    package: StatementId,
    receipts: &[NewStatement],
) -> rusqlite::Result<Bytes> {
    for receipt in receipts {
        statements::insert(db, receipt)?;
    }
    let first = receipts.first().ok_or(rusqlite::Error::InvalidQuery)?;
    db.execute(
        "UPDATE package SET receipt = ?2 WHERE id = ?1",
        params![Column(package), Column(first.id)],
    )?;
    Ok(first.bytes.clone())
}

/// The receipt of a package that was committed.
pub(super) fn receipt_of(db: &Connection, package: StatementId) -> rusqlite::Result<Option<Bytes>> {
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
