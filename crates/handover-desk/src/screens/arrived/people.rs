//! The people in a package, in the order in which they should be read.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::{desk::CaseStanding, transfer::CaseState, trust::Token};
use handover_report::case_page::{self, Person};

use super::{listed::PeopleOf, opened::open};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "arrived/people.html")]
struct PeoplePage {
    frame: Frame,
    package: String,
    ring: Option<String>,
    title: String,
    order: &'static str,
    common: Vec<String>,
    bands: Vec<Band>,
    unreadable: Vec<String>,
    failing: usize,
}

struct Band {
    id: &'static str,
    title: &'static str,
    people: Vec<Line>,
}

/// A person's row.
struct Line {
    /// The place in the package, from 1.
    number: String,
    person: Person,
    words: String,
    state: &'static str,
    is_open: bool,
    /// In danger, and nobody has looked at her page here: no tick.
    must_be_read: bool,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(package): Path<String>) -> Answer {
    let frame = desk.frame("The people").at(Place::Arrived);
    let html = desk
        .sit(move |sitting| listed(sitting, package, frame))
        .await?;
    page(&html)
}

fn listed(sitting: &mut Sitting, package: String, frame: Frame) -> Result<PeoplePage, Stop> {
    let (people, gathered) = open(sitting, &package)?;
    let standings = sitting
        .office()?
        .desk(&people.index, gathered.known())?
        .standings();
    let standings: BTreeMap<Token, CaseStanding> = match standings {
        Ok(all) => all.into_iter().map(|one| (one.token, one)).collect(),
        Err(_) => BTreeMap::new(),
    };
    let (_, ring) = sitting.called(&people.index.head().payload().by);
    let mut readable = Vec::new();
    let mut unreadable = Vec::new();
    let mut failing = 0_usize;
    for (place, one) in people.people.iter().enumerate() {
        failing = failing.saturating_add(usize::from(one.fails > 0));
        match &one.read {
            Some((name, summary)) => readable.push(Person {
                name: name.clone(),
                summary: summary.clone(),
                file: place.saturating_add(1).to_string(),
            }),
            None => unreadable.push(people.words(&one.token)),
        }
    }
    let ordered = case_page::in_order(readable);
    let line = |person: Person| line(sitting, &people, &standings, person);
    let bands = ordered.bands.into_iter().map(|band| {
        let people: Result<Vec<Line>, Stop> = band.people.into_iter().map(&line).collect();
        Ok(Band {
            id: band.id,
            title: band.title,
            people: people?,
        })
    });
    Ok(PeoplePage {
        bands: bands.collect::<Result<_, Stop>>()?,
        frame,
        package,
        ring,
        title: ordered.title,
        order: ordered.order,
        common: ordered.common,
        unreadable,
        failing,
    })
}

fn line(
    sitting: &Sitting,
    people: &PeopleOf,
    standings: &BTreeMap<Token, CaseStanding>,
    person: Person,
) -> Result<Line, Stop> {
    let one = people.at(&person.file)?;
    let state = standings
        .get(&one.token)
        .and_then(|standing| standing.state);
    Ok(Line {
        number: person.file.clone(),
        words: people.words(&one.token),
        state: state_in_words(state),
        is_open: !state.is_some_and(CaseState::is_settled),
        must_be_read: one.is_in_danger() && !sitting.looked.contains(&one.token),
        person,
    })
}

/// Where a case stands, as the desk says it.
pub(super) const fn state_in_words(state: Option<CaseState>) -> &'static str {
    match state {
        None => "Not on the agreed list",
        Some(CaseState::Accepted) => "Taken on",
        Some(CaseState::Contacted) => "Contacted",
        Some(CaseState::Reviewed) => "Reviewed",
        Some(CaseState::Queried) => "Asked, no answer yet",
        Some(CaseState::Answered) => "Answered: decide",
        Some(CaseState::Refused) => "We cannot take them",
        Some(CaseState::Misdirected) => "This is somebody else's",
        Some(CaseState::Redirected) => "Somebody else should",
        Some(CaseState::Withdrawn) => "Taken back by the sender",
        Some(CaseState::Excluded) => "Not handed over",
        Some(CaseState::Undecided) => "The sender has to decide",
        Some(CaseState::Unreadable) => "Cannot be read",
        Some(_) => "Nobody has decided",
    }
}
