//! Where on a sheet a table stands: its headings, its rows, and what is beside them.

mod aside;
mod heading;
mod key;

pub use aside::{Aside, Claim, SetAside};
pub use heading::join_headings;
pub use key::KeyShapes;

use crate::{Sheet, SheetRow, column_letters, folded};
use std::collections::BTreeSet;

/// A table on a sheet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Layout {
    /// The rows in which the headings stand: one, or two that were joined; numbers as the program shows them.
    pub headings: Vec<u64>,
    /// The columns that have a heading or hold anything.
    pub columns: Vec<Column>,
    /// The rows of the table: indices into [`Sheet::rows`].
    pub rows: Vec<usize>,
    /// The rows that are no records, and why.
    pub set_aside: Vec<SetAside>,
    /// The column, by its place on the sheet, in which each row seems to have a value of its own.
    pub key: Option<usize>,
}

/// A column of a table.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// Its place on the sheet, from 0.
    pub at: usize,
    /// Its heading; `column W` where it has none.
    pub name: String,
    /// The heading above that it shares with its neighbours.
    pub group: Option<String>,
    /// Whether it has a heading.
    pub has_heading: bool,
}

/// Why there is no table where it was said to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// The row of headings is empty, or the sheet ends before it.
    #[error("row {0} holds no headings")]
    NoHeadings(u64),
}

impl Sheet {
    /// The tables of this sheet, each with its headings as far as they can be told from the rows below them.
    #[must_use]
    pub fn tables(&self) -> Vec<Layout> {
        let mut tables = Vec::new();
        let mut from = 0;
        while let Some(found) = heading::find(self, from) {
            let (layout, next) = self.lay_out(&found, from, None);
            tables.push(layout);
            let Some(next) = next else { break };
            from = next;
        }
        tables
    }

    /// The table whose headings stand in these rows: one, or two that are joined where the lower alone does not tell
    /// columns apart. `key` is the heading of the column in which every record has a value of its own.
    ///
    /// # Errors
    ///
    /// [`LayoutError`] if there are no headings.
    pub fn table_at(&self, headings: &[u64], key: Option<&str>) -> Result<Layout, LayoutError> {
        let index = |number: u64| {
            let found = self.rows.binary_search_by_key(&number, |row| row.number);
            found.map_err(|_| LayoutError::NoHeadings(number))
        };
        let rows: Vec<usize> = headings
            .iter()
            .map(|&number| index(number))
            .collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Err(LayoutError::NoHeadings(1));
        }
        Ok(self.lay_out(&rows, 0, key).0)
    }

    /// Lays out the table with these rows of headings, from a row on; says with which row another table begins.
    fn lay_out(
        &self,
        headings: &[usize],
        from: usize,
        key: Option<&str>,
    ) -> (Layout, Option<usize>) {
        let (first, last) = (headings.first().copied(), headings.last().copied());
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let names = heading::names(self, headings);
        let below = self.rows.get(last + 1..).unwrap_or_default();
        let named = names.iter().position(|name| {
            key.is_some_and(|key| folded(&name.name) == folded(key)) && name.has_heading
        });
        let key = named.or_else(|| key::guess(below, names.len()));

        let mut shapes = KeyShapes::default();
        for row in below {
            shapes.count(key.map_or("", |key| row.text(key)));
        }
        let headings_text: Vec<String> = self.rows.get(last).map_or_else(Vec::new, |row| {
            (0..row.cells.len())
                .map(|at| row.text(at).to_owned())
                .collect()
        });
        let mut layout = Layout {
            headings: headings
                .iter()
                .filter_map(|&at| self.rows.get(at))
                .map(|row| row.number)
                .collect(),
            columns: Vec::new(),
            rows: Vec::new(),
            set_aside: Vec::new(),
            key,
        };
        for (at, row) in self.rows.iter().enumerate().take(first).skip(from) {
            if !headings.contains(&at) {
                layout.set_aside.push(SetAside::new(row, Aside::Above));
            }
        }
        let mut next = None;
        for (offset, row) in below.iter().enumerate() {
            let at = last + 1 + offset;
            let texts = (0..row.cells.len()).map(|column| row.text(column));
            let aside = Aside::of(&texts, &headings_text, key);
            let own_key = key.map_or("", |key| row.text(key));
            match aside.and_then(|aside| aside.settled(own_key, &shapes)) {
                Some(aside) => layout.set_aside.push(SetAside::new(row, aside)),
                None if row.after_blank
                    && !layout.rows.is_empty()
                    && !shapes.is_like_others(own_key)
                    && heading::begins_a_table(self, at) =>
                {
                    next = Some(at);
                    break;
                }
                None => layout.rows.push(at),
            }
        }
        if let Some(next) = next {
            let others = self.rows.iter().skip(next);
            layout
                .set_aside
                .extend(others.map(|row| SetAside::new(row, Aside::OtherTable)));
        }
        layout.columns = self.columns(&layout.rows, names);
        (layout, next)
    }

    fn columns(&self, rows: &[usize], names: Vec<Column>) -> Vec<Column> {
        let rows = rows.iter().filter_map(|&at| self.rows.get(at));
        let used: BTreeSet<usize> = rows
            .flat_map(SheetRow::filled)
            .map(|(column, _)| column)
            .collect();
        let beyond = used.iter().filter(|&&at| at >= names.len());
        let beyond: Vec<Column> = beyond.map(|&at| Column::without_heading(at)).collect();
        let is_there = |column: &Column| column.has_heading || used.contains(&column.at);
        names.into_iter().filter(is_there).chain(beyond).collect()
    }
}

impl Column {
    pub(crate) fn without_heading(at: usize) -> Self {
        Self {
            at,
            name: format!("column {}", column_letters(at)),
            group: None,
            has_heading: false,
        }
    }
}

impl Layout {
    /// The rows of the table.
    pub fn records<'s>(&'s self, sheet: &'s Sheet) -> impl Iterator<Item = &'s SheetRow> {
        self.rows.iter().filter_map(|&at| sheet.rows.get(at))
    }

    /// What rows of totals claim, each with its row.
    pub fn claims(&self) -> impl Iterator<Item = (u64, Claim)> {
        let totals = self.set_aside.iter().filter(|one| one.why == Aside::Total);
        totals.flat_map(|one| one.claims().into_iter().map(|claim| (one.number, claim)))
    }
}
