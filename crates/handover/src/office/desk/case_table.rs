//! A table of cases, as a spreadsheet writes it (CSV, RFC 4180; comma, semicolon or tab).

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use csv::{ReaderBuilder, StringRecord};
use handover_files::FileError;
use thiserror::Error;

use super::{Failure, Failures, InvalidRow, Subject};
use crate::CaseName;

/// The columns that a table may have; `case` or `token` must be there.
const COLUMNS: [&str; 7] = ["case", "token", "verdict", "reason", "team", "worker", "to"];

/// Why a table of cases cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TableError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its first line names neither a column case nor a column token.
    #[error("the first line names neither a column case nor a column token")]
    NoCases {
        /// The file.
        path: PathBuf,
    },
    /// Its first line has a name that is not known, or one twice.
    #[error("column {number} has a name that is not known")]
    UnknownColumn {
        /// The file.
        path: PathBuf,
        /// Which column, counted from 1.
        number: usize,
    },
}

/// One row of a table.
pub struct CaseRow {
    pub(super) line: u64,
    pub(super) case: CaseName,
    cells: Vec<(&'static str, String)>,
}

impl CaseRow {
    /// The columns that a table may have.
    pub const COLUMNS: [&'static str; 7] = COLUMNS;

    /// What stands in a column, if anything does.
    pub(super) fn cell(&self, column: &str) -> Option<&str> {
        let mut cells = self.cells.iter();
        let (_, text) = cells.find(|(name, _)| *name == column)?;
        Some(text)
    }
}

/// Reads a table; rows that name no case are failures, each with its line.
pub(super) fn read(path: &Path, failures: &mut Failures) -> Result<Vec<CaseRow>, TableError> {
    let bytes = fs::read(path).map_err(|error| FileError::reading(path, error))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| header.iter().filter(|byte| *byte == delimiter).count())
        .unwrap_or(b',');
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text);
    let mut records = reader.records();
    let header = records.next().and_then(Result::ok);
    let columns = columns(header.as_ref()).map_err(|column| {
        let path = path.to_owned();
        match column {
            Some(number) => TableError::UnknownColumn { path, number },
            None => TableError::NoCases { path },
        }
    })?;
    let mut rows = Vec::new();
    let mut lines = Lines {
        text,
        counted: 0,
        line: 1,
    };
    for record in records {
        match record {
            Ok(record) => {
                let line = lines.of(record.position());
                add(&record, &columns, line, &mut rows, failures);
            }
            Err(error) => {
                let line = lines.of(error.position());
                failures.add(Failure::new(Subject::Line(line), InvalidRow::NoText));
            }
        }
    }
    Ok(rows)
}

/// Counts lines as a person does: the reader takes the end of a line for the begin of the next.
struct Lines<'a> {
    text: &'a [u8],
    /// Bytes that were looked at.
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record begins that is not before the one asked for last.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let byte = position.map_or(0, csv::Position::byte);
        let to = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = self.text.get(self.counted..).unwrap_or_default();
        let skipped = rest
            .iter()
            .enumerate()
            .take_while(|(n, byte)| {
                self.counted.saturating_add(*n) < to || matches!(byte, b'\n' | b'\r')
            })
            .map(|(_, byte)| u64::from(*byte == b'\n'));
        let (mut count, mut lines) = (0_usize, 0_u64);
        for line in skipped {
            count = count.saturating_add(1);
            lines = lines.saturating_add(line);
        }
        self.counted = self.counted.saturating_add(count);
        self.line = self.line.saturating_add(lines);
        self.line
    }
}

/// The columns of a header; or the number of one that is not known, or none if no case is named.
fn columns(header: Option<&StringRecord>) -> Result<Vec<&'static str>, Option<usize>> {
    let mut columns = Vec::new();
    for (cell, number) in header.into_iter().flatten().zip(1..) {
        let name = cell.trim().to_ascii_lowercase();
        let known = COLUMNS.into_iter().find(|known| *known == name);
        let known = known.filter(|known| !columns.contains(known));
        columns.push(known.ok_or(Some(number))?);
    }
    if columns.contains(&"case") || columns.contains(&"token") {
        Ok(columns)
    } else {
        Err(None)
    }
}

fn add(
    record: &StringRecord,
    columns: &[&'static str],
    line: u64,
    rows: &mut Vec<CaseRow>,
    failures: &mut Failures,
) {
    let cells: Vec<(&'static str, String)> = columns
        .iter()
        .zip(record)
        .map(|(column, cell)| (*column, cell.trim().to_owned()))
        .filter(|(_, cell)| !cell.is_empty())
        .collect();
    let mut fail = |why: InvalidRow| failures.add(Failure::new(Subject::Line(line), why));
    if record
        .iter()
        .skip(columns.len())
        .any(|cell| !cell.trim().is_empty())
    {
        return fail(InvalidRow::Long);
    }
    if cells.is_empty() {
        return;
    }
    let named = cells.iter().find(|(column, _)| *column == "token");
    let named = named.or_else(|| cells.iter().find(|(column, _)| *column == "case"));
    match named.map(|(_, text)| text.parse::<CaseName>()) {
        Some(Ok(case)) => rows.push(CaseRow { line, case, cells }),
        Some(Err(_)) => fail(InvalidRow::NoName),
        None => fail(InvalidRow::NoCase),
    }
}

impl fmt::Debug for CaseRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseRow(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Result<Vec<CaseRow>, TableError>, Failures) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        fs::write(&path, text).unwrap();
        let mut failures = Failures::default();
        (read(&path, &mut failures), failures)
    }

    #[test]
    fn reads_what_spreadsheets_write() {
        let quoted = "\u{feff}Case,Verdict,worker\r\nA-1,accepted,\"Shah, P.\"\r\n,,\r\n";
        let plain = "case;verdict;worker\n\nA-1;accepted;Shah, P.\n";
        for (text, line) in [(quoted, 2), (plain, 3)] {
            let (rows, failures) = read_text(text);
            let rows = rows.unwrap();
            assert_eq!(rows.len(), 1, "{text}");
            assert_eq!(rows[0].line, line);
            assert_eq!(rows[0].cell("worker"), Some("Shah, P."));
            assert_eq!(rows[0].cell("reason"), None);
            assert!(failures.none_or_refuse().is_ok());
        }
    }

    #[test]
    fn tells_every_bad_line_by_its_number() {
        let (rows, failures) = read_text("case,reason\nA 1,x\n,y\nA-1\nA-2,x,z\nA-3,x\n");
        assert_eq!(rows.unwrap().len(), 2);
        assert_eq!(failures.all().len(), 3);
        for header in ["", "verdict,reason\n", "case,case\n", "case,colour\n"] {
            assert!(read_text(header).0.is_err(), "{header}");
        }
    }
}
