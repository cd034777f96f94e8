//! Who may ask at all, and what every answer carries.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use cookie::Cookie;

use crate::{
    answer::{Stop, sentence},
    desk::Desk,
    frame::Frame,
};

/// The name of the cookie.
pub(crate) const COOKIE: &str = "handover-desk";

/// Nothing runs, nothing comes from elsewhere, nobody frames it.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[derive(Template)]
#[template(path = "stopped.html")]
struct Stopped {
    frame: Frame,
    what: String,
    next: String,
}

/// Lets in who may come in, and shuts every answer.
pub(crate) async fn gate(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    if !may_ask(&desk, request.method(), request.uri(), request.headers()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    desk.clicked();
    let response = if needs_sitter(&desk, request.uri()) && !desk.is_unlocked() {
        Stop::Locked.into_response()
    } else {
        next.run(request).await
    };
    shut(&desk, told(&desk, response))
}

/// Whether a request is of our own browser, from our own pages.
fn may_ask(desk: &Desk, method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // Another name that leads here is not ours (DNS rebinding).
    if text(&header::HOST) != Some(desk.host()) {
        return false;
    }
    if is_below(desk, uri, "/enter/") {
        return *method == Method::GET;
    }
    let own = format!("http://{}", desk.host());
    let from = text(&SITE);
    let is_own_site = from.is_none_or(|from| matches!(from, "same-origin" | "none"));
    let origin = text(&header::ORIGIN);
    let is_own_origin = match *method {
        Method::GET => origin.is_none_or(|origin| origin == own),
        // Every browser says from where a form comes.
        Method::POST => origin == Some(&*own),
        _ => false,
    };
    is_own_site && is_own_origin && has_cookie(desk, headers)
}

fn has_cookie(desk: &Desk, headers: &HeaderMap) -> bool {
    let sent = headers.get_all(header::COOKIE).iter();
    let texts = sent.filter_map(|value| value.to_str().ok());
    let mut cookies = texts.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.any(|cookie| cookie.name() == COOKIE && desk.knows(cookie.value()))
}

fn is_below(desk: &Desk, uri: &Uri, path: &str) -> bool {
    let below = uri.path().strip_prefix(desk.base());
    below.is_some_and(|below| below.starts_with(path))
}

/// Whether an address shows something of somebody.
fn needs_sitter(desk: &Desk, uri: &Uri) -> bool {
    const OPEN: [&str; 6] = [
        "/enter/",
        "/begin",
        "/lock",
        "/unlock",
        "/end",
        "/style.css",
    ];
    !OPEN.iter().any(|path| is_below(desk, uri, path))
}

/// Makes a page of a reason.
fn told(desk: &Desk, response: Response) -> Response {
    let Some(stop) = response.extensions().get::<Stop>().cloned() else {
        return response;
    };
    let away = match &stop {
        Stop::Locked if desk.room.identity().exists() => Some("/unlock"),
        Stop::Locked => Some("/begin"),
        Stop::NoDirectory => Some("/who"),
        _ => None,
    };
    if let Some(away) = away {
        let address = format!("{}{away}", desk.base());
        return (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response();
    }
    let next = match &stop {
        Stop::Told { next, .. } => next.clone(),
        Stop::Bug => {
            "Nothing of it was kept. Tell whoever gave you this program which button it was."
                .to_owned()
        }
        Stop::Stale => {
            "It was done, or not, before: look at the page again before you repeat it.".to_owned()
        }
        _ => "Go back to what waits for you.".to_owned(),
    };
    let page = Stopped {
        frame: desk.frame("That did not work"),
        what: sentence(&stop.to_string()),
        next,
    };
    let status = stop.status();
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

/// What every answer carries: nobody keeps it, nobody frames it, nothing in it runs, and it goes when the desk locks.
fn shut(desk: &Desk, mut response: Response) -> Response {
    let headers = response.headers_mut();
    let fixed = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if desk.is_unlocked() && !headers.contains_key(header::REFRESH) {
        let secs = desk.lock_after().as_secs().saturating_add(1);
        let lock = format!("{secs}; url={}/unlock", desk.base());
        if let Ok(lock) = HeaderValue::from_str(&lock) {
            headers.insert(header::REFRESH, lock);
        }
    }
    response
}
