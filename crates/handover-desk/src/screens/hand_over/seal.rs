//! To whom, and shut: packages that only they can open.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use handover::trust::OrganisationId;
use handover_caseload::{Recipients, SealPlan, To};
use handover_files::{FileError, NewFile, file_name};

use super::{
    gaps::profile_of,
    hand::aside,
    journey::{Journey, Sealed, SealedFile},
    steps::Step,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::{mistake::Mistakes, who::day},
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "hand_over/seal.html")]
struct SealPage {
    frame: Frame,
    number: u32,
    caption: String,
    organisations: Vec<Organisation>,
    named: String,
    agreed: String,
    goes: usize,
    /// How many would stay, and why; none before somebody asked.
    stays: Option<usize>,
    mistakes: Mistakes,
}

struct Organisation {
    id: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "hand_over/sealed.html")]
struct SealedPage {
    frame: Frame,
    number: u32,
    by: String,
    on: String,
    folder: String,
    packages: Vec<OnePackage>,
    cases: usize,
    stayed: usize,
    contacts: Vec<String>,
}

struct OnePackage {
    at: usize,
    file: String,
    cases: usize,
    to: String,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    shown(&desk, number, String::new(), None, Mistakes::default()).await
}

async fn shown(
    desk: &Arc<Desk>,
    number: u32,
    chosen: String,
    stays: Option<usize>,
    mistakes: Mistakes,
) -> Answer {
    let mut shown = desk
        .sit(move |sitting| look(sitting, number, &chosen, stays, mistakes))
        .await?;
    shown.frame = desk.frame("Shut it").at(Place::HandOver);
    page(&shown)
}

fn look(
    sitting: &mut Sitting,
    number: u32,
    chosen: &str,
    stays: Option<usize>,
    mistakes: Mistakes,
) -> Result<SealPage, Stop> {
    let journey = Journey::of(&sitting.room, number)?;
    let mapping = journey.mapping()?;
    let named = mapping
        .answered("constants", "recipient")
        .unwrap_or_default();
    let decisions = journey
        .decisions()?
        .ok_or_else(super::journey::not_decided)?;
    if !sitting.room.directory().exists() {
        return Err(Stop::NoDirectory);
    }
    let directory = sitting.directory()?;
    let own = &sitting.identity().about().organisation;
    let listed = directory
        .cards()
        .filter(|listed| listed.is_in_force_at(sitting.now));
    let cards = listed.map(|listed| listed.card().payload());
    let others = cards.filter(|card| card.by != *own);
    Ok(SealPage {
        frame: Frame::default(),
        number,
        caption: Step::Seal.caption(),
        organisations: others
            .map(|card| Organisation {
                id: card.by.to_string(),
                is_chosen: match chosen {
                    "" => card.name.as_str() == named,
                    chosen => card.by.to_string() == chosen,
                },
                name: card.name.as_str().to_owned(),
            })
            .collect(),
        named: named.to_owned(),
        agreed: journey
            .notes()?
            .agreed
            .map_or_else(String::new, |agreed| agreed.by),
        goes: decisions.included().count(),
        stays,
        mistakes,
    })
}

/// What came of it.
enum Outcome {
    Sealed,
    /// So many people would stay behind: nothing was sealed.
    WouldStay(usize),
    Wrong(Mistakes),
}

/// Shuts it for one organisation.
pub(super) async fn seal(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    posted: Posted,
) -> Answer {
    let chosen = posted.text("to").to_owned();
    let may_stay = posted.has("leave");
    let organisation = chosen.clone();
    let done = desk
        .sit(move |sitting| sealing(sitting, number, &organisation, may_stay))
        .await?;
    match done {
        Outcome::Sealed => see(format!("{}/hand-over/{number}/sealed", desk.base())),
        Outcome::WouldStay(people) => {
            let mut mistakes = Mistakes::default();
            mistakes.add(
                "leave",
                "Nothing was shut: somebody would stay behind. Say that the others may go without them, or mend what is missing.",
            );
            shown(&desk, number, chosen, Some(people), mistakes).await
        }
        Outcome::Wrong(mistakes) => shown(&desk, number, chosen, None, mistakes).await,
    }
}

