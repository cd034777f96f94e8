//! `handover mandate`: what must pass, from whom to whom, by when.

mod bound;
mod read;
mod show;
mod sign;

use std::{path::PathBuf, process::ExitCode};

use handover::transfer::MandateForm;
use handover_report::mandate::TemplateWritten;

use super::{
    directory::TrustArguments,
    signing::SigningArguments,
    statements::{StatementArguments, ToArgument},
};
use crate::{output::NewFile, problem::Problem, screen::Screen};

pub(crate) use bound::note_not_bound;
pub(crate) use read::{deadlines_in_force, in_force, read_mandate, which_mandate};

/// Say before a transfer what must arrive, by when, and who answers for it.
///
/// A commissioner fills in a template and signs it. It binds sender and recipients once they have
/// countersigned it. What arrives later is held against it.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(NewArguments),
    Sign(SignArguments),
    Show(ShowArguments),
}

/// Write a template with an explanation of every part, to be filled in
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    /// Where to write it
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
}

/// Sign a mandate that was filled in, with the office key of the commissioner
#[derive(Debug, clap::Args)]
pub(crate) struct SignArguments {
    /// The template, filled in
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
    #[command(flatten)]
    to: ToArgument,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Show a mandate in plain words: who hands what to whom by when, who must sign, who answers
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    /// The mandate
    #[arg(value_name = "STATEMENT")]
    file: PathBuf,
    /// The mandate's profile, if it is none that is built in: its deadlines are then shown
    #[arg(long, value_name = "FILE")]
    profile: Option<String>,
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    trust: TrustArguments,
    /// An identity folder: its memory of the anchor and of when each statement was first seen
    #[arg(long, value_name = "FOLDER")]
    identity: Option<PathBuf>,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::New(arguments) => new(arguments, screen),
        Verb::Sign(arguments) => sign::run(arguments, screen),
        Verb::Show(arguments) => show::run(arguments, screen),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn new(arguments: &NewArguments, screen: &Screen) -> Result<(), Problem> {
    NewFile::write(&arguments.file, MandateForm::TEMPLATE.as_bytes())?;
    screen.report(&TemplateWritten::new(&arguments.file))
}
