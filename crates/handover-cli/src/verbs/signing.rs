//! What every verb needs that uses our keys: an identity, a directory, a time.

use std::{path::Path, sync::Arc};

use handover::Office;
use handover::trust::{PosixTime, VerifiedDirectory};
use handover_identity::Identity;
use zeroize::Zeroizing;

use super::{directory::TrustArguments, identity::IdentityArgument, profile::read_profile};
use crate::{passphrase::PassphraseArgument, problem::Problem};

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
        let office = Office::locked(&identity)?.judging_by(directory, now);
        Ok(match profile {
            Some(profile) => office.following(read_profile(&profile.to_string_lossy())?),
            None => office,
        })
    }

    /// The passphrase of the identity.
    pub(crate) fn passphrase(&self) -> Result<Zeroizing<String>, Problem> {
        self.passphrase.existing()
    }
}
