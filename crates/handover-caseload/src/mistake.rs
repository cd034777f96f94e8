//! What is wrong in a file that a person wrote: all of it at once, each with its place.

use std::{fmt, io, path::PathBuf};

use thiserror::Error;

/// Where a mistake stands.
///
/// A reference leads to a person: these stay on the sender's machine.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a line, a row, a case or the whole file"
)]
pub enum Place {
    /// In this line, from 1.
    Line(usize),
    /// In what is said about the case of this reference.
    Case(String),
    /// In this row of a sheet of a workbook, from 1.
    Row {
        /// What stands on the sheet's tab.
        sheet: String,
        /// The row, as a spreadsheet counts.
        row: u64,
    },
    /// In what is said about all cases.
    File,
}

/// What is wrong there. No word of the file is in it, but names of members that should be known.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum MistakeKind {
    /// Two members of one file do not go together.
    Contradiction {
        /// The first.
        member: &'static str,
        /// What it would need to be.
        wants: String,
    },
    /// The member at this path is written twice.
    Doubled(String),
    /// Nothing stands there.
    Empty {
        /// The name of the column or member.
        member: String,
        /// What should stand there.
        is: &'static str,
    },
    /// A column that must be there is not.
    NoColumn(&'static str),
    /// A member or cell is not of its form.
    NotOfForm {
        /// The name of the column or member.
        member: String,
        /// What should stand there.
        is: String,
    },
    /// The case is there twice.
    Twice,
    /// Nobody reads a column of this place, from 1.
    UnknownColumn {
        /// Its place, from 1.
        place: usize,
        /// The columns that are read.
        columns: String,
    },
    /// A name that is none of those that may stand there.
    UnknownName {
        /// Of what: a section, a field of that section.
        of: String,
    },
}

/// One mistake, and the word that was probably meant.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "where, what, and what instead")]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What.
    pub kind: MistakeKind,
    /// The word, of those that may stand there, that is nearest to what stands there.
    pub nearest: Option<String>,
}

/// Why a file that a person wrote was not taken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// It cannot be read.
    #[error("the file cannot be read")]
    Io(PathBuf, #[source] io::Error),
    /// It has mistakes: one or more, in the order of their places.
    #[error("the file has mistakes")]
    Mistakes(PathBuf, Vec<Mistake>),
    /// It is not JSON, or not of the shape of that file, at this line and column.
    #[error("the file is not of the form, at line {line}, column {column}")]
    NotOfForm {
        /// Which file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The member that was probably meant, where one has a name that nobody reads.
        nearest: Option<String>,
    },
    /// It is no workbook, or a damaged one.
    #[error("the file is not a workbook that can be read")]
    NotAWorkbook(PathBuf),
    /// It is no table in UTF-8.
    #[error("the file is not a table in UTF-8")]
    NotATable {
        /// Which file.
        path: PathBuf,
        /// The columns that it should have.
        columns: &'static [&'static str],
    },
}

impl FileError {
    /// What serde says of JSON, without its words, which quote the file; `members` are those that the
    /// file may have.
    pub(crate) fn of_json(
        path: impl Into<PathBuf>,
        error: &serde_json::Error,
        members: &[&'static str],
    ) -> Self {
        let said = error.to_string();
        let unknown = said.strip_prefix("unknown field `");
        let unknown = unknown.and_then(|rest| rest.split('`').next());
        let nearest =
            unknown.and_then(|given| crate::nearest::nearest(given, members.iter().copied()));
        Self::NotOfForm {
            path: path.into(),
            line: error.line(),
            column: error.column(),
            nearest: nearest.map(str::to_owned),
        }
    }
}

impl fmt::Display for MistakeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction { member, wants } => write!(f, "{member} does not go with {wants}"),
            Self::Doubled(path) => write!(f, "{path} is written twice"),
            Self::Empty { member, is } => write!(f, "{member} is empty: it is {is}"),
            Self::NoColumn(column) => write!(f, "there is no column {column}"),
            Self::NotOfForm { member, is } => write!(f, "{member} is not {is}"),
            Self::Twice => f.write_str("this case is there twice"),
            Self::UnknownColumn { place, columns } => {
                write!(f, "column {place} is none of {columns}")
            }
            Self::UnknownName { of } => write!(f, "there is no such {of}"),
        }
    }
}

/// The place, what is wrong there, and what was probably meant.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Line(line) => write!(f, "line {line}: ")?,
            Place::Case(case) => write!(f, "case {case}: ")?,
            Place::Row { sheet, row } => write!(f, "sheet {sheet}, row {row}: ")?,
            Place::File => {}
        }
        write!(f, "{}", self.kind)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

/// Mistakes as they are found.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn at(&mut self, place: Place, kind: MistakeKind) {
        self.meant(place, kind, None);
    }

    /// With the word that was probably meant.
    pub(crate) fn meant(&mut self, place: Place, kind: MistakeKind, nearest: Option<String>) {
        self.0.push(Mistake {
            place,
            kind,
            nearest,
        });
    }

    /// Nothing was wrong; else everything that was.
    pub(crate) fn end(mut self, path: impl Into<PathBuf>) -> Result<(), FileError> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        Err(FileError::Mistakes(path.into(), self.0))
    }
}
