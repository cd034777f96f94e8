//! `handover identity show`.

use handover_identity::Identity;
use handover_report::identity::ShownIdentity;

use super::IdentityArgument;
use crate::{problem::Problem, screen::Screen};

/// Show an identity: its uses, thumbprints, dates; nothing secret
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    identity: IdentityArgument,
}

pub(super) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<(), Problem> {
    let identity = Identity::read(&arguments.identity.identity)?;
    screen.report(&ShownIdentity::of(&identity)?)
}
