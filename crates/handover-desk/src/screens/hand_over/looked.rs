//! A sheet that was looked at, and what it seems to say.

use std::{fs, path::Path};

use handover_proposal::{Proposal, ProposeError};
use handover_sheet::{Book, Layout, Sheet};

use super::journey::Journey;
use crate::answer::Stop;

/// A sheet, what it seems to say, and of which handover it is. People's records: gone when the desk is locked.
pub(crate) struct LookedAt {
    number: u32,
    book: Book,
    /// Why nothing is proposed, where that is so.
    proposal: Result<Proposal, ProposeError>,
}

impl LookedAt {
    pub(super) fn of(journey: &Journey) -> Result<Self, Stop> {
        let notes = journey.notes()?;
        let path = journey.sheet()?;
        let bytes = fs::read(&path).map_err(|_| Stop::Gone)?;
        let book = Book::read(&bytes).map_err(|error| {
            Stop::told(
                format!("this file cannot be read as a sheet: {error}"),
                "Open it, save it as .xlsx or .csv, and bring that file.",
            )
        })?;
        let proposal = Proposal::at(
            &book,
            &name_of(&path),
            notes.sheet.as_deref(),
            notes.headings.as_deref(),
        );
        Ok(Self {
            number: journey.number(),
            book,
            proposal,
        })
    }

    pub(super) const fn is_of(&self, number: u32) -> bool {
        self.number == number
    }

    pub(super) const fn book(&self) -> &Book {
        &self.book
    }

    pub(super) const fn tried(&self) -> &Result<Proposal, ProposeError> {
        &self.proposal
    }

    /// What the sheet seems to say.
    pub(super) fn proposal(&self) -> Result<&Proposal, Stop> {
        self.proposal.as_ref().map_err(|error| {
            Stop::told(
                error.to_string(),
                "Look at the sheet first: say which sheet it is, or where the headings stand.",
            )
        })
    }

    /// The sheet that is read, and where its table stands.
    pub(super) fn table(&self) -> Result<(&Sheet, Layout), Stop> {
        let proposal = self.proposal()?;
        let named = proposal.sheet.as_deref();
        let sheet = match named {
            Some(name) => self.book.sheet(name),
            None => self.book.only_visible(),
        };
        let sheet = sheet.ok_or(Stop::Bug)?;
        let layout = sheet.table_at(&proposal.headings, None);
        Ok((sheet, layout.map_err(|_| Stop::Bug)?))
    }

    /// Values of a column that differ, as they stand, the first few.
    pub(super) fn values(&self, heading: &str, most: usize) -> Result<Vec<String>, Stop> {
        let (sheet, layout) = self.table()?;
        let column = layout.columns.iter().find(|column| column.name == heading);
        let Some(column) = column else {
            return Ok(Vec::new());
        };
        let mut values: Vec<String> = Vec::new();
        for row in layout.records(sheet) {
            let text = row.text(column.at);
            if !text.is_empty() && !values.iter().any(|value| value == text) {
                values.push(text.to_owned());
                if values.len() >= most {
                    break;
                }
            }
        }
        Ok(values)
    }
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// It is people's records.
impl std::fmt::Debug for LookedAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookedAt")
    }
}
