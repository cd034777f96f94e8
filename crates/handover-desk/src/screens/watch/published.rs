//! What may be published: no token, no name, no small number.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::trust::StatementId;
use handover_report::reconcile::{Published, PublishedSection};

use super::{
    at_hand::told,
    one::{saved, statement},
};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "publish.html")]
struct PublishPage {
    frame: Frame,
    id: String,
    title: String,
    nobody: Option<&'static str>,
    sections: Vec<PublishedSection>,
}

fn published(sitting: &mut Sitting, id: &StatementId) -> Result<Published, Stop> {
    told(sitting, id, |reconciled| {
        let report = &reconciled.report;
        let publication = reconciled.history.publication(report.at);
        Published::new(reconciled.mandate, &publication, report.is_of_nobody)
    })
}

/// What would be published, looked at first.
pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Answer {
    let mandate = statement(&id)?;
    let published = desk
        .sit(move |sitting| published(sitting, &mandate))
        .await?;
    page(&PublishPage {
        frame: desk.frame("What may be published").at(Place::Watch),
        id,
        title: published.caption(),
        nobody: published.nobody(),
        sections: published.sections(),
    })
}

/// The same for machines, as the terminal prints it.
pub(super) async fn save(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Answer {
    let mandate = statement(&id)?;
    let published = desk
        .sit(move |sitting| published(sitting, &mandate))
        .await?;
    let json = serde_json::to_vec_pretty(&published).map_err(|_| Stop::Bug)?;
    saved("published.json", "application/json", json)
}
