//! The server as a whole: opened, run, stopped.

mod accept;
mod connection;
mod directory_file;
mod handshakes;
mod peer_connections;
mod stalling;
mod start_error;

use std::{net::SocketAddr, path::Path, sync::Arc};

use handover_dataset::Profile;
use handover_identity::{KeyError, KeyName};
use handover_package::ProfileInForce;
use handover_tls::Trust;
use handover_trust::{
    CertificateUse, OrganisationId, PosixTime, Receipt, ReceiptRung, Sight, Signer, Statement,
    StatementId,
};
use tokio::{net::TcpListener, sync::watch};
use tokio_rustls::TlsAcceptor;

use crate::{
    Config, LocalStorage, Storage,
    config::count,
    http::{self, Desk, Uploads},
    keeper::{Keeper, KnownPackages},
    metrics::Metrics,
};
use accept::{Acceptor, Operations};
use directory_file::DirectoryFile;

pub use start_error::StartError;

/// Whose server it is, with the two keys that it needs.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct Identity {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Signs receipts: a certificate for the use `service`.
    pub service: Signer,
    /// Proves to peers who we are: a certificate for the use `transport`.
    pub transport: Signer,
}

impl Identity {
    /// The two keys, from an identity folder, by its passphrase.
    ///
    /// # Errors
    ///
    /// [`KeyError`]: a key is not there or cannot be read, or the passphrase does not open it.
    pub fn unlock(
        identity: &handover_identity::Identity,
        passphrase: &str,
    ) -> Result<Self, KeyError> {
        let signer = |use_| identity.signer(&KeyName::of_use(use_), passphrase);
        Ok(Self {
            organisation: identity.organisation().clone(),
            service: signer(CertificateUse::Service)?,
            transport: signer(CertificateUse::Transport)?,
        })
    }
}

/// A server that is ready to run: its folder is open, its directory verified, its addresses are taken.
pub struct Server {
    desk: Desk,
    acceptor: Acceptor,
    operations: Option<Operations>,
    directory: DirectoryFile,
    stop: watch::Sender<bool>,
}

/// Where a server can be reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a server has these two")]
pub struct Running {
    /// Where peers connect.
    pub listen: SocketAddr,
    /// Where operations are told without TLS.
    pub operations: Option<SocketAddr>,
}

impl Server {
    /// Opens everything that a server needs, in the folder that the configuration names.
    ///
    /// `clock` tells the time by which everything is judged.
    ///
    /// # Errors
    ///
    /// [`StartError`], as its variants say. Nothing is served then.
    pub async fn open(
        config: Config,
        identity: Identity,
        clock: impl Fn() -> PosixTime + Send + Sync + 'static,
    ) -> Result<Self, StartError> {
        let storage = LocalStorage::open(&config.data).await?;
        Self::with_storage(config, identity, clock, Arc::new(storage)).await
    }

    /// As [`open`](Self::open), with a storage of the caller's.
    ///
    /// # Errors
    ///
    /// [`StartError`], as its variants say. Nothing is served then.
    pub async fn with_storage(
        config: Config,
        identity: Identity,
        clock: impl Fn() -> PosixTime + Send + Sync + 'static,
        storage: Arc<dyn Storage>,
    ) -> Result<Self, StartError> {
        let (directory, verified) = DirectoryFile::open(&config, clock())?;
        let trust = Arc::new(Trust::new(Arc::new(verified), clock));
        check_identity(&identity, &trust)?;
        let tls = handover_tls::server_config(&identity.transport, Arc::clone(&trust));
        let limits = Arc::new(config.limits);
        let metrics = Metrics::new();
        let keeper = Keeper {
            trust,
            storage,
            metrics: metrics.clone(),
            us: identity.organisation,
            service: identity.service,
            profiles: profiles(&config.profiles)?,
            requires_mandate: config.require_mandate,
            known: KnownPackages::new(count(limits.cached_cases)),
            arrivals: watch::Sender::new(()),
        };
        let stop = watch::Sender::new(false);
        let desk = Desk {
            keeper: Arc::new(keeper),
            uploads: Arc::new(Uploads::new(
                limits.upload_bytes,
                limits.upload_bytes_per_peer,
                std::time::Duration::from_secs(limits.body_grace_seconds),
            )),
            limits,
            stopping: stop.subscribe(),
        };
        handover_tls::gather_randomness();
        let listener = TcpListener::bind(config.listen).await;
        let listener = listener.map_err(StartError::Address)?;
        let operations = match config.operations {
            Some(address) => {
                let listener = TcpListener::bind(address).await;
                let listener = listener.map_err(StartError::Address)?;
                Some(Operations::new(listener, http::operations(desk.clone())))
            }
            None => None,
        };
        let tls = TlsAcceptor::from(Arc::new(tls));
        Ok(Self {
            acceptor: Acceptor::new(listener, tls, http::peers(desk.clone()), desk.clone()),
            desk,
            operations,
            directory,
            stop,
        })
    }

