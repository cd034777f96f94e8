//! Every transfer in which we have a part.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use handover::transfer::superseded_by;

use super::at_hand::{ours, told};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "watch.html")]
struct ListPage {
    frame: Frame,
    transfers: Vec<Line>,
    is_commissioner: bool,
    /// Where files lie that need not come through the browser.
    folder: String,
}

struct Line {
    leads: String,
    caption: String,
    headline: String,
    /// Whether nothing keeps it open.
    may_close: bool,
    /// Whether another has taken its place.
    is_over: bool,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (transfers, is_commissioner) = desk
        .sit(|sitting| Ok((lines(sitting)?, is_commissioner(sitting)?)))
        .await?;
    page(&ListPage {
        frame: desk.frame("Transfers").at(Place::Watch),
        transfers,
        is_commissioner,
        folder: desk.room.transfer().display().to_string(),
    })
}

fn lines(sitting: &mut Sitting) -> Result<Vec<Line>, Stop> {
    let gathered = sitting.statements()?;
    let us = sitting.identity().organisation().clone();
    let known = gathered.known();
    let mandates = ours(known, &us).into_iter();
    mandates
        .map(|mandate| {
            told(sitting, mandate.id(), |reconciled| Line {
                leads: mandate.id().to_string(),
                caption: reconciled.caption(),
                headline: reconciled.headline(),
                may_close: reconciled.report.may_close(),
                is_over: superseded_by(mandate, known.mandates(), known.countersigns()).is_some(),
            })
        })
        .collect()
}

/// Whether the directory lets us sign a mandate.
fn is_commissioner(sitting: &mut Sitting) -> Result<bool, Stop> {
    let (us, now) = (sitting.identity().organisation().clone(), sitting.now);
    let directory = Arc::clone(sitting.office()?.directory());
    let listed = directory.organisation(&us, now);
    let role = handover::trust::OrganisationRole::Commissioner;
    Ok(listed.is_some_and(|listed| listed.roles().contains(&role)))
}
