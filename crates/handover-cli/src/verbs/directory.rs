//! `handover directory`: who is who, vouched for by an authority.

mod next;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::trust::{Digest, RevocationReason, Thumbprint, VerifiedDirectory};
use handover_identity::{DirectoryInput, held_directory, trusted_directory};
use handover_report::{Time, directory::ShownDirectory};

use super::identity::IdentityArgument;
use crate::{
    clock::{AtArgument, Moment},
    passphrase::PassphraseArgument,
    problem::Problem,
    screen::Screen,
};

/// Keep the directory: the cards that an authority vouches for.
///
/// The authority signs every version. Whoever uses the directory needs its anchor, the thumbprint of
/// the authority's certificate, from the authority itself and by another road than the file.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(NewArguments),
    Add(AddArguments),
    Renew(RenewArguments),
    Replace(ReplaceArguments),
    Revoke(RevokeArguments),
    Show(ShowArguments),
}

/// Begin a directory: version 1; prints the anchor
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    /// Where to write the directory
    #[arg(value_name = "DIRECTORY")]
    file: PathBuf,
    /// A card and the roles the authority vouches for: commissioner, provider, server
    #[arg(long, value_name = "CARD=ROLE[,ROLE]")]
    card: Vec<String>,
    /// The authority's own roles, if it has any
    #[arg(long, value_name = "ROLE[,ROLE]")]
    own_roles: Option<String>,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Write the next version with further cards, or newer ones of organisations that are in it
#[derive(Debug, clap::Args)]
pub(crate) struct AddArguments {
    /// The directory; its next version takes its place
    #[arg(value_name = "DIRECTORY")]
    file: PathBuf,
    /// A card and the roles the authority vouches for: commissioner, provider, server
    #[arg(long, value_name = "CARD=ROLE[,ROLE]", required = true)]
    card: Vec<String>,
    /// The old card's signature over the new card, where a card is replaced
    #[arg(long, value_name = "FILE")]
    succession: Vec<PathBuf>,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Write the next version with the same cards, for as many days more: before it expires, or after
#[derive(Debug, clap::Args)]
pub(crate) struct RenewArguments {
    /// The directory; its next version takes its place
    #[arg(value_name = "DIRECTORY")]
    file: PathBuf,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Write the next version with a card in the place of one whose keys are stolen or lost
///
/// The card before does not agree: so ring its organisation, on a number that you know, and have the words read to
/// you that `handover identity show` tells there. Every key that the cards since --since had is revoked from that day on,
/// under whatever certificate; what others saw before still counts.
#[derive(Debug, clap::Args)]
pub(crate) struct ReplaceArguments {
    /// The directory; its next version takes its place
    #[arg(value_name = "DIRECTORY")]
    file: PathBuf,
    /// The new card, made by `handover identity replace`; it gets the roles of the one before
    #[arg(long, value_name = "CARD")]
    card: PathBuf,
    /// The words of the card, as its organisation read them to you
    #[arg(long, value_name = "WORDS")]
    words: String,
    /// The day of the doubt: from when on somebody else may have had the keys
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    since: Moment,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Write the next version with a certificate, a public key or a sealing key revoked
#[derive(Debug, clap::Args)]
pub(crate) struct RevokeArguments {
    /// The directory; its next version takes its place
    #[arg(value_name = "DIRECTORY")]
    file: PathBuf,
    /// The thumbprint of the certificate, as `directory show` prints it
    #[arg(long, value_name = "HEX", required_unless_present_any = ["public_key", "sealing_key"])]
    certificate: Option<Digest>,
    /// The hash of a public key, as `directory show` prints it: whatever certificate it has
    #[arg(long, value_name = "HEX", conflicts_with = "certificate")]
    public_key: Option<Digest>,
    /// The id of the sealing key, as `directory show` prints it
    #[arg(long, value_name = "HEX", conflicts_with_all = ["certificate", "public_key"])]
    sealing_key: Option<Digest>,
    /// Why: key-compromise reaches back to --from, superseded and ceased hold from now on
    #[arg(long, value_name = "REASON")]
    reason: RevocationReason,
    /// When it took effect, if not now
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    from: Option<Moment>,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Show a directory and whether it holds: version, expiry, cards, revocations
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    trust: TrustArguments,
    /// An identity folder: its memory of the anchor and of the version seen last is used and kept
    #[arg(long, value_name = "FOLDER")]
    identity: Option<PathBuf>,
}

/// Who signs, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct SigningArguments {
    /// Days until the directory expires and must be renewed
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    days: u32,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// The directory and what makes it trustworthy.
///
/// With an identity folder the anchor is given once and then remembered, and a directory older than
/// the one seen last is refused.
#[derive(Debug, clap::Args)]
pub(crate) struct TrustArguments {
    /// The directory file
    #[arg(
        long,
        value_name = "FILE",
        env = "HANDOVER_DIRECTORY",
        default_value = "directory"
    )]
    pub(crate) directory: PathBuf,
    /// Thumbprint of the authority's certificate, given by the authority (once for an identity)
    #[arg(long, value_name = "HEX")]
    pub(crate) anchor: Option<Thumbprint>,
    #[command(flatten)]
    pub(crate) at: AtArgument,
}

impl TrustArguments {
    /// Verifies the directory; with an identity its memory counts and grows.
    pub(crate) fn directory(&self, identity: Option<&Path>) -> Result<VerifiedDirectory, Problem> {
        Ok(trusted_directory(&self.input(identity))?)
    }

    /// The same, and once it has run out the directory as it held: for reading what was received then.
    pub(crate) fn directory_to_read_by(
        &self,
        identity: &Path,
        screen: &Screen,
    ) -> Result<VerifiedDirectory, Problem> {
        let (directory, ran_out) = held_directory(&self.input(Some(identity)))?;
        if let Some(at) = ran_out.map(Time::from) {
            screen.note(&format!(
                "the directory ran out at {at}: what was received before opens, and nothing newer; ask the authority \
                 for a current one"
            ));
        }
        Ok(directory)
    }

    fn input<'a>(&'a self, identity: Option<&'a Path>) -> DirectoryInput<'a> {
        DirectoryInput {
            file: &self.directory,
            anchor: self.anchor,
            identity,
            now: self.at.moment().posix(),
        }
    }
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::New(arguments) => next::new(arguments, screen),
        Verb::Add(arguments) => next::add(arguments, screen),
        Verb::Renew(arguments) => next::renew(arguments, screen),
        Verb::Replace(arguments) => next::replace(arguments, screen),
        Verb::Revoke(arguments) => next::revoke(arguments, screen),
        Verb::Show(arguments) => show(arguments, screen),
    }
}

fn show(arguments: &ShowArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let directory = arguments.trust.directory(arguments.identity.as_deref())?;
    let now = arguments.trust.at.moment().posix();
    screen.report(&ShownDirectory::new(&directory, now))?;
    Ok(ExitCode::SUCCESS)
}
