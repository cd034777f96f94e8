//! `handover identity card`.

use std::path::PathBuf;

use handover_identity::Identity;
use handover_report::identity::CardWritten;

use super::IdentityArgument;
use crate::{problem::Problem, screen::Screen};

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
    if arguments.to.as_os_str() == "-" {
        return Err(Problem::usage(
            "a card is not text",
            "Name a file with --to; `handover identity show` prints what is on the card.",
        ));
    }
    let card = identity.give_card(&arguments.to)?;
    screen.report(&CardWritten::new(&identity, &card, &arguments.to)?)
}
