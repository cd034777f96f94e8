//! What stands in the directory, what ends, and which cards wait.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use handover::trust::{
    CardCertificate, Certificate, CertificateUse, ListedCard, PosixTime, VerifiedDirectory,
};
use handover_report::{Ring, amounts::amount, calendar::due_in_words};

use super::cards::{Sent, sent};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    screens::{waiting::Waiting, who::day},
    sitting::Sitting,
};

/// Days before its end at which something is told.
const WARN_DAYS: u32 = 30;

#[derive(Template)]
#[template(path = "directory.html")]
struct DirectoryPage {
    frame: Frame,
    listed: Option<Listed>,
    waiting: Vec<Card>,
}

struct Listed {
    version: u64,
    until: String,
    is_soon: bool,
    members: Vec<Member>,
    /// What ends within a month: whose, when, what happens then, whom to ring.
    ending: Vec<(String, String, &'static str, String)>,
    revoked: usize,
}

struct Member {
    name: String,
    id: String,
    roles: String,
    ring: String,
    until: String,
    /// What can be taken out: the hash, what it is, and its first digits.
    keys: Vec<Key>,
}

struct Key {
    hash: String,
    what: &'static str,
    words: String,
    short: String,
}

/// A card that waits until its words were compared.
struct Card {
    id: String,
    name: String,
    organisation: String,
    ring: String,
    sent: String,
    until: String,
    words: Vec<&'static str>,
    /// Whether it takes the place of another, by the word of that one's office.
    is_newer: bool,
    /// Whether that word is missing.
    lacks_word: bool,
    /// The roles that it has, where it takes the place of another.
    roles: Vec<String>,
    has_server: bool,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>) -> Answer {
    let (listed, waiting) = desk.sit(|sitting| look(sitting)).await?;
    page(&DirectoryPage {
        frame: desk.frame("Keep the directory").at(Place::Directory),
        listed,
        waiting,
    })
}

/// The directory, if there is one and it is ours to keep.
pub(super) fn ours(sitting: &Sitting) -> Result<Option<Arc<VerifiedDirectory>>, Stop> {
    if !sitting.is_authority() {
        return Err(Stop::told(
            "the directory is kept by somebody else",
            "Your own card and theirs are under Who is who.",
        ));
    }
    if !sitting.room.directory().exists() {
        return Ok(None);
    }
    Ok(Some(sitting.directory()?))
}

fn look(sitting: &Sitting) -> Result<(Option<Listed>, Vec<Card>), Stop> {
    let directory = ours(sitting)?;
    let waiting = sent(sitting, directory.as_deref())?;
    let cards = waiting
        .iter()
        .map(|sent| card(sent, directory.as_deref(), sitting.now));
    let cards = cards.collect();
    let listed = directory
        .map(|directory| listed(&directory, sitting.now))
        .transpose()?;
    Ok((listed, cards))
}

fn card(sent: &Sent, directory: Option<&VerifiedDirectory>, now: PosixTime) -> Card {
    let said = sent.card.payload();
    let before = directory.and_then(|directory| directory.organisation(&said.by, now));
    Card {
        id: sent.card.id().to_string(),
        name: said.name.as_str().to_owned(),
        organisation: said.by.to_string(),
        ring: Ring::of(said).to_string(),
        sent: day(said.at),
        until: day(said.until),
        words: sent.card.in_words(),
        is_newer: sent.is_newer,
        lacks_word: sent.is_newer && sent.succession.is_none(),
        roles: before.map_or_else(Vec::new, |listed| {
            listed.roles().iter().map(ToString::to_string).collect()
        }),
        has_server: said
            .server
            .as_ref()
            .is_some_and(|server| server.by == said.by),
    }
}

impl Card {
    /// Whether a role is ticked before anybody has: as it was, or what most are.
    fn is_ticked(&self, role: &str) -> bool {
        match self.roles.is_empty() {
            true => role == "provider" || (role == "server" && self.has_server),
            false => self.roles.iter().any(|had| had == role),
        }
    }
}

fn listed(directory: &VerifiedDirectory, now: PosixTime) -> Result<Listed, Stop> {
    let payload = directory.statement().payload();
    let soon = now.plus_days(WARN_DAYS).ok_or(Stop::Bug)?;
    let in_force = || {
        directory
            .cards()
            .filter(|listed| listed.is_in_force_at(now))
    };
    let mut members: Vec<Member> = in_force().map(member).collect();
    members.sort_by(|a, b| a.name.cmp(&b.name));
    let mut ending: Vec<&ListedCard> = in_force()
        .filter(|listed| !listed.is_succeeded() && listed.end() <= soon)
        .collect();
    ending.sort_by_key(|listed| listed.end());
    let ending = ending.into_iter().map(|listed| {
        let said = listed.card().payload();
        (
            said.name.as_str().to_owned(),
            due_in_words(listed.end(), now),
            "They can sign and open nothing",
            Ring::of(said).to_string(),
        )
    });
    Ok(Listed {
        version: payload.version,
        until: day(payload.expires),
        is_soon: payload.expires <= soon,
        ending: ending.collect(),
        members,
        revoked: payload.revocations.len(),
    })
}

fn member(listed: &ListedCard) -> Member {
    let said = listed.card().payload();
    let roles = listed.roles().iter().map(ToString::to_string);
    let mut keys: Vec<Key> = said.certificates.iter().filter_map(key).collect();
    keys.extend(said.sealing.as_ref().map(|sealing| {
        let hash = sealing.key.id().to_string();
        Key {
            short: short(&hash),
            hash,
            what: "sealing-key",
            words: "the key to seal to them".to_owned(),
        }
    }));
    Member {
        name: said.name.as_str().to_owned(),
        id: said.by.to_string(),
        roles: roles.collect::<Vec<_>>().join(", "),
        ring: Ring::of(said).to_string(),
        until: day(listed.end()),
        keys,
    }
}

/// A certificate that can be taken out; without that of the directory itself nobody could check anything.
fn key(listed: &CardCertificate) -> Option<Key> {
    if listed.uses.contains(&CertificateUse::Authority) {
        return None;
    }
    let certificate = Certificate::from_der(&listed.certificate).ok()?;
    let hash = certificate.thumbprint().to_string();
    let roles = listed.roles.iter().map(ToString::to_string);
    let uses: Vec<String> = listed.uses.iter().map(ToString::to_string).collect();
    let roles: Vec<String> = roles.collect();
    let words = match roles.is_empty() {
        true => uses.join(", "),
        false => format!("{} ({})", uses.join(", "), roles.join(", ")),
    };
    Some(Key {
        short: short(&hash),
        hash,
        what: "certificate",
        words,
    })
}

fn short(hash: &str) -> String {
    hash.get(..8).unwrap_or(hash).to_owned()
}

/// What waits for whoever keeps the directory.
pub(crate) fn waiting(sitting: &Sitting) -> Result<Vec<Waiting>, Stop> {
    if !sitting.is_authority() {
        return Ok(Vec::new());
    }
    let told = |due, title: String, text: String, ring, button: &str| Waiting {
        due,
        title,
        text,
        ring,
        button: button.to_owned(),
        leads: "directory".to_owned(),
    };
    let mut waiting = Vec::new();
    // One that does not hold is told under Who is who.
    let Ok(directory) = ours(sitting) else {
        return Ok(waiting);
    };
    let cards = sent(sitting, directory.as_deref())?;
    for sent in &cards {
        let said = sent.card.payload();
        waiting.push(told(
            None,
            format!("Check the card of {}", said.name.as_str()),
            "Let them read ten words to you, on a number that you knew before, then let them in."
                .to_owned(),
            None,
            "Check the card",
        ));
    }
    let Some(directory) = directory else {
        waiting.push(told(
            Some(sitting.now),
            "There is no directory yet".to_owned(),
            "Begin it: then others can be let in, and can check who is who.".to_owned(),
            None,
            "Begin it",
        ));
        return Ok(waiting);
    };
    let listed = listed(&directory, sitting.now)?;
    if listed.is_soon {
        let others = amount(listed.members.len(), "organisation");
        waiting.push(told(
            Some(directory.statement().payload().expires),
            "Your directory ends".to_owned(),
            format!("{others} rely on it. After that day nobody can send, open or check anything."),
            None,
            "Renew it",
        ));
    }
    for (name, when, then, ring) in listed.ending {
        waiting.push(told(
            None,
            format!("The card of {name} ends"),
            format!("{when}. {then} after that. They renew it and send you the new one."),
            Some(format!("{name}, {ring}")),
            "See what ends",
        ));
    }
    Ok(waiting)
}
