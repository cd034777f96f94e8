//! What every verb needs that uses our keys: an identity, a directory, a time.

use std::sync::Arc;

use handover::trust::{OrganisationId, PosixTime, Signer, VerifiedDirectory};
use handover_identity::{Identity, KeyName};
use zeroize::Zeroizing;

use super::{directory::TrustArguments, identity::IdentityArgument};
use crate::{page::tame, passphrase::PassphraseArgument, problem::Problem};

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

    /// The passphrase of the identity.
    pub(crate) fn passphrase(&self) -> Result<Zeroizing<String>, Problem> {
        self.passphrase.existing()
    }
}

impl Signatory {
    /// Who we are.
    pub(crate) const fn us(&self) -> &OrganisationId {
        self.identity.organisation()
    }

    /// The office's key.
    pub(crate) fn office(&self, passphrase: &str) -> Result<Signer, Problem> {
        Ok(self.identity.signer(&KeyName::office(), passphrase)?)
    }
}

/// The names of organisations, as the directory has them now.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    directory: &'a VerifiedDirectory,
    now: PosixTime,
}

impl<'a> Names<'a> {
    pub(crate) const fn new(directory: &'a VerifiedDirectory, now: PosixTime) -> Self {
        Self { directory, now }
    }

    /// Name and id; only the id, if the directory never had it.
    pub(crate) fn of(&self, id: &OrganisationId) -> String {
        match self.directory.organisation(id, self.now) {
            Some(listed) => format!("{} ({id})", tame(listed.card().payload().name.as_str())),
            None => self.without_card(id),
        }
    }

    fn without_card(&self, id: &OrganisationId) -> String {
        let mut cards = self.directory.cards().map(|listed| listed.card().payload());
        match cards.find(|card| card.by == *id) {
            Some(card) => format!(
                "{} ({id}; its card does not hold at this time: check the clock, or --at)",
                tame(card.name.as_str())
            ),
            None => format!("{id} (not in the directory)"),
        }
    }

    /// Several of them.
    pub(crate) fn all<'i>(&self, ids: impl IntoIterator<Item = &'i OrganisationId>) -> String {
        let names: Vec<String> = ids.into_iter().map(|id| self.of(id)).collect();
        names.join(", ")
    }
}
