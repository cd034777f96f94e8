//! Who is who: our own card, and the directory of everybody.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::{get, post},
};
use handover::{
    case::Date,
    trust::{PosixTime, Thumbprint, unverified_signer},
};
use handover_files::NewFile;
use handover_identity::{DirectoryInput, accepted_directory, trusted_directory};
use handover_report::pages::day_in_words;

use super::waiting::Waiting;
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::{Posted, PostedFile},
    sitting::Sitting,
};

/// The longest directory that is taken, in bytes.
const MOST: usize = 64 << 20;

/// Days before its end at which something waits to be renewed.
const WARN_DAYS: u32 = 30;

/// Words of a card, compared by telephone.
const CARD_WORDS: usize = 10;

#[derive(Template)]
#[template(path = "who.html")]
struct WhoPage {
    frame: Frame,
    own: OwnCard,
    listed: Option<Listed>,
    /// Why there is no directory, where one is there.
    trouble: Option<String>,
}

struct OwnCard {
    name: String,
    id: String,
    contact: String,
    until: String,
    words: Vec<&'static str>,
    is_listed: bool,
}

struct Listed {
    version: u64,
    until: String,
    members: Vec<Member>,
}

struct Member {
    name: String,
    id: String,
    contact: String,
    roles: String,
    until: String,
}

#[derive(Template)]
#[template(path = "who_anchor.html")]
struct AnchorPage {
    frame: Frame,
    words: Vec<&'static str>,
    anchor: String,
}

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/who", get(show))
        .route("/who/card", post(card))
        .route(
            "/who/directory",
            post(offer).layer(DefaultBodyLimit::max(MOST)),
        )
        .route("/who/anchor", post(trust))
}

/// A day as people write it.
pub(crate) fn day(moment: PosixTime) -> String {
    Date::in_london(moment).map_or_else(String::new, day_in_words)
}

/// What waits here: what must be taken, and what ends soon.
pub(crate) fn waiting(sitting: &Sitting) -> Result<Vec<Waiting>, Stop> {
    let soon = sitting.now.plus_days(WARN_DAYS).ok_or(Stop::Bug)?;
    let mut waiting = Vec::new();
    let card = sitting.identity().card()?;
    let until = card.payload().until;
    if until <= soon {
        waiting.push(Waiting {
            due: Some(until),
            title: "Your own keys end".to_owned(),
            text: "After that day nothing can be signed or sealed. Renew them, and send the new card to whoever keeps the \
                   directory."
                .to_owned(),
            ring: None,
            button: "Renew".to_owned(),
            leads: "who".to_owned(),
        });
    }
    if !sitting.room.directory().exists() {
        waiting.push(Waiting {
            due: None,
            title: "Take the directory: who is who".to_owned(),
            text: "Send your card to whoever keeps it, often the council, and take the file that comes back. Without it \
                   nothing can be sent, opened or checked."
                .to_owned(),
            ring: None,
            button: "Send your card, take the directory".to_owned(),
            leads: "who".to_owned(),
        });
        return Ok(waiting);
    }
    let told = |due, title: &str, text: String, ring| Waiting {
        due,
        title: title.to_owned(),
        text,
        ring,
        button: "Take a new directory".to_owned(),
        leads: "who".to_owned(),
    };
    match sitting.directory() {
        Ok(directory) => {
            let expires = directory.statement().payload().expires;
            // Whoever keeps it is told there.
            if expires <= soon && !sitting.is_authority() {
                let keeper =
                    directory.organisation(&directory.statement().payload().by, sitting.now);
                let ring = keeper.map(|listed| {
                    let card = listed.card().payload();
                    format!("{}, {}", card.name.as_str(), card.contact.as_str())
                });
                waiting.push(told(
                    Some(expires),
                    "The directory ends",
                    "After that day nobody can check who is who, and nothing new can be sent or opened.".to_owned(),
                    ring,
                ));
            }
        }
        Err(error) => {
            let text = format!(
                "{}. Nothing can be sent, opened or checked until a good one is there.",
                Stop::from(error)
            );
            waiting.push(told(
                Some(sitting.now),
                "The directory does not hold",
                text,
                None,
            ));
        }
    }
    Ok(waiting)
}

async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (own, listed, trouble) = desk.sit(|sitting| look(sitting)).await?;
    page(&WhoPage {
        frame: desk.frame("Who is who").at(Place::Keys),
        own,
        listed,
        trouble,
    })
}

