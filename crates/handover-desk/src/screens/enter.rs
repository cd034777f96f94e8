//! The way in: a key that works once becomes a cookie.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse},
};
use cookie::{Cookie, SameSite};

use crate::{
    answer::{Answer, Stop},
    desk::Desk,
    gate::COOKIE,
};

/// The cookie, for this desk's path alone and as long as the browser is open.
pub(crate) fn cookie(desk: &Desk, value: String) -> Result<HeaderValue, Stop> {
    let cookie = Cookie::build((COOKIE, value))
        .path(desk.base().to_owned())
        .http_only(true)
        .same_site(SameSite::Strict);
    HeaderValue::from_str(&cookie.to_string()).map_err(|_| Stop::Bug)
}

/// Lets the browser in that brings the key.
///
/// What led here may be another site (a file that the program opened), and a browser that follows a redirect from there
/// keeps the cookie to itself: so this is a page that goes on by itself.
pub(crate) async fn enter(State(desk): State<Arc<Desk>>, Path(key): Path<String>) -> Answer {
    let Some(value) = desk.enter(&key) else {
        // No word of what this is.
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let cookie = cookie(&desk, value)?;
    let on = format!("0; url={}/", desk.base());
    let on = HeaderValue::from_str(&on).map_err(|_| Stop::Bug)?;
    let html = format!(
        "<!doctype html><html lang=\"en-GB\"><title>Handover</title><p><a href=\"{}/\">Go on to the desk</a></p></html>",
        desk.base()
    );
    let headers = [(header::SET_COOKIE, cookie), (header::REFRESH, on)];
    Ok((headers, Html(html)).into_response())
}
