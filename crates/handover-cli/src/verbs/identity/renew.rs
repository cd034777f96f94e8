//! `handover identity renew`.

use handover::trust::PublicLabel;
use handover_identity::{Identity, Renaming};
use handover_report::identity::Renewed;

use super::{IdentityArgument, contact::Contacts};
use crate::{clock::AtArgument, passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Make every key anew on a new card before the one that is there ends, for as many days
///
/// The office of the card before agrees to the new one: what was said stays said, and the older sealing keys stay, so
/// that what was sealed to them still opens. A new name and new contacts are a renewal too.
#[derive(Debug, clap::Args)]
pub(crate) struct RenewArguments {
    /// What the organisation is called from now on
    #[arg(long, value_name = "TEXT")]
    name: Option<PublicLabel>,
    /// Where somebody answers from now on, as for `identity new`; those for one thing take the place of all before
    #[arg(long, value_name = "TEXT")]
    contact: Vec<String>,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

pub(super) fn run(arguments: &RenewArguments, screen: &Screen) -> Result<(), Problem> {
    let contacts = Contacts::parse(&arguments.contact)?;
    let renaming = Renaming {
        name: arguments.name.clone(),
        contact: contacts.general,
        contacts: Some(contacts.listed).filter(|listed| !listed.is_empty()),
    };
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let passphrase = arguments.passphrase.existing()?;
    let now = arguments.at.moment().posix();
    identity.renew_all(renaming, &passphrase, now)?;
    screen.report(&Renewed::new(&identity)?)
}
