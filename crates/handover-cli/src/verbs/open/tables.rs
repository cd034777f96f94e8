//! Opened cases as tables, for a case system of one's own.

use std::{io, path::Path};

use handover::{CaseName, case::Case};
use handover_files::FileError;
use handover_report::open::FailedCase;
use handover_workbook::{
    WorkbookError,
    tables::{CaseRows, CsvTables, Layout, WorkbookTables},
};

use super::{
    Form,
    written::{Opened, Written, named},
};
use crate::{
    output::{NewFile, NewFolder},
    problem::Problem,
    terminal::Progress,
};

/// Tables on their way out.
trait Tables {
    fn put(&mut self, rows: &CaseRows) -> Result<(), Problem>;
}

/// Refuses what no table can be, before a passphrase is asked.
pub(super) fn expect_place(form: Form, to: &Path) -> Result<(), Problem> {
    if form.is_tables() && to.as_os_str() == "-" {
        return Err(Problem::usage(
            "tables are several, and standard output is one",
            "Give --to FILE.xlsx for a workbook, --to FOLDER for CSV.",
        ));
    }
    Ok(())
}

/// Writes one case or all; one that cannot be read is left out.
pub(super) fn write_all(
    opened: &mut Opened<'_>,
    wanted: Option<&CaseName>,
    form: Form,
    to: &Path,
) -> Result<Written, Problem> {
    let layout = Layout::of_the_dataset();
    let mut written = Written::default();
    write(&layout, form, to, |tables| {
        if let Some(wanted) = wanted {
            let found = named(opened, wanted)?;
            written.failed.extend(FailedCase::of(&found));
            return tables.put(&layout.rows_of(&found.case, &found.token.to_string()));
        }
        let progress = Progress::new("open", opened.count());
        let mut failed = Vec::new();
        let unreadable = opened.each_made(
            |_, arrived| {
                let rows = layout.rows_of(&arrived.case, &arrived.token.to_string());
                Ok::<_, Problem>((rows, FailedCase::of(&arrived)))
            },
            |(rows, fails)| {
                progress.step();
                failed.extend(fails);
                tables.put(&rows)
            },
        )?;
        written = Written::of(failed, unreadable, opened.count())?;
        Ok(())
    })?;
    Ok(written)
}

/// Writes the one case of evidence.
pub(super) fn write_one(case: &Case, token: &str, form: Form, to: &Path) -> Result<(), Problem> {
    let layout = Layout::of_the_dataset();
    write(&layout, form, to, |tables| {
        tables.put(&layout.rows_of(case, token))
    })
}

/// Writes tables, whole or not at all.
fn write(
    layout: &Layout,
    form: Form,
    to: &Path,
    fill: impl FnOnce(&mut dyn Tables) -> Result<(), Problem>,
) -> Result<(), Problem> {
    if form == Form::Csv {
        let folder = NewFolder::create(to)?;
        let mut tables = Csv {
            tables: CsvTables::new(layout, |name| folder.file(name).map_err(as_io)),
            to,
        };
        fill(&mut tables)?;
        let files = tables.tables.finish();
        for (_, file) in files.map_err(|error| Problem::writing(to, &error))? {
            file.finish()?;
        }
        return Ok(folder.finish()?);
    }
    let mut file = NewFile::create(to)?;
    // Rows wait beside the workbook, in files without a name: on the same disk, and nowhere else.
    let beside = match to.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let told = |error: WorkbookError| not_written(to, &error);
    let mut tables = Workbook {
        tables: WorkbookTables::new(layout, beside).map_err(told)?,
        to,
    };
    fill(&mut tables)?;
    tables.tables.finish(&mut file).map_err(told)?;
    Ok(file.finish()?)
}

struct Csv<'l, F> {
    tables: CsvTables<'l, NewFile, F>,
    to: &'l Path,
}

impl<F: FnMut(&str) -> io::Result<NewFile>> Tables for Csv<'_, F> {
    fn put(&mut self, rows: &CaseRows) -> Result<(), Problem> {
        let put = self.tables.put(rows);
        put.map_err(|error| Problem::writing(self.to, &error))
    }
}

struct Workbook<'l> {
    tables: WorkbookTables<'l>,
    to: &'l Path,
}

impl Tables for Workbook<'_> {
    fn put(&mut self, rows: &CaseRows) -> Result<(), Problem> {
        let put = self.tables.put(rows);
        put.map_err(|error| not_written(self.to, &error))
    }
}

fn not_written(to: &Path, error: &WorkbookError) -> Problem {
    Problem::writing(to, &io::Error::other(error.to_string()))
}

fn as_io(error: FileError) -> io::Error {
    match error {
        FileError::Write { source, .. } | FileError::Read { source, .. } => source,
        error => io::Error::other(error),
    }
}
