//! Serving a connection whose peer is known.

use std::{convert::Infallible, future::poll_fn, pin::Pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderValue, Request, Response, header},
};
use handover_trust::OrganisationId;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};
use tokio_rustls::rustls::pki_types::CertificateDer;
use tower::ServiceExt;

use crate::{
    config::count,
    http::{Desk, problem},
    keeper::Refusal,
};

/// A connection after its handshake.
pub(super) struct Connection {
    pub(super) certificates: Arc<[CertificateDer<'static>]>,
    /// Who the peer was then.
    pub(super) organisation: OrganisationId,
    pub(super) router: Router,
    pub(super) desk: Desk,
}

impl Connection {
    /// Answers requests until the peer goes, is too slow, or the server stops.
    pub(super) async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let limits = Arc::clone(&self.desk.limits);
        let desk = self.desk.clone();
        let service = service_fn(|request| Box::pin(self.answer(request)));
        let mut connection = http(limits.header_timeout(), count(limits.header_bytes))
            .serve_connection(TokioIo::new(stream), service);
        let ended = tokio::select! {
            ended = poll_fn(|context| connection.poll_without_shutdown(context)) => Some(ended),
            () = desk.stopped() => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                Pin::new(&mut connection).graceful_shutdown();
                poll_fn(|context| connection.poll_without_shutdown(context)).await
            }
        };
        if ended.is_ok() {
            linger(connection.into_parts().io.into_inner()).await;
        }
        if let Err(error) = ended {
            // What broke it off is the peer's: too slow, half a request, or gone.
            let is_timeout = error.is_timeout();
            let is_parse = error.is_parse();
            tracing::debug!(is_timeout, is_parse, "connection broke off");
            if is_timeout {
                self.desk.keeper.metrics.shed("header-timeout");
            }
        }
    }

    /// Answers a request, if the peer still is who it was: certificates end and are revoked while connections
    /// live.
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let refused = match self.desk.keeper.trust.peer(Some(&self.certificates)) {
            Ok(peer) if peer.organisation == self.organisation => {
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(peer);
                return self.router.clone().oneshot(request).await;
            }
            Ok(_) => Refusal::from(handover_transfer::Problem::NotEntitled),
            Err(error) => Refusal::from(error),
        };
        tracing::warn!(
            problem = refused.0.problem().word(),
            "peer is no longer known"
        );
        let mut response = problem(&refused.0);
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        Ok(response)
    }
}

/// Ends our side of a connection, and for a while takes what the peer is still sending.
///
/// A body may be refused before it is read. Were the connection closed with bytes of it unread, the system would reset
/// it, and the peer would learn that something broke instead of what was wrong.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    /// For how long at most.
    const PATIENCE: Duration = Duration::from_secs(2);
    /// How much at most, in bytes.
    const MAX: usize = 16 << 20;
    let lingering = async {
        // A peer that is gone reads nothing any more.
        let _ = stream.shutdown().await;
        let (mut passed_over, mut bytes) = (0, vec![0; 16 << 10]);
        while passed_over < MAX
            && let Ok(read @ 1..) = stream.read(&mut bytes).await
        {
            passed_over += read;
        }
    };
    // Long enough either way.
    let _ = timeout(PATIENCE, lingering).await;
}

/// HTTP/1.1 within bounds: a header must come whole in a time, be it the first or after a pause, and in a size.
pub(super) fn http(header_timeout: Duration, header_bytes: usize) -> http1::Builder {
    /// What is read ahead of a connection at most, in bytes.
    const READ_AHEAD: usize = 64 << 10;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_header_size(header_bytes)
        .max_buf_size(READ_AHEAD.max(header_bytes));
    http
}
