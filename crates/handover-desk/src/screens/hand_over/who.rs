//! Who goes, who does not, and who must decide.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    case::{
        CaseReference, Date,
        eligibility::{Parameters, Record, Ruling, Selection, select},
    },
    extract::Mapping,
    identity::PersonDecided,
};
use handover_caseload::{DecideError, Decided, Decisions, RulesInForce, read_records};
use handover_report::{pages::day_in_words, select::because};

use super::{
    hand::{Hand, aside},
    journey::{Done, Imported, Journey},
    said::need,
    steps::Step,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
};

/// How many people a list shows.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "hand_over/who.html")]
struct WhoPage {
    frame: Frame,
    number: u32,
    caption: String,
    imported: Imported,
    told: Vec<String>,
    transfer: String,
    as_of: String,
    goes: List,
    stays: List,
    open: List,
}

/// People of whom one thing was decided.
#[derive(Default)]
struct List {
    count: usize,
    people: Vec<Person>,
}

struct Person {
    /// Its place among all, for an address.
    at: usize,
    name: String,
    reference: String,
    why: String,
    /// Who decided it, and why, if a person did.
    by: String,
}

#[derive(Template)]
#[template(path = "hand_over/decide.html")]
struct DecidePage {
    frame: Frame,
    number: u32,
    caption: String,
    at: usize,
    name: String,
    reference: String,
    why: String,
    /// Who may be the same person.
    others: Vec<(String, String)>,
    decision: String,
    by: String,
    reason: String,
    mistakes: Mistakes,
}

/// Everybody, and what was decided about each.
pub(super) struct Everybody {
    pub(super) decisions: Decisions,
    pub(super) names: BTreeMap<CaseReference, String>,
    selection: Selection,
    parameters: Parameters,
}

/// What the rules say, and people over them: kept as the file that the terminal takes.
pub(super) fn decided(journey: &Journey) -> Result<Everybody, Stop> {
    let mapping = Mapping::from_toml(&journey.mapping_text()?).map_err(|_| Stop::Bug)?;
    let day = |constant: &str| -> Result<Date, Stop> {
        let day = mapping.constant(constant).and_then(|day| day.parse().ok());
        day.ok_or_else(super::journey::not_decided)
    };
    let parameters = Parameters {
        transfer_date: day("transfer_date")?,
        as_of: day("as_of")?,
    };
    let records = read_records(&journey.cases())?;
    let rules = RulesInForce::built_in().rules;
    let selection = select(&rules, parameters, &records).map_err(DecideError::from)?;
    let mut decisions = Decisions::of_selection(&selection, &rules, parameters);
    let mut people = journey.people()?;
    if let Err(settled) = decisions.decide(&people) {
        // Another sheet, or another day: the rules decide about them now.
        for case in &settled.cases {
            people.forget_decided(case);
        }
        journey.keep_people(&people)?;
        decisions.decide(&people).map_err(|_| Stop::Bug)?;
    }
    journey.keep_decisions(&decisions)?;
    Ok(Everybody {
        names: records
            .iter()
            .map(|one| (one.reference.clone(), name_of(one)))
            .collect(),
        decisions,
        selection,
        parameters,
    })
}

