//! Who is meant, and what else must be said of them before it can be signed.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::{case::Date, caseload::one_text, desk::VerdictWord};

use super::{act::Act, listed::PeopleOf, opened::open};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "arrived/choose.html")]
pub(super) struct ChoosePage {
    frame: Frame,
    mistakes: Mistakes,
    package: String,
    act: &'static str,
    title: &'static str,
    button: String,
    after: &'static str,
    people: Vec<Chosen>,
    /// Codes and words of the reasons; none where none is asked for.
    reasons: Vec<(String, String)>,
    /// Whom one can name; none where nobody is asked for.
    organisations: Vec<(String, String)>,
    roles: Vec<String>,
    asks_team: bool,
    asks_words: bool,
    asks_day: bool,
    typed: Typed,
}

/// A person who was chosen.
pub(super) struct Chosen {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) words: String,
}

/// What was typed before, so that nothing typed is lost.
#[derive(Default)]
struct Typed {
    team: String,
    worker: String,
    words: String,
    reason: String,
    to: String,
    role: String,
    day: [String; 3],
}

/// Chosen by ticks, or on the page of a person: what else must be said?
pub(super) async fn choose(
    State(desk): State<Arc<Desk>>,
    Path(package): Path<String>,
    posted: Posted,
) -> Answer {
    let act = Act::of(posted.text("act"))?;
    let frame = desk.frame(act.told().title).at(Place::Arrived);
    let html = desk
        .sit(move |sitting| form(sitting, package, act, &posted, Mistakes::default(), frame))
        .await?;
    page(&html)
}

pub(super) fn form(
    sitting: &mut Sitting,
    package: String,
    act: Act,
    posted: &Posted,
    mistakes: Mistakes,
    frame: Frame,
) -> Result<ChoosePage, Stop> {
    let (people, gathered) = open(sitting, &package)?;
    let chosen = chosen(sitting, &people, act, posted)?;
    let needs_reason = act.word().is_some_and(|word| word != VerdictWord::Accepted);
    let reasons = if needs_reason {
        sitting
            .office()?
            .desk(&people.index, gathered.known())?
            .reasons()
    } else {
        Vec::new()
    };
    let organisations = if act == Act::Elsewhere {
        others(sitting)?
    } else {
        Vec::new()
    };
    let told = act.told();
    Ok(ChoosePage {
        act: told.name,
        title: told.title,
        button: match chosen.len() {
            1 => format!("{} this person", told.button),
            number => format!("{} {number} people", told.button),
        },
        after: told.after,
        reasons: reasons
            .into_iter()
            .map(|code| (code.clone(), code.replace('-', " ")))
            .collect(),
        organisations,
        roles: sitting.roles().iter().map(ToString::to_string).collect(),
        asks_team: act == Act::TakeOn,
        asks_words: act == Act::Ask,
        asks_day: act.event().is_some(),
        typed: Typed {
            team: posted.text("team").to_owned(),
            worker: posted.text("worker").to_owned(),
            words: posted.text("words").to_owned(),
            reason: posted.text("reason").to_owned(),
            to: posted.text("to").to_owned(),
            role: posted.text("role").to_owned(),
            day: ["day-d", "day-m", "day-y"].map(|part| posted.text(part).to_owned()),
        },
        people: chosen,
        frame,
        mistakes,
        package,
    })
}

/// The people who were ticked. In danger, each must have been looked at before she is taken on among many.
pub(super) fn chosen(
    sitting: &Sitting,
    people: &PeopleOf,
    act: Act,
    posted: &Posted,
) -> Result<Vec<Chosen>, Stop> {
    let mut numbers: Vec<&str> = posted.all("case").collect();
    numbers.dedup();
    if numbers.is_empty() {
        return Err(Stop::told(
            "nobody was ticked",
            "Go back and tick whom you mean, or open the page of one person.",
        ));
    }
    let mut chosen = Vec::new();
    for number in numbers {
        let one = people.at(number)?;
        let is_unread = one.is_in_danger() && !sitting.looked.contains(&one.token);
        if act == Act::TakeOn && is_unread {
            return Err(Stop::told(
                format!(
                    "{} is in danger, and nobody has read that page at this desk yet",
                    one.name()
                ),
                "Open that page first. Nothing was signed.",
            ));
        }
        chosen.push(Chosen {
            number: number.to_owned(),
            name: one.name().to_owned(),
            words: people.words(&one.token),
        });
    }
    Ok(chosen)
}

/// Every other organisation that the directory lists now.
fn others(sitting: &mut Sitting) -> Result<Vec<(String, String)>, Stop> {
    let now = sitting.now;
    let office = sitting.office()?;
    let us = office.organisation().clone();
    let directory = Arc::clone(office.directory());
    let listed = directory.cards().filter(|card| card.is_in_force_at(now));
    let cards = listed.map(|card| card.card().payload());
    let others = cards.filter(|card| card.by != us);
    Ok(others
        .map(|card| (card.by.to_string(), card.name.as_str().to_owned()))
        .collect())
}

/// What is missing before anything can be signed.
pub(super) fn mistakes(act: Act, posted: &Posted) -> Mistakes {
    let mut mistakes = Mistakes::default();
    let mut want = |field: &'static str, words: &str| {
        if posted.text(field).is_empty() {
            mistakes.add(field, words);
        }
    };
    match act {
        Act::TakeOn => {
            want("team", "Write which team takes them on.");
            want("worker", "Write who their named worker is.");
        }
        Act::Ask => want(
            "words",
            "Write your question: it is sealed for their sender alone.",
        ),
        Act::Elsewhere => want("to", "Choose who should take them on."),
        _ => {}
    }
    if act.word().is_some_and(|word| word != VerdictWord::Accepted) {
        want("reason", "Choose why.");
    }
    if act == Act::Ask
        && !posted.text("words").is_empty()
        && one_text(posted.text("words")).is_none()
    {
        mistakes.add("words", "Write at most 2,000 letters.");
    }
    if act.event().is_some() && on(posted).is_none() {
        mistakes.add(
            "day-d",
            "Write the day as three numbers, such as 2 12 2026.",
        );
    }
    mistakes
}

/// The day of three boxes.
pub(super) fn on(posted: &Posted) -> Option<Date> {
    let number = |part: &str| posted.text(part).parse::<u16>().ok();
    let (day, month, year) = (number("day-d")?, number("day-m")?, number("day-y")?);
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}
