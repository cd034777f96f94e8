//! Others' formats: case-management extracts to cases, by a mapping file.
//!
//! A [`Mapping`] is a TOML file that a data officer writes; [`Mapping::import`] reads the files of
//! an extract by it and gives an [`Import`]: a draft of each person's case, the records that the
//! eligibility rules read, and a list of everything that was not taken, with file, line, column
//! and reason. It never guesses a date, a level or an identity, and drops nothing in silence.
//!
//! Files are handed in as bytes, or as what reads them ([`ExtractSource`]): this crate knows no disk and no clock.
//!
//! ```
//! use handover_dataset::eligibility::{Parameters, Rules, select};
//! use handover_interop::{Mapping, built_in_extract};
//!
//! let mapping = Mapping::built_in("harrow-2010").expect("it ships with the project");
//! let extract = built_in_extract("harrow-2010").expect("it ships with the project");
//! let mut import = mapping.import(&extract).expect("it has a table of people");
//! assert!(import.summary().is_whole());
//!
//! let rules = Rules::six_months_two_journeys();
//! let days = Parameters {
//!     transfer_date: "2010-02-01".parse()?,
//!     as_of: "2010-02-03".parse()?,
//! };
//! let selection = select(&rules, days, import.records())?;
//! import.settle(&selection, &rules);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod built_in;
mod convert;
mod date_forms;
mod day_format;
mod extract;
mod extract_file;
mod import;
mod iso;
mod listed;
mod log;
mod looks;
mod mapping;
mod moment;
mod own_workbook;
mod short;
mod text_forms;
mod text_parts;
mod typed;
mod whole_cases;

pub use built_in::built_in_extract;
pub use convert::{ChoiceStatus, Link, settle_case};
pub use extract_file::{ExtractFile, ExtractSource};
pub use handover_sheet::StoredText;
pub use import::{
    Import, ImportError, ImportedCase, LatestRow, OverBudget, Seen, Shortfall, Summary,
};
pub use listed::{Extent, Notice, NoticeKind, Rejection, RejectionReason};
pub use looks::{
    YEARS_FROM, day_forms, is_email, is_nhs_number, is_phone, is_postcode, is_yes_or_no,
};
pub use mapping::{Mapping, MappingError, MappingProblem};
pub use short::{ColumnGroup, Meaning};
pub use text_forms::{is_mobile, phone, postcode};
pub use typed::as_written;
pub use whole_cases::WholeCases;
