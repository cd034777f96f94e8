//! The server of the story: the very one that `handover serve` runs, in a thread of its own, for this machine alone.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
};

use handover::trust::{PosixTime, Thumbprint};
use handover_files::FileError;
use handover_server::{Config, Identity, Limits, Server, StartError};
use tokio::{runtime, sync::Notify};

use crate::DemoError;

/// Any free port of this machine, which nobody else can reach.
const HERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A server that runs until it is dropped.
pub(crate) struct StoryServer {
    listen: SocketAddr,
    data: PathBuf,
    now: Arc<AtomicU64>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

/// What the server of the story needs.
pub(crate) struct ServerInput<'a> {
    pub(crate) identity: Identity,
    pub(crate) folder: &'a Path,
    pub(crate) directory: PathBuf,
    pub(crate) anchor: Thumbprint,
    pub(crate) now: PosixTime,
}

/// What a server keeps, searched.
pub(crate) struct Searched {
    pub(crate) bytes: u64,
    pub(crate) found: usize,
}

/// Refuses to begin where nobody could reach a server: better told before the first word than in the middle.
pub(crate) fn can_connect() -> Result<(), DemoError> {
    let listener = TcpListener::bind(HERE);
    let connected = listener.and_then(|listener| TcpStream::connect(listener.local_addr()?));
    match connected {
        Ok(_) => Ok(()),
        Err(error) => Err(DemoError::Connection(error)),
    }
}

impl StoryServer {
    /// Starts it; it listens when this returns.
    pub(crate) fn start(input: ServerInput<'_>) -> Result<Self, DemoError> {
        let data = input.folder.join("server");
        let config = Config {
            listen: HERE,
            operations: None,
            data: data.clone(),
            // Read already: the keys come with the input.
            identity: PathBuf::new(),
            directory: input.directory,
            anchor: Some(input.anchor),
            profiles: Vec::new(),
            require_mandate: true,
            workers: Some(1),
            limits: Limits {
                drain_seconds: 1,
                ..Limits::default()
            },
        };
        let now = Arc::new(AtomicU64::new(input.now.as_secs()));
        let clock = Arc::clone(&now);
        let clock = move || PosixTime::new(clock.load(Ordering::Relaxed)).unwrap_or(PosixTime::MAX);
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        let (tell, told) = mpsc::sync_channel(1);
        let identity = input.identity;
        let work = move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            let runtime = match runtime {
                Ok(runtime) => runtime,
                Err(error) => return drop(tell.send(Err(StartError::Address(error)))),
            };
            runtime.block_on(async {
                let opened = Server::open(config, identity, clock).await;
                let opened = opened.and_then(|server| Ok((server.addresses()?.listen, server)));
                // Whoever started this waits for the answer.
                match opened {
                    Ok((listen, server)) => {
                        drop(tell.send(Ok(listen)));
                        server.run(stopped.notified()).await;
                    }
                    Err(error) => drop(tell.send(Err(error))),
                }
            });
        };
        let thread = thread::Builder::new().spawn(work);
        let thread = thread.map_err(DemoError::Connection)?;
        let ended = || DemoError::Broken("the server of the story ended before it began");
        match told.recv().map_err(|_| ended())? {
            Ok(listen) => Ok(Self {
                listen,
                data,
                now,
                stop,
                thread: Some(thread),
            }),
            Err(StartError::Address(error)) => Err(DemoError::Connection(error)),
            Err(error) => Err(DemoError::Server(error)),
        }
    }

    /// Where it is reached.
    pub(crate) const fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Sets its clock on to a time of the story; it never goes back.
    pub(crate) fn at(&self, now: PosixTime) {
        self.now.fetch_max(now.as_secs(), Ordering::Relaxed);
    }

    /// Searches every byte that it keeps for words.
    pub(crate) fn search(&self, words: &[String]) -> Result<Searched, DemoError> {
        let mut searched = Searched { bytes: 0, found: 0 };
        let mut folders = vec![self.data.clone()];
        while let Some(folder) = folders.pop() {
            let told = |error| FileError::reading(&folder, error);
            for entry in fs::read_dir(&folder).map_err(told)? {
                let path = entry.map_err(told)?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = fs::read(&path).map_err(|error| FileError::reading(&path, error))?;
                let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                searched.bytes = searched.bytes.saturating_add(len);
                // What is no text stays no text; the words of a text stand there as they are.
                let text = String::from_utf8_lossy(&bytes);
                let hits = words.iter().filter(|word| text.contains(word.as_str()));
                searched.found = searched.found.saturating_add(hits.count());
            }
        }
        Ok(searched)
    }
}

impl Drop for StoryServer {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            // A server that panicked has ended as well.
            let _ = thread.join();
        }
    }
}
