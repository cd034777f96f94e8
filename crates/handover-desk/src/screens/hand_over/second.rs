//! A second person agrees: under their own name, and with their own key where the identity has one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::{case::eligibility::Ruling, trust::ShortName};
use handover_caseload::Answers;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{
    gaps::{lacking, profile_of, roles_in_words},
    hand::{Hand, aside},
    journey::{Done, Journey},
    said::{self, need},
    steps::Step,
    who,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
};

/// How many people are named.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "hand_over/second.html")]
struct SecondPage {
    frame: Frame,
    number: u32,
    caption: String,
    to: String,
    author: String,
    rows: u64,
    goes: usize,
    ready: usize,
    stopped: usize,
    stays: usize,
    open: usize,
    at_risk: Vec<String>,
    /// What people decided, each with who and why.
    decided: Vec<String>,
    /// Who said no and goes, with the reason: each needs a yes of its own.
    said_no: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    name: String,
    role: String,
    mistakes: Mistakes,
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    shown(&desk, number, Posted::default(), Mistakes::default()).await
}

async fn shown(desk: &Arc<Desk>, number: u32, posted: Posted, mistakes: Mistakes) -> Answer {
    let mut shown = aside(desk, move |hand| look(hand, number, &posted, mistakes)).await?;
    shown.frame = desk.frame("A second person agrees").at(Place::HandOver);
    page(&shown)
}

fn look(hand: &Hand, number: u32, posted: &Posted, mistakes: Mistakes) -> Result<SecondPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let notes = journey.notes()?;
    let imported = notes.imported.ok_or_else(super::journey::not_decided)?;
    let everybody = who::decided(&journey)?;
    let count = |ruling| {
        let all = everybody.decisions.decisions.values();
        all.filter(|decided| decided.ruling == ruling).count()
    };
    let lacking = lacking(&journey)?;
    let mapping = journey.mapping()?;
    let said = |name: &str| {
        mapping
            .answered("constants", name)
            .unwrap_or_default()
            .to_owned()
    };
    let profile = profile_of(&journey)?;
    let roles = profile.profile().sign_off().countersign_roles().iter();
    let roles: Vec<String> = roles.map(|role| role.as_str().to_owned()).collect();
    let at_risk = lacking.people.iter().filter(|one| one.is_at_risk);
    let at_risk = at_risk.take(SHOWN).map(|one| one.who.clone());
    let people = journey.people()?;
    let decided = people.all_decided().map(|(case, decided)| {
        let does = if decided.include {
            "goes"
        } else {
            "stays with you"
        };
        let name = everybody.names.get(case).filter(|name| !name.is_empty());
        let name = name.map_or(case.as_str(), String::as_str);
        format!("{name} {does}. {}: {}", decided.by, decided.reason)
    });
    let said_no = lacking.said_no.into_iter().map(|(case, why)| {
        let name = case
            .parse()
            .ok()
            .and_then(|case| everybody.names.get(&case));
        (name.cloned().unwrap_or(case), why)
    });
    Ok(SecondPage {
        said_no: said_no.collect(),
        frame: Frame::default(),
        number,
        caption: Step::Second.caption(),
        to: said("recipient"),
        author: said("author"),
        rows: imported.rows,
        goes: count(Ruling::Include),
        ready: lacking.ready,
        stopped: lacking.people.len(),
        stays: count(Ruling::Exclude),
        open: count(Ruling::Undecided),
        at_risk: at_risk.collect(),
        decided: decided.take(SHOWN).collect(),
        roles: roles_in_words(&roles),
        name: posted.text("name").to_owned(),
        role: posted.text("role").to_owned(),
        mistakes,
    })
}

/// A second person agrees that these people go.
pub(super) async fn agree(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    posted: Posted,
) -> Answer {
    let mut mistakes = Mistakes::default();
    need(&posted, &mut mistakes, "name", "Write your name.");
    let role = posted.text("role").parse::<ShortName>();
    let Ok(role) = role else {
        mistakes.add("role", "Say in which role you agree.");
        return shown(&desk, number, posted, mistakes).await;
    };
    if !posted.has("read") {
        mistakes.add("read", "Say that you have read it.");
    }
    // Their own key, where this desk has it: nobody else types its passphrase.
    let passphrase = Zeroizing::new(posted.exact("passphrase").to_owned());
    let is_theirs = desk
        .sit(move |sitting| {
            let Some(key) = sitting.identity().key_to_countersign(&role) else {
                return Ok(true);
            };
            Ok(sitting.identity().signer(&key, &passphrase).is_ok())
        })
        .await?;
    if !is_theirs {
        mistakes.add(
            "passphrase",
            "That passphrase does not open the key of this role. Nothing was agreed.",
        );
    }
    if !mistakes.is_empty() {
        return shown(&desk, number, posted, mistakes).await;
    }
    let done = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let mut mistakes = Mistakes::default();
        let said_no = lacking(&journey)?.said_no.len();
        if (1..=said_no).any(|at| !posted.has(&format!("no-{at}"))) {
            mistakes.add("read", "Say yes to each of those who said no and go.");
        }
        let agreed = agreement(&journey, hand, &posted)?;
        for words in refused(&journey, &agreed)? {
            mistakes.add("name", words);
        }
        if mistakes.is_empty() {
            journey.keep_answer(&agreed)?;
            let done = Done::new(posted.text("name"), hand.now);
            journey.note(|notes| notes.agreed = Some(done))?;
        }
        Ok((posted, mistakes))
    })
    .await?;
    match done {
        (_, mistakes) if mistakes.is_empty() => {
            see(format!("{}/hand-over/{number}/seal", desk.base()))
        }
        (posted, mistakes) => shown(&desk, number, posted, mistakes).await,
    }
}

/// The agreement, for each case that goes: it is field 916 of each.
fn agreement(journey: &Journey, hand: &Hand, posted: &Posted) -> Result<Value, Stop> {
    let decisions = journey
        .decisions()?
        .ok_or_else(super::journey::not_decided)?;
    let agreed = json!({ "handover": { "countersign": { "value": {
        "by": { "name": posted.text("name"), "role": posted.text("role") },
        "at": said::moment(hand.now).to_string(),
        "decision": "agreed",
    } } } });
    let cases = decisions.included();
    let cases: Map<String, Value> = cases
        .map(|case| (case.as_str().to_owned(), agreed.clone()))
        .collect();
    Ok(json!({ "cases": cases }))
}

/// What the checks say against this agreement, each once.
fn refused(journey: &Journey, agreed: &Value) -> Result<Vec<String>, Stop> {
    let text = agreed.to_string();
    let added = Answers::from_json(text.as_bytes(), "agreement".as_ref())?;
    let caseload = journey.caseload_with(added)?;
    let profile = profile_of(journey)?;
    let mut words: Vec<String> = Vec::new();
    caseload.each(
        profile.profile(),
        &[],
        || {},
        |one| {
            let found = one.findings.of_agreement();
            found
                .map(|finding| finding.message.clone())
                .collect::<Vec<String>>()
        },
        |found| {
            for one in found {
                if !words.contains(&one) {
                    words.push(one);
                }
            }
        },
    )?;
    Ok(words)
}