    /// Where the server can be reached once it runs.
    ///
    /// # Errors
    ///
    /// [`StartError::Address`] if the system does not say.
    pub fn addresses(&self) -> Result<Running, StartError> {
        let operations = self.operations.as_ref().map(Operations::address);
        Ok(Running {
            listen: self.acceptor.address().map_err(StartError::Address)?,
            operations: operations.transpose().map_err(StartError::Address)?,
        })
    }

    /// Serves until `told_to_stop` is ready; then takes nothing new, ends what is under way, and returns.
    pub async fn run(self, told_to_stop: impl Future<Output = ()>) {
        let Self {
            desk,
            acceptor,
            operations,
            directory,
            stop,
        } = self;
        let drain = desk.limits.drain_timeout();
        let connections = acceptor.connections();
        let accepting = tokio::spawn(acceptor.run());
        let operating = operations.map(|operations| tokio::spawn(operations.run()));
        let reading = tokio::spawn(directory.follow(desk.clone()));
        told_to_stop.await;
        tracing::info!("stopping");
        stop.send_replace(true);
        end(accepting).await;
        end(reading).await;
        // Connections end by themselves once their request is answered.
        connections.close();
        let is_drained = tokio::time::timeout(drain, connections.wait())
            .await
            .is_ok();
        if let Some(operating) = operating {
            end(operating).await;
        }
        tracing::info!(is_drained, "stopped");
    }
}

/// Ends a task, and returns once nothing of it is left.
async fn end(task: tokio::task::JoinHandle<()>) {
    task.abort();
    // Ended by us, or by itself just before.
    let _ = task.await;
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server(..)")
    }
}

/// The built-in profiles, and those of the operator.
fn profiles(files: &[impl AsRef<Path>]) -> Result<Vec<ProfileInForce>, StartError> {
    let built_in = Profile::BUILT_IN.iter();
    let built_in = built_in
        .filter_map(|name| ProfileInForce::built_in(name))
        .map(Ok);
    let others = files.iter().map(|file| {
        let bytes = std::fs::read(file).map_err(StartError::ProfileFile)?;
        ProfileInForce::from_toml(&bytes).map_err(StartError::Profile)
    });
    built_in.chain(others).collect()
}

/// Whether peers would know us, and take our receipts: better told now than to the first sender.
fn check_identity(identity: &Identity, trust: &Trust) -> Result<(), StartError> {
    let transport = identity.transport.certificate().as_der().into();
    let peer = trust
        .peer(Some(&[transport]))
        .map_err(StartError::Transport)?;
    if peer.organisation != identity.organisation {
        return Err(StartError::OtherOrganisation);
    }
    let now = trust.now();
    let receipt = Receipt {
        at: now,
        by: identity.organisation.clone(),
        r#for: identity.organisation.clone(),
        mandate: None,
        package: StatementId::from_bytes([0; 32]),
        audience: None,
        rung: ReceiptRung::Stored,
        unreadable: Vec::new(),
    };
    let signed = identity
        .service
        .sign(receipt)
        .map_err(|error| StartError::Service(error.into()))?;
    let verified: Result<Statement<Receipt>, _> = trust
        .directory()
        .verify(signed.as_bytes(), &Sight::now(now));
    verified.map(|_| ()).map_err(StartError::Service)
}
