use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use handover_cbor::RefusalClass;
use handover_trust::{OrganisationId, OrganisationRole, PeerError, PosixTime, VerifiedDirectory};
use rustls::time_provider::TimeProvider;
use rustls_pki_types::{CertificateDer, UnixTime};
use thiserror::Error;

/// What one end of a connection believes: a directory and a clock.
///
/// Shared by every connection of a process; a newer directory counts from the next handshake on.
///
/// ```
/// use std::sync::Arc;
/// use handover_tls::Trust;
/// use handover_trust::{CertificateUse, PeerError, PosixTime, VerifiedDirectory};
/// # use rustls_pki_types::CertificateDer;
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let (now, directory) = (PosixTime::new(1_789_894_800)?, vector!("statements/directory.cbor"));
/// # let anchor = "ee0cdf415518649a3be20de9c5419cc322e3baf5bd5e23076d4616022b7fa200".parse()?;
/// # let certificate_for = |wanted: CertificateUse, directory: &VerifiedDirectory| {
/// #     let cards = directory.cards().filter(|listed| listed.is_in_force_at(now));
/// #     let mut all = cards.flat_map(|listed| &listed.card().payload().certificates);
/// #     let found = all.find(|listed| listed.uses == [wanted]).unwrap();
/// #     [CertificateDer::from(found.certificate.to_vec())]
/// # };
///
/// let directory = Arc::new(VerifiedDirectory::from_bytes(directory, &anchor, None, now)?);
/// let trust = Trust::new(Arc::clone(&directory), move || now); // in earnest: the clock
///
/// // Who is at the other end, by what the handshake showed.
/// let shown = certificate_for(CertificateUse::Transport, &directory);
/// println!("{} is there", trust.peer(Some(&shown))?.organisation);
/// let shown = certificate_for(CertificateUse::Office, &directory);
/// assert_eq!(trust.peer(Some(&shown)).unwrap_err(), PeerError::NotEntitled);
/// assert_eq!(trust.peer(None).unwrap_err(), PeerError::Certificate);
///
/// // A newer directory counts from the next handshake on; an older one is refused.
/// trust.replace(directory)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Trust {
    directory: RwLock<Arc<VerifiedDirectory>>,
    clock: Box<dyn Fn() -> PosixTime + Send + Sync>,
}

/// The directory is older than the one in use. The class is `rollback`.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("directory is older than the one in use")]
#[non_exhaustive]
pub struct OlderDirectory;

impl OlderDirectory {
    /// The refusal class: always `rollback`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        RefusalClass::Rollback
    }
}

/// Who is at the other end of a connection.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what a card says of its owner")]
pub struct Peer {
    /// The organisation.
    pub organisation: OrganisationId,
    /// What it may do.
    pub roles: Vec<OrganisationRole>,
}

impl Trust {
    /// Believes a directory, at the times that `clock` tells.
    #[must_use]
    pub fn new(
        directory: Arc<VerifiedDirectory>,
        clock: impl Fn() -> PosixTime + Send + Sync + 'static,
    ) -> Self {
        Self {
            directory: RwLock::new(directory),
            clock: Box::new(clock),
        }
    }

    /// The directory in use.
    #[must_use]
    pub fn directory(&self) -> Arc<VerifiedDirectory> {
        let directory = self.directory.read();
        Arc::clone(&directory.unwrap_or_else(PoisonError::into_inner))
    }

    /// Now, by the clock that was given.
    #[must_use]
    pub fn now(&self) -> PosixTime {
        (self.clock)()
    }

    /// Believes another directory from now on.
    ///
    /// # Errors
    ///
    /// [`OlderDirectory`]: that one is older; the one in use stays.
    pub fn replace(&self, directory: Arc<VerifiedDirectory>) -> Result<(), OlderDirectory> {
        let mut current = self
            .directory
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if directory.accepted().version() < current.accepted().version() {
            return Err(OlderDirectory);
        }
        *current = directory;
        Ok(())
    }

    /// Who is at the other end, by the certificates that it showed (`peer_certificates` of rustls).
    ///
    /// Judged now, not when the connection began: a certificate may have been revoked since.
    ///
    /// # Errors
    ///
    /// [`PeerError`]; [`PeerError::Certificate`] where no certificate was shown.
    pub fn peer(&self, certificates: Option<&[CertificateDer<'_>]>) -> Result<Peer, PeerError> {
        let end_entity = certificates.and_then(<[_]>::first);
        self.judge(end_entity.ok_or(PeerError::Certificate)?)
    }

    pub(crate) fn judge(&self, end_entity: &CertificateDer<'_>) -> Result<Peer, PeerError> {
        let directory = self.directory();
        let listed = directory.peer(end_entity, self.now())?;
        Ok(Peer {
            organisation: listed.card().payload().by.clone(),
            roles: listed.roles().to_vec(),
        })
    }
}

impl TimeProvider for Trust {
    fn current_time(&self) -> Option<UnixTime> {
        let since_epoch = Duration::from_secs(self.now().as_secs());
        Some(UnixTime::since_unix_epoch(since_epoch))
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trust(..)")
    }
}
