//! Hand over a caseload: from somebody's sheet to a sealed package, in steps that may be left at any time.

mod columns;
mod constants;
mod days;
mod gaps;
mod hand;
mod journey;
mod looked;
mod mend;
mod preview;
mod said;
mod seal;
mod second;
mod sheet;
mod start;
mod steps;
mod who;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use super::waiting::Waiting;
use crate::{answer::Stop, desk::Desk, sitting::Sitting};
use journey::Journey;
pub(crate) use looked::LookedAt;
use steps::Step;

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route(
            "/hand-over",
            get(start::show)
                .post(start::upload)
                .layer(DefaultBodyLimit::max(start::MOST)),
        )
        .route("/hand-over/{number}", get(start::steps))
        .route(
            "/hand-over/{number}/sheet",
            get(sheet::show).post(sheet::confirm),
        )
        .route("/hand-over/{number}/sheet/choose", post(sheet::choose))
        .route("/hand-over/{number}/columns", get(columns::first))
        .route(
            "/hand-over/{number}/columns/{group}",
            get(columns::show).post(columns::confirm),
        )
        .route("/hand-over/{number}/words", get(words::first))
        .route(
            "/hand-over/{number}/words/{column}",
            get(words::show).post(words::confirm),
        )
        .route("/hand-over/{number}/dates", get(days::first))
        .route(
            "/hand-over/{number}/dates/{column}",
            get(days::show).post(days::confirm),
        )
        .route(
            "/hand-over/{number}/facts",
            get(constants::show).post(constants::confirm),
        )
        .route(
            "/hand-over/{number}/preview",
            get(preview::fullest).post(preview::import),
        )
        .route("/hand-over/{number}/preview/{person}", get(preview::show))
        .route("/hand-over/{number}/who", get(who::show).post(who::go_on))
        .route(
            "/hand-over/{number}/who/{person}",
            get(who::ask).post(who::decide),
        )
        .route(
            "/hand-over/{number}/gaps",
            get(gaps::show).post(gaps::go_on),
        )
        .route("/hand-over/{number}/gaps/many", post(gaps::for_many))
        .route(
            "/hand-over/{number}/gaps/{person}",
            get(mend::show).post(mend::answer),
        )
        .route(
            "/hand-over/{number}/second",
            get(second::show).post(second::agree),
        )
        .route("/hand-over/{number}/seal", get(seal::show).post(seal::seal))
        .route("/hand-over/{number}/sealed", get(seal::sealed))
        .route("/hand-over/{number}/sealed/{package}", get(seal::save))
}

/// Journeys that were begun and not ended.
pub(crate) fn waiting(sitting: &Sitting) -> Result<Vec<Waiting>, Stop> {
    let mut waiting = Vec::new();
    for journey in Journey::all(&sitting.room)? {
        let notes = journey.notes()?;
        if notes.sealed.is_some() {
            continue;
        }
        let steps = steps::of(&journey)?;
        let next = steps.iter().find(|one| !one.is_done);
        let next = next.map_or(Step::File, |one| one.step);
        waiting.push(Waiting {
            due: None,
            title: format!("Hand over people: {}", notes.file),
            text: format!(
                "Begun and not sealed. Next: {}.",
                next.title().to_lowercase()
            ),
            ring: None,
            button: "Go on".to_owned(),
            leads: format!("hand-over/{}", journey.number()),
        });
    }
    Ok(waiting)
}
