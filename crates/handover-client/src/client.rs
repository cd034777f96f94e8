use std::{
    collections::BTreeMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicI64},
    time::Duration,
};

use handover_package::Parts;
use handover_tls::{Trust, client_config};
use handover_trust::{OrganisationId, Signer, StatementId};
use reqwest::{Url, redirect};
use tokio::sync::Semaphore;

use crate::{ClientError, Patience, lanes::Lanes, patience::Clock};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(15);

/// What a client is told once.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "settings to be written out")]
pub struct ClientSettings<'a> {
    /// Our certificate for transport, with its key.
    pub identity: &'a Signer,
    /// What we believe.
    pub trust: Arc<Trust>,
    /// The server's address: `https://` and a name, perhaps a port and a path.
    pub address: &'a str,
    /// The organisation that runs the server.
    pub server: OrganisationId,
    /// By which way.
    pub proxied: Proxied<'a>,
    /// How long to go on trying.
    pub patience: Patience,
    /// How many parts travel at once, at most: fewer on a link that is too slow for them. So many times 8 MiB of memory may be in use.
    pub parallel: usize,
}

/// By which way to reach a server.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
pub enum Proxied<'a> {
    /// As `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment say; straight, if the server is on this
    /// machine.
    ByEnvironment,
    /// Through this proxy (CONNECT), whatever the environment says.
    Through(&'a str),
}

/// What happens while something is under way.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// It is known how much there is, and how much of it is there already, in bytes.
    Begun {
        /// In all.
        bytes: u64,
        /// There already.
        held: u64,
    },
    /// So many bytes more got through.
    Carried(u64),
    /// It did not work and will be tried again.
    Waiting {
        /// Why.
        error: &'a ClientError,
        /// In how long.
        pause: Duration,
    },
}

/// Our side of conversations with one server.
///
/// ```no_run
/// use std::{path::PathBuf, sync::Arc};
/// use handover_client::{Client, ClientError, ClientSettings, Parcel, Patience, Proxied};
/// use handover_package::SignedIndex;
/// use handover_tls::Trust;
/// use handover_trust::{OrganisationId, Signer};
///
/// # async fn send(transport: Signer, trust: Arc<Trust>, address: &str, index: SignedIndex)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// # let (server, recipient): (OrganisationId, OrganisationId) = ("ZZV01".parse()?, "ZZ902".parse()?);
/// let client = Client::new(ClientSettings {
///     identity: &transport,
///     trust,
///     address, // both as the recipient's card says: `https://...`, and who runs it
///     server,
///     proxied: Proxied::ByEnvironment,
///     patience: Patience::default(),
///     parallel: 4,
/// })?;
///
/// let path = PathBuf::from("caseload.handover");
/// match client.send(&Parcel::new(path, index, vec![recipient])).await {
///     Ok(stored) => {
///         for receipt in stored.receipts() {
///             std::fs::write("caseload.receipt", receipt.as_bytes())?; // verified already
///         }
///     }
///     // The server says why, and who must act: asked again, it would say so again.
///     Err(ClientError::Problem(document)) => println!("refused: {:?}", document.problem()),
///     // What may pass by itself was tried again for as long as `Patience` lasts.
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    pub(crate) trust: Arc<Trust>,
    pub(crate) server: OrganisationId,
    pub(crate) clock: Clock,
    /// One permit for each part in memory.
    pub(crate) parts: Semaphore,
    pub(crate) parallel: usize,
    pub(crate) lanes: Lanes,
    watch: Box<dyn Fn(Event<'_>) + Send + Sync>,
    /// What the server did not take of statements that went with packages.
    pub(crate) left_aside: Mutex<BTreeMap<StatementId, ClientError>>,
    /// By how many seconds our clock is ahead of the server's, as its last answer shows.
    pub(crate) ahead: AtomicI64,
}

impl Client {
    /// A client for one server; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ClientError::Address`], [`ClientError::Proxy`] for a proxy's address that is none.
    pub fn new(settings: ClientSettings<'_>) -> Result<Self, ClientError> {
        let tls = client_config(
            settings.identity,
            Arc::clone(&settings.trust),
            settings.server.clone(),
        );
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .http1_only()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .user_agent(concat!("handover/", env!("CARGO_PKG_VERSION")));
        let builder = match settings.proxied {
            // What is on this machine is behind no proxy, whatever the environment forgets to say.
            Proxied::ByEnvironment if base(settings.address).is_some_and(|url| is_here(&url)) => {
                builder.no_proxy()
            }
            Proxied::ByEnvironment => builder,
            Proxied::Through(url) => {
                builder.proxy(reqwest::Proxy::all(url).map_err(|_| ClientError::Proxy)?)
            }
        };
        let parallel = settings.parallel.clamp(1, 64);
        Ok(Self {
            http: builder.build().map_err(|_| ClientError::Tls)?,
            base: base(settings.address).ok_or(ClientError::Address)?,
            trust: settings.trust,
            server: settings.server,
            clock: Clock::start(settings.patience),
            parts: Semaphore::new(parallel),
            parallel,
            lanes: Lanes::new(parallel),
            watch: Box::new(|_| {}),
            left_aside: Mutex::default(),
            ahead: AtomicI64::new(0),
        })
    }

    /// Tells somebody what happens.
    #[must_use]
    pub fn watched(mut self, watch: impl Fn(Event<'_>) + Send + Sync + 'static) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// The organisation that runs the server.
    #[must_use]
    pub const fn server(&self) -> &OrganisationId {
        &self.server
    }

    /// Statements that went with packages and that the server did not take, with the reason; everything else went its
    /// way.
    #[must_use]
    pub fn left_aside(&self) -> BTreeMap<StatementId, ClientError> {
        let left_aside = self.left_aside.lock();
        left_aside.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What this client believes.
    #[must_use]
    pub const fn trust(&self) -> &Arc<Trust> {
        &self.trust
    }

    pub(crate) fn tell(&self, event: Event<'_>) {
        (self.watch)(event);
    }
}

/// How much is asked for or sent at once, in bytes.
pub(crate) const STRIDE: u64 = Parts::MAX_LEN;

/// Whether a text can be the address of a server.
#[must_use]
pub fn is_address(address: &str) -> bool {
    base(address).is_some()
}

/// Whether an address leads to this machine and nowhere else.
fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// The address of a server as the beginning of every URL: with a slash at its end.
fn base(address: &str) -> Option<Url> {
    let mut url: Url = address.parse().ok()?;
    let is_plain = url.scheme() == "https"
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    is_plain.then_some(url)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({} of {})", self.base, self.server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_this_machine() {
        let is_here = |address| is_here(&base(address).unwrap());
        for here in [
            "https://127.0.0.1:1",
            "https://127.9.9.9",
            "https://[::1]:8",
            "https://LocalHost",
        ] {
            assert!(is_here(here), "{here}");
        }
        for elsewhere in [
            "https://10.0.0.1",
            "https://[2001:db8::1]",
            "https://localhost.example",
        ] {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn an_address_is_https_and_nothing_is_hidden_in_it() {
        for (address, wanted) in [
            ("https://a.invalid", "https://a.invalid/"),
            ("https://a.invalid:8470/x", "https://a.invalid:8470/x/"),
        ] {
            assert_eq!(base(address).unwrap().as_str(), wanted);
        }
        for bad in [
            "a.invalid",
            "http://a.invalid",
            "https://user@a.invalid",
            "https://user:word@a.invalid",
            "https://a.invalid/?q",
            "https://a.invalid/#f",
            "https://",
        ] {
            assert!(base(bad).is_none(), "{bad}");
        }
    }
}
