//! `handover identity renew`.

use handover_identity::Identity;
use handover_report::identity::Renewed;

use super::IdentityArgument;
use crate::{clock::AtArgument, passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Renew certificates and card before they end, for as many days as when they were made
///
/// The keys stay, and the office of the card before agrees to the new one. What was sealed to an older
/// sealing key still opens.
#[derive(Debug, clap::Args)]
pub(crate) struct RenewArguments {
    /// Also make a new sealing key: what is sealed from then on does not open with the old one
    #[arg(long)]
    new_sealing_key: bool,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

pub(super) fn run(arguments: &RenewArguments, screen: &Screen) -> Result<(), Problem> {
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let passphrase = arguments.passphrase.existing()?;
    let now = arguments.at.moment().posix();
    identity.renew_all(arguments.new_sealing_key, &passphrase, now)?;
    screen.report(&Renewed::new(&identity)?)
}
