//! Somebody agrees: a party to what must be handed over, the commissioner to the list of everyone.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    routing::get,
};
use handover::{
    Countersignable,
    transfer::{KnownStatements, MandateInForce},
    trust::{Countersign, ShortName, StatementId},
};
use handover_identity::KeyName;
use handover_report::{
    Names,
    calendar::moment_in_words,
    mandate::{ReadBack, read_back},
    roster::Counted,
};

use super::watch::statement;
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "agree.html")]
struct AgreePage {
    frame: Frame,
    id: String,
    seen: Seen,
}

/// What is agreed to, as it is read.
struct Seen {
    title: &'static str,
    /// Who signed it, and when.
    signed: String,
    /// Whom to ring if something surprises.
    ring: Option<String>,
    /// A mandate in plain words.
    terms: ReadBack,
    /// A roster in numbers.
    counted: Option<Counted>,
    /// Why we may not agree to it.
    why_not: Option<String>,
    /// Whether we have agreed already.
    is_agreed: bool,
    /// What it means that we agree.
    meaning: &'static str,
    /// The transfer to which it belongs.
    mandate: String,
}

pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/agree/{statement}", get(show).post(agree))
}

fn office() -> ShortName {
    Countersign::OFFICE
        .parse()
        .expect("the role of an office is a short name")
}

async fn show(State(desk): State<Arc<Desk>>, Path(id): Path<String>) -> Answer {
    let statement = statement(&id)?;
    let seen = desk.sit(move |sitting| look(sitting, &statement)).await?;
    page(&AgreePage {
        frame: desk.frame(seen.title).at(Place::Watch),
        id,
        seen,
    })
}

/// The mandate or roster of an id, as what it would be agreed to.
fn find(known: &KnownStatements, id: &StatementId) -> Result<Countersignable, Stop> {
    if let Some(mandate) = known.mandate(id) {
        return Ok(Countersignable::Mandate(mandate.clone()));
    }
    let mut rosters = known.rosters().iter();
    let roster = rosters.find(|roster| roster.id() == id).ok_or(Stop::Gone)?;
    Ok(Countersignable::Roster(roster.clone()))
}

fn look(sitting: &mut Sitting, id: &StatementId) -> Result<Seen, Stop> {
    let gathered = sitting.statements()?;
    let known = gathered.known();
    let now = sitting.now;
    let office_of_us = sitting.office()?;
    let to = find(known, id)?;
    let us = office_of_us.organisation().clone();
    let why_not = office_of_us.may_agree(&to, &office(), known).err();
    let directory = Arc::clone(office_of_us.directory());
    let names = Names::new(&directory, now);
    let mut agreed = known.countersigns().iter();
    let is_agreed = agreed.any(|one| {
        let said = one.payload();
        said.by == us && said.role == office() && said.is_about(id)
    });
    let (by, at, mandate) = match &to {
        Countersignable::Roster(roster) => {
            let said = roster.payload();
            (said.by.clone(), said.at, said.mandate)
        }
        Countersignable::Mandate(mandate) => {
            (mandate.payload().by.clone(), mandate.payload().at, *id)
        }
        _ => return Err(Stop::Gone),
    };
    let mut seen = Seen {
        title: "",
        signed: format!("{}, {}", names.called(&by), moment_in_words(at)),
        ring: names
            .ring(&by)
            .map(|ring| format!("{}, {ring}", names.called(&by))),
        terms: Vec::new(),
        counted: None,
        why_not: why_not.map(|why| why.to_string()),
        is_agreed,
        meaning: "",
        mandate: mandate.to_string(),
    };
    match &to {
        Countersignable::Roster(roster) => {
            let said = roster.payload();
            let mut rosters = known.rosters().iter();
            let before = rosters.find(|other| Some(*other.id()) == said.previous);
            seen.title = "Agree to the list of everyone";
            seen.meaning =
                "After you agree it cannot be changed, only added to. Nothing is sent before.";
            seen.counted = Some(Counted::of(said, before.map(|roster| roster.payload())));
        }
        Countersignable::Mandate(mandate) => {
            let in_force = MandateInForce::by_built_in(mandate.clone()).ok();
            let deadlines = in_force.as_ref().map(|in_force| &in_force.deadlines);
            seen.title = "Agree to what must be handed over";
            seen.meaning =
                "It binds your organisation: to hand over, or to take on, by these times.";
            seen.terms = read_back(mandate.payload(), deadlines, names);
        }
        _ => {}
    }
    Ok(seen)
}

/// Countersigns it with the key of our office.
async fn agree(State(desk): State<Arc<Desk>>, Path(id): Path<String>, _: Posted) -> Answer {
    let id = statement(&id)?;
    let mandate = desk.sit(move |sitting| sign(sitting, &id)).await?;
    see(format!("{}/watch/{mandate}", desk.base()))
}

fn sign(sitting: &mut Sitting, id: &StatementId) -> Result<StatementId, Stop> {
    let gathered = sitting.statements()?;
    let known = gathered.known();
    let to = find(known, id)?;
    let signer = sitting
        .identity()
        .signer(&KeyName::office(), &sitting.passphrase)?;
    let agreed = sitting
        .office()?
        .countersign(&to, &office(), known, &signer)?;
    sitting.say(&agreed)?;
    Ok(match &to {
        Countersignable::Roster(roster) => roster.payload().mandate,
        _ => *id,
    })
}
