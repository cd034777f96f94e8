//! What is told when nothing was signed.

use std::path::Path;

use handover::{
    cbor::RefusalClass,
    desk::{CaseRow, Failure, SayError, TableError},
};
use handover_report::{
    desk::{References, lines, shown_by_subject},
    shown,
};

use crate::problem::Problem;

/// What is told when nothing was signed; `names_cases` are the options that name cases.
pub(crate) fn not_said(package: &Path, error: SayError, names_cases: &str) -> Problem {
    match error {
        SayError::Failed(failures) => failed(failures.all()),
        SayError::NoCase => Problem::refused(
            RefusalClass::Policy,
            error.to_string(),
            format!("Name cases with {names_cases}."),
        ),
        SayError::NotOurs { ref source, .. } => Problem::refused(
            source.class(),
            error.to_string(),
            "The sender says withdrawn, recalled, answered and superseded; whoever accepted says \
             contacted, reviewed and not-engaged, and answered to a withdrawal that came too late.",
        ),
        SayError::Office(error) => Problem::with_package(package, error),
        SayError::Table(error) => bad_table(error),
        error => Problem::our_bug(error.to_string()),
    }
}

/// One is told in two lines, several each on its own line before them.
fn failed(failures: &[Failure]) -> Problem {
    let (what, parts) = match failures {
        [only] => (shown_by_subject(only), Vec::new()),
        all => (
            format!(
                "{} cases or lines cannot be taken, as told above",
                all.len()
            ),
            lines(all, &References::new()),
        ),
    };
    let next = "Nothing was signed. Mend it or leave it out, then run it again.";
    let problem = match failures.first().and_then(|first| first.why.class()) {
        Some(class) => Problem::refused(class, what, next),
        None => Problem::usage(what, next),
    };
    problem.made_of(parts)
}

fn bad_table(error: TableError) -> Problem {
    let what = error.to_string();
    match error {
        TableError::File(error) => error.into(),
        TableError::NoCases { path } | TableError::UnknownColumn { path, .. } => Problem::usage(
            format!("{}: {what}", shown(&path)),
            format!(
                "Its first line names the columns: {}.",
                CaseRow::COLUMNS.join(", ")
            ),
        ),
        _ => Problem::our_bug(what),
    }
}
