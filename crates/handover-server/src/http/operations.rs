//! `/livez`, `/readyz`, `/metrics`: for whoever runs the server.

use axum::{body::Body, extract::State, http::StatusCode, response::Response};
use handover_transfer::Problem;
use handover_trust::PosixTime;

use super::{Desk, answer};
use crate::keeper::Refusal;

const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

pub(super) async fn livez() -> StatusCode {
    StatusCode::OK
}

/// Whether packages are taken: not while the server stops, its storage fails or its directory is out of date.
pub(super) async fn readyz(State(desk): State<Desk>) -> Result<StatusCode, Refusal> {
    if *desk.stopping.borrow() {
        return Err(Problem::Busy.into());
    }
    desk.keeper.storage.is_ready().await?;
    let trust = &desk.keeper.trust;
    if trust.now() > trust.directory().statement().payload().expires {
        return Err(Problem::Expired.into());
    }
    Ok(StatusCode::OK)
}

/// What is counted, and what ends when: an alert asks 30, 7 and 1 days ahead.
pub(super) async fn metrics(State(desk): State<Desk>) -> Response {
    let (trust, metrics) = (&desk.keeper.trust, &desk.keeper.metrics);
    let directory = trust.directory();
    let card = directory.organisation(&desk.keeper.us, trust.now());
    let ends = card.map(|listed| listed.card().payload().first_end().min(listed.end()));
    metrics.card_ends.set(ends.map_or(0, seconds));
    let expires = directory.statement().payload().expires;
    metrics.directory_expires.set(seconds(expires));
    answer::typed(StatusCode::OK, METRICS, Body::from(metrics.text()))
}

fn seconds(at: PosixTime) -> i64 {
    i64::try_from(at.as_secs()).unwrap_or(i64::MAX)
}
