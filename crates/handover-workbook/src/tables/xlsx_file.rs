//! Tables as one workbook.

use super::{
    about,
    layout::{Layout, Sheet},
    row::Row,
    rows::CaseRows,
};
use crate::WorkbookError;
use rust_xlsxwriter::{Color, DocProperties, Format, Note, Workbook, Worksheet, XlsxError};
use std::{
    collections::BTreeMap,
    fmt,
    io::{Seek, Write},
    path::Path,
};

/// The most rows of a sheet (Excel).
const MAX_ROWS: u32 = 1 << 20;

/// Tables on their way into a workbook. Rows lie in files without a name until it is written, so that the cases need not fit into memory.
pub struct WorkbookTables<'l> {
    layout: &'l Layout,
    workbook: Workbook,
    sheets: BTreeMap<usize, Vec<Part>>,
    text: Format,
    max_rows: u32,
}

/// A sheet, or what it goes on in.
struct Part {
    sheet: Worksheet,
    rows: u32,
}

impl<'l> WorkbookTables<'l> {
    /// Begins; `folder` is where rows lie meanwhile.
    ///
    /// # Errors
    ///
    /// [`WorkbookError`] if nothing can be written there.
    pub fn new(layout: &'l Layout, folder: &Path) -> Result<Self, WorkbookError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let properties = DocProperties::new().set_title("Handover: cases as tables");
        workbook.set_properties(&properties);
        Ok(Self {
            layout,
            workbook,
            sheets: BTreeMap::new(),
            // What stands there stays what it is when somebody changes it: a number that begins with 0, a day as it was written.
            text: Format::new().set_num_format("@"),
            max_rows: MAX_ROWS,
        })
    }

    #[cfg(test)]
    pub(crate) const fn with_rows(mut self, max_rows: u32) -> Self {
        self.max_rows = max_rows;
        self
    }

    /// Adds the rows of a case.
    ///
    /// # Errors
    ///
    /// [`WorkbookError`] if a row cannot be written.
    pub fn put(&mut self, rows: &CaseRows) -> Result<(), WorkbookError> {
        for row in &rows.0 {
            self.row(row)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row) -> Result<(), XlsxError> {
        let text = self.text.clone();
        let part = self.part(row.sheet)?;
        for (column, cell) in (0..).zip(row.filled()) {
            if !cell.is_empty() {
                part.sheet
                    .write_string_with_format(part.rows, column, cell, &text)?;
            }
        }
        part.rows += 1;
        Ok(())
    }

    /// The sheet that has room for a row.
    fn part(&mut self, at: usize) -> Result<&mut Part, XlsxError> {
        let parts = self.sheets.entry(at).or_default();
        if parts.last().is_none_or(|part| part.rows >= self.max_rows) {
            let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
            let own = self.layout.sheet(at);
            begin(&mut sheet, own, &about::part_name(&own.name, parts.len()))?;
            parts.push(Part { sheet, rows: 1 });
        }
        Ok(parts.last_mut().expect("it was put there"))
    }

    /// Writes the workbook.
    ///
    /// # Errors
    ///
    /// [`WorkbookError`] if it cannot be written.
    pub fn finish(mut self, to: impl Write + Seek + Send) -> Result<(), WorkbookError> {
        // The people are there though nobody be.
        self.part(Layout::PEOPLE)?;
        let mut names = Vec::new();
        for (at, _) in self.layout.in_order() {
            for part in self.sheets.remove(&at).into_iter().flatten() {
                names.push(part.sheet.name());
                self.workbook.push_worksheet(part.sheet);
            }
        }
        let about = self.workbook.add_worksheet();
        about.set_name(about::NAME)?;
        about.set_column_width(0, 20)?;
        about.set_column_width(1, 110)?;
        let wrap = self.text.clone().set_text_wrap();
        let rows = about::rows(names.iter().map(String::as_str));
        let headings = [about::HEADINGS.map(str::to_owned)];
        for (row, cells) in (0..).zip(headings.into_iter().chain(rows)) {
            for (column, cell) in (0..).zip(cells) {
                about.write_string_with_format(row, column, cell, &wrap)?;
            }
        }
        self.workbook.save_to_writer(to)?;
        Ok(())
    }
}

impl fmt::Debug for WorkbookTables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkbookTables(..)")
    }
}

fn begin(sheet: &mut Worksheet, own: &Sheet, name: &str) -> Result<(), XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00DD_E8F0));
    let text = Format::new().set_num_format("@");
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, column) in (0..).zip(&own.columns) {
        sheet.set_column_width(at, 20)?;
        sheet.set_column_format(at, &text)?;
        sheet.write_string_with_format(0, at, &column.heading, &heading)?;
        if !column.note.is_empty() {
            sheet.insert_note(0, at, &Note::new(&column.note).set_author("handover"))?;
        }
    }
    Ok(())
}
