//! The rows of a workbook's sheet, as if they stood in a file of their own.

use super::{
    head::Head,
    header::Header,
    kept::Kept,
    rows::{MOST_ABOVE, Reading, names_by_place},
};
use crate::{
    Extent, NoticeKind, RejectionReason,
    log::{Log, place},
    mapping::{Mapping, TableKind},
    text_forms::folded,
};
use handover_sheet::{Aside, Book, Record, SetAside, Sheet, Told, ToldKind};
use std::sync::Arc;

/// Reads one sheet; none if there is none that could be meant, or it has no usable header, which is listed.
pub(super) fn read(
    mut reading: Reading<'_>,
    used: &[&str],
    mapping: &Mapping,
    bytes: &[u8],
    log: &mut Log,
) -> Option<(Head, Kept<'static>)> {
    let (spec, file) = (reading.spec, reading.file);
    let TableKind::Rows {
        sheet, headings, ..
    } = &spec.kind
    else {
        return None;
    };
    let reject = |log: &mut Log, line, reason| {
        log.reject(place(file, line, None), Extent::File, reason, None);
    };
    let book = match Book::read_workbook(bytes) {
        Ok(book) => book,
        Err(error) => {
            reject(log, 0, RejectionReason::Unreadable(error));
            return None;
        }
    };
    let found = match sheet {
        Some(name) => book.sheet(name),
        None => book.only_visible(),
    };
    let Some(found) = found else {
        reject(log, 0, RejectionReason::NoSheet);
        return None;
    };
    unread_sheets(&book, found, mapping, &reading, log);
    let first: Vec<u64> = found
        .rows
        .first()
        .map(|row| row.number)
        .into_iter()
        .collect();
    let headings = if headings.is_empty() {
        &first
    } else {
        headings
    };
    for told in found.told.iter().filter(|told| !is_of(told, headings)) {
        // Of colours each is a thing of its own; of the others the places are too many to be named here.
        let is_colour = told.kind == ToldKind::Coloured;
        let shown = told.places.first().filter(|_| is_colour || told.count == 1);
        let at = place(file, 0, shown.map(String::as_str));
        let count = u64::try_from(told.count).unwrap_or(u64::MAX);
        log.notice(at, NoticeKind::Sheet(told.kind), count, None);
    }
    let line = headings.last().copied().unwrap_or(1);
    let Ok(layout) = found.table_at(headings, Some(&spec.key)) else {
        let key = folded(&spec.key);
        let mut near = found.rows.iter().take(MOST_ABOVE);
        let row = near.find(|row| row.cells.iter().any(|cell| folded(&cell.text) == key));
        let why = row.map_or(RejectionReason::KeyColumnMissing, |row| {
            RejectionReason::KeyColumnBelow { row: row.number }
        });
        reject(log, line, why);
        return None;
    };
    let names = names_by_place(&layout);
    let names = names.iter().map(String::as_str);
    let header = Header::read(spec, used, (file, line), names, || None, log)?;
    for aside in layout
        .set_aside
        .iter()
        .filter(|one| one.why != Aside::OtherTable)
    {
        reading.set_aside(aside.number, aside.why, log);
    }
    let others: Vec<&SetAside> = layout
        .set_aside
        .iter()
        .filter(|one| one.why == Aside::OtherTable)
        .collect();
    let starts = starts_of_others(mapping, &reading);
    let is_key = |one: &SetAside| {
        one.cells
            .iter()
            .any(|(_, text)| folded(text) == folded(&spec.key))
    };
    let mut are_people = false;
    for other in others {
        if is_key(other) {
            are_people = true;
            continue;
        }
        // From where a table of the mapping's own has its headings.
        if starts.iter().any(|start| *start <= other.number) {
            break;
        }
        reading.lose_other(other.number, are_people, log);
    }
    for row in layout.records(found) {
        let mut cells = csv::ByteRecord::new();
        for at in 0..header.columns.len() {
            cells.push_field(row.cells.get(at).map_or(&[], |cell| cell.text.as_bytes()));
        }
        reading.take(Record::sound(row.number, cells), &header, log);
    }
    let (mut head, kept) = reading.finish(header, None);
    head.is_workbook = true;
    Some((head, kept))
}

/// Whether it is about the headings alone, of which it says nothing that anybody would miss.
fn is_of(told: &Told, headings: &[u64]) -> bool {
    let is_heading = |row: &u64| headings.last().is_some_and(|last| row <= last);
    let is_look = matches!(told.kind, ToldKind::Coloured | ToldKind::Comments);
    is_look && !told.rows.is_empty() && told.rows.iter().all(is_heading)
}

/// Where further tables of the mapping begin on the same sheet.
fn starts_of_others(mapping: &Mapping, reading: &Reading<'_>) -> Vec<u64> {
    let same = mapping
        .tables
        .iter()
        .filter(|other| other.name != reading.spec.name && other.label() == reading.spec.label());
    let starts = same.filter_map(|other| match &other.kind {
        TableKind::Rows { headings, .. } => headings.first().copied(),
        _ => None,
    });
    starts.collect()
}

/// Tells of the sheets that hold something and that no table of the mapping reads.
fn unread_sheets(
    book: &Book,
    read: &Sheet,
    mapping: &Mapping,
    reading: &Reading<'_>,
    log: &mut Log,
) {
    let of_file = mapping
        .tables
        .iter()
        .filter(|table| table.file() == reading.spec.file());
    let mut named: Vec<String> = of_file
        .filter_map(|table| table.sheet())
        .map(folded)
        .collect();
    named.extend(mapping.left_out.keys().map(|name| folded(name)));
    named.push(folded(&read.name));
    let file: Arc<str> = reading.spec.file().unwrap_or_default().into();
    for sheet in &book.sheets {
        if !sheet.rows.is_empty() && !named.contains(&folded(&sheet.name)) {
            let at = place(&file, 0, Some(&format!("sheet {}", sheet.name)));
            log.notice_once(at, NoticeKind::SheetNotRead);
        }
    }
}
