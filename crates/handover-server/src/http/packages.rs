//! `/v1/packages` and `/v1/inbox`.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use handover_tls::Peer;
use handover_transfer::Problem;

use super::{
    Desk, answer,
    body::{Incoming, length},
    query::{self, Query},
};
use crate::keeper::{ExpectedPart, Refusal};

/// `PUT /v1/packages/{id}`: announces a package.
pub(super) async fn announce(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let id = query::id(&id)?;
    query::is_of(&headers, query::INDEX)?;
    let length = length(&headers, desk.limits.index_bytes)?;
    let body = Incoming::begin(&desk, &peer, body, length).await?;
    let announced = desk.keeper.announce(&peer, id, body.whole().await?).await?;
    let status = if announced.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(answer::json(status, &announced.need))
}

/// `GET /v1/packages/{id}`: the signed index.
pub(super) async fn signed_index(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let index = desk.keeper.signed_index(&peer, query::id(&id)?).await?;
    Ok(answer::bytes(query::INDEX, index))
}

/// `GET /v1/packages/{id}/need`: the parts that are missing.
pub(super) async fn need(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let need = desk.keeper.need(&peer, query::id(&id)?).await?;
    Ok(answer::json(StatusCode::OK, &need))
}

/// `PUT /v1/packages/{id}/parts/{n}`: a part, checked while it comes in.
pub(super) async fn part(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path((id, part)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (id, part) = (query::id(&id)?, query::part(&part)?);
    query::is_of(&headers, query::PART)?;
    match desk.keeper.expect_part(&peer, id, part).await? {
        ExpectedPart::Held => {
            let length = length(&headers, handover_package::Parts::MAX_LEN)?;
            let body = Incoming::begin(&desk, &peer, body, length).await?;
            body.pass_over().await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        ExpectedPart::Wanted(wanted, mut check) => {
            let length = length(&headers, wanted)?;
            if length < wanted {
                return Err(Problem::Truncated.into());
            }
            let mut body = Incoming::begin(&desk, &peer, body, length).await?;
            while let Some(bytes) = body.next().await? {
                check.push(bytes)?;
            }
            let keeper = Arc::clone(&desk.keeper);
            // Goes on if the peer goes: bytes and their row belong together.
            let keeping = tokio::spawn(async move {
                let is_new = keeper.keep_part(check).await;
                drop(body);
                is_new
            });
            let is_new = keeping.await.map_err(|_| Problem::Internal)??;
            let status = if is_new {
                StatusCode::CREATED
            } else {
                StatusCode::NO_CONTENT
            };
            Ok(status.into_response())
        }
    }
}

/// `POST /v1/packages/{id}/commit`: the receipt.
pub(super) async fn commit(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let receipt = desk.keeper.commit(&peer, query::id(&id)?).await?;
    Ok(answer::bytes(query::STATEMENT, receipt.into_inner()))
}

/// `GET /v1/inbox`: what came.
pub(super) async fn inbox(
    State(desk): State<Desk>,
    Extension(peer): Extension<Peer>,
    uri: Uri,
) -> Result<Response, Refusal> {
    let request = Query::read(&uri, &["after", "wait"])?.page(&desk.limits)?;
    let page = tokio::select! {
        page = desk.keeper.inbox(&peer, request) => page?,
        () = desk.stopped() => return Err(Problem::Busy.into()),
    };
    Ok(answer::json(StatusCode::OK, &page))
}
