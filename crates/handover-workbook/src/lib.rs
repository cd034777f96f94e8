//! The workbook that a service fills in, and that `import` reads without a mapping of its own.
//!
//! [`empty_workbook`] writes it: a sheet for people and one for each kind of thing that a person has several of, with
//! lists to choose from, a note on every heading and an example that is never read as a person. A cell that nobody
//! filled in says nothing: no list has a value chosen beforehand.
//!
//! ```
//! use handover_interop::Mapping;
//!
//! let bytes = handover_workbook::empty_workbook()?;
//! let mapping = Mapping::of_workbook("list.xlsx", &bytes).expect("it is a mapping");
//! assert_eq!(mapping.expect("it is marked").name(), "workbook");
//! # Ok::<(), handover_workbook::WorkbookError>(())
//! ```

mod sheets;
pub mod tables;
mod write;

pub use sheets::{Column, Entry, SHEETS, SheetSpec};
pub use write::{WorkbookError, empty_workbook, workbook_with};
