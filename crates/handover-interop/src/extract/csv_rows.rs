//! Reading CSV (RFC 4180 and its dialects): every row is taken or listed.

use super::{Row, Table};
use crate::{
    Extent, NoticeKind, RejectionReason,
    encoding::LineCounter,
    log::{Log, place},
    mapping::{TableKind, TableSpec},
    text_forms::{folded, is_blank},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Reads one file; none if it has no usable header, which is listed.
pub(crate) fn read(
    spec: &TableSpec,
    (used, is_people): (&[&str], bool),
    file: &Arc<str>,
    bytes: &[u8],
    log: &mut Log,
) -> Option<Table> {
    let TableKind::Csv { delimiter, .. } = spec.kind else {
        return None;
    };
    let mut records = Records::new(bytes, delimiter);
    let Some(Record {
        cells,
        is_sound: true,
        ..
    }) = records.next()
    else {
        log.reject(
            place(file, 1, None),
            Extent::File,
            RejectionReason::KeyColumnMissing,
            None,
        );
        return None;
    };
    let header = cells.clone();
    let (columns, index) = read_header(spec, used, file, cells, log)?;
    let key_at = *index.get(spec.key.as_str())?;

    let (mut rows, mut unreadable) = (Vec::new(), BTreeSet::new());
    let mut has_rows_of_nobody = false;
    while let Some(Record {
        line,
        mut cells,
        is_sound,
    }) = records.next()
    {
        if is_sound {
            let here = || place(file, line, None);
            match Aside::of(&cells, &header) {
                Some(Aside::Blank) => continue,
                Some(Aside::Heading) => {
                    log.notice(here(), NoticeKind::HeadingAgain, 1, None);
                    continue;
                }
                Some(Aside::Text) => {
                    log.notice(here(), NoticeKind::TextLine, 1, None);
                    continue;
                }
                Some(Aside::Total) => {
                    log.notice(here(), NoticeKind::Total, 1, None);
                    continue;
                }
                None => {}
            }
        }
        log.row_read(file);
        let whose = cells.get(key_at).map(|key| {
            String::from_utf8_lossy(key)
                .trim_matches(is_blank)
                .to_owned()
        });
        let mut reject = |reason, column: Option<&str>| {
            log.lose_row(place(file, line, column), reason, whose.as_deref());
        };
        if !is_sound {
            reject(RejectionReason::BadQuotes, None);
            has_rows_of_nobody = true;
            continue;
        }
        // A broken row may still tell whose it is: that person's record is then not complete.
        let key = cells
            .get(key_at)
            .and_then(|key| std::str::from_utf8(key).ok());
        let key = key.map(|key| key.trim_matches(is_blank));
        let key: Option<Box<str>> = key.filter(|key| !key.is_empty()).map(Box::from);
        let mut lose = |key: Option<Box<str>>| match key {
            Some(key) => {
                unreadable.insert(key);
            }
            None => has_rows_of_nobody = true,
        };
        let beyond = cells.iter().skip(columns.len());
        if beyond.clone().next().is_some() && beyond.clone().all(<[u8]>::is_empty) {
            // Commas behind the last cell hold nothing.
            cells.truncate(columns.len());
        }
        if cells.len() != columns.len() {
            lose(key);
            let (expected, found) = (columns.len(), cells.len());
            reject(RejectionReason::Ragged { expected, found }, None);
            continue;
        }
        let cells = match csv::StringRecord::from_byte_record(cells) {
            Ok(cells) => cells,
            Err(error) => {
                let column = columns.get(error.utf8_error().field());
                reject(RejectionReason::BadEncoding, column.map(|name| &**name));
                lose(key);
                continue;
            }
        };
        let Some(key) = key.filter(|key| !spec.is_null(key)) else {
            reject(RejectionReason::KeyMissing, Some(&spec.key));
            lose(None);
            if is_people {
                rows.push(Row::of_nobody(line, cells));
            }
            continue;
        };
        for (cell, column) in cells.iter().zip(&columns) {
            let mut note = |kind| log.notice(place(file, line, Some(column)), kind, 1, None);
            if is_formula(cell) {
                note(NoticeKind::Formula);
            }
            if is_encoded_twice(cell) {
                note(NoticeKind::EncodedTwice);
            }
        }
        rows.push(Row::new(line, key, cells));
    }
    if records.is_given_up {
        log.reject(
            place(file, records.lines.line(), None),
            Extent::File,
            RejectionReason::BadQuotes,
            None,
        );
        has_rows_of_nobody = true;
    }
    let mut table = Table::new(spec, file, columns, index, rows);
    table.unreadable = unreadable;
    table.has_rows_of_nobody = has_rows_of_nobody;
    Some(table)
}

/// A row that is nobody's record.
enum Aside {
    Blank,
    /// The heading once more, as when sheets were put together.
    Heading,
    /// One cell with a sentence in it: who made the list, and when.
    Text,
    /// What a spreadsheet counts.
    Total,
}

impl Aside {
    fn of(cells: &csv::ByteRecord, header: &csv::ByteRecord) -> Option<Self> {
        let text = |cell: &[u8]| {
            String::from_utf8_lossy(cell)
                .trim_matches(is_blank)
                .to_owned()
        };
        if cells.iter().all(|cell| text(cell).is_empty()) {
            return Some(Self::Blank);
        }
        if cells == header {
            return Some(Self::Heading);
        }
        let first = cells.iter().map(text).find(|cell| !cell.is_empty())?;
        let first = folded(first.trim_end_matches(':'));
        let is_total = matches!(
            first.as_str(),
            "total" | "totals" | "sub total" | "sub-total" | "subtotal" | "grand total"
        );
        // A person of that name has a key in front of it.
        if is_total {
            return Some(Self::Total);
        }
        // The words of one cell are counted first: whether the others are empty is asked of few rows.
        let is_sentence = header.len() > 2 && first.split(' ').count() > 2;
        let is_alone = || cells.iter().filter(|cell| !text(cell).is_empty()).count() == 1;
        (is_sentence && is_alone()).then_some(Self::Text)
    }
}

/// A record of the file as it was read.
struct Record {
    line: u64,
    cells: csv::ByteRecord,
    /// Its quotation marks pair up.
    is_sound: bool,
}

/// The records of a file, starting anew at the next line where quotation marks went wrong, so
/// that one stray mark costs its own row and not those up to the next mark.
struct Records<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    base: usize,
    reader: csv::Reader<&'b [u8]>,
    lines: LineCounter,
    /// Bytes that may still be read twice; hostile input would read all of them for each line.
    to_spare: usize,
    is_given_up: bool,
}

