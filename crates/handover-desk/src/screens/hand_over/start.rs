//! Which handovers there are, a new one, and the steps of one.

use std::sync::Arc;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Request, State},
};
use handover_files::NewFile;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    hand::aside,
    journey::{ENDINGS, Journey, Notes},
    steps::{self, StepState},
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::TOKEN,
};

/// The longest sheet that is taken, in bytes.
pub(super) const MOST: usize = 512 << 20;

/// How many pieces of a file wait for the disk.
const PIECES: usize = 8;

#[derive(Template)]
#[template(path = "hand_over/start.html")]
struct StartPage {
    frame: Frame,
    begun: Vec<Begun>,
}

struct Begun {
    number: u32,
    file: String,
    /// What comes next; empty once it is sealed.
    next: &'static str,
}

#[derive(Template)]
#[template(path = "hand_over/steps.html")]
struct StepsPage {
    frame: Frame,
    number: u32,
    file: String,
    sheet: Vec<StepState>,
    cases: Vec<StepState>,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let begun = aside(&desk, |hand| {
        let mut begun = Vec::new();
        for journey in Journey::all(&hand.room)? {
            let steps = steps::of(&journey)?;
            let next = steps.iter().find(|one| one.is_next);
            begun.push(Begun {
                number: journey.number(),
                file: journey.notes()?.file,
                next: next.map_or("", |one| one.step.title()),
            });
        }
        Ok(begun)
    })
    .await?;
    page(&StartPage {
        frame: desk.frame("Hand over people").at(Place::HandOver),
        begun,
    })
}

/// The steps of a handover.
pub(super) async fn steps(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let (file, steps) = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        Ok((journey.notes()?.file, steps::of(&journey)?))
    })
    .await?;
    let is_of_sheet = |one: &StepState| one.step <= steps::Step::Preview;
    let (sheet, cases) = steps.into_iter().partition(is_of_sheet);
    page(&StepsPage {
        frame: desk.frame("Hand over people").at(Place::HandOver),
        number,
        file,
        sheet,
        cases,
    })
}

/// Takes a sheet: piece by piece to the disk, for it may be larger than memory.
pub(super) async fn upload(State(desk): State<Arc<Desk>>, request: Request) -> Answer {
    let form = Multipart::from_request(request, &desk).await;
    let mut form = form.map_err(|_| Stop::Stale)?;
    let mut is_ours = false;
    while let Some(mut part) = form.next_field().await.map_err(|_| Stop::TooLong)? {
        if part.name() == Some(TOKEN) && !is_ours {
            is_ours = desk.take_form(&part.text().await.map_err(|_| Stop::TooLong)?);
            continue;
        }
        let Some(name) = part.file_name().map(str::to_owned) else {
            continue;
        };
        // Nothing of a stranger's file is kept.
        if !is_ours {
            return Err(Stop::Stale);
        }
        let ending = ending_of(&name)?;
        let journey = aside(&desk, |hand| Journey::begin(&hand.room)).await?;
        let (pieces, mut arriving) = mpsc::channel::<Bytes>(PIECES);
        let path = journey.sheet_of(ending);
        let written = spawn_blocking(move || {
            let mut file = NewFile::create(&path)?;
            let mut length = 0_usize;
            while let Some(piece) = arriving.blocking_recv() {
                length = length.saturating_add(piece.len());
                file.put(&piece)?;
            }
            Ok((file, length))
        });
        let mut failed = false;
        loop {
            match part.chunk().await {
                Ok(Some(piece)) => {
                    if pieces.send(piece).await.is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    failed = true;
                    break;
                }
            }
        }
        drop(pieces);
        let taken = written.await.map_err(|_| Stop::Bug)?;
        let taken = taken.map_err(|error: handover_files::FileError| Stop::from(error));
        let taken = taken.and_then(|(file, length)| {
            if failed {
                return Err(Stop::TooLong);
            }
            if length == 0 {
                return Err(no_file());
            }
            Ok(file.finish()?)
        });
        let begun = taken.and_then(|()| {
            journey.keep_notes(&Notes {
                file: name,
                ..Notes::default()
            })
        });
        if let Err(stop) = begun {
            journey.abandon();
            return Err(stop);
        }
        return see(format!(
            "{}/hand-over/{}/sheet",
            desk.base(),
            journey.number()
        ));
    }
    if is_ours {
        Err(no_file())
    } else {
        Err(Stop::Stale)
    }
}

fn no_file() -> Stop {
    Stop::told("no file was chosen", "Go back and choose your sheet.")
}

/// How the name of a sheet ends.
fn ending_of(name: &str) -> Result<&'static str, Stop> {
    if name.is_empty() {
        return Err(no_file());
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let known = ENDINGS.iter().find(|one| one.eq_ignore_ascii_case(ending));
    known.copied().ok_or_else(|| {
        Stop::told(
            "this is no sheet that can be read",
            "Choose a file that ends in .xlsx, .xls, .ods or .csv. A document or a picture of a list is none: type it into a sheet.",
        )
    })
}
