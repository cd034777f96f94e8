//! One person as the next worker will read them; then the whole sheet is read.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::extract::{ExtractFile, Import, ImportError, Mapping};
use handover_caseload::{ImportFolder, ImportFolderError, import_to, read_extract};
use handover_report::{
    case_page,
    import::{Account, in_words},
};

use super::{
    hand::{Hand, aside},
    journey::{Imported, Journey},
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::Frame,
    posted::Posted,
};

#[derive(Template)]
#[template(path = "hand_over/preview.html")]
struct PreviewPage {
    frame: Frame,
    number: u32,
    /// The case as a page has it: every word in it is escaped already.
    body: String,
    person: usize,
    people: usize,
    unconfirmed: Vec<String>,
}

/// The person with most in their row.
pub(super) async fn fullest(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    shown(&desk, number, None).await
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((number, person)): Path<(u32, usize)>,
) -> Answer {
    shown(&desk, number, Some(person)).await
}

async fn shown(desk: &Arc<Desk>, number: u32, person: Option<usize>) -> Answer {
    let shown = aside(desk, move |hand| look(hand, number, person)).await?;
    let Some(mut shown) = shown else {
        return see(format!("{}/hand-over/{number}/facts", desk.base()));
    };
    shown.frame = desk.frame("Look at one person");
    page(&shown)
}

/// The mapping with its sheet; none while something has not been said.
fn ready(journey: &Journey) -> Result<Option<(Mapping, Vec<ExtractFile>)>, Stop> {
    let text = journey.mapping_text()?;
    let mapping = Mapping::from_toml(&text).map_err(|_| Stop::Bug)?;
    if mapping.empty_constants().next().is_some() || !journey.mapping()?.unanswered().is_empty() {
        return Ok(None);
    }
    let sources = read_extract(&journey.sheet()?)?;
    Ok(Some((mapping, sources)))
}

fn look(hand: &Hand, number: u32, person: Option<usize>) -> Result<Option<PreviewPage>, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let Some((mapping, sources)) = ready(&journey)? else {
        return Ok(None);
    };
    let import = mapping.import(&sources).map_err(|error| not_read(&error))?;
    let drafts = import.drafts();
    let fullest = || {
        let lengths = drafts.iter().map(|draft| draft.case().to_string().len());
        let longest = (1_usize..)
            .zip(lengths)
            .max_by_key(|(place, length)| (*length, std::cmp::Reverse(*place)));
        longest.map_or(1, |(place, _)| place)
    };
    let person = person.unwrap_or_else(fullest);
    let draft = person.checked_sub(1).and_then(|at| drafts.get(at));
    let draft = draft.ok_or(Stop::Gone)?;
    let reading = handover_reading::read(draft.case(), hand.now, None);
    Ok(Some(PreviewPage {
        frame: Frame::default(),
        number,
        body: case_page::body(&reading),
        person,
        people: drafts.len(),
        unconfirmed: mapping.guessed().to_vec(),
    }))
}

fn not_read(error: &ImportError) -> Stop {
    let first = error.rejected().first();
    let place = first.map_or_else(String::new, |first| format!(" ({first})"));
    Stop::told(
        format!("{error}{place}"),
        "Look at the sheet and its headings again.",
    )
}

/// Somebody says that it is right: everybody is read.
pub(super) async fn import(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    _: Posted,
) -> Answer {
    let is_ready = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let Some((mapping, sources)) = ready(&journey)? else {
            return Ok(false);
        };
        let to = journey.cases();
        let account = |import: &Import| {
            serde_json::to_value(Account {
                import,
                mapping: mapping.name(),
                profile: mapping.profile(),
                to: &to,
            })
        };
        let folder = ImportFolder::Replacing(to.clone());
        let import = import_to(&folder, &mapping, &sources, account, || {});
        let import = import.map_err(|error| match error {
            ImportFolderError::Import(error) => not_read(&error),
            error => error.into(),
        })?;
        let summary = import.summary();
        let mut told: Vec<String> = import.shortfall().iter().map(in_words).collect();
        if !mapping.guessed().is_empty() {
            told.push(format!(
                "nobody has said what these columns are, and nothing of them was read: {}",
                mapping.guessed().join(", ")
            ));
        }
        journey.note(|notes| {
            notes.told = told;
            notes.imported = Some(Imported {
                rows: summary.rows,
                people: summary.drafts,
                rejected: summary.rejected,
                others: summary
                    .rows
                    .saturating_sub(summary.drafts)
                    .saturating_sub(summary.rejected),
            });
            // What was said of other cases says nothing of these.
            notes.decided = None;
            notes.answered = None;
            notes.agreed = None;
        })?;
        Ok(true)
    })
    .await?;
    let next = if is_ready { "who" } else { "facts" };
    see(format!("{}/hand-over/{number}/{next}", desk.base()))
}
