//! `handover workbook`: the workbook that a service fills in.

use std::{path::PathBuf, process::ExitCode};

use crate::{output::NewFile, problem::Problem, screen::Screen};

/// The workbook that a service can simply fill in: no mapping, no file format
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(NewArguments),
}

/// Write an empty workbook: sheets, headings with notes, lists to choose from, an example
///
/// `handover import FILE.xlsx` reads it, filled in, without any mapping. An empty cell says that nobody was asked, and
/// never that there is nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    /// The file to write
    #[arg(long, value_name = "FILE.xlsx", default_value = "handover.xlsx")]
    to: PathBuf,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    let Verb::New(arguments) = verb;
    screen.no_json()?;
    let bytes = handover_workbook::empty_workbook()
        .map_err(|_| Problem::our_bug("the empty workbook could not be made"))?;
    NewFile::write(&arguments.to, &bytes)?;
    screen.note(&format!(
        "{} is there: fill it in, then: handover import {0} --to caseload",
        arguments.to.display()
    ));
    Ok(ExitCode::SUCCESS)
}
