//! `handover identity card`.

use std::path::PathBuf;

use handover_identity::Identity;
use handover_report::identity::CardWritten;

use super::IdentityArgument;
use crate::{output::NewFile, problem::Problem, screen::Screen};

/// Write the card, the public half, for the authority that keeps the directory
#[derive(Debug, clap::Args)]
pub(crate) struct CardArguments {
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    identity: IdentityArgument,
}

pub(super) fn run(arguments: &CardArguments, screen: &Screen) -> Result<(), Problem> {
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let card = identity.card()?;
    if arguments.to.as_os_str() == "-" {
        return Err(Problem::usage(
            "a card is not text",
            "Name a file with --to; `handover identity show` prints what is on the card.",
        ));
    }
    NewFile::write(&arguments.to, card.as_bytes())?;
    identity.published()?;
    screen.report(&CardWritten::new(&identity, &card, &arguments.to)?)
}
