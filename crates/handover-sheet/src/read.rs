//! One door for every file of rows; its bytes say what it is, and not its name.

use crate::{
    Book, Cell, Decoded, Encoding, MAX_COLUMNS, Records, Sheet, SheetError, SheetRow, Told,
    ToldKind, bounds::too_large, delimiter_of, ods, xls, xlsx,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// ZIP: .xlsx and .ods.
const ZIP: &[u8] = b"PK\x03\x04";
/// Compound files: .xls, and whatever is protected by a password.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

impl Book {
    /// Whether bytes begin as a workbook does, and are no text.
    #[must_use]
    pub fn is_workbook(bytes: &[u8]) -> bool {
        bytes.starts_with(ZIP) || bytes.starts_with(COMPOUND)
    }

    /// Reads a workbook, or CSV in whatever encoding and with whatever between its cells.
    ///
    /// # Errors
    ///
    /// [`SheetError`] if there is nothing that could be read, or more than the bounds allow.
    pub fn read(bytes: &[u8]) -> Result<Self, SheetError> {
        if Self::is_workbook(bytes) {
            return Self::read_workbook(bytes);
        }
        Self::read_csv(bytes, Encoding::Auto, None)
    }

    /// Reads `.xlsx`, `.xls` and `.ods`.
    ///
    /// # Errors
    ///
    /// [`SheetError`] if there is nothing that could be read, or more than the bounds allow.
    pub fn read_workbook(bytes: &[u8]) -> Result<Self, SheetError> {
        // The bounds are checked before; what the reader of others still trips over is a damaged file.
        let read = AssertUnwindSafe(|| {
            if bytes.starts_with(ZIP) {
                xlsx_or_ods(bytes)
            } else if bytes.starts_with(COMPOUND) {
                xls::read(bytes)
            } else {
                Err(SheetError::Unknown)
            }
        });
        catch_unwind(read).unwrap_or(Err(SheetError::Broken))
    }

    /// Reads CSV; without `delimiter` the file shows what stands between its cells. A record whose quotation marks
    /// do not pair up has one cell, which is an error.
    ///
    /// # Errors
    ///
    /// [`SheetError::BadEncoding`] if the bytes are no text.
    pub fn read_csv(
        bytes: &[u8],
        encoding: Encoding,
        delimiter: Option<u8>,
    ) -> Result<Self, SheetError> {
        let decoded = encoding.decode(bytes)?;
        let told = match &decoded {
            Decoded::Windows1252(_) => vec![Told::new(ToldKind::Windows1252, 1)],
            Decoded::AsSaid(_) | Decoded::Utf8(_) => Vec::new(),
        };
        let text = decoded.into_bytes();
        let delimiter = delimiter.unwrap_or_else(|| delimiter_of(&text));
        let mut sheet = Sheet::default();
        let mut is_after_blank = false;
        for record in Records::new(&text, delimiter) {
            let error = || Cell::new("?".to_owned(), crate::CellKind::Error);
            let cell = |cell: &[u8]| std::str::from_utf8(cell).map_or_else(|_| error(), Cell::text);
            let mut cells: Vec<Cell> = if record.is_sound {
                record.cells.iter().map(cell).collect()
            } else {
                vec![error()]
            };
            if cells.len() > MAX_COLUMNS {
                return Err(too_large("columns", 1000));
            }
            let used = cells.iter().rposition(|cell| !cell.text.is_empty());
            cells.truncate(used.map_or(0, |at| at + 1));
            let row = SheetRow {
                number: record.line,
                after_blank: is_after_blank || record.is_after_blank,
                cells,
            };
            is_after_blank = row.is_blank();
            if !is_after_blank {
                sheet.rows.push(row);
            }
        }
        let errors = sheet.rows.iter();
        let is_error = |cell: &&Cell| cell.kind == crate::CellKind::Error;
        let errors = errors.filter(|row| row.cells.iter().any(|cell| is_error(&cell)));
        let errors: Vec<u64> = errors.map(|row| row.number).collect();
        if !errors.is_empty() {
            let told = Told::of_rows(ToldKind::Errors, errors.len(), errors);
            sheet.told.push(told);
        }
        Ok(Self {
            sheets: vec![sheet],
            properties: Vec::new(),
            told,
        })
    }
}

fn xlsx_or_ods(bytes: &[u8]) -> Result<Book, SheetError> {
    let mut zip = crate::bounds::open(bytes)?;
    if zip.index_for_name("mimetype").is_some() && zip.index_for_name("content.xml").is_some() {
        ods::read(bytes, &mut zip)
    } else if zip.index_for_name("xl/workbook.bin").is_some() {
        Err(SheetError::Unknown)
    } else if zip.index_for_name("[Content_Types].xml").is_some() {
        xlsx::read(bytes, &mut zip)
    } else {
        Err(SheetError::Unknown)
    }
}
