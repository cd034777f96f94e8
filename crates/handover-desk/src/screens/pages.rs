//! Pages under seven words that were made for readers without a program, and what became of each.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    routing::get,
};
use handover::case::Date;
use handover_identity::{PageList, PageOutcome, PageRecord};
use handover_report::pages::day_in_words;

use super::{mistake::Mistakes, waiting::Waiting};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::Frame,
    posted::Posted,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "pages.html")]
struct PagesPage {
    frame: Frame,
    open: Vec<Line>,
    done: Vec<Line>,
}

struct Line {
    name: String,
    case: String,
    reader: String,
    made: String,
    owner: String,
    due: String,
    is_overdue: bool,
    outcome: String,
}

#[derive(Template)]
#[template(path = "page_told.html")]
struct ToldPage {
    frame: Frame,
    mistakes: Mistakes,
    name: String,
    reader: String,
    by: String,
    reason: String,
}

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/pages", get(show))
        .route("/pages/{page}", get(ask).post(tell))
}

/// Pages of which nobody has said that they were read: each has an owner and a day.
pub(crate) fn waiting(sitting: &Sitting) -> Result<Vec<Waiting>, Stop> {
    let list = PageList::of(sitting.identity()).all()?;
    let open = list.into_iter().filter(|(_, page)| page.outcome.is_none());
    let waiting = open.map(|(name, page)| Waiting {
        due: Some(page.due.passes()),
        title: format!("{} has not confirmed", page.reader),
        text: format!(
            "A page under seven words was made for them. {} sees to it that it is read.",
            page.owner
        ),
        ring: None,
        button: "Say who read it".to_owned(),
        leads: format!("pages/{name}"),
    });
    Ok(waiting.collect())
}

fn line(sitting: &Sitting, name: String, page: &PageRecord, today: Date) -> Result<Line, Stop> {
    let case = PageList::of(sitting.identity()).case_of(&name, page, &sitting.passphrase)?;
    Ok(Line {
        case: case.as_str().to_owned(),
        reader: page.reader.clone(),
        made: day_in_words(page.made),
        owner: page.owner.clone(),
        due: day_in_words(page.due),
        is_overdue: page.outcome.is_none() && page.due < today,
        outcome: match &page.outcome {
            None => String::new(),
            Some(PageOutcome::Read { by, told, on }) => {
                format!("{by} read it and told {told}, {}", day_in_words(*on))
            }
            Some(PageOutcome::Withdrawn { by, reason, on }) => {
                format!(
                    "Counts no longer, says {by}, {}: {reason}",
                    day_in_words(*on)
                )
            }
        },
        name,
    })
}

async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (open, done) = desk
        .sit(|sitting| {
            let today = Date::in_london(sitting.now).ok_or(Stop::Bug)?;
            let (mut open, mut done) = (Vec::new(), Vec::new());
            for (name, page) in PageList::of(sitting.identity()).all()? {
                let line = line(sitting, name, &page, today)?;
                if page.outcome.is_none() {
                    open.push((page.due, line));
                } else {
                    done.push(line);
                }
            }
            open.sort_by_key(|(due, _)| *due);
            Ok((open.into_iter().map(|(_, line)| line).collect(), done))
        })
        .await?;
    page(&PagesPage {
        frame: desk.frame("Sealed pages"),
        open,
        done,
    })
}

async fn ask(State(desk): State<Arc<Desk>>, Path(name): Path<String>) -> Answer {
    told(&desk, name, &Posted::default(), Mistakes::default()).await
}

async fn told(desk: &Arc<Desk>, name: String, posted: &Posted, mistakes: Mistakes) -> Answer {
    let wanted = name.clone();
    let record = desk
        .sit(move |sitting| {
            let mut all = PageList::of(sitting.identity()).all()?;
            all.remove(&wanted).ok_or(Stop::Gone)
        })
        .await?;
    page(&ToldPage {
        frame: desk.frame("Was it read?"),
        mistakes,
        name,
        reader: record.reader,
        by: posted.text("by").to_owned(),
        reason: posted.text("reason").to_owned(),
    })
}

/// Somebody says what became of a page. Who sits here is who was told, or who says that it counts no longer.
async fn tell(State(desk): State<Arc<Desk>>, Path(name): Path<String>, posted: Posted) -> Answer {
    let (by, reason) = (
        posted.text("by").to_owned(),
        posted.text("reason").to_owned(),
    );
    let mut mistakes = Mistakes::default();
    match posted.text("was") {
        "read" if by.is_empty() => mistakes.add("by", "Write who read it, there."),
        "withdrawn" if reason.is_empty() => {
            mistakes.add("reason", "Write why it counts no longer.")
        }
        "read" | "withdrawn" => {}
        _ => mistakes.add("was-read", "Choose one of the two."),
    }
    if !mistakes.is_empty() {
        return told(&desk, name, &posted, mistakes).await;
    }
    let is_read = posted.text("was") == "read";
    desk.sit(move |sitting| {
        let on = Date::in_london(sitting.now).ok_or(Stop::Bug)?;
        let outcome = if is_read {
            PageOutcome::Read {
                by,
                told: sitting.who.clone(),
                on,
            }
        } else {
            PageOutcome::Withdrawn {
                by: sitting.who.clone(),
                reason,
                on,
            }
        };
        PageList::of(sitting.identity()).told(&name, outcome)?;
        Ok(())
    })
    .await?;
    see(format!("{}/pages", desk.base()))
}
