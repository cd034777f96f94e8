//! `handover unreadable`: what its readers cannot open.

use std::process::ExitCode;

use handover_identity::{Identity, kept_indexes};
use handover_report::unreadable::UnreadableReport;

use super::{
    directory::TrustArguments, identity::IdentityArgument, statements::StatementArguments,
};
use crate::{problem::Problem, screen::Screen};

/// List the packages of ours that somebody cannot open, each with the command that seals it anew
///
/// Those whose receipt names cases as unreadable, and those that nobody has opened under a sealing key that is
/// revoked: its holder has lost it, or somebody else has it. Looked through are --statement and what the identity
/// folder keeps of packages under mandates. Exit code 1 if there are any.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    trust: TrustArguments,
    #[command(flatten)]
    identity: IdentityArgument,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let identity = Identity::read(&arguments.identity.identity)?;
    let directory = arguments.trust.directory(Some(identity.folder()))?;
    let now = arguments.trust.at.moment().posix();
    let kept = kept_indexes(identity.folder());
    let all = arguments.statements.clone().and(kept.clone());
    let statements = all.verified(&directory, Some(identity.folder()), now, screen)?;
    let is_revoked = |key: &_| directory.is_sealing_key_revoked(key, now);
    let unreadable = statements
        .known()
        .unreadable(identity.organisation(), is_revoked);
    screen.report(&UnreadableReport::new(&unreadable, kept.as_deref()))?;
    Ok(if unreadable.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
