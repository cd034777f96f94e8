//! What waits for you: from what is known here, the most urgent first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use handover::{case::Date, trust::PosixTime};
use handover_report::pages::day_in_words;

use super::{arrived, discharge, exchange, hand_over, keep, pages, waiting::Waiting, watch, who};
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
    /// Whether there is a server to talk to.
    has_server: bool,
}

pub(crate) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (waiting, now, has_server) = desk
        .sit(|sitting| Ok((all(sitting)?, sitting.now, exchange::has_server(sitting))))
        .await?;
    let today = Date::in_london(now).ok_or(Stop::Bug)?;
    page(&WaitsPage {
        frame: desk.frame("What waits for you").at(Place::Waits),
        today: day_in_words(today),
        now,
        waiting,
        has_server,
    })
}

/// Everything that waits, the most urgent first.
fn all(sitting: &mut Sitting) -> Result<Vec<Waiting>, Stop> {
    let mut waiting = who::waiting(sitting)?;
    waiting.extend(arrived::waiting(sitting)?);
    waiting.extend(discharge::waiting(sitting)?);
    waiting.extend(keep::waiting(sitting)?);
    waiting.extend(watch::waiting(sitting)?);
    waiting.extend(pages::waiting(sitting)?);
    waiting.extend(hand_over::waiting(sitting)?);
    waiting.sort_by_key(|one| (one.due.is_none(), one.due));
    Ok(waiting)
}
