//! What waits for you: from what is known here, the most urgent first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use handover::{case::Date, trust::PosixTime};
use handover_identity::PageList;
use handover_report::pages::day_in_words;

use super::{arrived, keep, waiting::Waiting, watch, who};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "waits.html")]
struct WaitsPage {
    frame: Frame,
    today: String,
    now: PosixTime,
    waiting: Vec<Waiting>,
}

pub(crate) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (waiting, now) = desk.sit(|sitting| Ok((all(sitting)?, sitting.now))).await?;
    let today = Date::in_london(now).ok_or(Stop::Bug)?;
    page(&WaitsPage {
        frame: desk.frame("What waits for you").at(Place::Waits),
        today: day_in_words(today),
        now,
        waiting,
    })
}

/// Everything that waits, the most urgent first.
fn all(sitting: &mut Sitting) -> Result<Vec<Waiting>, Stop> {
    let mut waiting = who::waiting(sitting)?;
    waiting.extend(arrived::waiting(sitting)?);
    waiting.extend(keep::waiting(sitting)?);
    waiting.extend(watch::waiting(sitting)?);
    waiting.extend(pages(sitting)?);
    waiting.sort_by_key(|one| (one.due.is_none(), one.due));
    Ok(waiting)
}

/// Sealed pages of which nobody has said that they were read.
fn pages(sitting: &Sitting) -> Result<Vec<Waiting>, Stop> {
    let list = PageList::of(sitting.identity()).all()?;
    let open = list.values().filter(|page| page.outcome.is_none());
    let waiting = open.map(|page| Waiting {
        due: Some(page.due.passes()),
        title: format!("{} has not confirmed", page.reader),
        text: format!(
            "A page under seven words was made for them. {} sees to it that it is read.",
            page.owner
        ),
        ring: None,
        button: "See the pages".to_owned(),
        leads: "pages".to_owned(),
    });
    Ok(waiting.collect())
}
