//! Reading the records of CSV (RFC 4180 and its dialects), so that no record hides another.

use crate::LineCounter;

/// A record of the file as it was read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Record {
    /// The line in which it begins, from 1.
    pub line: u64,
    /// Whether an empty line stands before it.
    pub is_after_blank: bool,
    /// Its cells.
    pub cells: csv::ByteRecord,
    /// Its quotation marks pair up.
    pub is_sound: bool,
}

impl Record {
    /// A record of a sheet, in which no quotation marks can go wrong.
    #[must_use]
    pub const fn sound(line: u64, cells: csv::ByteRecord) -> Self {
        Self {
            line,
            is_after_blank: false,
            cells,
            is_sound: true,
        }
    }
}

/// The records of a file, starting anew at the next line where quotation marks went wrong, so
/// that one stray mark costs its own row and not those up to the next mark.
///
/// A first line `sep=;`, as Excel writes it, says what stands between cells and is no record.
pub struct Records<'b> {
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
    /// Reads text as UTF-8, without byte order mark; `delimiter` holds if the file's first line says nothing else.
    #[must_use]
    pub fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        let (delimiter, base) = separator(bytes).unwrap_or((delimiter, 0));
        Self {
            bytes,
            delimiter,
            base,
            reader: reader(bytes.get(base..).unwrap_or_default(), delimiter),
            lines: LineCounter::default(),
            to_spare: bytes.len().saturating_mul(4).saturating_add(1 << 20),
            is_given_up: false,
        }
    }

    /// Whether quotation marks went wrong so often that the rest was not read.
    #[must_use]
    pub const fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// The line, from 1, that has been reached.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.lines.line()
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

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
        let ends = text.get(..blank).unwrap_or_default();
        let before = from.checked_sub(1).and_then(|at| self.bytes.get(at));
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
            is_after_blank: match (before, ends) {
                (None, _) | (_, []) => false,
                // The reader leaves the second half of CRLF to the next record.
                (Some(b'\r'), [b'\n', rest @ ..]) => !rest.is_empty(),
                (Some(b'\r' | b'\n'), _) => true,
                (Some(_), [b'\r', b'\n', rest @ ..] | [_, rest @ ..]) => !rest.is_empty(),
            },
            cells,
            is_sound,
        })
    }
}

impl std::fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Records(..)")
    }
}

fn reader(bytes: &[u8], delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes)
}

fn offset(position: &csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// What a first line `sep=;` says, and where the next begins.
fn separator(bytes: &[u8]) -> Option<(u8, usize)> {
    let rest = bytes.strip_prefix(b"\"").unwrap_or(bytes);
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, ..] = rest else {
        return None;
    };
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let end = end.unwrap_or(bytes.len());
    let line = bytes.get(..end)?;
    let is_alone = line.len() <= 7 && is_delimiter(*delimiter);
    is_alone.then_some((*delimiter, end))
}

const DELIMITERS: [u8; 4] = *b",;\t|";

fn is_delimiter(byte: u8) -> bool {
    DELIMITERS.contains(&byte)
}

/// What stands between the cells of a file: what its first line says, else what makes the most rows of equal width.
#[must_use]
pub fn delimiter_of(bytes: &[u8]) -> u8 {
    if let Some((delimiter, _)) = separator(bytes) {
        return delimiter;
    }
    let worth = |delimiter: u8| {
        let mut widths = std::collections::BTreeMap::<usize, usize>::new();
        for record in Records::new(bytes, delimiter).take(100) {
            *widths.entry(record.cells.len()).or_default() += 1;
        }
        let wide = widths.into_iter().filter(|(width, _)| *width > 1);
        wide.map(|(width, rows)| (rows, width)).max()
    };
    let mut best = (b',', None);
    for delimiter in DELIMITERS {
        let worth = worth(delimiter);
        if worth > best.1 {
            best = (delimiter, worth);
        }
    }
    best.0
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
    fn what_stands_between_cells_is_said_or_seen() {
        for (text, delimiter) in [
            ("sep=;\r\na;b,c\r\n", b';'),
            ("\"sep=|\"\na|b\n", b'|'),
            ("Ref;Name;Notes\n1;A;x, y, z\n2;B;\n", b';'),
            ("Ref\tName\n1\tA\n", b'\t'),
            ("Ref,Name\n1,A;B\n", b','),
            ("alone\n", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter_of(text.as_bytes()), delimiter, "{text}");
        }
        let mut records = Records::new(b"sep=;\r\na;b\r\n", b',');
        let first = records.next().expect("a record");
        assert_eq!((first.line, first.cells.len()), (2, 2));
        // A heading of that kind is a heading.
        assert_eq!(Records::new(b"sep=;x;y\n1;2;3\n", b';').count(), 2);
    }
}
