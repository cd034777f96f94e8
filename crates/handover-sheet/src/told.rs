//! What the cells of a sheet alone do not tell, and what of it is taken.

use crate::column_letters;
use std::fmt;

/// Something about a sheet that its cells alone do not tell. `Display` says what it is, where, and what of it is taken.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Told {
    /// What it is.
    pub kind: ToldKind,
    /// How many cells, rows, columns or ranges it stands for.
    pub count: usize,
    /// The rows that it touches, in ascending order; empty where the whole sheet is meant.
    pub rows: Vec<u64>,
    /// Where, as the program shows it: `D5`, `C:E`, a colour; never the content of a cell.
    pub places: Vec<String>,
}

/// What is told of a sheet.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ToldKind {
    /// Cells filled with one colour.
    Coloured,
    /// Comments or notes on cells.
    Comments,
    /// Days counted from 1904.
    Dates1904,
    /// Cells that the program could not work out.
    Errors,
    /// A filter over the rows.
    Filter,
    /// Cells that are worked out from others.
    Formulas,
    /// Formulas of which the file keeps no value.
    FormulasWithoutValue,
    /// Hidden columns.
    HiddenColumns,
    /// Hidden rows.
    HiddenRows,
    /// The sheet is hidden.
    HiddenSheet,
    /// Merged cells.
    Merged,
    /// Cells struck through.
    StruckOut,
    /// The bytes are not UTF-8 and were read as Windows-1252.
    Windows1252,
}

impl fmt::Display for ToldKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Coloured => "coloured cells: what the colour means is not read",
            Self::Comments => "comments on cells: not taken; write into a cell what must be carried",
            Self::Dates1904 => "days counted from 1904: read so",
            Self::Errors => "cells with an error of the spreadsheet: not read",
            Self::Filter => "a filter: the rows that it hides are read like the others",
            Self::Formulas => "formulas: read by the value that the file keeps",
            Self::FormulasWithoutValue => {
                "formulas without a value: not read; open the file in a spreadsheet and save it again"
            }
            Self::HiddenColumns => "hidden columns: read like the others",
            Self::HiddenRows => "hidden rows: read like the others",
            Self::HiddenSheet => "the sheet is hidden: read, since the mapping names it",
            Self::Merged => {
                "merged cells: the value stands in the first of them, the others are empty"
            }
            Self::StruckOut => {
                "cells struck through: read like the others; what the stroke means is not read"
            }
            Self::Windows1252 => "not UTF-8: read as Windows-1252",
        })
    }
}

/// How many places are written out.
const SHOWN: usize = 8;

impl Told {
    pub(crate) fn new(kind: ToldKind, count: usize) -> Self {
        Self {
            kind,
            count,
            rows: Vec::new(),
            places: Vec::new(),
        }
    }

    pub(crate) fn of_rows(kind: ToldKind, count: usize, rows: Vec<u64>) -> Self {
        Self {
            rows,
            ..Self::new(kind, count)
        }
    }

    pub(crate) fn at(kind: ToldKind, places: Vec<String>, mut rows: Vec<u64>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        Self {
            kind,
            count: places.len(),
            rows,
            places,
        }
    }

    /// Cells of one kind, by their names; none if there are none.
    pub(crate) fn of_cells(kind: ToldKind, at: &[(u64, usize)]) -> Option<Self> {
        let name = |(row, column): &(u64, usize)| format!("{}{row}", column_letters(*column));
        let rows = at.iter().map(|(row, _)| *row);
        (!at.is_empty()).then(|| Self::at(kind, at.iter().map(name).collect(), rows.collect()))
    }

    /// Whether something that may say a thing of a person was not taken.
    #[must_use]
    pub const fn leaves_something(&self) -> bool {
        matches!(
            self.kind,
            ToldKind::Coloured
                | ToldKind::Comments
                | ToldKind::Errors
                | ToldKind::FormulasWithoutValue
                | ToldKind::StruckOut
        )
    }

    fn where_it_is(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(ToString::to_string).collect();
        let (word, list) = if self.kind == ToldKind::Coloured || self.places.is_empty() {
            let word = if rows.len() == 1 { "row " } else { "rows " };
            (word, rows)
        } else {
            ("", self.places.clone())
        };
        if list.is_empty() {
            return String::new();
        }
        let shown: Vec<&str> = list.iter().take(SHOWN).map(String::as_str).collect();
        let more = list.len().saturating_sub(SHOWN);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        format!(" ({word}{}{more})", shown.join(", "))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.where_it_is();
        let n = self.count;
        let (one, many, taken) = match self.kind {
            ToldKind::Coloured => {
                let colour = self.places.first().map_or("", String::as_str);
                let cells = if n == 1 { "cell has" } else { "cells have" };
                return write!(
                    f,
                    "{n} {cells} the colour {colour}{at}: what the colour means is not read"
                );
            }
            ToldKind::Comments => (
                "comment",
                "comments",
                "not taken: write into a cell what must be carried",
            ),
            ToldKind::Dates1904 => {
                return f.write_str("days are counted from 1904 in this file: read so");
            }
            ToldKind::Errors => ("cell with an error", "cells with an error", "not read"),
            ToldKind::Filter => (
                "filter",
                "filters",
                "the rows that it hides are read like the others",
            ),
            ToldKind::Formulas => (
                "formula",
                "formulas",
                "read by the value that the file keeps",
            ),
            ToldKind::FormulasWithoutValue => (
                "formula without a value",
                "formulas without a value",
                "not read: open the file in a spreadsheet and save it again",
            ),
            ToldKind::HiddenColumns => ("hidden column", "hidden columns", "read like the others"),
            ToldKind::HiddenRows => ("hidden row", "hidden rows", "read like the others"),
            ToldKind::HiddenSheet => {
                return f.write_str("the sheet is hidden: not read unless it is named");
            }
            ToldKind::Merged => (
                "range of merged cells",
                "ranges of merged cells",
                "the value stands in the first cell of each, the others are empty",
            ),
            ToldKind::StruckOut => (
                "cell is struck through",
                "cells are struck through",
                "read like the others: what the stroke means is not read",
            ),
            ToldKind::Windows1252 => {
                return f.write_str("the file is not UTF-8: read as Windows-1252");
            }
        };
        let word = if n == 1 { one } else { many };
        write!(f, "{n} {word}{at}: {taken}")
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Told").field(&self.kind).finish()
    }
}
