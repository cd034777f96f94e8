//! What an organisation may read, in the order in which it came.

use handover_transfer::{Cursor, InboxEntry, StatementEntry};
use handover_trust::OrganisationId;
use rusqlite::{Connection, Row, params};

use crate::storage::{
    FeedFilter, Listed, ListedPackage,
    rows::{Column, get, get_opt},
};

/// What an organisation may read behind a place, oldest first.
pub(super) fn feed(
    db: &Connection,
    reader: &OrganisationId,
    filter: FeedFilter,
    after: Cursor,
    limit: u64,
) -> rusqlite::Result<Vec<Listed>> {
    let mut all = db.prepare(
        "SELECT number, id, kind, package, mandate, length(bytes) AS length
         FROM feed JOIN statement ON statement.id = feed.statement
         WHERE reader = ?1 AND number > ?2
           AND (?3 IS NULL OR package = ?3) AND (?4 IS NULL OR mandate = ?4)
         ORDER BY number LIMIT ?5",
    )?;
    let all = all.query_map(
        params![
            Column(reader),
            Column(after.number()),
            filter.package.map(Column),
            filter.mandate.map(Column),
            Column(limit),
        ],
        listed_of,
    )?;
    all.collect()
}

/// The packages that came for an organisation behind a place, oldest first.
pub(super) fn inbox(
    db: &Connection,
    recipient: &OrganisationId,
    after: Cursor,
    limit: u64,
) -> rusqlite::Result<Vec<ListedPackage>> {
    let mut all = db.prepare(
        "SELECT number, package.id AS id, sender, package.mandate AS mandate, cases, length
         FROM feed JOIN package ON package.id = feed.statement
         WHERE reader = ?1 AND number > ?2 AND is_inbox = 1
         ORDER BY number LIMIT ?3",
    )?;
    let all = all.query_map(
        params![Column(recipient), Column(after.number()), Column(limit)],
        listed_package_of,
    )?;
    all.collect()
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
