//! Excel 97-2003 (MS-XLS): values by calamine, bounds and what it does not tell by the records themselves.
//!
//! Colours, strokes and the shapes of number formats are not told of this format.

use crate::{
    Book, SheetError, Told, ToldKind, Visibility,
    book::{columns_name, range_name},
    bounds::{Allowance, MAX_CELLS, MAX_LEN, too_large},
    rows::{of_range, visibility},
};
use calamine::{Reader, SheetType, Xls, XlsError};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

pub(crate) fn read(bytes: &[u8]) -> Result<Book, SheetError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_LEN {
        return Err(too_large("bytes", MAX_LEN));
    }
    let stream = stream(bytes)?;
    let seen = find(&stream)?;
    let workbook: Result<Xls<_>, _> = calamine::open_workbook_from_rs(Cursor::new(bytes));
    let mut workbook = workbook.map_err(|error| match error {
        XlsError::Password => SheetError::Protected,
        _ => SheetError::Broken,
    })?;
    let is_1904 = workbook.has_1904_epoch();
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for (at, metadata) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        let name = metadata.name;
        let range = workbook.worksheet_range(&name);
        let range = range.map_err(|_| SheetError::Broken)?;
        let merged = workbook.merge_cells_by_sheet_name(&name);
        let merged = merged.map_err(|_| SheetError::Broken)?;
        let place = |(row, column): (u32, u32)| {
            (
                u64::from(row) + 1,
                usize::try_from(column).unwrap_or(usize::MAX),
            )
        };
        let merged = merged.iter().map(|one| (place(one.start), place(one.end)));
        let mut sheet = of_range(name, &range, is_1904, &mut allowance)?;
        sheet.merged = merged.collect();
        if let Some(seen) = seen.get(at) {
            sheet.told.extend(seen.told());
        }
        sheet.visibility = visibility(metadata.visible);
        if sheet.visibility == Visibility::Hidden {
            sheet.told.push(Told::new(ToldKind::HiddenSheet, 1));
        }
        if is_1904 {
            sheet.told.push(Told::new(ToldKind::Dates1904, 1));
        }
        if !sheet.merged.is_empty() {
            let names = sheet.merged.iter().map(range_name).collect();
            sheet
                .told
                .push(Told::at(ToldKind::Merged, names, Vec::new()));
        }
        sheet.told.sort_by_key(|told| told.kind);
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

/// The stream of records, whole.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, SheetError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| SheetError::Broken)?;
    if file.exists("/EncryptedPackage") {
        return Err(SheetError::Protected);
    }
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.exists(name));
    let name = name.ok_or(SheetError::Unknown)?;
    let stream = file.open_stream(name).map_err(|_| SheetError::Broken)?;
    let mut records = Vec::new();
    stream
        .take(MAX_LEN)
        .read_to_end(&mut records)
        .map_err(|_| SheetError::Broken)?;
    Ok(records)
}

/// What was seen on one sheet.
#[derive(Default)]
struct Seen {
    hidden_rows: Vec<u64>,
    hidden_columns: Vec<String>,
    comments: Vec<(u64, usize)>,
    formulas: Vec<(u64, usize)>,
    has_filter: bool,
}

impl Seen {
    fn told(&self) -> Vec<Told> {
        let mut told = Vec::new();
        if !self.hidden_rows.is_empty() {
            let rows = self.hidden_rows.clone();
            told.push(Told::of_rows(ToldKind::HiddenRows, rows.len(), rows));
        }
        if !self.hidden_columns.is_empty() {
            let columns = self.hidden_columns.clone();
            told.push(Told::at(ToldKind::HiddenColumns, columns, Vec::new()));
        }
        if self.has_filter {
            told.push(Told::new(ToldKind::Filter, 1));
        }
        told.extend(Told::of_cells(ToldKind::Comments, &self.comments));
        told.extend(Told::of_cells(ToldKind::Formulas, &self.formulas));
        told
    }
}

const BOUND_SHEET: u16 = 0x0085;
const BOF: u16 = 0x0809;
const COLUMN_INFO: u16 = 0x007d;
const DIMENSIONS: u16 = 0x0200;
const END: u16 = 0x000a;
const FILE_PASS: u16 = 0x002f;
const FILTER: u16 = 0x009d;
const FORMULA: u16 = 0x0006;
const MANY: u16 = 0x00bd;
const NOTE: u16 = 0x001c;
const ROW: u16 = 0x0208;
/// NUMBER, LABEL, BOOLERR, RK, LABELSST, RSTRING: a row, a column, a value.
const VALUES: [u16; 6] = [0x0203, 0x0204, 0x0205, 0x027e, 0x00fd, 0x00d6];

