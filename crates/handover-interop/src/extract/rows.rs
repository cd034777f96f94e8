//! Reading rows, of CSV and of sheets: every row is taken or listed.

use super::{
    head::Head,
    header::Header,
    kept::{Kept, RowPlace},
    keys::{ByKey, Keys},
    table::{Row, ends_in_words},
    text::Text,
};
use crate::{
    Extent, NoticeKind, RejectionReason,
    log::{Log, place},
    mapping::TableSpec,
    text_forms::{is_blank, without_blanks},
};
use handover_sheet::{Aside, Record, is_error};
use std::{collections::BTreeSet, sync::Arc};

/// So many rows from the first on are looked through for headings that the mapping has elsewhere.
pub(super) const MOST_ABOVE: usize = 30;

/// A table on its way.
pub(super) struct Reading<'r> {
    pub(super) spec: &'r TableSpec,
    pub(super) file: &'r Arc<str>,
    is_people: bool,
    keys: &'r mut Keys,
    whose: Vec<u32>,
    pub(super) rows: Rows,
    /// The row that was taken last: its line, and whether it ends in words.
    last: Option<(u64, bool)>,
    /// Lines of rows whose last cell may go on in the next.
    cut: BTreeSet<u64>,
    unreadable: BTreeSet<Box<str>>,
    pub(super) has_rows_of_nobody: bool,
}

/// Rows as they are kept: of a sheet themselves, of a text where they stand in it.
pub(super) enum Rows {
    Held(Vec<Row>),
    Stored(Vec<RowPlace>),
}

impl<'r> Reading<'r> {
    pub(super) fn new(
        spec: &'r TableSpec,
        file: &'r Arc<str>,
        is_people: bool,
        keys: &'r mut Keys,
    ) -> Self {
        Self {
            spec,
            file,
            is_people,
            keys,
            whose: Vec::new(),
            rows: Rows::Held(Vec::new()),
            last: None,
            cut: BTreeSet::new(),
            unreadable: BTreeSet::new(),
            has_rows_of_nobody: false,
        }
    }

    /// Notes a row that is no record.
    pub(super) fn set_aside(&self, line: u64, aside: Aside, log: &mut Log) {
        let kind = match aside {
            Aside::Example => NoticeKind::Example,
            Aside::Heading => NoticeKind::HeadingAgain,
            Aside::Total => NoticeKind::Total,
            _ => NoticeKind::TextLine,
        };
        log.notice(place(self.file, line, None), kind, 1, None);
    }

    /// Takes or lists one row.
    pub(super) fn take(&mut self, record: Record, header: &Header, log: &mut Log) {
        let Record {
            line,
            mut cells,
            is_sound,
            offset,
            length,
            ..
        } = record;
        let (file, columns) = (self.file, &header.columns);
        log.row_read(file);
        let whose = cells.get(header.key_at).map(|key| {
            String::from_utf8_lossy(key)
                .trim_matches(is_blank)
                .to_owned()
        });
        let mut reject = |reason, column: Option<&str>| {
            log.lose_row(place(file, line, column), reason, whose.as_deref());
        };
        if !is_sound {
            reject(RejectionReason::BadQuotes, None);
            self.has_rows_of_nobody = true;
            return;
        }
        // A broken row may still tell whose it is: that person's record is then not complete.
        let key = cells
            .get(header.key_at)
            .and_then(|key| std::str::from_utf8(key).ok());
        let key = key.map(without_blanks);
        let key: Option<Box<str>> = key
            .filter(|key| !key.is_empty() && !is_error(key))
            .map(Box::from);
        let beyond = cells.iter().skip(columns.len());
        if beyond.clone().next().is_some() && beyond.clone().all(<[u8]>::is_empty) {
            // Commas behind the last cell hold nothing.
            cells.truncate(columns.len());
        }
        if cells.len() != columns.len() {
            self.lose(key);
            let (expected, found) = (columns.len(), cells.len());
            reject(RejectionReason::Ragged { expected, found }, None);
            if found < expected {
                self.cut_above(line, header, log);
            }
            return;
        }
        let cells = match csv::StringRecord::from_byte_record(cells) {
            Ok(cells) => cells,
            Err(error) => {
                let column = columns.get(error.utf8_error().field());
                reject(RejectionReason::BadEncoding, column.map(|name| &**name));
                self.lose(key);
                return;
            }
        };
        let Some(key) = key.filter(|key| !self.spec.is_null(key)) else {
            reject(RejectionReason::KeyMissing, Some(&self.spec.key));
            self.lose(None);
            if self.is_people {
                self.keep(&Row::key_of_nobody(line), (line, offset, length), cells);
            }
            return;
        };
        for (cell, column) in cells.iter().zip(columns) {
            let mut note = |kind| log.notice(place(file, line, Some(column)), kind, 1, None);
            if is_formula(cell) {
                note(NoticeKind::Formula);
            }
            if is_encoded_twice(cell) {
                note(NoticeKind::EncodedTwice);
            }
        }
        self.keep(&key, (line, offset, length), cells);
    }

