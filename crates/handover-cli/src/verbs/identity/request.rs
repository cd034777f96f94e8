//! `handover identity request`.

use handover_identity::{Identity, KeyName};

use super::IdentityArgument;
use crate::{passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Print a certificate request for one of the keys, for a CA that you already have
#[derive(Debug, clap::Args)]
pub(crate) struct RequestArguments {
    /// Which key: transport, service, office, authority, or a person's as `identity show` names it
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
}

pub(super) fn run(arguments: &RequestArguments, screen: &Screen) -> Result<(), Problem> {
    screen.no_json()?;
    let identity = Identity::read(&arguments.identity.identity)?;
    let key = key_named(&identity, &arguments.key)?;
    let passphrase = arguments.passphrase.existing()?;
    screen.print(&identity.certificate_request(&key, &passphrase)?)
}

/// The key of that name.
pub(super) fn key_named(identity: &Identity, name: &str) -> Result<KeyName, Problem> {
    let entry = identity.entry(name).ok_or_else(|| {
        Problem::usage(
            "this identity has no key of that name",
            "`handover identity show` lists its keys.",
        )
    })?;
    Ok(entry.key.clone())
}
