//! OpenDocument (ISO/IEC 26300): values by calamine, bounds and what it does not tell by the content itself.

use crate::{
    Book, SheetError, Told, ToldKind, Visibility,
    book::{columns_name, range_name, range_of},
    bounds::{self, Allowance, MAX_CELLS, Zip, too_large},
    rows::{of_range, visibility},
    xml::{Met, attribute, walk},
};
use calamine::{Ods, OdsError, Reader};
use quick_xml::events::BytesStart;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

pub(crate) fn read(bytes: &[u8], zip: &mut Zip<'_>) -> Result<Book, SheetError> {
    // Before calamine, which does not end where an element does not, and makes every repeated cell.
    let content = bounds::part(zip, "content.xml")?.ok_or(SheetError::Broken)?;
    let is_protected = bounds::part(zip, "META-INF/manifest.xml")?
        .is_some_and(|manifest| contains(&manifest, b"encryption-data"));
    if is_protected {
        return Err(SheetError::Protected);
    }
    let mut found = find(&content)?;
    let workbook: Result<Ods<_>, _> = calamine::open_workbook_from_rs(Cursor::new(bytes));
    let mut workbook = workbook.map_err(|error| match error {
        OdsError::Password => SheetError::Protected,
        _ => SheetError::Broken,
    })?;
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for metadata in workbook.sheets_metadata().to_vec() {
        let range = workbook.worksheet_range(&metadata.name);
        let range = range.map_err(|_| SheetError::Broken)?;
        let seen = found.remove(&metadata.name).ok_or(SheetError::Broken)?;
        let mut sheet = of_range(metadata.name, &range, false, &mut allowance)?;
        sheet.visibility = visibility(metadata.visible);
        if sheet.visibility == Visibility::Hidden {
            sheet.told.push(Told::new(ToldKind::HiddenSheet, 1));
        }
        sheet.merged.clone_from(&seen.merged);
        sheet.told.extend(seen.into_told());
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

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// What was seen on one sheet.
#[derive(Default)]
struct Seen {
    colours: BTreeMap<String, (usize, BTreeSet<u64>)>,
    comments: Vec<(u64, usize)>,
    filters: Vec<String>,
    formulas: Vec<(u64, usize)>,
    hidden_columns: Vec<String>,
    hidden_rows: Vec<u64>,
    merged: Vec<((u64, usize), (u64, usize))>,
}

impl Seen {
    fn into_told(self) -> Vec<Told> {
        let mut told = Vec::new();
        if !self.hidden_rows.is_empty() {
            let count = self.hidden_rows.len();
            told.push(Told::of_rows(ToldKind::HiddenRows, count, self.hidden_rows));
        }
        let mut add = |kind, places: Vec<String>| {
            if !places.is_empty() {
                told.push(Told::at(kind, places, Vec::new()));
            }
        };
        add(ToldKind::HiddenColumns, self.hidden_columns);
        add(ToldKind::Filter, self.filters);
        add(
            ToldKind::Merged,
            self.merged.iter().map(range_name).collect(),
        );
        for (colour, (count, rows)) in self.colours {
            told.push(Told {
                places: vec![colour],
                ..Told::of_rows(ToldKind::Coloured, count, rows.into_iter().collect())
            });
        }
        told.extend(Told::of_cells(ToldKind::Comments, &self.comments));
        told.extend(Told::of_cells(ToldKind::Formulas, &self.formulas));
        told
    }
}

/// Where the walk stands.
#[derive(Default)]
struct Here {
    sheet: Option<(String, Seen)>,
    row: u64,
    rows_repeated: u64,
    column: usize,
    columns_seen: usize,
    /// The rightmost column that holds anything.
    width: usize,
    last_filled_row: u64,
    /// The cell of which the content is being read, and how often it is repeated.
    cell: Option<(usize, bool)>,
    style: Option<String>,
}

fn find(content: &[u8]) -> Result<BTreeMap<String, Seen>, SheetError> {
    let mut found: BTreeMap<String, Seen> = BTreeMap::new();
    let mut fills: BTreeMap<String, String> = BTreeMap::new();
    let mut here = Here::default();
    let mut left = MAX_CELLS;
    let mut filters = Vec::new();
    walk(content, |met| {
        match met {
            Met::Start(element) => match element.local_name().as_ref() {
                "style" => here.style = attribute(element, "name")?,
                "table-cell-properties" => {
                    let fill = attribute(element, "background-color")?;
                    let fill = fill.filter(|fill| fill != "transparent" && fill != "#ffffff");
                    if let (Some(style), Some(fill)) = (here.style.clone(), fill) {
                        fills.insert(style, fill.to_uppercase());
                    }
                }
                "table" if here.sheet.is_none() => {
                    let name = attribute(element, "name")?.unwrap_or_default();
                    here = Here {
                        sheet: Some((name, Seen::default())),
                        ..Here::default()
                    };
                }
                "database-range" => {
                    if attribute(element, "display-filter-buttons")?.as_deref() == Some("true") {
                        filters.extend(attribute(element, "target-range-address")?);
                    }
                }
                name => here.meet(name, element, &fills)?,
            },
            Met::Text(text) => {
                if let Some((_, is_filled)) = &mut here.cell {
                    *is_filled |= !text.trim().is_empty();
                }
            }
            Met::End("table") => {
                let room = usize::try_from(here.last_filled_row).unwrap_or(usize::MAX);
                let room = room.saturating_mul(here.width);
                left = left
                    .checked_sub(room)
                    .ok_or_else(|| too_large("cells", 10_000_000))?;
                if let Some((name, seen)) = here.sheet.take() {
                    found.insert(name, seen);
                }
            }
            Met::End(name) => here.end(name),
        }
        Ok(())
    })?;
    for filter in filters {
        let Some((sheet, range)) = filter.rsplit_once(':').and_then(|(from, to)| {
            let (sheet, from) = from.rsplit_once('.')?;
            let to = to.rsplit_once('.').map_or(to, |(_, to)| to);
            Some((sheet.trim_matches(['\'', '$']), format!("{from}:{to}")))
        }) else {
            continue;
        };
        if let (Some(seen), Some(range)) = (found.get_mut(sheet), range_of(&range)) {
            seen.filters.push(range_name(&range));
        }
    }
    Ok(found)
}

impl Here {
    fn meet(
        &mut self,
        name: &str,
        element: &BytesStart<'_>,
        fills: &BTreeMap<String, String>,
    ) -> Result<(), SheetError> {
        let Some((_, seen)) = &mut self.sheet else {
            return Ok(());
        };
        match name {
            "table-column" => {
                let repeated = usize::try_from(repeated(element, "number-columns-repeated")?);
                let repeated = repeated.unwrap_or(usize::MAX);
                let first = self.columns_seen;
                self.columns_seen = first.saturating_add(repeated);
                if is_hidden(element)? {
                    let last = self.columns_seen.saturating_sub(1);
                    seen.hidden_columns.push(columns_name(first, last));
                }
            }
            "table-row" => {
                self.rows_repeated = repeated(element, "number-rows-repeated")?;
                self.row += 1;
                self.column = 0;
                if is_hidden(element)? && self.rows_repeated < 10_000 {
                    let rows = self.row..self.row.saturating_add(self.rows_repeated);
                    seen.hidden_rows.extend(rows);
                }
            }
            "table-cell" | "covered-table-cell" => {
                let repeats = repeated(element, "number-columns-repeated")?;
                let repeats = usize::try_from(repeats).unwrap_or(usize::MAX);
                let at = (self.row, self.column);
                let has_formula = attribute(element, "formula")?.is_some();
                if has_formula {
                    seen.formulas.push(at);
                }
                let span = |name| -> Result<u64, SheetError> { repeated(element, name) };
                let (rows, columns) = (
                    span("number-rows-spanned")?,
                    span("number-columns-spanned")?,
                );
                if rows > 1 || columns > 1 {
                    let columns = usize::try_from(columns).unwrap_or(usize::MAX);
                    let last = (
                        at.0.saturating_add(rows - 1),
                        at.1.saturating_add(columns.saturating_sub(1)),
                    );
                    seen.merged.push((at, last));
                }
                let style = attribute(element, "style-name")?;
                let fill = style.and_then(|style| fills.get(&style));
                if let Some(fill) = fill.filter(|_| repeats < 1000 && self.rows_repeated < 1000) {
                    let entry = seen.colours.entry(fill.clone()).or_default();
                    entry.0 += repeats;
                    entry.1.insert(self.row);
                }
                let has_value = attribute(element, "value-type")?.is_some();
                self.cell = Some((repeats, has_value || has_formula));
            }
            "annotation" => seen.comments.push((self.row, self.column)),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "table-cell" | "covered-table-cell" => {
                if let Some((repeats, is_filled)) = self.cell.take() {
                    self.column = self.column.saturating_add(repeats);
                    if is_filled {
                        self.width = self.width.max(self.column);
                        let last = self
                            .row
                            .saturating_add(self.rows_repeated.saturating_sub(1));
                        self.last_filled_row = last;
                    }
                }
            }
            "table-row" => {
                self.row = self
                    .row
                    .saturating_add(self.rows_repeated.saturating_sub(1));
            }
            "style" => self.style = None,
            _ => {}
        }
    }
}

/// How often something stands there.
fn repeated(element: &BytesStart<'_>, name: &str) -> Result<u64, SheetError> {
    let number = attribute(element, name)?;
    let number = number.map_or(Ok(1), |number| number.parse());
    number.map_err(|_| SheetError::Broken)
}

fn is_hidden(element: &BytesStart<'_>) -> Result<bool, SheetError> {
    let visibility = attribute(element, "visibility")?;
    Ok(matches!(visibility.as_deref(), Some("collapse" | "filter")))
}
