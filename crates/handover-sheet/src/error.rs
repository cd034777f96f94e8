//! Why a file of rows cannot be read at all.

/// Why a file of rows cannot be read at all. Nothing of the file's content stands in it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// The bytes are not text in a known encoding.
    #[error("line {line}: not text in the stated encoding")]
    BadEncoding {
        /// The line, from 1; 0 where the whole file is meant.
        line: u64,
    },
    /// The file begins as a workbook and is not one, or is damaged.
    #[error(
        "this begins as a workbook and cannot be read as one: open it in a spreadsheet and save it again"
    )]
    Broken,
    /// The workbook is protected by a password.
    #[error("this workbook is protected by a password: save it without one")]
    Protected,
    /// More than the bounds allow.
    #[error("this file has more than {max} {what}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much may be.
        max: u64,
    },
    /// A kind of workbook that is not read.
    #[error("a kind of workbook that is not read: save it as .xlsx, .ods or CSV UTF-8")]
    Unknown,
}
