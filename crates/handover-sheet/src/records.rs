//! Reading the records of CSV (RFC 4180 and its dialects), so that no record hides another.

use crate::{
    LineCounter,
    blocks::{Block, Blocks},
};
use std::io::{self, Read};

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
    /// Where it begins in the text, in bytes.
    pub offset: u64,
    /// How many bytes it has there, with its end.
    pub length: usize,
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
            offset: 0,
            length: 0,
        }
    }
}

/// The records of a file, starting anew at the next line where quotation marks went wrong, so
/// that one stray mark costs its own row and not those up to the next mark.
///
/// A first line `sep=;`, as Excel writes it, says what stands between cells and is no record.
pub struct Records<'b> {
    blocks: Blocks<'b>,
    delimiter: u8,
    /// Where in the block the reader begins to count.
    base: usize,
    /// Where in the block the reader began.
    begun: usize,
    reader: Reader<'b>,
    lines: LineCounter,
    /// Bytes that may still be read twice; hostile input would read all of them for each line.
    to_spare: u64,
    is_given_up: bool,
    failed: Option<io::Error>,
}

impl<'b> Records<'b> {
    /// Reads text as UTF-8, without byte order mark; `delimiter` holds if the file's first line says nothing else.
    #[must_use]
    pub fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        Self::of(Blocks::whole(bytes), delimiter)
    }

    /// As [`new`](Self::new), of a text that is read a block at a time.
    ///
    /// # Errors
    ///
    /// What the system says of the first block.
    pub fn stored(text: &'b dyn crate::StoredText, delimiter: u8) -> io::Result<Self> {
        Ok(Self::of(Blocks::begin(text)?, delimiter))
    }

    fn of(blocks: Blocks<'b>, delimiter: u8) -> Self {
        let (delimiter, begun) = separator(blocks.bytes()).unwrap_or((delimiter, 0));
        let (reader, base) = reader(blocks.block(), begun, delimiter);
        Self {
            delimiter,
            base,
            begun,
            reader,
            lines: LineCounter::default(),
            to_spare: blocks.size().saturating_mul(4).saturating_add(1 << 20),
            is_given_up: false,
            failed: None,
            blocks,
        }
    }

    /// What stands between the cells of a record.
    #[must_use]
    pub const fn delimiter(&self) -> u8 {
        self.delimiter
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

    /// Why the text could not be read to its end, if it could not.
    pub const fn take_failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }

    /// Reads on behind the block, which ends within the record that begins at `from`.
    fn read_on(&mut self, from: usize) -> io::Result<()> {
        // The line counter looks at the byte before it.
        let kept = self.lines.offset().saturating_sub(1).min(from);
        self.blocks.read_on(kept)?;
        self.lines.moved_by(kept);
        self.begin(from - kept);
        Ok(())
    }

    fn begin(&mut self, from: usize) {
        self.begun = from;
        (self.reader, self.base) = reader(self.blocks.block(), from, self.delimiter);
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.is_given_up || self.failed.is_some() {
            return None;
        }
        let mut cells = csv::ByteRecord::new();
        let (from, to) = loop {
            let from = self.base.saturating_add(offset(self.reader.position()));
            let from = from.max(self.begun);
            let is_record = matches!(self.reader.read_byte_record(&mut cells), Ok(true));
            let to = self.base.saturating_add(offset(self.reader.position()));
            // A record that reaches the end of the block may go on behind it.
            if to < self.blocks.bytes().len() || self.blocks.is_last() {
                if !is_record {
                    return None;
                }
                break (from, to);
            }
            if let Err(error) = self.read_on(from) {
                self.failed = Some(error);
                return None;
            }
        };
        let bytes = self.blocks.bytes();
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let text = bytes.get(from..to).unwrap_or_default();
        let blank = text.iter().take_while(|byte| is_end(byte)).count();
        let ends = text.get(..blank).unwrap_or_default();
        let before = from.checked_sub(1).and_then(|at| bytes.get(at));
        let text = text.get(blank..).unwrap_or_default();
        let is_sound = quotes_pair(text, self.delimiter);
        let record = Record {
            line: self.lines.advance(bytes, from + blank),
            is_after_blank: match (before, ends) {
                (None, _) | (_, []) => false,
                // The reader leaves the second half of CRLF to the next record.
                (Some(b'\r'), [b'\n', rest @ ..]) => !rest.is_empty(),
                (Some(b'\r' | b'\n'), _) => true,
                (Some(_), [b'\r', b'\n', rest @ ..] | [_, rest @ ..]) => !rest.is_empty(),
            },
            cells,
            is_sound,
            offset: self.blocks.offset_of(from + blank),
            length: text.len(),
        };
        if !is_sound {
            let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
            let first = text.iter().position(is_end).unwrap_or(text.len());
            self.begin(from + blank + first);
            self.is_given_up = self.to_spare < length;
            self.to_spare = self.to_spare.saturating_sub(length);
        }
        Some(record)
    }
}

impl std::fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Records(..)")
    }
}

type Reader<'b> = csv::Reader<io::Chain<&'static [u8], io::Cursor<Block<'b>>>>;

/// Reads a block from a place on, and from where its position counts.
fn reader(block: Block<'_>, from: usize, delimiter: u8) -> (Reader<'_>, usize) {
    let mut at = io::Cursor::new(block);
    at.set_position(u64::try_from(from).unwrap_or(u64::MAX));
    // What would be a byte order mark at the beginning of a text is none in the middle: there it begins with the end of a
    // line.
    let before: &[u8] = if from > 0 { b"\n" } else { b"" };
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(before.chain(at));
    (reader, from - before.len())
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
