//! How large a file of rows may be, and the measuring of a ZIP before it is unpacked.

use crate::SheetError;
use std::io::{self, Cursor, Read};

/// The largest workbook, in bytes. CSV files are read as they come and have no bound of their own.
pub const MAX_LEN: u64 = 128 << 20;

/// The most that the parts of a workbook may hold together when unpacked, and the most text in its cells, in bytes.
pub const MAX_UNPACKED: u64 = 512 << 20;

/// The most columns that a sheet may have.
pub const MAX_COLUMNS: usize = 1000;

/// The most cells that a workbook may have, counted from the first column to the last filled one of each row.
pub const MAX_CELLS: usize = 10_000_000;

/// The most parts in a workbook's ZIP.
const MAX_PARTS: usize = 10_000;

pub(crate) type Zip<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

/// Opens a ZIP whose parts hold no more than they may, counted and not believed.
pub(crate) fn open(bytes: &[u8]) -> Result<Zip<'_>, SheetError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_LEN {
        return Err(too_large("bytes", MAX_LEN));
    }
    let mut zip = Zip::new(Cursor::new(bytes)).map_err(|_| SheetError::Broken)?;
    if zip.len() > MAX_PARTS {
        return Err(too_large("parts", 10_000));
    }
    let mut left = MAX_UNPACKED;
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => {
                SheetError::Protected
            }
            _ => SheetError::Broken,
        })?;
        let unpacked = io::copy(&mut part.take(left.saturating_add(1)), &mut io::sink());
        let unpacked = unpacked.map_err(|_| SheetError::Broken)?;
        left = left
            .checked_sub(unpacked)
            .ok_or_else(|| too_large("bytes when unpacked", MAX_UNPACKED))?;
    }
    Ok(zip)
}

/// One part of a ZIP that was measured; none if it is not there.
pub(crate) fn part(zip: &mut Zip<'_>, name: &str) -> Result<Option<Vec<u8>>, SheetError> {
    let name = name.trim_start_matches('/');
    let mut part = match zip.by_name(name) {
        Ok(part) => part,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(SheetError::Broken),
    };
    let mut bytes = Vec::new();
    part.read_to_end(&mut bytes)
        .map_err(|_| SheetError::Broken)?;
    Ok(Some(bytes))
}

pub(crate) const fn too_large(what: &'static str, max: u64) -> SheetError {
    SheetError::TooLarge { what, max }
}

/// What may still be taken of a workbook.
pub(crate) struct Allowance {
    cells: usize,
    text: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            cells: MAX_CELLS,
            text: usize::try_from(MAX_UNPACKED).unwrap_or(usize::MAX),
        }
    }
}

impl Allowance {
    /// Counts cells and the bytes of their text.
    pub(crate) fn take(&mut self, cells: usize, text: usize) -> Result<(), SheetError> {
        self.cells = self
            .cells
            .checked_sub(cells)
            .ok_or_else(|| too_large("cells", 10_000_000))?;
        self.text = self
            .text
            .checked_sub(text)
            .ok_or_else(|| too_large("bytes of text", MAX_UNPACKED))?;
        Ok(())
    }
}
