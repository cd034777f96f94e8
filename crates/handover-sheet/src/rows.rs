//! Cells on their way to rows.

use crate::{
    Cell, CellKind, MAX_COLUMNS, Sheet, SheetError, SheetRow, Told, ToldKind, Visibility,
    bounds::{Allowance, too_large},
    number,
};
use calamine::{Data, Range, SheetVisible};
use std::collections::BTreeMap;

/// The rows of a sheet on their way, in whatever order their cells come.
#[derive(Default)]
pub(crate) struct Rows(BTreeMap<u64, Vec<Cell>>);

impl Rows {
    /// Puts a cell in its place, the row from 1 and the column from 0.
    pub(crate) fn put(
        &mut self,
        (row, column): (u64, usize),
        cell: Cell,
        allowance: &mut Allowance,
    ) -> Result<(), SheetError> {
        if column >= MAX_COLUMNS {
            return Err(too_large("columns", 1000));
        }
        let cells = self.0.entry(row).or_default();
        let wider = (column + 1).saturating_sub(cells.len());
        allowance.take(wider, cell.text.len())?;
        if wider > 0 {
            cells.resize(column + 1, Cell::default());
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }

    pub(crate) fn cell_mut(&mut self, (row, column): (u64, usize)) -> Option<&mut Cell> {
        self.0.get_mut(&row)?.get_mut(column)
    }

    pub(crate) fn into_rows(self) -> Vec<SheetRow> {
        let mut rows: Vec<SheetRow> = Vec::new();
        for (number, cells) in self.0 {
            let before = rows.last().map_or(number, |row| row.number);
            let row = SheetRow {
                number,
                after_blank: number > before + 1,
                cells,
            };
            if !row.is_blank() {
                rows.push(row);
            }
        }
        rows
    }
}

/// The sheet that a range of values makes.
pub(crate) fn of_range(
    name: String,
    range: &Range<Data>,
    is_1904: bool,
    allowance: &mut Allowance,
) -> Result<Sheet, SheetError> {
    let (top, left) = range.start().unwrap_or_default();
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    let mut rows = Rows::default();
    let mut errors = Vec::new();
    for (row, column, value) in range.used_cells() {
        let row = u64::from(top) + u64::try_from(row).unwrap_or(u64::MAX) + 1;
        let at = (row, left.saturating_add(column));
        let cell = value_of(value, is_1904);
        if cell.kind == CellKind::Error {
            errors.push(at);
        }
        if cell.kind != CellKind::Empty {
            rows.put(at, cell, allowance)?;
        }
    }
    Ok(Sheet {
        name,
        rows: rows.into_rows(),
        told: Told::of_cells(ToldKind::Errors, &errors)
            .into_iter()
            .collect(),
        ..Sheet::default()
    })
}

fn value_of(value: &Data, is_1904: bool) -> Cell {
    match value {
        Data::Int(value) => Cell::new(value.to_string(), CellKind::Number),
        Data::Float(value) => number::number(*value, None),
        Data::String(text) => Cell::text(text.as_str()),
        Data::Bool(value) => number::truth(*value),
        Data::DateTime(serial) => number::moment(serial, is_1904),
        Data::DateTimeIso(text) | Data::DurationIso(text) => number::iso(text),
        Data::Error(error) => Cell::new(error.to_string(), CellKind::Error),
        Data::Empty => Cell::default(),
    }
}

pub(crate) const fn visibility(visible: SheetVisible) -> Visibility {
    match visible {
        SheetVisible::Visible => Visibility::Visible,
        SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
    }
}