fn name_of(record: &Record) -> String {
    let identity = &record.identity;
    let parts = [&identity.given, &identity.family].into_iter().flatten();
    parts.map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl Everybody {
    fn person(
        &self,
        journey: &Journey,
    ) -> Result<impl Fn(usize, &CaseReference, &Decided) -> Person, Stop> {
        let people = journey.people()?;
        let by: BTreeMap<String, String> = people
            .all_decided()
            .map(|(case, decided)| {
                (
                    case.as_str().to_owned(),
                    format!("{}: {}", decided.by, decided.reason),
                )
            })
            .collect();
        let names = self.names.clone();
        Ok(
            move |at: usize, case: &CaseReference, decided: &Decided| Person {
                at,
                name: named(&names, case),
                reference: case.as_str().to_owned(),
                why: because(decided),
                by: by.get(case.as_str()).cloned().unwrap_or_default(),
            },
        )
    }

    /// The case of a place in an address.
    fn at(&self, at: usize) -> Result<(CaseReference, Decided), Stop> {
        let mut all = self.decisions.decisions.iter();
        let found = at.checked_sub(1).and_then(|at| all.nth(at));
        let (case, decided) = found.ok_or(Stop::Gone)?;
        Ok((case.clone(), decided.clone()))
    }

    fn others(&self, case: &CaseReference) -> Vec<(String, String)> {
        let pairs = self.selection.suspected().iter();
        let others = pairs.filter_map(|(one, other)| match () {
            () if one == case => Some(other),
            () if other == case => Some(one),
            () => None,
        });
        others
            .map(|other| (named(&self.names, other), other.as_str().to_owned()))
            .collect()
    }
}

/// A name to find somebody by; else the reference.
fn named(names: &BTreeMap<CaseReference, String>, case: &CaseReference) -> String {
    let name = names.get(case).filter(|name| !name.is_empty());
    name.map_or_else(|| case.as_str().to_owned(), Clone::clone)
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let mut shown = aside(&desk, move |hand| look(hand, number)).await?;
    shown.frame = desk.frame("Who goes, and who decides").at(Place::HandOver);
    page(&shown)
}

fn look(hand: &Hand, number: u32) -> Result<WhoPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let notes = journey.notes()?;
    let imported = notes.imported.ok_or_else(super::journey::not_decided)?;
    let everybody = decided(&journey)?;
    let person = everybody.person(&journey)?;
    let list = |ruling: Ruling| {
        let all = (1_usize..).zip(&everybody.decisions.decisions);
        let all = all.filter(|(_, (_, decided))| decided.ruling == ruling);
        List {
            count: all.clone().count(),
            people: all
                .take(SHOWN)
                .map(|(at, (case, decided))| person(at, case, decided))
                .collect(),
        }
    };
    Ok(WhoPage {
        frame: Frame::default(),
        number,
        caption: Step::Who.caption(),
        imported,
        told: notes.told,
        transfer: day_in_words(everybody.parameters.transfer_date),
        as_of: day_in_words(everybody.parameters.as_of),
        goes: list(Ruling::Include),
        stays: list(Ruling::Exclude),
        open: list(Ruling::Undecided),
    })
}

pub(super) async fn ask(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
) -> Answer {
    asked(&desk, number, at, None, Mistakes::default()).await
}

async fn asked(
    desk: &Arc<Desk>,
    number: u32,
    at: usize,
    posted: Option<Posted>,
    mistakes: Mistakes,
) -> Answer {
    let mut shown = aside(desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let everybody = decided(&journey)?;
        let (case, decided) = everybody.at(at)?;
        let people = journey.people()?;
        let mut known = people.all_decided();
        let known = known.find(|(one, _)| **one == case).map(|(_, known)| known);
        let text = |field: &str, known: Option<&str>| match &posted {
            Some(posted) => posted.text(field).to_owned(),
            None => known.unwrap_or_default().to_owned(),
        };
        let decision = known.map(|known| if known.include { "goes" } else { "stays" });
        Ok(DecidePage {
            frame: Frame::default(),
            number,
            caption: Step::Who.caption(),
            at,
            name: named(&everybody.names, &case),
            reference: case.as_str().to_owned(),
            why: because(&decided),
            others: everybody.others(&case),
            decision: text("decision", decision),
            by: text("by", Some(known.map_or(&hand.who, |known| &known.by))),
            reason: text("reason", known.map(|known| known.reason.as_str())),
            mistakes,
        })
    })
    .await?;
    shown.frame = desk.frame("Decide").at(Place::HandOver);
    page(&shown)
}

/// Somebody decides, with their name and why.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
    posted: Posted,
) -> Answer {
    let mut mistakes = Mistakes::default();
    let include = match posted.text("decision") {
        "goes" => Some(true),
        "stays" => Some(false),
        _ => None,
    };
    if include.is_none() {
        mistakes.add("goes", "Say whether this person goes.");
    }
    need(&posted, &mut mistakes, "by", "Say who decides.");
    need(&posted, &mut mistakes, "reason", "Say why.");
    let Some(include) = include.filter(|_| mistakes.is_empty()) else {
        return asked(&desk, number, at, Some(posted), mistakes).await;
    };
    aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let (case, _) = decided(&journey)?.at(at)?;
        let mut people = journey.people()?;
        people.set_decided(
            case,
            PersonDecided {
                include,
                by: posted.text("by").to_owned(),
                reason: posted.text("reason").to_owned(),
            },
        );
        journey.keep_people(&people)?;
        decided(&journey)?;
        // Whoever agreed did so to other people.
        journey.note(|notes| notes.agreed = None)
    })
    .await?;
    see(format!("{}/hand-over/{number}/who", desk.base()))
}

/// Somebody goes on with those who go.
pub(super) async fn go_on(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    _: Posted,
) -> Answer {
    aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        if decided(&journey)?.decisions.included().next().is_none() {
            return Err(Stop::told(
                "nobody goes",
                "Look at the two days under \"What only you can say\", and decide about those who are open.",
            ));
        }
        let done = Done::new(&hand.who, hand.now);
        journey.note(|notes| notes.decided = Some(done))
    })
    .await?;
    see(format!("{}/hand-over/{number}/gaps", desk.base()))
}
