//! Paths, bodies and problems: HTTP in front of the keeper.
//!
//! `schemas/openapi.json` says the same for everybody else; a test holds the two together.

mod answer;
mod body;
mod file;
mod operations;
mod packages;
mod query;
mod record;
mod statements;
mod uploads;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post, put},
};
use handover_transfer::Problem;
use tokio::sync::watch;

use crate::{
    Limits,
    keeper::{Keeper, Refusal},
};

pub(crate) use answer::problem;
pub(crate) use uploads::Uploads;

/// What handlers work with.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) uploads: Arc<Uploads>,
    /// Turns true when the server stops: whoever waits is answered.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Desk {
    /// Returns when the server stops.
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // The one who tells is gone: nobody serves any more either.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

/// The paths for peers.
pub(crate) fn peers(desk: Desk) -> Router {
    Router::new()
        .route(
            "/v1/packages/{id}",
            put(packages::announce).get(packages::signed_index),
        )
        .route("/v1/packages/{id}/need", get(packages::need))
        .route("/v1/packages/{id}/parts/{n}", put(packages::part))
        .route("/v1/packages/{id}/commit", post(packages::commit))
        .route("/v1/packages/{id}/file", get(file::file))
        .route("/v1/inbox", get(packages::inbox))
        .route(
            "/v1/statements",
            get(statements::list).post(statements::file),
        )
        .route("/v1/statements/{id}", get(statements::statement))
        .merge(operations_paths())
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        // Every body has a limit of its own.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(desk.clone(), record::record))
        .with_state(desk)
}

/// The paths for whoever runs the server.
pub(crate) fn operations(desk: Desk) -> Router {
    operations_paths()
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .with_state(desk)
}

fn operations_paths() -> Router<Desk> {
    Router::new()
        .route("/livez", get(operations::livez))
        .route("/readyz", get(operations::readyz))
        .route("/metrics", get(operations::metrics))
}

async fn not_found() -> Refusal {
    Problem::NotFound.into()
}

async fn method_not_allowed() -> Refusal {
    Problem::MethodNotAllowed.into()
}
