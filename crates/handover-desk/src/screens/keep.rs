//! The directory, at the desk of whoever keeps it: who is let in, what ends, what is taken back.

mod cards;
mod change;
mod look;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::desk::Desk;

pub(crate) use self::look::waiting;

/// The most that is taken at once, in bytes: a card has some thousands.
const MOST: usize = 4 << 20;

/// Days for which a version of the directory holds, if nothing else is chosen.
const DAYS: u32 = 90;

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/directory", get(look::show))
        .route("/directory/file", get(change::give))
        .route("/directory/begin", post(change::begin))
        .route(
            "/directory/cards",
            post(cards::take).layer(DefaultBodyLimit::max(MOST)),
        )
        .route("/directory/let-in", post(change::let_in))
        .route("/directory/renew", post(change::renew))
        .route("/directory/revoke", post(change::revoke))
}
