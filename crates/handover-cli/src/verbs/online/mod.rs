//! What the verbs share that talk to a server.

mod progress;
mod trouble;

use std::{future::Future, path::Path, sync::Arc, time::Duration};

use handover::{CertificateUse, OrganisationId, ServerAddress, Signer, VerifiedDirectory};
use handover_client::{Client, ClientSettings, Patience, Proxied};
use handover_tls::Trust;

use super::{directory::TrustArguments, identity::IdentityArgument};
use crate::{
    clock::Moment,
    output::private_folder,
    passphrase::PassphraseArgument,
    problem::Problem,
    store::{Identity, KeyName},
};

pub(crate) use progress::TransferProgress;
pub(crate) use trouble::trouble;

/// The way to a server, and who we are there.
#[derive(Debug, clap::Args)]
pub(crate) struct OnlineArguments {
    /// The address of the server, if not the one on the card: https://NAME:PORT
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Go through this proxy (else as HTTPS_PROXY, ALL_PROXY and NO_PROXY say)
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// Give up when nothing has got through for so long
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    patience: u64,
    #[command(flatten)]
    trust: TrustArguments,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
}

/// Which organisation's server.
#[derive(Debug, clap::Args)]
pub(crate) struct ServerOfArgument {
    /// The organisation whose server it is, as its card says (else our own): a sender names the recipient
    #[arg(long, value_name = "ID")]
    server_of: Option<OrganisationId>,
}

/// Everything that is needed to talk, before anybody does.
pub(crate) struct Online {
    pub(crate) identity: Identity,
    pub(crate) directory: Arc<VerifiedDirectory>,
    pub(crate) moment: Moment,
    transport: Signer,
    trust: Arc<Trust>,
    server: Option<String>,
    proxy: Option<String>,
    patience: Patience,
}

impl OnlineArguments {
    /// Reads identity and directory, and opens the key for transport.
    pub(crate) fn ready(&self) -> Result<Online, Problem> {
        let identity = Identity::read(&self.identity.identity)?;
        let directory = Arc::new(self.trust.directory(Some(identity.folder()))?);
        let passphrase = self.passphrase.existing()?;
        let key = KeyName::of_use(CertificateUse::Transport);
        let transport = identity.signer(&key, &passphrase)?;
        // `--at` replaces the clock, here too; without it a long transfer sees time go by.
        let at = self.trust.at;
        let trust = Trust::new(Arc::clone(&directory), move || at.moment().posix());
        Ok(Online {
            identity,
            directory,
            moment: self.trust.at.moment(),
            transport,
            trust: Arc::new(trust),
            server: self.server.clone(),
            proxy: self.proxy.clone(),
            patience: Patience {
                without_progress: Duration::from_secs(self.patience),
                for_people: Duration::from_secs(self.patience.min(15)),
                in_all: None,
            },
        })
    }
}

impl Online {
    /// The server that keeps packages for an organisation, as its card says; none if it has none.
    pub(crate) fn server_for(
        &self,
        organisation: &OrganisationId,
    ) -> Result<Option<ServerAddress>, Problem> {
        let card = self
            .directory
            .organisation(organisation, self.moment.posix());
        let card = card.ok_or_else(|| {
            Problem::usage(
                format!("the directory has no card of {organisation} that is in force"),
                "Ask the authority for a directory that lists it.",
            )
        })?;
        let on_card = card.card().payload().server.clone();
        let Some(address) = &self.server else {
            return Ok(on_card);
        };
        let address = address.parse().map_err(|_| {
            Problem::usage(
                "--server is no address of a server",
                "Write https:// and its name, perhaps with a port.",
            )
        })?;
        // Where, a person may know better than the card; who, only the directory says.
        let by = on_card.map_or_else(|| organisation.clone(), |server| server.by);
        Ok(Some(ServerAddress { by, address }))
    }

    /// A client for the server of an organisation, else of our own.
    pub(crate) fn client_of(&self, server_of: &ServerOfArgument) -> Result<Client, Problem> {
        let organisation = server_of.server_of.as_ref();
        let organisation = organisation.unwrap_or_else(|| self.identity.organisation());
        let server = self.server_for(organisation)?.ok_or_else(|| {
            Problem::usage(
                format!("the card of {organisation} names no server"),
                "Give its address with --server, or name whose server it is with --server-of.",
            )
        })?;
        self.client(&server, 1)
    }

    /// A client for a server, which has so many parts under way at once.
    pub(crate) fn client(
        &self,
        server: &ServerAddress,
        parallel: usize,
    ) -> Result<Client, Problem> {
        Client::new(ClientSettings {
            identity: &self.transport,
            trust: Arc::clone(&self.trust),
            address: server.address.as_str(),
            server: server.by.clone(),
            proxied: match &self.proxy {
                Some(url) => Proxied::Through(url),
                None => Proxied::ByEnvironment,
            },
            patience: self.patience,
            parallel,
        })
        .map_err(|error| trouble(&error, &server.by))
    }
}

/// The folder for what comes: made, for its owner only, if it is not there.
pub(crate) fn folder(path: &Path) -> Result<(), Problem> {
    if path.is_dir() {
        Ok(())
    } else {
        private_folder(path)
    }
}

/// Runs something that talks until it is done.
pub(crate) fn run<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(_) => Err(Problem::input_output(
            "the system gives this program no threads",
            "End other programs or raise the limits of this account, then try again.",
        )),
    }
}
