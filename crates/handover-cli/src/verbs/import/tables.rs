//! Cases as tables, which `handover open --as workbook` wrote: they need no mapping.

use std::process::ExitCode;

use handover::extract::ExtractFile;
use handover_caseload::import_tables_to;
use handover_report::{amounts::amount, import::Account};
use handover_workbook::tables::{CaseProblem, CaseTables, Layout, ReadCase, TablesError};
use serde_json::Value;

use super::{Arguments, left_out, not_imported, show};
use crate::{problem::Problem, screen::Screen, terminal::Progress};

/// What stands in the place of a mapping's name.
const NAME: &str = "tables of cases";

/// The tables, if the files are such.
pub(super) fn of<'l>(
    layout: &'l Layout,
    sources: &[ExtractFile],
) -> Result<Option<CaseTables<'l>>, Problem> {
    let files: Vec<_> = sources
        .iter()
        .map(|source| (source.name(), source.bytes()))
        .collect();
    CaseTables::of_files(layout, &files).map_err(|error| {
        let next = match error {
            TablesError::Heading { .. } | TablesError::NoSheet(_) => {
                "Nothing was read, so that nothing is lost in silence. Put it back as `handover open` wrote it; it may be \
                 empty."
            }
            TablesError::Version => "Read them with the version of handover that wrote them.",
            _ => "Save it again as .xlsx, or as CSV in UTF-8.",
        };
        Problem::input_output(error.to_string(), next)
    })
}

/// Imports them.
pub(super) fn run(
    arguments: &Arguments,
    tables: &CaseTables<'_>,
    screen: &Screen,
) -> Result<ExitCode, Problem> {
    if !arguments.set.is_empty() {
        return Err(Problem::usage(
            "tables of cases have no constants",
            "Leave --set out: each case says everything itself.",
        ));
    }
    let Some(to) = &arguments.to else {
        let reference = arguments.preview.as_deref().unwrap_or_default();
        return preview(tables, reference, screen);
    };
    let progress = Progress::counting("import");
    let mut profile = String::new();
    let import = {
        let account = |import: &_| {
            serde_json::to_value(Account {
                import,
                mapping: NAME,
                profile: first_profile(tables, &mut profile),
                to,
            })
        };
        import_tables_to(&arguments.folder(to), tables, account, || progress.step())
    };
    let import = import.map_err(|error| not_imported(error, &[], to))?;
    drop(progress);
    screen.report(&Account {
        import: &import,
        mapping: NAME,
        profile: &profile,
        to,
    })?;
    let code = left_out(&import, screen);
    let strays = tables.strays().len();
    if strays > 0 {
        screen.note(&format!(
            "{} to nobody on the sheet People, and {} in no draft",
            if strays == 1 {
                "1 row belongs".to_owned()
            } else {
                format!("{} belong", amount(strays, "row"))
            },
            if strays == 1 { "is" } else { "are" },
        ));
        return Ok(ExitCode::FAILURE);
    }
    Ok(code)
}

/// The profile of the first case that was read; all those of a package follow one.
fn first_profile<'p>(tables: &CaseTables<'_>, profile: &'p mut String) -> &'p str {
    let first = tables.cases().find_map(Result::ok);
    let first = first.and_then(|read| Some(read.case.get("profile")?.as_str()?.to_owned()));
    *profile = first.unwrap_or_default();
    profile
}

fn preview(tables: &CaseTables<'_>, reference: &str, screen: &Screen) -> Result<ExitCode, Problem> {
    screen.no_json()?;
    let is_meant = |read: &Result<ReadCase, CaseProblem>| {
        let key = match read {
            Ok(read) => &read.reference,
            Err(why) => &why.key,
        };
        reference.is_empty() || key == reference
    };
    let case: Option<Value> = match tables.cases().find(is_meant) {
        Some(Err(why)) => {
            let column = why.column.map(|column| format!(", column {column}"));
            let column = column.unwrap_or_default();
            return Err(Problem::input_output(
                format!("{}, line {}{column}: {}", why.file, why.line, why.reason),
                "Mend that row: nothing of the person is read before.",
            ));
        }
        Some(Ok(read)) => Some(read.case),
        None => None,
    };
    show(case.as_ref(), screen)?;
    Ok(ExitCode::SUCCESS)
}
