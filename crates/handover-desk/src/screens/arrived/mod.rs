//! Take on: what arrived, the people in it, and what is decided about them.

mod act;
mod choose;
mod decide;
mod listed;
mod opened;
mod packages;
mod people;
mod person;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::desk::Desk;

pub(crate) use self::{listed::PeopleOf, packages::waiting};

/// The largest package that is taken through the browser, in bytes; larger ones are put into the folder.
const MOST: usize = 2 << 30;

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/arrived", get(packages::show))
        .route(
            "/arrived/take",
            post(packages::take).layer(DefaultBodyLimit::max(MOST)),
        )
        .route("/arrived/{package}", get(people::show))
        .route("/arrived/{package}/choose", post(choose::choose))
        .route("/arrived/{package}/sign", post(decide::sign))
        .route("/arrived/{package}/{person}", get(person::show))
}