impl<'b> Records<'b> {
    fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        Self {
            bytes,
            delimiter,
            base: 0,
            reader: reader(bytes, delimiter),
            lines: LineCounter::default(),
            to_spare: bytes.len().saturating_mul(4).saturating_add(1 << 20),
            is_given_up: false,
        }
    }

    fn next(&mut self) -> Option<Record> {
        let mut cells = csv::ByteRecord::new();
        let from = self.base.saturating_add(offset(self.reader.position()));
        if self.is_given_up || !matches!(self.reader.read_byte_record(&mut cells), Ok(true)) {
            return None;
        }
        let to = self.base.saturating_add(offset(self.reader.position()));
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let text = self.bytes.get(from..to).unwrap_or_default();
        let blank = text.iter().take_while(|byte| is_end(byte)).count();
        let text = text.get(blank..).unwrap_or_default();
        let line = self.lines.advance(self.bytes, from + blank);
        let is_sound = quotes_pair(text, self.delimiter);
        if !is_sound {
            let first = text.iter().position(is_end).unwrap_or(text.len());
            self.base = from + blank + first;
            self.reader = reader(
                self.bytes.get(self.base..).unwrap_or_default(),
                self.delimiter,
            );
            self.is_given_up = self.to_spare < text.len();
            self.to_spare = self.to_spare.saturating_sub(text.len());
        }
        Some(Record {
            line,
            cells,
            is_sound,
        })
    }
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes)
}

