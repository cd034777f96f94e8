//! Transfers: where everybody stands, what stands in the way, and whom to ring.

mod at_hand;
mod list;
mod one;
mod published;
mod taking;
mod waiting;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::desk::Desk;

pub(crate) use self::{
    one::{saved, statement},
    waiting::waiting,
};

/// The most that is taken at once, in bytes: statements and indexes hold no case.
const MOST: usize = 128 << 20;

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/watch", get(list::show))
        .route(
            "/watch/take",
            post(taking::take).layer(DefaultBodyLimit::max(MOST)),
        )
        .route("/watch/{mandate}", get(one::show))
        .route("/watch/{mandate}/page", get(one::save))
        .route("/watch/{mandate}/publish", get(published::show))
        .route("/watch/{mandate}/published", get(published::save))
        .route("/said/{statement}", get(one::said))
}
