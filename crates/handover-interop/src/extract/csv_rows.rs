//! Reading through a file of CSV (RFC 4180 and its dialects): its headings, and each of its rows.

use super::{
    head::Head,
    header::Header,
    kept::Kept,
    rows::{MOST_ABOVE, Reading, Rows, names_by_place},
    text::Text,
};
use crate::{
    Extent, RejectionReason,
    log::{Log, place},
    mapping::TableKind,
    text_forms::{folded, is_blank},
};
use handover_sheet::{Aside, Cell, KeyShapes, Record, Records, Sheet, SheetRow};
use std::io;

impl Reading<'_> {
    /// Reads through one file; none if it has no usable header, which is listed.
    pub(super) fn read_csv<'s>(
        mut self,
        used: &[&str],
        text: Text<'s>,
        log: &mut Log,
    ) -> io::Result<Option<(Head, Kept<'s>)>> {
        let TableKind::Rows {
            delimiter,
            headings,
            ..
        } = &self.spec.kind
        else {
            return Ok(None);
        };
        self.rows = Rows::Stored(Vec::new());
        let mut records = text.records(*delimiter)?;
        let Some((line, raw)) = self.csv_headings(&mut records, headings, log) else {
            let at = place(self.file, headings.last().copied().unwrap_or(1), None);
            log.reject(at, Extent::File, RejectionReason::KeyColumnMissing, None);
            return records.take_failure().map_or(Ok(None), Err);
        };
        let names = raw.iter().map(String::as_str);
        let key = folded(&self.spec.key);
        let below = || {
            let mut near = records.by_ref().take(MOST_ABOVE);
            let has_key =
                |record: &Record| record.cells.iter().any(|cell| folded(as_text(cell)) == key);
            near.find(has_key).map(|record| record.line)
        };
        let header = Header::read(self.spec, used, (self.file, line), names, below, log);
        let Some(header) = header else {
            return records.take_failure().map_or(Ok(None), Err);
        };
        self.note_breaks(line, raw.iter().map(String::as_bytes), log);

        let mut shapes = KeyShapes::default();
        // A row that looks like a total is one if no key of the file looks like its own.
        let mut waiting = Vec::new();
        for record in records.by_ref() {
            if record.is_sound {
                self.note_breaks(record.line, record.cells.iter(), log);
            }
            let texts = record.cells.iter().map(as_text);
            let aside = if record.is_sound {
                Aside::of(&texts, &raw, Some(header.key_at))
            } else {
                None
            };
            if matches!(aside, Some(Aside::Text | Aside::Section)) && record.cells.len() == 1 {
                self.cut_above(record.line, &header, log);
            }
            shapes.count(record.cells.get(header.key_at).map_or("", as_text));
            match aside {
                None => self.take(record, &header, log),
                Some(Aside::Blank) => {}
                Some(Aside::Heading) => self.set_aside(record.line, Aside::Heading, log),
                Some(aside) => waiting.push((record, aside)),
            }
        }
        for (record, aside) in waiting {
            let key = record.cells.get(header.key_at).map_or("", as_text);
            match aside.settled(key, &shapes) {
                Some(aside) => self.set_aside(record.line, aside, log),
                None => self.take(record, &header, log),
            }
        }
        if let Some(error) = records.take_failure() {
            return Err(error);
        }
        if records.is_given_up() {
            let at = place(self.file, records.line(), None);
            log.reject(at, Extent::File, RejectionReason::BadQuotes, None);
            self.has_rows_of_nobody = true;
        }
        let delimiter = records.delimiter();
        drop(records);
        Ok(Some(self.finish(header, Some((text, delimiter)))))
    }

    /// The headings of a CSV file, and in which line they stand.
    fn csv_headings(
        &self,
        records: &mut Records<'_>,
        headings: &[u64],
        log: &mut Log,
    ) -> Option<(u64, Vec<String>)> {
        let Some(&last) = headings.last() else {
            let first = records.next().filter(|record| record.is_sound)?;
            let names = first.cells.iter().map(std::str::from_utf8);
            let names: Result<Vec<&str>, _> = names.collect();
            if names.is_err() {
                let at = place(self.file, first.line, None);
                log.reject(at, Extent::File, RejectionReason::BadEncoding, None);
            }
            let names = names.ok()?;
            return Some((first.line, names.into_iter().map(str::to_owned).collect()));
        };
        let mut sheet = Sheet::default();
        for record in records.by_ref() {
            let row = SheetRow {
                number: record.line,
                cells: record
                    .cells
                    .iter()
                    .map(|cell| Cell::text(as_text(cell)))
                    .collect(),
                ..SheetRow::default()
            };
            if record.line > last {
                break;
            }
            if headings.contains(&record.line) {
                sheet.rows.push(row);
            } else if !row.is_blank() {
                self.set_aside(record.line, Aside::Above, log);
            }
            if record.line == last {
                break;
            }
        }
        let layout = sheet.table_at(headings, None).ok()?;
        Some((last, names_by_place(&layout)))
    }

    /// Notes the line breaks inside the cells of a row: a line is no row of a spreadsheet from there on.
    fn note_breaks<'c>(&self, line: u64, cells: impl Iterator<Item = &'c [u8]>, log: &mut Log) {
        let breaks = cells.flatten().filter(|byte| **byte == b'\n').count();
        if breaks > 0 {
            log.breaks_in(self.file, line, u64::try_from(breaks).unwrap_or(u64::MAX));
        }
    }
}

/// A cell as it is compared; one that is no text is compared as a word that nobody writes.
fn as_text(cell: &[u8]) -> &str {
    std::str::from_utf8(cell).map_or("\u{fffd}", |cell| cell.trim_matches(is_blank))
}
