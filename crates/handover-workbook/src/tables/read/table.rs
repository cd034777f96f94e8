//! One table: which of its columns is which of the layout's.

use super::{
    super::{
        cell,
        layout::{Layout, RowsOf},
    },
    CaseProblem, TablesError,
};
use handover_interop::RejectionReason;
use handover_sheet::{Book, CellKind, Encoding, Sheet, SheetError, SheetRow, is_blank};
use std::borrow::Cow;

/// A table of rows.
pub(super) struct Table {
    pub(super) file: String,
    pub(super) sheet: usize,
    headings: Vec<String>,
    pub(super) rows: Vec<Row>,
    rank: u8,
}

/// A row with the cells of the layout, in its order: one text, for a cell each would take three times as much memory.
pub(super) struct Row {
    line: u64,
    text: Box<str>,
    /// Where each cell ends.
    ends: Box<[u32]>,
    /// Cells in which the spreadsheet has an error.
    errors: Vec<usize>,
}

impl Row {
    fn of(row: &SheetRow, columns: &[usize], is_csv: bool) -> Self {
        let (mut text, mut ends, mut errors) = (String::new(), Vec::new(), Vec::new());
        for (at, place) in columns.iter().enumerate() {
            if let Some(cell) = row.cells.get(*place) {
                text.push_str(&written(&cell.text, is_csv));
                if cell.kind == CellKind::Error {
                    errors.push(at);
                }
            }
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        Self {
            line: row.number,
            text: text.into_boxed_str(),
            ends: ends.into_boxed_slice(),
            errors,
        }
    }

    fn cell(&self, at: usize) -> Option<&str> {
        if self.errors.contains(&at) {
            return None;
        }
        let end = |at: usize| usize::try_from(*self.ends.get(at)?).ok();
        let from = at.checked_sub(1).map_or(Some(0), end);
        let cell = from
            .zip(end(at))
            .and_then(|(from, to)| self.text.get(from..to));
        Some(cell.unwrap_or_default())
    }
}

/// What was written into a cell.
fn written(cell: &str, is_csv: bool) -> Cow<'_, str> {
    let text = if is_csv { cell::of_csv(cell) } else { cell };
    if text.chars().all(is_blank) {
        "".into()
    } else if text.contains('\r') {
        text.replace("\r\n", "\n").into()
    } else {
        text.into()
    }
}

impl Table {
    /// The table, and the headings that are not of it.
    pub(super) fn of(
        layout: &Layout,
        file: String,
        sheet: usize,
        found: Sheet,
        is_csv: bool,
    ) -> Result<(Self, Vec<String>), TablesError> {
        let own = layout.sheet(sheet);
        let mut rows = found.rows.into_iter();
        let headings = rows.next().unwrap_or_default();
        let width = headings.cells.len();
        let mut columns = Vec::new();
        for column in &own.columns {
            let mut places = (0..width).filter(|at| headings.text(*at) == column.heading);
            match (places.next(), places.next()) {
                (Some(place), None) => columns.push(place),
                _ => {
                    return Err(TablesError::Heading {
                        file,
                        heading: column.heading.clone(),
                    });
                }
            }
        }
        let rows: Vec<SheetRow> = rows.collect();
        let is_strange = |at: &usize| {
            let is_filled = |row: &SheetRow| !row.text(*at).is_empty();
            !columns.contains(at) && (!headings.text(*at).is_empty() || rows.iter().any(is_filled))
        };
        let widest = rows.iter().map(|row| row.cells.len()).max();
        let strange = (0..width.max(widest.unwrap_or_default())).filter(is_strange);
        let strange = strange.map(|at| match headings.text(at) {
            "" => handover_sheet::column_letters(at),
            heading => heading.to_owned(),
        });
        let strange = strange.collect();
        let rank = match own.rows {
            RowsOf::Section => 0,
            RowsOf::Items(_) => 1,
            RowsOf::Sources => 2,
            RowsOf::Fields => 3,
        };
        let headings = own.columns.iter().map(|column| column.heading.clone());
        let rows = rows.into_iter();
        let rows = rows.map(|row| Row::of(&row, &columns, is_csv));
        let table = Self {
            file,
            sheet,
            headings: headings.collect(),
            rows: rows.collect(),
            rank,
        };
        Ok((table, strange))
    }

    pub(super) const fn is_people(&self) -> bool {
        self.sheet == Layout::PEOPLE
    }

    pub(super) const fn rank(&self) -> u8 {
        self.rank
    }

    /// The key of each row.
    pub(super) fn keys(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        (0..self.rows.len())
            .map(|row| (row, self.cell(row, 0).unwrap_or_default().trim().to_owned()))
    }

    /// What a cell holds, as it was written; nothing if the spreadsheet has an error there.
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        self.rows.get(row)?.cell(column)
    }

    pub(super) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |row| row.line)
    }

    pub(super) fn problem(
        &self,
        row: usize,
        key: &str,
        column: Option<usize>,
        reason: RejectionReason,
    ) -> CaseProblem {
        let heading = column.and_then(|column| self.headings.get(column));
        CaseProblem {
            key: key.to_owned(),
            file: self.file.clone(),
            line: self.line(row),
            column: heading.cloned(),
            reason,
            person: 0,
        }
    }
}

/// A file of CSV whose first heading is known: it shows what stands between the cells.
pub(super) fn read_csv(bytes: &[u8], first: &str) -> Result<Sheet, SheetError> {
    let mut read = None;
    for delimiter in *b",;\t" {
        let book = Book::read_csv(bytes, Encoding::Auto, Some(delimiter))?;
        let sheet = book.sheets.into_iter().next().unwrap_or_default();
        let heading = sheet.rows.first();
        let is_it = heading.is_some_and(|row| row.text(0) == first && row.cells.len() > 1);
        if is_it {
            return Ok(sheet);
        }
        read.get_or_insert(sheet);
    }
    Ok(read.unwrap_or_default())
}
