//! Sheets of rows as people keep them: `.xlsx`, `.xls`, `.ods` and CSV in one shape, and where in them a table stands.
//!
//! [`Book::read`] takes the bytes of a file and gives its sheets. A cell is what a person sees in it, as far as it
//! matters: a typed date is `YYYY-MM-DD`, a number has no exponent, a formula is the value that the file keeps of it.
//! What a reader of cells alone would not see stands in [`Sheet::told`]: hidden rows, filters, merged cells, comments,
//! colours. [`Sheet::tables`] says where the headings stand and which rows are no records.
//!
//! Nothing here knows what a column means. The bytes are people's records: `Debug` shows none of them, and an error
//! names a place and no content.
//!
//! ```
//! use handover_sheet::Book;
//!
//! let book = Book::read(b"List of June\n\nRef,Surname\nA1,Ash\nA2,Birch\nTotal,2\n")?;
//! let sheet = book.sheets.first().expect("a CSV file is one sheet");
//! let tables = sheet.tables();
//! let table = tables.first().expect("there is one");
//! assert_eq!(table.headings, [3]);
//! assert_eq!(table.rows.len(), 2);
//! # Ok::<(), handover_sheet::SheetError>(())
//! ```

mod blocks;
mod book;
mod bounds;
mod encoding;
mod error;
mod layout;
mod number;
mod ods;
mod read;
mod records;
mod rows;
mod told;
mod words;
mod xls;
mod xlsx;
mod xml;

pub use blocks::StoredText;
pub use book::{Book, Cell, CellKind, Sheet, SheetRow, Visibility, column_letters};
pub use bounds::{MAX_CELLS, MAX_COLUMNS, MAX_LEN, MAX_UNPACKED};
pub use encoding::{Decoded, Encoding, LineCounter};
pub use error::SheetError;
pub use layout::{Aside, Claim, Column, KeyShapes, Layout, LayoutError, SetAside, join_headings};
pub use records::{Record, Records, delimiter_of};
pub use told::{Told, ToldKind};
pub use words::{folded, is_blank, is_error, without_blanks};
