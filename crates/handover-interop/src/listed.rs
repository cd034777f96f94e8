//! What an import lists for a person to look at: rejections and notices.

use handover_sheet::{SheetError, ToldKind};
use std::{fmt, sync::Arc};

/// Where in an extract something stands.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Place {
    pub(crate) file: Arc<str>,
    /// From 1; 0 where the whole file is meant.
    pub(crate) line: u64,
    pub(crate) column: Option<Arc<str>>,
}

/// A file, row or cell that was not taken, and why.
///
/// A rejected row is not part of any case; a rejected cell leaves its field without a value. The field then says
/// `not-read`: never that there is nothing, and never an older value.
///
/// `Display` names the place and the reason and never the cell's content, so that a list of
/// rejections may be shown on a screen that others see; [`content`](Self::content) reveals it.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct Rejection {
    pub(crate) place: Place,
    pub(crate) scope: Extent,
    pub(crate) reason: RejectionReason,
    pub(crate) content: Option<Box<str>>,
    /// The row as a spreadsheet counts it, where that is not the line.
    pub(crate) row: Option<u64>,
}

/// How much was not taken.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Extent {
    /// One cell.
    Cell,
    /// A whole column.
    Column,
    /// A whole file.
    File,
    /// A whole row.
    Row,
}

impl Extent {
    /// One word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::Column => "column",
            Self::File => "file",
            Self::Row => "row",
        }
    }
}

/// Why a file, row or cell was not taken.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, thiserror::Error)]
#[non_exhaustive]
pub enum RejectionReason {
    /// Several rows would do and the mapping does not say which counts.
    #[error("several rows could be meant, and nothing tells which")]
    Ambiguous,
    /// A local time in the hour that occurs twice when the clocks go back.
    #[error("this time occurs twice that night: write its offset")]
    AmbiguousTime,
    /// The bytes are not text in the encoding that the mapping states.
    #[error("not text in the stated encoding")]
    BadEncoding,
    /// The line is not one JSON object.
    #[error("not one JSON object")]
    BadJson,
    /// Quotation marks do not pair up, so cells and rows may have run together.
    #[error("quotation marks do not pair up; rows may have run together up to the next one")]
    BadQuotes,
    /// A line break stands in the last cell of the row without quotation marks: what follows it cannot be told from a
    /// line of its own.
    #[error("the next line may belong to this cell: put the cell into quotation marks")]
    BrokenCell,
    /// A cell in which the spreadsheet itself has an error, or a formula of which the file keeps no value.
    #[error("an error of the spreadsheet, or a formula of which the file keeps no value")]
    CellError,
    /// Of a case in tables: a code and its words, or two cells of which each says the same thing.
    #[error(
        "says two things: a code and its words, or two cells for one value, differ; the person was not taken"
    )]
    Contradicts,
    /// A control character other than a line break.
    #[error("contains a control character")]
    ControlCharacter,
    /// The rows of one person do not say the same here.
    #[error("the person's rows say different things here; none was taken")]
    Differs,
    /// Two rows have one key and say different things.
    #[error(
        "another row has the same key and says something else; neither was taken (a row for each episode: let a second \
         table of the mapping read this `file` too)"
    )]
    DuplicateKey,
    /// One JSON object has a member twice, or a header has a column twice.
    #[error("stands there twice")]
    DuplicateName,
    /// A date that two of the forms that the mapping states read as two days.
    #[error("two of the stated forms read this as two days: which is meant is not known")]
    EitherDay,
    /// A date or time after the day of the extract.
    #[error("lies after the day of the extract")]
    Future,
    /// A row lacks a cell without which it means nothing.
    #[error("lacks a column without which the row cannot be used")]
    Incomplete,
    /// The file lacks its header, or the header lacks the key column.
    #[error("the header lacks the key column")]
    KeyColumnMissing,
    /// The key column stands further down.
    #[error(
        "the headings lack the key column; row {row} has it: say `headings = {row}` in this table of the mapping"
    )]
    KeyColumnBelow {
        /// The row, as `headings` counts.
        row: u64,
    },
    /// The row has no key.
    #[error("the row has no key")]
    KeyMissing,
    /// The header lacks a column that the mapping names.
    #[error("the header lacks this column")]
    MissingColumn,
    /// The extract lacks a file that the mapping names.
    #[error("the extract lacks this file")]
    MissingFile,
    /// The month stands before the day, as in the United States.
    #[error("the month stands before the day here: look at the other days of this column too")]
    MonthFirst,
    /// The workbook has no sheet of the name that the mapping states, or without one several that people see.
    #[error(
        "the workbook has no such sheet, or several that people see: say in the mapping which `sheet` is meant"
    )]
    NoSheet,
    /// Not a real day or time in the format that the mapping states.
    #[error("not a date in the stated format")]
    NotADate,
    /// Ten digits whose check digit is wrong (modulus 11; check D-08).
    #[error("NHS number whose check digit is wrong: mistyped")]
    NhsCheckDigit,
    /// Not ten digits (check D-08).
    #[error("NHS number that is not ten digits")]
    NhsMalformed,
    /// Not a whole number within bounds.
    #[error("not a whole number")]
    NotANumber,
    /// Not a telephone number of the United Kingdom, nor one with `+` and country code.
    #[error("not a telephone number")]
    NotAPhone,
    /// Of a case in tables: not what the heading, or the kind, says.
    #[error("not in the form of this column; the person was not taken")]
    NotInForm,
    /// A whole name of which nobody can tell where the family name begins.
    #[error(
        "a whole name without a comma and of more than two words: where does the family name begin?"
    )]
    NotTwoNames,
    /// The key stands in no row of the table of people.
    #[error("belongs to nobody in this extract")]
    Orphan,
    /// A date in another form than those that the mapping states.
    #[error("not a date in the stated format; the form `{0}` would read it")]
    OtherDateForm(&'static str),
    /// The row stands in another table on the same sheet that has the key's column too.
    #[error(
        "stands in a further table of people on this sheet: a table of the mapping reads it with its own `headings`"
    )]
    OtherPeople,
    /// The row stands in another table on the same sheet.
    #[error(
        "stands in another table on this sheet: a table of the mapping reads it with its own `headings`"
    )]
    OtherTable,
    /// A month or a year, where the case holds whole days only.
    #[error("only a part of a day, and a whole one is needed here")]
    PartOfADay,
    /// Of a case in tables: an item, or a value, of which another cell says that it stands elsewhere, and it does not.
    #[error("points to a row or a value that is not there; the person was not taken")]
    PointsNowhere,
    /// The row has more or fewer cells than the header.
    #[error("{found} cells where the header has {expected}")]
    Ragged {
        /// Cells in the header.
        expected: usize,
        /// Cells in this row.
        found: usize,
    },
    /// Longer than the dataset allows; shorten it, nothing was cut.
    #[error("{found} characters where {max} are allowed: shorten it; nothing was carried over")]
    TooLong {
        /// Characters found.
        found: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Several telephone numbers in one cell.
    #[error(
        "several telephone numbers: a table with `of`, `column` and `as = \"phone\"` makes a row of each"
    )]
    SeveralPhones,
    /// A local time in the hour that is skipped when the clocks go forward.
    #[error("this time does not exist: the clocks went forward")]
    TimeSkipped,
    /// A code that the mapping's list does not have.
    #[error("a code that the mapping does not translate")]
    UnknownCode,
    /// The workbook cannot be read, and why.
    #[error("{0}")]
    Unreadable(SheetError),
    /// A word that a condition asks about and the mapping does not declare.
    #[error("a word that the mapping does not declare: its row counts as not read")]
    UnknownWord,
    /// The row has nothing under which its case could be kept.
    #[error("the row has no id under which its case could be kept")]
    UnusableReference,
}

