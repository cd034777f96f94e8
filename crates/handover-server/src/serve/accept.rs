//! Taking connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;

use super::{
    connection::{self, Connection},
    handshakes::{Handshakes, Place},
    peer_connections::PeerConnections,
    stalling::Stalling,
};
use crate::{config::count, http::Desk};

/// How long to wait when the system gives no connection: it may have no descriptor left.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections of peers.
pub(super) struct Acceptor {
    listener: TcpListener,
    doorway: Arc<Doorway>,
    connections: TaskTracker,
}

/// What every connection passes.
struct Doorway {
    tls: TlsAcceptor,
    router: Router,
    desk: Desk,
    handshakes: Handshakes,
    peers: Arc<PeerConnections>,
}

impl Acceptor {
    pub(super) fn new(listener: TcpListener, tls: TlsAcceptor, router: Router, desk: Desk) -> Self {
        let limits = &desk.limits;
        let handshakes = Handshakes::new(count(limits.handshakes));
        let peers = PeerConnections::new(
            count(limits.connections),
            count(limits.connections_per_peer),
        );
        Self {
            listener,
            doorway: Arc::new(Doorway {
                tls,
                router,
                handshakes,
                peers: Arc::new(peers),
                desk,
            }),
            connections: TaskTracker::new(),
        }
    }

    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// The connections that are open.
    pub(super) fn connections(&self) -> TaskTracker {
        self.connections.clone()
    }

    /// Takes connections until the task is ended.
    pub(super) async fn run(self) {
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let (place, is_full) = self.doorway.handshakes.enter();
            if is_full {
                self.doorway.desk.keeper.metrics.shed("handshakes");
            }
            let doorway = Arc::clone(&self.doorway);
            self.connections.spawn(doorway.serve(stream, place));
        }
    }
}

impl Doorway {
    /// One connection from its first byte to its last.
    async fn serve(self: Arc<Self>, stream: TcpStream, mut place: Place) {
        let metrics = &self.desk.keeper.metrics;
        // Answers are whole when they are written: nothing is gained by waiting for more.
        let _ = stream.set_nodelay(true);
        let handshake = timeout(
            self.desk.limits.handshake_timeout(),
            self.tls.accept(stream),
        );
        let handshake = tokio::select! {
            handshake = handshake => handshake,
            _ = &mut place.given_up => return,
        };
        self.handshakes.leave(&place);
        let stream = match handshake {
            Err(_) => return metrics.shed("handshake-timeout"),
            Ok(Err(error)) => return self.refused(&error),
            Ok(Ok(stream)) => stream,
        };
        let certificates = stream.get_ref().1.peer_certificates();
        let certificates: Arc<[_]> = certificates.unwrap_or_default().to_vec().into();
        let Ok(peer) = self.desk.keeper.trust.peer(Some(&certificates)) else {
            return metrics.shed("peer");
        };
        let Some(_counted) = self.peers.enter(&peer.organisation) else {
            tracing::warn!(
                organisation = peer.organisation.as_str(),
                "more connections than allowed"
            );
            return metrics.shed("connections");
        };
        metrics.connections.inc();
        let stream = Stalling::new(stream, self.desk.limits.stall_timeout());
        let connection = Connection {
            certificates,
            organisation: peer.organisation,
            router: self.router.clone(),
            desk: self.desk.clone(),
        };
        connection.serve(stream).await;
        metrics.connections.dec();
    }

    /// Tells the class of a refused handshake; a connection that just ended is no news.
    fn refused(&self, error: &io::Error) {
        self.desk.keeper.metrics.shed("handshake");
        if let Some(refused) = handover_tls::Refused::in_error(error) {
            let by_us = refused.by == handover_tls::End::Us;
            tracing::warn!(class = %refused.class, by_us, "no connection");
        }
    }
}

/// Answers whoever runs the server, without TLS.
pub(super) struct Operations {
    listener: TcpListener,
    router: Router,
}

impl Operations {
    pub(super) const fn new(listener: TcpListener, router: Router) -> Self {
        Self { listener, router }
    }

    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until the task is ended; few at once.
    pub(super) async fn run(self) {
        const AT_ONCE: usize = 16;
        const PATIENCE: Duration = Duration::from_secs(10);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            let Ok((stream, _)) = self.listener.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let service = TowerToHyperService::new(self.router.clone());
            tokio::spawn(async move {
                let stream = TokioIo::new(Stalling::new(stream, PATIENCE));
                let mut http = connection::http(PATIENCE, 8_192);
                http.timer(TokioTimer::new()).keep_alive(false);
                // One answer, or none: nothing depends on it.
                let _ = timeout(PATIENCE, http.serve_connection(stream, service)).await;
                drop(place);
            });
        }
    }
}
