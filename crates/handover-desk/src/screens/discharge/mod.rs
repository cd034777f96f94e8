//! One person is discharged: a form page by page, a draft that only the passphrase opens, and at its end a package.

mod check;
mod drafts;
mod fill;
mod kept;
mod sign;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub(crate) use self::{drafts::waiting, kept::Drafts};
use crate::desk::Desk;

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/discharge", get(drafts::show).post(drafts::begin))
        .route(
            "/discharge/unit/{form}/{page}",
            get(fill::show_unit).post(fill::take_unit),
        )
        .route("/discharge/{draft}", get(check::show))
        .route("/discharge/{draft}/as/{reader}", get(check::show_as))
        .route("/discharge/{draft}/away", post(drafts::throw_away))
        .route(
            "/discharge/{draft}/page/{page}",
            get(fill::show).post(fill::take),
        )
        .route("/discharge/{draft}/sign", post(sign::sign))
}