impl RejectionReason {
    /// Whether a row of people that was rejected for this reason is in no draft.
    pub(crate) const fn loses_a_person(self) -> bool {
        matches!(
            self,
            Self::BadEncoding
                | Self::BadJson
                | Self::BadQuotes
                | Self::DuplicateKey
                | Self::DuplicateName
                | Self::KeyMissing
                | Self::OtherPeople
                | Self::Ragged { .. }
                | Self::UnusableReference
        )
    }

    /// The numbered check that says the same of a case, where there is one.
    #[must_use]
    pub const fn check(self) -> Option<&'static str> {
        match self {
            Self::NhsCheckDigit | Self::NhsMalformed => Some("D-08"),
            _ => None,
        }
    }
}

impl Rejection {
    /// The file, as the mapping names it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.place.file
    }

    /// The line, from 1; 0 where the whole file is meant.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.place.line
    }

    /// The row as a spreadsheet counts it: not the line, where cells above have line breaks in them.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row.unwrap_or(self.place.line)
    }

    /// The column or JSON path.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.place.column.as_deref()
    }

    /// How much was not taken.
    #[must_use]
    pub const fn scope(&self) -> Extent {
        self.scope
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> RejectionReason {
        self.reason
    }

    /// The first characters of what the cell holds: for the person who has to mend it.
    #[must_use]
    pub fn content(&self) -> Option<&str> {
        self.content.as_deref()
    }
}