    fn keep(
        &mut self,
        key: &str,
        (line, offset, length): (u64, u64, usize),
        cells: csv::StringRecord,
    ) {
        let number = self.keys.number(key);
        self.last = Some((line, ends_in_words(&cells)));
        self.whose.push(number);
        match &mut self.rows {
            Rows::Held(rows) => {
                rows.push(Row::new(line, Arc::clone(self.keys.name(number)), cells));
            }
            Rows::Stored(places) => places.push(RowPlace::new(line, offset, length, &cells)),
        }
    }

    /// Marks the row above a line that may be the rest of its last cell: a text in which somebody pressed the return key.
    pub(super) fn cut_above(&mut self, line: u64, header: &Header, log: &mut Log) {
        let Some(((above, is_open), column)) = self.last.zip(header.columns.last()) else {
            return;
        };
        if above + 1 == line && is_open && self.cut.insert(above) {
            let at = place(self.file, above, Some(column));
            log.reject(at, Extent::Cell, RejectionReason::BrokenCell, None);
        }
    }

    /// A row was not taken, and whose it is, as far as it tells.
    fn lose(&mut self, key: Option<Box<str>>) {
        match key {
            Some(key) => {
                self.unreadable.insert(key);
            }
            None => self.has_rows_of_nobody = true,
        }
    }

    /// Lists a row of another table on the same sheet; whose it is was not read.
    pub(super) fn lose_other(&mut self, line: u64, are_people: bool, log: &mut Log) {
        let at = place(self.file, line, None);
        if are_people {
            log.row_read(self.file);
            log.lose_row(at, RejectionReason::OtherPeople, None);
            self.has_rows_of_nobody = true;
        } else {
            log.reject(at, Extent::Row, RejectionReason::OtherTable, None);
        }
    }

    /// The table, and its rows: of a text by where they stand in it.
    pub(super) fn finish<'s>(
        self,
        header: Header,
        text: Option<(Text<'s>, u8)>,
    ) -> (Head, Kept<'s>) {
        let mut head = Head::of_header(self.spec, self.file, header);
        head.unreadable = self.unreadable;
        head.has_rows_of_nobody = self.has_rows_of_nobody;
        let kept = match (self.rows, text) {
            (Rows::Stored(places), Some((text, delimiter))) => Kept::Stored {
                text,
                delimiter,
                places: ByKey::of(&self.whose, places, self.keys.len()),
                cut: self.cut,
            },
            (Rows::Held(rows), _) => Kept::Held(ByKey::of(&self.whose, rows, self.keys.len())),
            (Rows::Stored(_), None) => Kept::default(),
        };
        (head, kept)
    }
}

/// The headings of a table by the places of its columns; empty where a column has none.
pub(super) fn names_by_place(layout: &handover_sheet::Layout) -> Vec<String> {
    let mut names = Vec::new();
    for column in &layout.columns {
        names.resize(column.at, String::new());
        names.push(column.name.clone());
    }
    names
}

/// Whether UTF-8 was once read as Windows-1252 and written again: `\u{c3}\u{a9}` for `\u{e9}`.
fn is_encoded_twice(cell: &str) -> bool {
    if cell.is_ascii() {
        return false;
    }
    let pairs = cell.chars().zip(cell.chars().skip(1));
    let is_twice = |(lead, next): (char, char)| {
        matches!(lead, '\u{c2}' | '\u{c3}')
            && matches!(next, '\u{80}'..='\u{bf}' | '\u{2018}'..='\u{203a}')
    };
    pairs.into_iter().any(is_twice)
}

/// Whether a spreadsheet would run the cell; telephone numbers and plain numbers are left alone.
fn is_formula(cell: &str) -> bool {
    match cell.as_bytes() {
        [b'=' | b'@', ..] => true,
        [b'+' | b'-', rest @ ..] => {
            let is_number = |byte: &u8| byte.is_ascii_digit() || b" ().-".contains(byte);
            !rest.iter().all(is_number)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_encoded_twice_are_noted_and_others_are_not() {
        for twice in ["Ren\u{c3}\u{a9}e", "O\u{c2}\u{b4}Brien"] {
            assert!(is_encoded_twice(twice), "{twice}");
        }
        for plain in ["Ren\u{e9}e", "S\u{c3}O", "Wi\u{15b}niorek", "Fern"] {
            assert!(!is_encoded_twice(plain), "{plain}");
        }
    }

    #[test]
    fn formulas_are_noted_and_telephone_numbers_are_not() {
        for formula in ["=1+1", "@SUM(A1)", "+44*2", "-cmd", "=HYPERLINK(\"x\")"] {
            assert!(is_formula(formula), "{formula}");
        }
        for plain in ["", "+44 7700 900123", "-3.5", "a=b", "07700 900123"] {
            assert!(!is_formula(plain), "{plain}");
        }
    }
}
