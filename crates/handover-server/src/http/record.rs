//! One line in the log and one count for each request: path as it is described, never as it was asked.

use axum::{
    Extension,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use handover_tls::Peer;
use tokio::time::Instant;

use super::{Desk, answer::Told};
use crate::metrics;

/// A path that is none of the interface.
const UNKNOWN: &str = "other";

pub(super) async fn record(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let response = next.run(request).await;
    let path = path.as_ref().map_or(UNKNOWN, MatchedPath::as_str);
    let status = response.status().as_u16();
    let problem = response.extensions().get::<Told>().map(|told| told.0);
    let metrics = &desk.keeper.metrics;
    let counted = metrics::Request {
        path: path.to_owned(),
        status,
    };
    metrics.requests.get_or_create(&counted).inc();
    if let Some(problem) = problem {
        let told = metrics::Told {
            problem: problem.word(),
        };
        metrics.problems.get_or_create(&told).inc();
    }
    tracing::info!(
        // A method is any word that the peer chooses.
        method = known_method(&method),
        path,
        status,
        problem = problem.map(handover_transfer::Problem::word),
        organisation = peer.organisation.as_str(),
        milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

fn known_method(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        _ => UNKNOWN,
    }
}
