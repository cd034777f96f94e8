//! `handover mapping`: from somebody's sheet to a mapping that a person has confirmed.

mod confirm;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover_files::NewFile;
use handover_proposal::{Proposal, ProposeError};
use handover_report::{
    mapping::{MappingProposed, Meanings},
    shown,
};
use handover_sheet::Book;

use crate::{problem::Problem, screen::Screen};

/// Say which column of a sheet is which field
///
/// `new` looks at the sheet and writes what it seems to say; `confirm` asks a person; then `import` reads the sheet.
/// What nobody confirmed is not taken.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(NewArguments),
    Confirm(confirm::Arguments),
    /// List what a column may mean
    Meanings,
}

/// Look at a sheet and propose a mapping for it
///
/// Finds the headings, sets totals and notes aside, and proposes for each column what it says: by its heading, by its
/// cells, with the forms of days and the words that occur, counted. Every guess is marked, and counts for nothing until
/// a person confirms it.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    /// The sheet: .xlsx, .xls, .ods or .csv
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which sheet of the workbook, where it has several
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The profile of the cases
    #[arg(
        long,
        value_name = "NAME@VERSION",
        default_value = "caseload-transfer@1"
    )]
    profile: String,
    /// The mapping to write, if not FILE with the ending .mapping.toml, here
    #[arg(long, value_name = "MAPPING")]
    to: Option<PathBuf>,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::New(arguments) => new(arguments, screen),
        Verb::Confirm(arguments) => confirm::run(arguments, screen),
        Verb::Meanings => {
            screen.report(&Meanings)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn new(arguments: &NewArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let file = arguments.file.as_path();
    let bytes = fs::read(file).map_err(|error| Problem::reading(file, &error))?;
    let book = Book::read(&bytes).map_err(|error| {
        Problem::input_output(
            format!("{}: {error}", shown(file)),
            "Save it as .xlsx or .csv and name that file.",
        )
    })?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let proposal = Proposal::of(&book, &name, arguments.sheet.as_deref());
    let proposal = proposal.map_err(|error| not_proposed(error, &book, file))?;
    let to = arguments.to.clone().unwrap_or_else(|| beside(file));
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let text = proposal.to_toml(&stem, &arguments.profile, &to.to_string_lossy());
    NewFile::write(&to, text.as_bytes())?;
    screen.report(&MappingProposed {
        proposal: &proposal,
        to: &to,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// `clients.mapping.toml`, here, for `somewhere/clients.xlsx`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(".mapping.toml");
    PathBuf::from(name)
}

fn not_proposed(error: ProposeError, book: &Book, file: &Path) -> Problem {
    let sheets: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    let next = match error {
        ProposeError::NoSheet | ProposeError::SeveralSheets => {
            format!("Say which with --sheet: {}.", sheets.join(", "))
        }
        ProposeError::NoKey => {
            "Give each person a number of its own in the first column, and name that column Ref."
                .to_owned()
        }
        _ => "Write a heading over each column, and the people below it.".to_owned(),
    };
    Problem::input_output(format!("{}: {error}", shown(file)), next)
}
