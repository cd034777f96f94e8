//! The page of one person.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover_report::case_page;

use super::{
    opened::{open, reading_of},
    people::state_in_words,
};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::Frame,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "arrived/person.html")]
struct PersonPage {
    frame: Frame,
    package: String,
    number: String,
    words: String,
    state: &'static str,
    /// Whether there is something to decide: words between two parties have nothing.
    is_case: bool,
    is_ours: bool,
    body: String,
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((package, number)): Path<(String, String)>,
) -> Answer {
    // The title of a window stands in the list of windows: it has no name of a person.
    let frame = desk.frame("One person");
    let html = desk
        .sit(move |sitting| one(sitting, package, number, frame))
        .await?;
    page(&html)
}

fn one(
    sitting: &mut Sitting,
    package: String,
    number: String,
    frame: Frame,
) -> Result<PersonPage, Stop> {
    let (people, gathered) = open(sitting, &package)?;
    let token = people.at(&number)?.token;
    let reading = reading_of(sitting, &people, &gathered, token)?;
    let standings = sitting
        .office()?
        .desk(&people.index, gathered.known())?
        .standings();
    let standing = standings
        .ok()
        .and_then(|all| all.into_iter().find(|one| one.token == token));
    let state = standing.as_ref().and_then(|standing| standing.state);
    sitting.looked.insert(token);
    Ok(PersonPage {
        frame,
        package,
        number,
        words: people.words(&token),
        state: state_in_words(state),
        is_case: standing.is_some(),
        is_ours: state.is_some_and(handover::transfer::CaseState::is_accepted),
        body: case_page::body(&reading),
    })
}
