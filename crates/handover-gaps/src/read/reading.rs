//! What is found wrong while a workbook is read.

use std::{path::Path, rc::Rc};

use handover_caseload::{FileError, Mistake, MistakeKind, Place};

use crate::shape::Shapes;

/// What is known while a workbook is read.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) shapes: Rc<Shapes>,
    mistakes: Vec<Mistake>,
}

/// A row, for whoever has to look at it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct RowAt {
    pub(super) sheet: String,
    pub(super) row: u64,
}

impl Reading {
    pub(super) fn not_of_form(&mut self, at: &RowAt, heading: &str, is: impl Into<String>) {
        self.mistakes.push(Mistake {
            place: Place::Row {
                sheet: at.sheet.clone(),
                row: at.row,
            },
            kind: MistakeKind::NotOfForm {
                member: heading.to_owned(),
                is: is.into(),
            },
            nearest: None,
        });
    }

    pub(super) fn empty(&mut self, at: &RowAt, heading: &str, is: &'static str) {
        self.mistakes.push(Mistake {
            place: Place::Row {
                sheet: at.sheet.clone(),
                row: at.row,
            },
            kind: MistakeKind::Empty {
                member: heading.to_owned(),
                is,
            },
            nearest: None,
        });
    }

    pub(super) fn sheet(&mut self, sheet: &str, is: &str) {
        let at = RowAt {
            sheet: sheet.to_owned(),
            row: 1,
        };
        self.not_of_form(&at, "the sheet", is);
    }

    /// How many mistakes there are so far.
    pub(super) fn count(&self) -> usize {
        self.mistakes.len()
    }

    /// Nothing was wrong; else everything that was, in the order of its place.
    pub(super) fn end(mut self, path: &Path) -> Result<(), FileError> {
        if self.mistakes.is_empty() {
            return Ok(());
        }
        self.mistakes.sort();
        Err(FileError::Mistakes(path.to_owned(), self.mistakes))
    }
}
