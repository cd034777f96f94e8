//! `handover roster`: everybody who was considered, and what was decided.

mod read;
mod show;

use std::{path::PathBuf, process::ExitCode};

use handover::{case::CaseReference, trust::Token};

use super::{directory::TrustArguments, identity::MaybeIdentity};
use crate::{passphrase::PassphraseArgument, problem::Problem, screen::Screen};

pub(crate) use read::read_roster;

/// Look into a roster: the list of everybody who was considered under a mandate.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Show(ShowArguments),
}

/// Show a roster in totals that add up, or what it says of one person
///
/// A roster names people by tokens. The sender leads from a case to its token, by the ledger in its
/// identity folder; a recipient has the token of each case that it opened. Nobody else can tell whom
/// a token stands for.
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    /// The roster
    #[arg(value_name = "STATEMENT")]
    file: PathBuf,
    /// What it says of this case, by the sender's own reference; needs the sender's identity
    #[arg(long, value_name = "REFERENCE")]
    case: Option<CaseReference>,
    /// What it says of this token, as `open` shows it for each case
    #[arg(long, value_name = "HEX", conflicts_with = "case")]
    token: Option<Token>,
    #[command(flatten)]
    identity: MaybeIdentity,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    trust: TrustArguments,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    let Verb::Show(arguments) = verb;
    show::run(arguments, screen)?;
    Ok(ExitCode::SUCCESS)
}