fn look(sitting: &Sitting) -> Result<(OwnCard, Option<Listed>, Option<String>), Stop> {
    let card = sitting.identity().card()?;
    let about = card.payload();
    let mut own = OwnCard {
        name: about.name.as_str().to_owned(),
        id: about.by.to_string(),
        contact: about.contact.as_str().to_owned(),
        until: day(about.until),
        words: card.id().in_words(CARD_WORDS),
        is_listed: false,
    };
    if !sitting.room.directory().exists() {
        return Ok((own, None, None));
    }
    let directory = match sitting.directory() {
        Ok(directory) => directory,
        Err(error) => return Ok((own, None, Some(Stop::from(error).to_string()))),
    };
    own.is_listed = directory
        .cards()
        .any(|listed| listed.card().id() == card.id());
    let payload = directory.statement().payload();
    let members = directory
        .cards()
        .filter(|listed| listed.is_in_force_at(sitting.now));
    let members = members.map(|listed| {
        let card = listed.card().payload();
        let roles = listed.roles().iter().map(ToString::to_string);
        Member {
            name: card.name.as_str().to_owned(),
            id: card.by.to_string(),
            contact: card.contact.as_str().to_owned(),
            roles: roles.collect::<Vec<_>>().join(", "),
            until: day(listed.end()),
        }
    });
    let listed = Listed {
        version: payload.version,
        until: day(payload.expires),
        members: members.collect(),
    };
    Ok((own, Some(listed), None))
}

/// Gives out our card: a file to send.
async fn card(State(desk): State<Arc<Desk>>, _: Posted) -> Answer {
    let (name, bytes) = desk
        .sit(|sitting| {
            let organisation = sitting.identity().organisation().to_string();
            let name = format!("{organisation}.card");
            let path = sitting.room.folder().join(&name);
            let mut identity = sitting.identity().clone();
            // Another card with that name was given out before: the new one takes its place.
            std::fs::remove_file(&path).ok();
            let card = identity.give_card(&path)?;
            sitting.read_identity_again()?;
            Ok((name, card.as_bytes().to_vec()))
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

/// A directory that was chosen: taken, if we know whose it must be; else its words are shown first.
async fn offer(State(desk): State<Arc<Desk>>, file: PostedFile) -> Answer {
    if file.len()? == 0 {
        return Err(Stop::told(
            "no file was chosen",
            "Go back and choose the file that was sent to you.",
        ));
    }
    let unknown = desk
        .sit(move |sitting| {
            let bytes = file.bytes()?;
            let signer = unverified_signer(&bytes);
            let signer = signer.ok_or_else(not_a_directory)?;
            NewFile::rewrite(&offered(sitting), &bytes)?;
            let is_known = sitting.is_authority()
                || accepted_directory(sitting.identity().folder())?.is_some();
            if is_known {
                take(sitting, None)?;
                return Ok(None);
            }
            Ok(Some(signer))
        })
        .await?;
    match unknown {
        None => see(format!("{}/who", desk.base())),
        Some(signer) => page(&AnchorPage {
            frame: desk.frame("Compare ten words").at(Place::Keys),
            words: signer.in_words(),
            anchor: signer.to_string(),
        }),
    }
}

/// Somebody heard the same words by telephone.
async fn trust(State(desk): State<Arc<Desk>>, posted: Posted) -> Answer {
    if posted.text("heard") != "yes" {
        return Err(Stop::told(
            "the words were not compared, so nothing was taken",
            "Ring the number that you know of whoever keeps the directory, not one that stands in the message.",
        ));
    }
    let anchor = posted.text("anchor").parse::<Thumbprint>();
    let anchor = anchor.map_err(|_| Stop::Stale)?;
    desk.sit(move |sitting| take(sitting, Some(anchor))).await?;
    see(format!("{}/who", desk.base()))
}

/// Where a directory lies until it is believed.
fn offered(sitting: &Sitting) -> std::path::PathBuf {
    sitting.room.folder().join("directory.offered")
}

/// Puts the offered directory in the place of the one before, if it holds.
fn take(sitting: &mut Sitting, anchor: Option<Thumbprint>) -> Result<(), Stop> {
    let file = offered(sitting);
    trusted_directory(&DirectoryInput {
        file: &file,
        anchor,
        identity: Some(sitting.identity().folder()),
        now: sitting.now,
    })?;
    let bytes = std::fs::read(&file).map_err(|_| not_a_directory())?;
    NewFile::rewrite(&sitting.room.directory(), &bytes)?;
    std::fs::remove_file(&file).ok();
    Ok(())
}

fn not_a_directory() -> Stop {
    Stop::told(
        "this file is no directory",
        "Choose the file named directory that whoever keeps it sent to you. Nothing was changed.",
    )
}
