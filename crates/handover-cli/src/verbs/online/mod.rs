//! What the verbs share that talk to a server.

mod progress;
mod trouble;

use std::{future::Future, sync::Arc, time::Duration};

use handover::{
    cbor::RefusalClass,
    trust::{
        CertificateUse, OrganisationId, PublicLabel, ServerAddress, Signer, VerifiedDirectory,
    },
};
use handover_client::{Client, ClientSettings, DestinationError, Patience, Proxied, Roads};
use handover_identity::{Identity, KeyName};
use handover_tls::Trust;
use zeroize::Zeroizing;

use super::signing::SigningArguments;
use crate::{
    clock::{AtArgument, Moment},
    problem::Problem,
};

pub(crate) use progress::TransferProgress;
pub(crate) use trouble::{not_in_folder, trouble};

/// The way to a server.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct RoadArguments {
    /// The address of the server, if not the one on the card: https://NAME:PORT
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Go through this proxy (else as HTTPS_PROXY, ALL_PROXY and NO_PROXY say)
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// Give up when nothing has got through for so long (else 300)
    #[arg(long, value_name = "SECONDS")]
    patience: Option<u64>,
}

/// The way to a server, and who we are there.
#[derive(Debug, clap::Args)]
pub(crate) struct OnlineArguments {
    #[command(flatten)]
    road: RoadArguments,
    #[command(flatten)]
    signing: SigningArguments,
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
    road: RoadArguments,
}

impl RoadArguments {
    /// The address, if a person gave it.
    pub(crate) fn server(&self) -> Option<&str> {
        self.server.as_deref()
    }

    /// Refuses what would do nothing, where no server is talked to.
    pub(crate) fn not_taken(&self) -> Result<(), Problem> {
        if self.proxy.is_none() && self.patience.is_none() {
            return Ok(());
        }
        Err(Problem::usage(
            "--proxy and --patience are about a server, and there is none",
            "Name whose server it is with --server-of.",
        ))
    }

    fn patience(&self) -> Patience {
        let without_progress = self
            .patience
            .map_or_else(|| Patience::default().without_progress, Duration::from_secs);
        Patience {
            without_progress,
            for_people: Patience::default().for_people.min(without_progress),
            in_all: None,
        }
    }
}

impl OnlineArguments {
    /// The passphrase, for whoever signs as well.
    pub(crate) fn passphrase(&self) -> Result<Zeroizing<String>, Problem> {
        self.signing.passphrase()
    }

    /// Reads identity and directory, and opens the key for transport.
    pub(crate) fn ready(&self) -> Result<Online, Problem> {
        // It is at hand by the time of the first handshake; nobody waits for the thread.
        std::thread::spawn(handover_tls::gather_randomness);
        let signatory = self.signing.signatory()?;
        let passphrase = self.signing.passphrase()?;
        Online::new(
            signatory.identity,
            signatory.directory,
            &passphrase,
            self.signing.trust.at,
            &self.road,
        )
    }
}

impl Online {
    /// Opens the key for transport; nobody is talked to yet.
    pub(crate) fn new(
        identity: Identity,
        directory: Arc<VerifiedDirectory>,
        passphrase: &str,
        at: AtArgument,
        road: &RoadArguments,
    ) -> Result<Self, Problem> {
        let key = KeyName::of_use(CertificateUse::Transport);
        let transport = identity.signer(&key, passphrase)?;
        // `--at` replaces the clock, here too; without it a long transfer sees time go by.
        let trust = Trust::new(Arc::clone(&directory), move || at.moment().posix());
        Ok(Self {
            identity,
            directory,
            moment: at.moment(),
            transport,
            trust: Arc::new(trust),
            road: road.clone(),
        })
    }

    /// The address that a person gave.
    pub(crate) fn address(&self) -> Result<Option<PublicLabel>, Problem> {
        let address = self.road.server.as_deref().map(str::parse).transpose();
        address.map_err(|_| {
            Problem::usage(
                "--server is no address of a server",
                "Write https:// and its name, perhaps with a port.",
            )
        })
    }

    /// The ways to servers, with the address that a person gave.
    pub(crate) fn roads<'a>(&'a self, address: Option<&'a PublicLabel>) -> Roads<'a> {
        Roads {
            directory: &self.directory,
            now: self.moment.posix(),
            address,
        }
    }

    /// A client for the server of an organisation, else of our own.
    pub(crate) fn client_of(&self, server_of: &ServerOfArgument) -> Result<Client, Problem> {
        self.client_for(server_of.server_of.as_ref())
    }

    /// The same.
    pub(crate) fn client_for(&self, server_of: Option<&OrganisationId>) -> Result<Client, Problem> {
        let organisation = server_of.unwrap_or_else(|| self.identity.organisation());
        let address = self.address()?;
        let server = self.roads(address.as_ref()).server_for(organisation)?;
        let server = server.ok_or_else(|| {
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
            proxied: match &self.road.proxy {
                Some(url) => Proxied::Through(url),
                None => Proxied::ByEnvironment,
            },
            patience: self.road.patience(),
            parallel,
        })
        .map_err(|error| trouble(&error, &server.by))
    }
}

impl From<DestinationError> for Problem {
    fn from(error: DestinationError) -> Self {
        match &error {
            DestinationError::NotOurs(_) => Self::refused(
                RefusalClass::NotEntitled,
                error.to_string(),
                "Its sender sends it. To pass cases on, seal them anew.",
            ),
            _ => Self::usage(
                error.to_string(),
                "Ask the authority for a directory that lists it.",
            ),
        }
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
