//! Answers.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use handover_transfer::{Problem, ProblemDocument};
use serde::Serialize;

use crate::keeper::Refusal;

/// Marks an answer with the problem that it tells, for logs and metrics.
#[derive(Clone, Copy)]
pub(super) struct Told(pub(super) Problem);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        problem(&self.0)
    }
}

/// A problem as an answer.
pub(crate) fn problem(document: &ProblemDocument) -> Response {
    let problem = document.problem();
    let status =
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Body::from(document.to_json())).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(ProblemDocument::MEDIA_TYPE),
    );
    if let Some(secs) = document.retry_after_secs() {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
    }
    response.extensions_mut().insert(Told(problem));
    response
}

/// A JSON document.
pub(super) fn json(status: StatusCode, document: &impl Serialize) -> Response {
    match serde_json::to_vec(document) {
        Ok(bytes) => typed(status, "application/json", Body::from(bytes)),
        Err(_) => Refusal::from(Problem::Internal).into_response(),
    }
}

/// Bytes of a media type that never change: they are named by their content.
pub(super) fn bytes(media_type: &'static str, bytes: Bytes) -> Response {
    typed(StatusCode::OK, media_type, Body::from(bytes))
}

pub(super) fn typed(status: StatusCode, media_type: &'static str, body: Body) -> Response {
    let media_type = HeaderValue::from_static(media_type);
    (status, [(header::CONTENT_TYPE, media_type)], body).into_response()
}
