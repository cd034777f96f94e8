//! Cases through tables and back.

mod any_case;
mod edits;
mod libreoffice;
mod round_trip;

use super::{CaseProblem, CaseTables, CsvTables, Layout, ReadCase, WorkbookTables};
use handover_dataset::Case;
use std::io::Cursor;

pub(super) type Files = Vec<(String, Vec<u8>)>;

pub(super) const CASELOAD: &str =
    include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json");
pub(super) const MATERNITY: &str =
    include_str!("../../../handover-dataset/tests/examples/maternity-discharge.json");

pub(super) fn as_csv(layout: &Layout, cases: &[Case]) -> Files {
    let mut tables = CsvTables::new(layout, |_| Ok(Vec::new()));
    for case in cases {
        tables.put(&layout.rows_of(case, "token")).unwrap();
    }
    tables.finish().unwrap()
}

pub(super) fn as_workbook(layout: &Layout, cases: &[Case]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let tables = WorkbookTables::new(layout, folder.path()).unwrap();
    whole(layout, tables, cases)
}

pub(super) fn whole(layout: &Layout, mut tables: WorkbookTables<'_>, cases: &[Case]) -> Files {
    for case in cases {
        tables.put(&layout.rows_of(case, "token")).unwrap();
    }
    let mut bytes = Cursor::new(Vec::new());
    tables.finish(&mut bytes).unwrap();
    vec![("cases.xlsx".to_owned(), bytes.into_inner())]
}

/// What comes back, and that nothing else does.
pub(super) fn back(layout: &Layout, files: &Files) -> Vec<Result<ReadCase, CaseProblem>> {
    let tables = CaseTables::of_files(layout, files).unwrap().unwrap();
    assert_eq!(tables.strays(), []);
    assert_eq!(tables.unread(), []);
    tables.cases().collect()
}

/// The cases that come back, where nothing is wrong.
pub(super) fn cases_back(layout: &Layout, files: &Files) -> Vec<Case> {
    let read = back(layout, files).into_iter();
    let case = |read: Result<ReadCase, CaseProblem>| Case::from_value(read.unwrap().case);
    read.map(|read| case(read).unwrap()).collect()
}
