//! `/v1/statements`.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
    response::Response,
};
use handover_tls::Peer;
use handover_transfer::Problem;

use super::{
    Desk, answer,
    body::{Incoming, length},
    query::{self, Query},
};
use crate::{keeper::Refusal, storage::FeedFilter};

/// `GET /v1/statements`: those that the peer may read.
pub(super) async fn list(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let query = Query::read(&uri, &["after", "mandate", "package", "wait"])?;
    let request = query.page(&desk.limits)?;
    let filter = FeedFilter {
        package: query.id("package")?,
        mandate: query.id("mandate")?,
    };
    let page = tokio::select! {
        page = desk.keeper.statements(&peer, filter, request) => page?,
        () = desk.stopped() => return Err(Problem::Busy.into()),
    };
    Ok(answer::json(StatusCode::OK, &page))
}

/// `POST /v1/statements`: files one.
pub(super) async fn file(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    query::is_of(&headers, query::STATEMENT)?;
    let length = length(&headers, desk.limits.statement_bytes)?;
    let body = Incoming::begin(&desk, &peer, body, length).await?;
    let filed = desk.keeper.file(&peer, body.whole().await?).await?;
    let status = if filed.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(answer::json(status, &filed.entry))
}

/// `GET /v1/statements/{id}`: one.
pub(super) async fn statement(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let bytes = desk.keeper.statement(&peer, query::id(&id)?).await?;
    Ok(answer::bytes(query::STATEMENT, bytes))
}
