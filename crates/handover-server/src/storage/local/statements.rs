//! The rows of statements, and of who may read each.

use handover_trust::{OrganisationId, StatementId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::storage::{
    Filed, KeptStatement, NewStatement,
    rows::{Column, get, get_opt},
};

/// Files a statement with who may read it.
pub(super) fn insert(db: &Connection, new: &NewStatement) -> rusqlite::Result<Filed> {
    let sql = "SELECT bytes FROM statement WHERE id = ?1";
    let before: Option<Vec<u8>> = db
        .query_row(sql, [Column(new.id)], |row| row.get(0))
        .optional()?;
    if let Some(before) = before {
        return Ok(Filed::again(before == new.bytes));
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

/// A statement by its id.
pub(super) fn statement(
    db: &Connection,
    id: StatementId,
) -> rusqlite::Result<Option<KeptStatement>> {
    let sql = "SELECT * FROM statement WHERE id = ?1";
    db.query_row(sql, [Column(id)], statement_of).optional()
}

/// The countersignatures of a statement, oldest first.
pub(super) fn countersigns(
    db: &Connection,
    of: StatementId,
) -> rusqlite::Result<Vec<KeptStatement>> {
    let mut all = db.prepare("SELECT * FROM statement WHERE about = ?1 ORDER BY rowid")?;
    let all = all.query_map([Column(of)], statement_of)?;
    all.collect()
}

/// Who may read a statement.
pub(super) fn readers(db: &Connection, id: StatementId) -> rusqlite::Result<Vec<OrganisationId>> {
    let mut all = db.prepare("SELECT reader FROM feed WHERE statement = ?1")?;
    let all = all.query_map([Column(id)], |row| get(row, "reader"))?;
    all.collect()
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
