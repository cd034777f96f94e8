//! `handover import`: a provider's extract becomes drafts of cases.

mod account;
mod extract;
mod write;

use std::{path::PathBuf, process::ExitCode};

use handover::extract::{Import, Mapping};
use handover_report::{amounts::amount, shown};

use crate::{problem::Problem, screen::Screen};

pub(crate) use account::Account;
pub(crate) use extract::read_extract;
pub(crate) use write::import_to;

/// Turn an extract of a case system into drafts of cases
///
/// Reads a folder of CSV files, one wide CSV or JSON lines by a mapping that a data officer can write
/// (`handover schema mapping` prints one to begin with). Nothing is guessed and nothing is dropped:
/// every person becomes a draft or stands in the list of rejected rows with file, line, column and
/// reason, and the sum is shown. So are files, columns and cells that could not be taken.
///
/// Writes a folder for this machine only: cases/ (drafts), records.json (for `select`), links.json,
/// rejected.json and summary.json. Exit code 1 if somebody is in no draft: a rejected row, or nobody at all.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The extract: a folder or a file; harrow-2010 and maternity-2026 are built in
    #[arg(value_name = "EXTRACT")]
    extract: PathBuf,
    /// The mapping: a file, or the name of a built-in one
    #[arg(long, value_name = "NAME|FILE")]
    mapping: String,
    /// Another value for a constant of the mapping
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// The folder to write
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let mut mapping = read_mapping(&arguments.mapping)?;
    for text in &arguments.set {
        let known = text
            .split_once('=')
            .is_some_and(|(name, value)| mapping.set(name, value));
        if !known {
            return Err(Problem::usage(
                format!(
                    "the mapping has no such constant; it has: {}",
                    mapping.constants().collect::<Vec<_>>().join(", ")
                ),
                "Write --set NAME=VALUE with one of these names.",
            ));
        }
    }
    let empty: Vec<&str> = mapping.empty_constants().collect();
    if !empty.is_empty() {
        return Err(Problem::usage(
            format!("the mapping does not say yet: {}", empty.join(", ")),
            "Fill that in under [constants], or give --set NAME=VALUE: nobody else can say it.",
        ));
    }
    let sources = read_extract(&arguments.extract)?;
    let import = import_to(&arguments.to, &mapping, &sources)?;
    screen.report(&Account {
        import: &import,
        mapping: &mapping,
        to: &arguments.to,
    })?;
    Ok(left_out(&import, screen))
}

/// Somebody who is in the extract and in no draft, or an extract of nobody, is not a thing to overlook.
fn left_out(import: &Import, screen: &Screen) -> ExitCode {
    let summary = import.summary();
    if summary.drafts == 0 {
        screen.note(
            "the extract has no person: there is no draft (a filter left on, a broken export?)",
        );
        return ExitCode::FAILURE;
    }
    if summary.rejected > 0 {
        let rows = usize::try_from(summary.rejected).unwrap_or(usize::MAX);
        screen.note(&format!(
            "{} of people {} rejected, and {} in no draft",
            amount(rows, "row"),
            if rows == 1 { "was" } else { "were" },
            if rows == 1 { "is" } else { "are" },
        ));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// A mapping by its built-in name or from a file.
pub(crate) fn read_mapping(name: &str) -> Result<Mapping, Problem> {
    if let Some(mapping) = Mapping::built_in(name) {
        return Ok(mapping);
    }
    let path = PathBuf::from(name);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let built_in: Vec<&str> = Mapping::built_in_names().collect();
        Problem::reading(&path, &error).advise(format!(
            "Name a mapping file, or one of: {}.",
            built_in.join(", ")
        ))
    })?;
    Mapping::from_toml(&text).map_err(|error| {
        Problem::input_output(
            format!("{}: {error}", shown(&path)),
            "Mend that line; `handover schema mapping` prints a mapping that explains itself.",
        )
    })
}