/// Goes through the records of each sheet; refuses what would take more room than the bounds allow.
fn find(stream: &[u8]) -> Result<Vec<Seen>, SheetError> {
    let mut starts = Vec::new();
    for (kind, data) in Biff(stream) {
        match kind {
            FILE_PASS => return Err(SheetError::Protected),
            BOUND_SHEET => starts.push(u32_at(data, 0).ok_or(SheetError::Broken)?),
            END => break,
            _ => {}
        }
    }
    let mut left = MAX_CELLS * 2;
    let mut all = Vec::new();
    for start in starts {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let records = stream.get(start..).ok_or(SheetError::Broken)?;
        all.push(read_sheet(records, &mut left)?);
    }
    Ok(all)
}

fn read_sheet(records: &[u8], left: &mut usize) -> Result<Seen, SheetError> {
    let mut seen = Seen::default();
    let mut extent = Extent::default();
    let mut depth = 0_usize;
    for (kind, data) in Biff(records) {
        match kind {
            BOF => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            _ if depth > 1 => {}
            DIMENSIONS => {
                // What the reader makes room for before it has seen a cell.
                let room = dimensions(data).ok_or(SheetError::Broken)?;
                *left = left.checked_sub(room).ok_or_else(too_many)?;
            }
            FORMULA => {
                let at = place(data).ok_or(SheetError::Broken)?;
                seen.formulas.push(at);
                extent.holds(at);
            }
            NOTE => seen.comments.extend(place(data)),
            MANY => {
                let (row, first) = place(data).ok_or(SheetError::Broken)?;
                let last = data.len().checked_sub(2).and_then(|at| u16_at(data, at));
                extent.holds((row, first));
                extent.holds((row, last.map_or(first, usize::from)));
            }
            ROW => {
                let (row, _) = place(data).ok_or(SheetError::Broken)?;
                if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) {
                    seen.hidden_rows.push(row);
                }
            }
            COLUMN_INFO => {
                let is_hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0);
                if let (true, Some(from), Some(to)) = (is_hidden, u16_at(data, 0), u16_at(data, 2))
                {
                    seen.hidden_columns
                        .push(columns_name(from.into(), to.into()));
                }
            }
            FILTER => seen.has_filter = true,
            kind if VALUES.contains(&kind) => {
                extent.holds(place(data).ok_or(SheetError::Broken)?);
            }
            _ => {}
        }
    }
    *left = left.checked_sub(extent.room()).ok_or_else(too_many)?;
    Ok(seen)
}

fn too_many() -> SheetError {
    too_large("cells", 10_000_000)
}

/// The rectangle that holds all cells.
#[derive(Default)]
struct Extent(Option<((u64, usize), (u64, usize))>);

impl Extent {
    fn holds(&mut self, (row, column): (u64, usize)) {
        let (top, bottom) = self.0.get_or_insert(((row, column), (row, column)));
        *top = (top.0.min(row), top.1.min(column));
        *bottom = (bottom.0.max(row), bottom.1.max(column));
    }

    fn room(&self) -> usize {
        self.0.map_or(0, |((top, left), (bottom, right))| {
            let rows = usize::try_from(bottom - top + 1).unwrap_or(usize::MAX);
            rows.saturating_mul(right - left + 1)
        })
    }
}

/// The row, from 1, and the column, from 0, with which a record begins.
fn place(data: &[u8]) -> Option<(u64, usize)> {
    Some((
        u64::from(u16_at(data, 0)?) + 1,
        usize::from(u16_at(data, 2)?),
    ))
}

fn dimensions(data: &[u8]) -> Option<usize> {
    let (rows, columns) = if data.len() >= 14 {
        let rows = u32_at(data, 4)?.checked_sub(u32_at(data, 0)?)?;
        (rows, u16_at(data, 10)?.checked_sub(u16_at(data, 8)?)?)
    } else {
        let rows = u16_at(data, 2)?.checked_sub(u16_at(data, 0)?)?;
        (
            u32::from(rows),
            u16_at(data, 6)?.checked_sub(u16_at(data, 4)?)?,
        )
    };
    usize::try_from(rows).ok()?.checked_mul(columns.into())
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Records: a kind, a length, data.
struct Biff<'b>(&'b [u8]);

impl<'b> Iterator for Biff<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.0, 0)?;
        let end = usize::from(u16_at(self.0, 2)?).checked_add(4)?;
        let data = self.0.get(4..end)?;
        self.0 = self.0.get(end..)?;
        Some((kind, data))
    }
}
