//! What every verb needs that uses our keys: an identity, a directory, a time.

use std::{path::Path, sync::Arc};

use handover::Office;
use handover::trust::{PosixTime, VerifiedDirectory};
use handover_identity::Identity;
use zeroize::Zeroizing;

use super::{directory::TrustArguments, identity::IdentityArgument, profile::read_profile};
use crate::{passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Who signs, opens or connects, and by which directory everybody is judged.
#[derive(Debug, clap::Args)]
pub(crate) struct SigningArguments {
    #[command(flatten)]
    pub(crate) trust: TrustArguments,
    #[command(flatten)]
    pub(crate) identity: IdentityArgument,
    #[command(flatten)]
    pub(crate) passphrase: PassphraseArgument,
}

/// An organisation about to sign: its identity, still shut, and the directory as of now.
pub(crate) struct Signatory {
    pub(crate) identity: Identity,
    pub(crate) directory: Arc<VerifiedDirectory>,
    pub(crate) now: PosixTime,
}

impl SigningArguments {
    /// Reads identity and directory.
    pub(crate) fn signatory(&self) -> Result<Signatory, Problem> {
        let identity = Identity::read(&self.identity.identity)?;
        let directory = self.trust.directory(Some(identity.folder()))?;
        Ok(Signatory {
            identity,
            directory: Arc::new(directory),
            now: self.trust.at.moment().posix(),
        })
    }

    /// Our office, whose keys are shut until the passphrase is given; it follows the profile in this file, if one was
    /// named.
    pub(crate) fn office(&self, profile: Option<&Path>) -> Result<Office, Problem> {
        let Signatory {
            identity,
            directory,
            now,
        } = self.signatory()?;
        following(
            Office::locked(&identity)?.judging_by(directory, now),
            profile,
        )
    }

    /// Our office to read what was sealed to us: where the directory has run out, what was received while it held.
    pub(crate) fn office_to_read(
        &self,
        profile: Option<&Path>,
        screen: &Screen,
    ) -> Result<Office, Problem> {
        let identity = Identity::read(&self.identity.identity)?;
        let directory = self.trust.directory_to_read_by(identity.folder(), screen)?;
        let now = self.trust.at.moment().posix();
        let office = Office::locked(&identity)?.judging_by(Arc::new(directory), now);
        following(office, profile)
    }

    /// The passphrase of the identity.
    pub(crate) fn passphrase(&self) -> Result<Zeroizing<String>, Problem> {
        self.passphrase.existing()
    }
}

/// The office, which follows the profile in this file, if one was named.
fn following(office: Office, profile: Option<&Path>) -> Result<Office, Problem> {
    Ok(match profile {
        Some(profile) => office.following(read_profile(&profile.to_string_lossy())?),
        None => office,
    })
}