/// Something that was taken, or left on purpose, and that a person should know.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct Notice {
    pub(crate) place: Place,
    pub(crate) kind: NoticeKind,
    pub(crate) count: u64,
    pub(crate) why: Option<Arc<str>>,
    /// The row as a spreadsheet counts it, where that is not the line.
    pub(crate) row: Option<u64>,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, thiserror::Error)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A column with days of both orders; the others may be of either.
    #[error(
        "column with the day first in some cells and the month first in others: these days may be either"
    )]
    DaysMixed,
    /// A column in which no day shows its order.
    #[error(
        "column of which no cell shows whether the day or the month comes first: read as the mapping says"
    )]
    DaysUnclear,
    /// A local time that occurs twice was read as the earlier, as the mapping says.
    #[error("a time that occurs twice that night was read as the earlier one")]
    EarlierTime,
    /// A row that shows how the others are filled in.
    #[error("an example: not read as a record")]
    Example,
    /// A file that the mapping does not name.
    #[error("file that the mapping does not name; not read")]
    FileNotMapped,
    /// A text in which accented letters were encoded twice, as `Ã©`.
    #[error("accented letters look as if they had been encoded twice; kept as they are")]
    EncodedTwice,
    /// A cell that a spreadsheet would run; kept as text.
    #[error("cell that a spreadsheet would run as a formula; kept as text")]
    Formula,
    /// The heading of the file once more: no record.
    #[error("the heading once more: not read as a record")]
    HeadingAgain,
    /// A column that the mapping leaves out, with its reason.
    #[error("column left out by the mapping")]
    LeftOut,
    /// A name that fits several people, or nobody, so that no link was made.
    #[error("no link made: the name fits several people or nobody in this extract")]
    LinkNotMade,
    /// A row that a condition of the mapping leaves out.
    #[error("row that is not a case of its own under this mapping")]
    NotACase,
    /// The mapping takes consent to reporting to NDTMS for consent to share.
    #[error(
        "CONSENT of NDTMS is consent to that return and says nothing of this handover: not taken, somebody is asked (a column of \
         that name that is your own consent to share says so by `own_consent` in its table)"
    )]
    NdtmsConsent,
    /// A column with content that the mapping does not mention.
    #[error("column that the mapping does not mention; its content was not carried over")]
    NotMapped,
    /// The mapping speaks for everybody where only each person can: no objection, consent, a second person's word.
    #[error("the mapping says this of everybody, and nobody said it: not taken, somebody is asked")]
    SaidByNobody,
    /// The id that the source gives the person cannot be a case reference, and one was made of it.
    #[error("the id is no case reference; one was made of it")]
    ReferenceMade,
    /// What the cells of a sheet alone do not tell: hidden rows, filters, comments, colours.
    #[error("{0}")]
    Sheet(ToldKind),
    /// A sheet of a workbook that holds something and that no table of the mapping names.
    #[error("sheet that the mapping does not name; not read")]
    SheetNotRead,
    /// A row that repeats another exactly; read once.
    #[error("exact repeat of another row; read once")]
    Repeated,
    /// A further row of a person, in a file that has several for each.
    #[error("a further row of the same person; read with the first")]
    SamePerson,
    /// A row that counts others: no record.
    #[error("a row of totals: not read as a record")]
    Total,
    /// The mapping says Windows-1252 and the bytes are UTF-8, as which they were read.
    #[error("UTF-8 and not Windows-1252, as the mapping says; read as UTF-8")]
    Utf8,
    /// A line of text below or above the rows: no record.
    #[error("a line of text: not read as a record")]
    TextLine,
    /// The file is not UTF-8 and was read as Windows-1252.
    #[error("not UTF-8; read as Windows-1252")]
    Windows1252,
}

impl Notice {
    /// The file, as the mapping names it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.place.file
    }

    /// The line, from 1; 0 where the whole file or column is meant.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.place.line
    }

    /// The row as a spreadsheet counts it: not the line, where cells above have line breaks in them.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row.unwrap_or(self.place.line)
    }

    /// The column or JSON path.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.place.column.as_deref()
    }

    /// What the notice is about.
    #[must_use]
    pub const fn kind(&self) -> NoticeKind {
        self.kind
    }

    /// How many cells or rows it stands for.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The mapping's own words about it.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(None, f)
    }
}

impl Place {
    fn write(&self, row: Option<u64>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if let Some(row) = row.filter(|row| *row != self.line) {
            write!(f, " (row {row} in a spreadsheet)")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.write(self.row, f)?;
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.write(self.row, f)?;
        write!(f, ": {}", self.kind)?;
        if self.count > 1 {
            write!(f, " ({} times)", self.count)?;
        }
        if let Some(why) = &self.why {
            write!(f, ": {why}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rejection(..)")
    }
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notice(..)")
    }
}
