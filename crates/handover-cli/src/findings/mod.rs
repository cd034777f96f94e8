//! Findings on a caseload, told to the people who have to mend them.

mod report;

pub(crate) use report::report;
