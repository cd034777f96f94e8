//! Cases as tables, for a case system that knows rows and no JSON; and back, without loss.
//!
//! [`Layout::of_the_dataset`] says which sheets there are. It is made of the dataset's own schema: a member that the dataset gains is
//! a column of its own. There is a sheet for each section, with one row a person, and one for each list, with one row an item.
//! Provenances stand in `Sources`. What no cell can hold as it is, and what has no column, stands in `Fields`, one value a row with
//! its path. Each value stands in one place, but for codes, which stand beside their words: where the two differ, the person is refused.
//!
//! ```
//! use handover_dataset::Case;
//! use handover_workbook::tables::{CaseTables, CsvTables, Layout};
//! # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../handover-dataset/tests/examples/caseload-transfer.json"));
//!
//! let case = Case::from_json(json)?;
//! let layout = Layout::of_the_dataset();
//! let rows = layout.rows_of(&case, "b3f1");
//! let mut tables = CsvTables::new(&layout, |_| Ok(Vec::new()));
//! tables.put(&rows)?;
//! let files = tables.finish()?;
//!
//! let read = CaseTables::of_files(&layout, &files)?.expect("there is an about.csv");
//! let back = read.cases().next().expect("there is one").expect("nothing contradicts");
//! assert!(Case::from_value(back.case)? == case);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod about;
mod cell;
mod csv_files;
mod layout;
mod node;
mod path;
mod read;
mod row;
mod rows;
mod tree;
mod words;
mod xlsx_file;

pub use csv_files::CsvTables;
pub use layout::Layout;
pub use read::{CaseProblem, CaseTables, ReadCase, TablesError};
pub use rows::CaseRows;
pub use xlsx_file::WorkbookTables;

#[cfg(test)]
mod tests;