type Header = (Vec<Box<str>>, HashMap<Box<str>, usize>);

fn read_header(
    spec: &TableSpec,
    used: &[&str],
    file: &Arc<str>,
    raw: csv::ByteRecord,
    log: &mut Log,
) -> Option<Header> {
    let Ok(header) = csv::StringRecord::from_byte_record(raw) else {
        log.reject(
            place(file, 1, None),
            Extent::File,
            RejectionReason::BadEncoding,
            None,
        );
        return None;
    };
    let mut columns: Vec<Box<str>> = header
        .iter()
        .map(|name| name.trim_matches(is_blank).into())
        .collect();
    name_as_mapped(&mut columns, used);
    let mut index = HashMap::new();
    let mut doubled = Vec::new();
    for (at, name) in columns
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty())
    {
        if index.insert(name.clone(), at).is_some() {
            doubled.push(name);
        }
    }
    for name in doubled {
        // Neither is taken: which one is meant would be a guess.
        index.remove(name);
        log.reject(
            place(file, 1, Some(name)),
            Extent::Column,
            RejectionReason::DuplicateName,
            None,
        );
    }
    if !index.contains_key(spec.key.as_str()) {
        let at = place(file, 1, Some(&spec.key));
        log.reject(at, Extent::File, RejectionReason::KeyColumnMissing, None);
        return None;
    }
    Some((columns, index))
}

/// A heading that differs from the mapping's by case or spaces alone is the mapping's.
fn name_as_mapped(columns: &mut [Box<str>], used: &[&str]) {
    let lacking = used
        .iter()
        .filter(|name| !columns.iter().any(|column| **column == ***name));
    let lacking: Vec<&str> = lacking.copied().collect();
    for name in lacking {
        let name_folded = folded(name);
        let is_alike = |column: &str| !used.contains(&column) && folded(column) == name_folded;
        // Two alike stay two: which one is meant would be a guess, and the index refuses both.
        for column in columns.iter_mut().filter(|column| is_alike(column)) {
            *column = name.into();
        }
    }
}

fn offset(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Whether each quoted cell of a row ends where a cell may end.
///
/// A lenient reader would join what stands between two stray marks, rows and all.
fn quotes_pair(row: &[u8], delimiter: u8) -> bool {
    let mut rest = row;
    loop {
        if let Some(mut quoted) = rest.strip_prefix(b"\"") {
            loop {
                let Some(at) = quoted.iter().position(|&byte| byte == b'"') else {
                    return false;
                };
                quoted = quoted.get(at + 1..).unwrap_or_default();
                match quoted.strip_prefix(b"\"") {
                    Some(after) => quoted = after,
                    None => break,
                }
            }
            match quoted.first() {
                None | Some(b'\r' | b'\n') => return true,
                Some(&byte) if byte == delimiter => rest = quoted.get(1..).unwrap_or_default(),
                Some(_) => return false,
            }
        } else {
            let end = rest
                .iter()
                .position(|byte| *byte == delimiter || matches!(byte, b'\r' | b'\n'));
            match end.and_then(|end| rest.split_at_checked(end)) {
                Some((_, [byte, after @ ..])) if *byte == delimiter => rest = after,
                _ => return true,
            }
        }
    }
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
    fn stray_quotation_marks_are_found() {
        for good in [
            "a,b",
            "\"a,\nb\",c\r\n",
            "5\" pipe,c",
            "\"a\"\"b\"",
            "",
            ",",
            "\"\"",
        ] {
            assert!(quotes_pair(good.as_bytes(), b','), "{good}");
        }
        for bad in ["\"a", "a,\"b\nc,d", "\"a\"b,c", "\"a\" ,c"] {
            assert!(!quotes_pair(bad.as_bytes(), b','), "{bad}");
        }
    }

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
