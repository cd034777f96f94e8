//! What people filled in, as answers.

mod built;
mod form_rows;
mod gap_rows;
mod reading;
mod sayer;
mod table;
#[cfg(test)]
mod tests;

use std::path::Path;

use handover_caseload::{Answers, FileError};
use handover_sheet::{Book, folded};
use serde_json::Value;

use self::{built::Built, reading::Reading, sayer::Sayer, table::Table};
use crate::columns::{ABOUT, GAPS, NOT_READ, README, form_field};

/// Whether these bytes are a workbook, and no answers in JSON.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    Book::is_workbook(bytes)
}

/// The answers in the workbook of that name: what people filled in, of which nothing is left out without a word.
///
/// # Errors
///
/// [`FileError`], which names each cell that was not understood by sheet, row and heading.
pub fn read_answers(bytes: &[u8], path: &Path) -> Result<Answers, FileError> {
    let Ok(book) = Book::read_workbook(bytes) else {
        return Err(FileError::NotAWorkbook(path.to_owned()));
    };
    let json = answers_of(&book, path)?.to_string();
    Answers::from_json(json.as_bytes(), path)
}

/// The answers file that says the same.
pub(crate) fn answers_of(book: &Book, path: &Path) -> Result<Value, FileError> {
    let about = book.sheet(ABOUT).map(Sayer::of_sheet).unwrap_or_default();
    let mut reading = Reading::default();
    let mut built = Built::default();
    for sheet in &book.sheets {
        let name = folded(&sheet.name);
        if [ABOUT, README].iter().any(|own| folded(own) == name) {
            continue;
        }
        let is_of_gaps = [GAPS, NOT_READ].iter().any(|own| folded(own) == name);
        let field = form_field(&sheet.name);
        if !is_of_gaps && field.is_none() {
            if sheet.rows.iter().any(|row| !row.is_blank()) {
                let is = "a sheet of this workbook: take it out, or give it its name back";
                reading.sheet(&sheet.name, is);
            }
            continue;
        }
        let Some(table) = Table::of(sheet, &mut reading) else {
            continue;
        };
        match field {
            Some(field) => form_rows::read(field, &table, &about, &mut reading, &mut built),
            None => gap_rows::read(&table, &about, &mut reading, &mut built),
        }
    }
    built.check_form(&mut reading);
    reading.end(path)?;
    Ok(built.into_json())
}
