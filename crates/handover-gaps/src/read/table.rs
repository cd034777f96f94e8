//! A sheet of rows by its headings, in whatever order they stand.

use std::collections::BTreeMap;

use handover_sheet::{Sheet, SheetRow, column_letters, folded};

use super::reading::{Reading, RowAt};
use crate::columns::{CASE, EXAMPLE};

/// In how many rows the headings are looked for: people put a line above them.
const SEARCHED: usize = 20;

pub(super) struct Table<'s> {
    sheet: &'s Sheet,
    columns: BTreeMap<String, usize>,
    first: usize,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table<'t>,
    row: &'t SheetRow,
}

impl<'s> Table<'s> {
    /// None, and a mistake, if the headings are gone.
    pub(super) fn of(sheet: &'s Sheet, reading: &mut Reading) -> Option<Self> {
        if sheet.rows.iter().all(SheetRow::is_blank) {
            return None;
        }
        let is_heading =
            |row: &SheetRow| row.filled().any(|(_, text)| folded(text) == folded(CASE));
        let Some(at) = sheet.rows.iter().take(SEARCHED).position(is_heading) else {
            reading.sheet(
                &sheet.name,
                "a table: it has no row of headings with Case in it",
            );
            return None;
        };
        let mut columns = BTreeMap::new();
        for (column, text) in sheet.rows.get(at)?.filled() {
            if columns.insert(folded(text), column).is_some() {
                reading.sheet(&sheet.name, "clear: a heading stands over two columns");
            }
        }
        Some(Self {
            sheet,
            columns,
            first: at.saturating_add(1),
        })
    }

    /// Tells of columns that nobody reads and in which something stands.
    pub(super) fn only(&self, headings: &[String], reading: &mut Reading) {
        let known: Vec<String> = headings.iter().map(|one| folded(one)).collect();
        let read: Vec<usize> = self
            .columns
            .iter()
            .filter(|(heading, _)| known.contains(heading))
            .map(|(_, column)| *column)
            .collect();
        let mut told = Vec::new();
        for row in self.rows() {
            let mut others = row.row.filled();
            let other = others.find(|(at, _)| !read.contains(at) && !told.contains(at));
            if let Some((column, _)) = other {
                told.push(column);
                let is = "a column of this sheet: take it out, or give it its heading back";
                reading.not_of_form(&row.at(), &format!("column {}", column_letters(column)), is);
            }
        }
    }

    /// The rows that people may have filled in, without the example.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let rows = self.sheet.rows.iter().skip(self.first);
        let rows = rows.map(|row| Row { table: self, row });
        rows.filter(|row| !row.row.is_blank() && folded(row.text(CASE)) != folded(EXAMPLE))
    }
}

impl<'t> Row<'t> {
    /// What stands under a heading.
    pub(super) fn text(&self, heading: &str) -> &'t str {
        let column = self.table.columns.get(&folded(heading));
        column.map_or("", |column| self.row.text(*column))
    }

    pub(super) fn at(&self) -> RowAt {
        RowAt {
            sheet: self.table.sheet.name.clone(),
            row: self.row.number,
        }
    }
}