fn sealing(
    sitting: &mut Sitting,
    number: u32,
    chosen: &str,
    may_stay: bool,
) -> Result<Outcome, Stop> {
    let journey = Journey::of(&sitting.room, number)?;
    let profile = profile_of(&journey)?;
    let mut mistakes = Mistakes::default();
    let Ok(organisation) = chosen.parse::<OrganisationId>() else {
        mistakes.add("to", "Say who can open it.");
        return Ok(Outcome::Wrong(mistakes));
    };
    let caseload = journey.caseload()?;
    if !caseload.disputed().is_empty() {
        mistakes.add(
            "to",
            "Two people said different things of one field. Look at what is missing: they must agree first.",
        );
        return Ok(Outcome::Wrong(mistakes));
    }
    let room = sitting.room.clone();
    let (who, now) = (sitting.who.clone(), sitting.now);
    let office = sitting.office()?;
    let audience = profile.profile().lead().parse().map_err(|_| Stop::Bug)?;
    let to = To {
        organisation,
        audience,
    };
    let recipients = Recipients::new(&[to], profile.profile(), office.directory(), now);
    let recipients = recipients.map_err(|error| told(&error))?;
    let plan = SealPlan::of(&caseload, &recipients, &profile, || {})?;
    let stay = plan.not_sealed().cases();
    if stay > 0 && !may_stay {
        return Ok(Outcome::WouldStay(stay));
    }
    let plan = plan.complete_or(may_stay).map_err(|error| told(&error))?;
    let folder = free_name(&room.sealed(), number);
    let sealed = office
        .seal_plan(plan)
        .write_folder(room.sealed().join(&folder), |_| {})
        .map_err(|error| told(&error))?;
    let directory = office.directory();
    let packages = sealed.packages.iter().map(|package| {
        let names = package.readers().map(|id| {
            let listed = directory.organisation(id, now);
            listed.map_or_else(
                || id.to_string(),
                |listed| listed.card().payload().name.as_str().to_owned(),
            )
        });
        SealedFile {
            file: package.file.clone(),
            cases: package.cases.len(),
            to: names.collect(),
        }
    });
    let packages = packages.collect();
    let stayed = sealed.not_sealed.cases();
    // What others say of a package is judged by its index: it lies with everything that was said.
    for package in &sealed.packages {
        let index = package.sealed.signed_index();
        let name = file_name("index", &index.head().id().to_string(), "index");
        let path = room.transfer().join(name);
        if !path.exists() {
            NewFile::write(&path, &index.to_bytes())?;
        }
    }
    journey.note(|notes| {
        notes.sealed = Some(Sealed {
            by: who,
            at: now.as_secs(),
            folder,
            packages,
            stayed,
        });
    })?;
    Ok(Outcome::Sealed)
}

/// A folder that is not there yet: it names nobody.
fn free_name(sealed: &std::path::Path, number: u32) -> String {
    let first = number.to_string();
    let more = (2_u32..).map(|again| format!("{number}-{again}"));
    let mut names = std::iter::once(first).chain(more);
    names
        .find(|name| !sealed.join(name).exists())
        .unwrap_or_default()
}

fn told(error: &dyn std::error::Error) -> Stop {
    Stop::told(
        error.to_string(),
        "Nothing was shut. Look at what is missing, and at who is who.",
    )
}

/// Where it is, and what to do with it.
pub(super) async fn sealed(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let mut shown = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let sealed = journey.notes()?.sealed.ok_or(Stop::Gone)?;
        let folder = hand.room.sealed().join(&sealed.folder);
        let at = handover::trust::PosixTime::new(sealed.at);
        let packages: Vec<OnePackage> = (1_usize..)
            .zip(sealed.packages)
            .map(|(at, package)| OnePackage {
                at,
                file: package.file,
                cases: package.cases,
                to: package.to.join(", "),
            })
            .collect();
        Ok(SealedPage {
            frame: Frame::default(),
            number,
            by: sealed.by,
            on: at.map_or_else(|_| String::new(), day),
            folder: folder.display().to_string(),
            cases: packages.iter().map(|package| package.cases).sum(),
            packages,
            stayed: sealed.stayed,
            contacts: Vec::new(),
        })
    })
    .await?;
    let readers: Vec<String> = shown.packages.iter().map(|one| one.to.clone()).collect();
    shown.contacts = desk
        .sit(move |sitting| {
            let Ok(directory) = sitting.directory() else {
                return Ok(Vec::new());
            };
            let cards = directory.cards().map(|listed| listed.card().payload());
            let named =
                cards.filter(|card| readers.iter().any(|to| to.contains(card.name.as_str())));
            Ok(named
                .map(|card| format!("{}, {}", card.name.as_str(), card.contact.as_str()))
                .collect())
        })
        .await?;
    shown.frame = desk.frame("Shut").at(Place::HandOver);
    page(&shown)
}

/// Gives the file out, to be carried.
pub(super) async fn save(
    State(desk): State<Arc<Desk>>,
    Path((number, package)): Path<(u32, usize)>,
) -> Answer {
    let (name, bytes) = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let sealed = journey.notes()?.sealed.ok_or(Stop::Gone)?;
        let folder = hand.room.sealed().join(&sealed.folder);
        let mut packages = sealed.packages.into_iter();
        let package = package.checked_sub(1).and_then(|at| packages.nth(at));
        let file = package.ok_or(Stop::Gone)?.file;
        let path = folder.join(&file);
        let bytes = std::fs::read(&path).map_err(|error| FileError::reading(&path, error))?;
        Ok((file, bytes))
    })
    .await?;
    let saved = format!("attachment; filename=\"{name}\"");
    let saved = HeaderValue::from_str(&saved).map_err(|_| Stop::Bug)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (header::CONTENT_DISPOSITION, saved),
    ];
    Ok((headers, bytes).into_response())
}
