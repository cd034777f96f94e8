//! Office Open XML (ECMA-376): values by calamine, and what it does not tell by the parts themselves.

mod parts;

use crate::{
    Book, Cell, CellKind, Sheet, SheetError, Told, ToldKind, Visibility,
    bounds::{Allowance, Zip},
    number,
    rows::{Rows, visibility},
};
use calamine::{DataRef, FillPattern, Reader, SheetType, Style, Xlsx, XlsxError};
use parts::Seen;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

/// How many colours are told of a sheet.
const MAX_COLOURS: usize = 12;

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

pub(crate) fn read(bytes: &[u8], zip: &mut Zip<'_>) -> Result<Book, SheetError> {
    let mut workbook: Workbook<'_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let mut found = parts::find(zip)?;
    let mut allowance = Allowance::default();
    let is_1904 = workbook.has_1904_epoch();
    let mut sheets = Vec::new();
    for metadata in workbook.sheets_metadata().to_vec() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        // A sheet of which the parts are not found could hide rows: what is not told would be taken for not there.
        let seen = found.remove(&metadata.name).ok_or(SheetError::Broken)?;
        let mut sheet = read_sheet(&mut workbook, &metadata.name, seen, &mut allowance)?;
        sheet.visibility = visibility(metadata.visible);
        if sheet.visibility == Visibility::Hidden {
            sheet.told.insert(0, Told::new(ToldKind::HiddenSheet, 1));
        }
        if is_1904 {
            sheet.told.push(Told::new(ToldKind::Dates1904, 1));
        }
        sheets.push(sheet);
    }
    let properties = workbook.workbook_properties().unwrap_or_default();
    let properties: BTreeMap<_, _> = properties.custom_properties.into_iter().collect();
    Ok(Book {
        sheets,
        properties: properties.into_iter().collect(),
        told: Vec::new(),
    })
}

fn refusal(error: &XlsxError) -> SheetError {
    match error {
        XlsxError::Password => SheetError::Protected,
        _ => SheetError::Broken,
    }
}

/// What a style says of the cells that have it.
struct Look {
    colour: Option<String>,
    is_struck: bool,
    format: Option<String>,
}

impl Look {
    fn of(style: &Style) -> Self {
        let fill = style.fill.as_ref();
        let fill = fill.filter(|fill| fill.pattern == FillPattern::Solid);
        let colour = fill.and_then(calamine::Fill::get_color);
        let colour = colour.filter(|colour| !colour.is_white());
        let font = style.font.as_ref();
        let format = style.number_format.as_ref();
        Self {
            colour: colour.map(|colour| {
                format!("#{:02X}{:02X}{:02X}", colour.red, colour.green, colour.blue)
            }),
            is_struck: font.is_some_and(calamine::Font::has_strikethrough),
            format: format.map(|format| format.format_code.clone()),
        }
    }
}

fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    seen: Seen,
    allowance: &mut Allowance,
) -> Result<Sheet, SheetError> {
    let broken = |error: XlsxError| refusal(&error);
    let is_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
    let looks: Vec<Look> = reader.styles().iter().map(Look::of).collect();
    let mut rows = Rows::default();
    let mut colours: BTreeMap<&str, (usize, BTreeSet<u64>)> = BTreeMap::new();
    let (mut struck, mut errors) = (Vec::new(), Vec::new());
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(broken)? {
        let (row, column) = cell.get_position();
        let row = u64::from(row) + 1;
        let at = (row, usize::try_from(column).unwrap_or(usize::MAX));
        let look = looks.get(style);
        if let Some(colour) = look.and_then(|look| look.colour.as_deref()) {
            let entry = colours.entry(colour).or_default();
            entry.0 += 1;
            entry.1.insert(row);
        }
        let format = look.and_then(|look| look.format.as_deref());
        let cell = value(cell.get_value(), format, is_1904);
        if cell.kind == CellKind::Empty {
            continue;
        }
        if look.is_some_and(|look| look.is_struck) {
            struck.push(at);
        }
        if cell.kind == CellKind::Error {
            errors.push(at);
        }
        rows.put(at, cell, allowance)?;
    }
    // A formula without a value is a cell of which nothing is known: not an empty one.
    for &at in &seen.without_value {
        let unknown = Cell::new("#?".to_owned(), CellKind::Error);
        match rows.cell_mut(at) {
            Some(cell) => *cell = unknown,
            None => rows.put(at, unknown, allowance)?,
        }
    }
    let mut told = Vec::new();
    told.extend(Told::of_cells(ToldKind::Errors, &errors));
    told.extend(Told::of_cells(ToldKind::StruckOut, &struck));
    let mut colours: Vec<_> = colours.into_iter().collect();
    colours.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for (colour, (count, rows)) in colours.into_iter().take(MAX_COLOURS) {
        told.push(Told {
            places: vec![colour.to_owned()],
            ..Told::of_rows(ToldKind::Coloured, count, rows.into_iter().collect())
        });
    }
    let merged = seen.merged.clone();
    told.extend(seen.into_told());
    told.sort_by_key(|told| told.kind);
    Ok(Sheet {
        name: name.to_owned(),
        visibility: Visibility::Visible,
        rows: rows.into_rows(),
        told,
        merged,
    })
}

fn value(value: &DataRef<'_>, format: Option<&str>, is_1904: bool) -> Cell {
    match value {
        DataRef::Int(value) => Cell::new(value.to_string(), CellKind::Number),
        DataRef::Float(value) => number::number(*value, format),
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Bool(value) => number::truth(*value),
        DataRef::DateTime(serial) => number::moment(serial, is_1904),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => number::iso(text),
        DataRef::Error(error) => Cell::new(error.to_string(), CellKind::Error),
        DataRef::Empty => Cell::default(),
    }
}
