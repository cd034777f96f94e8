//! `/livez`, `/readyz`, `/metrics`: for whoever runs the server.

use axum::{body::Body, extract::State, http::StatusCode, response::Response};
use handover_transfer::Problem;

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

pub(super) async fn metrics(State(desk): State<Desk>) -> Response {
    answer::typed(
        StatusCode::OK,
        METRICS,
        Body::from(desk.keeper.metrics.text()),
    )
}
