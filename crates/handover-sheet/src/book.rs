//! The one shape in which every file of rows is handed on.

use crate::Told;
use std::fmt;

/// A file of rows: its sheets in their order.
#[derive(Clone, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what was read is looked at and cut by whoever reads it"
)]
pub struct Book {
    /// The sheets; a CSV file is one.
    pub sheets: Vec<Sheet>,
    /// Names and values that whoever made the workbook gave it, in the order of the names.
    pub properties: Vec<(String, String)>,
    /// How the bytes of a CSV file were read; none for a workbook.
    pub told: Vec<Told>,
}

/// A sheet: the rows that hold anything.
#[derive(Clone, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what was read is looked at and cut by whoever reads it"
)]
pub struct Sheet {
    /// What stands on its tab; empty for a CSV file.
    pub name: String,
    /// Whether people see it.
    pub visibility: Visibility,
    /// The rows that hold anything, in their order.
    pub rows: Vec<SheetRow>,
    /// What the cells alone do not tell.
    pub told: Vec<Told>,
    /// Ranges of merged cells, each with the first and last row and column, rows from 1 and columns from 0.
    pub merged: Vec<((u64, usize), (u64, usize))>,
}

/// Whether people see a sheet.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Visibility {
    /// Its tab is there.
    #[default]
    Visible,
    /// Its tab is hidden.
    Hidden,
}

/// A row that holds anything.
#[derive(Clone, Default)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what was read is looked at and cut by whoever reads it"
)]
pub struct SheetRow {
    /// The row's number as the program shows it, from 1; of a CSV file the line in which the record begins.
    pub number: u64,
    /// Whether an empty row stands between it and the one before.
    pub after_blank: bool,
    /// The cells from the first column on, without the empty ones behind the last.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Default, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what was read is looked at and cut by whoever reads it"
)]
pub struct Cell {
    /// What a person sees, as far as it matters.
    pub text: String,
    /// What kind of value the file keeps.
    pub kind: CellKind,
}

/// What kind of value a file keeps in a cell.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// True or false: `TRUE` or `FALSE`.
    Boolean,
    /// A day, `YYYY-MM-DD`, with `THH:MM` or `THH:MM:SS` behind it where it has a time of day.
    Date,
    /// What the program could not work out, or a formula of which the file keeps no value: not to be read.
    Error,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A time of day or a duration: `HH:MM` or `HH:MM:SS`.
    Time,
}

impl Book {
    /// The sheet of that name, in any case.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        let exact = self.sheets.iter().find(|sheet| sheet.name == name);
        let name = crate::folded(name);
        exact.or_else(|| {
            self.sheets
                .iter()
                .find(|sheet| crate::folded(&sheet.name) == name)
        })
    }

    /// The only sheet that people see and that holds anything; none if there are several.
    #[must_use]
    pub fn only_visible(&self) -> Option<&Sheet> {
        let is_seen = |sheet: &&Sheet| sheet.visibility == Visibility::Visible;
        let mut seen = self.sheets.iter().filter(is_seen);
        let mut filled = seen.clone().filter(|sheet| !sheet.rows.is_empty());
        match (filled.next(), filled.next()) {
            (Some(sheet), None) => Some(sheet),
            (None, _) => seen.next(),
            _ => None,
        }
    }

    /// A property by its name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl SheetRow {
    /// The text of a cell without the blanks around it; empty where there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        self.cells
            .get(column)
            .map_or("", |cell| cell.text.trim_matches(crate::is_blank))
    }

    /// Whether no cell holds more than blanks.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        (0..self.cells.len()).all(|column| self.text(column).is_empty())
    }

    /// The columns that hold anything, with their texts.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let all = (0..self.cells.len()).map(|column| (column, self.text(column)));
        all.filter(|(_, text)| !text.is_empty())
    }
}

impl Cell {
    /// A cell of text; empty text is an empty cell.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(text.into(), CellKind::Text)
    }

    pub(crate) fn new(text: String, kind: CellKind) -> Self {
        let kind = if text.is_empty() {
            CellKind::Empty
        } else if crate::is_error(&text) {
            // OpenDocument keeps what is shown of an error, as text.
            CellKind::Error
        } else {
            kind
        };
        Self { text, kind }
    }
}

/// A column's letters as spreadsheets show them: `A` for 0, `AA` for 26.
#[must_use]
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column.saturating_add(1);
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The name of neighbouring columns: `D`, or `C:E`.
pub(crate) fn columns_name(first: usize, last: usize) -> String {
    let (first, last) = (column_letters(first), column_letters(last));
    if first == last {
        first
    } else {
        format!("{first}:{last}")
    }
}

/// The row, from 1, and the column, from 0, of a cell's name such as `AB12`.
pub(crate) fn cell_at(name: &str) -> Option<(u64, usize)> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at_checked(digits)?;
    Some((row.parse().ok()?, column_at(letters)?))
}

pub(crate) fn range_name(((top, left), (bottom, right)): &((u64, usize), (u64, usize))) -> String {
    let letters = column_letters;
    format!("{}{top}:{}{bottom}", letters(*left), letters(*right))
}

pub(crate) fn range_of(range: &str) -> Option<((u64, usize), (u64, usize))> {
    let (from, to) = range.split_once(':')?;
    Some((cell_at(from)?, cell_at(to)?))
}

fn column_at(letters: &str) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_usize;
    for byte in letters.bytes() {
        let byte = byte.to_ascii_uppercase();
        if !byte.is_ascii_uppercase() {
            return None;
        }
        column = column * 26 + usize::from(byte - b'A') + 1;
    }
    column.checked_sub(1)
}

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

redacted!(Book, Cell, Sheet, SheetRow);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
            assert_eq!(column_at(letters), Some(column));
        }
        assert_eq!(cell_at("$B$12"), Some((12, 1)));
        for bad in ["", "12", "B", "ABCD1", "1B"] {
            assert_eq!(cell_at(bad), None, "{bad}");
        }
    }
}
