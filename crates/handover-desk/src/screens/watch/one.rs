//! One transfer: the page that `reconcile --page` writes, in the frame of the desk.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use handover::{
    package::Agreeable,
    transfer::{Act, KnownStatements},
    trust::{Kind, Mandate, OrganisationId, Payload, Statement, StatementId},
};
use handover_files::file_name;

use super::at_hand::told;
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "watch_one.html")]
struct OnePage {
    frame: Frame,
    /// The page that a file would hold, made from templates that escape.
    body: String,
    id: String,
    /// What we must agree to: its id, and what it is.
    to_agree: Vec<(String, &'static str)>,
    /// What we signed, for those who have no server: its id, and what it is.
    said: Vec<(String, String)>,
    is_commissioner: bool,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Answer {
    let mandate = statement(&id)?;
    let seen = desk.sit(move |sitting| look(sitting, &mandate)).await?;
    page(&OnePage {
        frame: desk.frame("Where everybody stands").at(Place::Watch),
        body: seen.body,
        id,
        to_agree: seen.to_agree,
        said: seen.said,
        is_commissioner: seen.is_commissioner,
    })
}

struct Seen {
    body: String,
    to_agree: Vec<(String, &'static str)>,
    said: Vec<(String, String)>,
    is_commissioner: bool,
}

fn look(sitting: &mut Sitting, id: &StatementId) -> Result<Seen, Stop> {
    let us = sitting.identity().organisation().clone();
    told(sitting, id, |reconciled| {
        let ours = reconciled.next.iter().filter(|step| step.who == us);
        let to_agree = ours.filter_map(|step| match step.act {
            Act::AgreeToMandate => Some((id.to_string(), "what must be handed over")),
            Act::AgreeToRoster(roster) => Some((roster.to_string(), "the list of everyone")),
            _ => None,
        });
        Seen {
            body: reconciled.to_section(Some(&us)),
            to_agree: to_agree.collect(),
            said: said_by(reconciled.known, reconciled.mandate, &us),
            is_commissioner: reconciled.mandate.payload().by == us,
        }
    })
}

/// What we signed under a mandate, the oldest first; what is about single people is not among it.
fn said_by(
    known: &KnownStatements,
    mandate: &Statement<Mandate>,
    us: &OrganisationId,
) -> Vec<(String, String)> {
    let mut said = Vec::new();
    if mandate.payload().by == *us {
        said.push((
            mandate.payload().at,
            *mandate.id(),
            "What must be handed over",
        ));
    }
    let of_mandate =
        |roster: &&Statement<handover::trust::Roster>| roster.payload().mandate == *mandate.id();
    for roster in known.rosters().iter().filter(of_mandate) {
        if roster.payload().by == *us {
            said.push((roster.payload().at, *roster.id(), "The list of everyone"));
        }
        for one in agreed(Agreeable::new(roster), known, us) {
            said.push((
                one.payload().at,
                *one.id(),
                "Our agreement to the list of everyone",
            ));
        }
    }
    for one in agreed(Agreeable::new(mandate), known, us) {
        said.push((
            one.payload().at,
            *one.id(),
            "Our agreement to what must be handed over",
        ));
    }
    said.sort_by_key(|(at, id, _)| (*at, *id));
    said.into_iter()
        .map(|(at, id, what)| {
            let when = handover_report::calendar::moment_in_words(at);
            (id.to_string(), format!("{what}, {when}"))
        })
        .collect()
}

fn agreed<'k>(
    to: Agreeable,
    known: &'k KnownStatements,
    us: &'k OrganisationId,
) -> impl Iterator<Item = &'k Statement<handover::trust::Countersign>> {
    let mine = known.countersigns().iter();
    mine.filter(move |one| one.payload().by == *us && to.agreements([*one]).next().is_some())
}

/// The page as a file.
pub(super) async fn save(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Answer {
    let mandate = statement(&id)?;
    let html = desk
        .sit(move |sitting| told(sitting, &mandate, |reconciled| reconciled.to_html()))
        .await?;
    saved(
        "where-everybody-stands.html",
        "text/html; charset=utf-8",
        html.into_bytes(),
    )
}

/// A statement as a file, to be sent.
pub(super) async fn said(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Answer {
    let id = statement(&id)?;
    let (name, bytes) = desk
        .sit(move |sitting| {
            let gathered = sitting.statements()?;
            let known = gathered.known();
            let found = bytes_of(known.mandates(), &id)
                .or_else(|| bytes_of(known.rosters(), &id))
                .or_else(|| bytes_of(known.countersigns(), &id));
            let (kind, bytes) = found.ok_or(Stop::Gone)?;
            Ok((
                file_name(kind.as_str(), &id.to_string(), "statement"),
                bytes,
            ))
        })
        .await?;
    saved(&name, "application/octet-stream", bytes)
}

fn bytes_of<P: Payload>(all: &[Statement<P>], id: &StatementId) -> Option<(Kind, Vec<u8>)> {
    let found = all.iter().find(|statement| statement.id() == id)?;
    Some((P::KIND, found.as_bytes().to_vec()))
}

/// An id of an address; there is no page for anything else.
pub(crate) fn statement(id: &str) -> Result<StatementId, Stop> {
    id.parse().map_err(|_| Stop::Gone)
}

/// A file that the browser keeps where the person says.
pub(crate) fn saved(name: &str, kind: &'static str, bytes: Vec<u8>) -> Answer {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            disposition.map_err(|_| Stop::Bug)?,
        ),
    ];
    Ok::<Response, Stop>((headers, bytes).into_response())
}
