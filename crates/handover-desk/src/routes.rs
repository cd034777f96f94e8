//! Which address shows what.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::{get, post},
};

use crate::{
    answer::Stop,
    desk::Desk,
    gate::gate,
    screens::{
        agree, arrived, begin, discharge, enter, exchange, hand_over, keep, lock, mandate, pages,
        waits, watch, who,
    },
};

/// The most that a form posts, in bytes; a page that takes a file says its own bound.
const MOST_POSTED: usize = 1 << 20;

/// Every page below the path of the desk, behind the gate.
pub(crate) fn routes(desk: &Arc<Desk>) -> Router {
    let pages = Router::new()
        .route("/", get(waits::show))
        .route("/enter/{key}", get(enter::enter))
        .route("/begin", get(begin::show).post(begin::make))
        .route("/unlock", get(lock::show).post(lock::unlock))
        .route("/lock", post(lock::lock))
        .route("/end", post(lock::end))
        .route("/style.css", get(style))
        .route("/case.css", get(case_style))
        .merge(arrived::routes())
        .merge(agree::routes())
        .merge(discharge::routes())
        .merge(keep::routes())
        .merge(mandate::routes())
        .merge(watch::routes())
        .merge(exchange::routes())
        .merge(pages::routes())
        .merge(hand_over::routes())
        .merge(who::routes());
    Router::new()
        .nest(desk.base(), pages)
        .route(&format!("{}/", desk.base()), get(waits::show))
        .fallback(async || Stop::Gone)
        .layer(DefaultBodyLimit::max(MOST_POSTED))
        .layer(from_fn_with_state(Arc::clone(desk), gate))
        .with_state(Arc::clone(desk))
}

async fn style() -> impl IntoResponse {
    let css = handover_report::STYLE;
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css)
}

/// How a case looks, the same as on a page that is written to a file, and the bar of the desk above it.
async fn case_style() -> impl IntoResponse {
    let css = format!(
        "{}{}",
        handover_report::case_page::STYLE,
        include_str!("../templates/case.css")
    );
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css)
}
