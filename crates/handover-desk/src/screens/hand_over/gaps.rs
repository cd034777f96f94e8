//! What is missing, by person and by field, the worst first.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    case::{Answered as _, Case},
    package::ProfileInForce,
};
use handover_gaps::{Answered, AskedPerson, Gaps, SaidBy, answers_file};

use super::{
    hand::{Hand, aside},
    journey::{Done, Journey},
    said::{self, need},
    steps::Step,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
};

/// How many people are listed.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "hand_over/gaps.html")]
struct GapsPage {
    frame: Frame,
    number: u32,
    caption: String,
    /// How many go now, but for a second person's agreement.
    ready: usize,
    stopped: usize,
    answers: usize,
    disputed: usize,
    people: Vec<Stopped>,
    fields: Vec<(String, usize)>,
    many: Vec<Many>,
    roles: Vec<(String, String)>,
    who: String,
    mistakes: Mistakes,
    posted: Posted,
}

struct Stopped {
    at: usize,
    name: String,
    reference: String,
    is_at_risk: bool,
    count: usize,
    worst: String,
    may_answer: String,
}

/// A question that can be answered for several people.
struct Many {
    key: String,
    field: String,
    people: usize,
    answers: Vec<String>,
}

/// What the cases that go lack.
pub(super) struct Lacking {
    pub(super) ready: usize,
    pub(super) people: Vec<AskedPerson>,
    pub(super) roles: Vec<String>,
    pub(super) disputed: usize,
    /// The references of all that go, in their order.
    pub(super) all: Vec<String>,
    /// Who said no and is to go all the same: the reference, and who decided it for which reason.
    pub(super) said_no: Vec<(String, String)>,
}

/// The profile of the cases.
pub(super) fn profile_of(journey: &Journey) -> Result<ProfileInForce, Stop> {
    let mapping = handover::extract::Mapping::from_toml(&journey.mapping_text()?);
    let mapping = mapping.map_err(|_| Stop::Bug)?;
    let name = mapping.profile().split('@').next().unwrap_or_default();
    ProfileInForce::built_in(name).ok_or(Stop::Bug)
}

/// Checks every case that goes; a second person's agreement is asked for later.
pub(super) fn lacking(journey: &Journey) -> Result<Lacking, Stop> {
    let caseload = journey.caseload()?;
    let profile = profile_of(journey)?;
    let profile = profile.profile();
    let mut gaps = Gaps::new(profile);
    let mut all = Vec::new();
    let mut said_no = Vec::new();
    caseload.each(
        profile,
        &[],
        || {},
        |one| (one.findings, one.case.into_case()),
        |(found, case)| {
            all.push(found.reference.clone());
            let why = case.as_ref().and_then(although_she_said_no);
            said_no.extend(why.map(|why| (found.reference.clone(), why)));
            gaps.add(&found.without_agreement(), case.as_ref());
        },
    )?;
    let roles = gaps.roles();
    let people = gaps.asked();
    all.sort();
    said_no.sort();
    Ok(Lacking {
        said_no,
        ready: all.len().saturating_sub(people.len()),
        people,
        roles,
        disputed: caseload.disputed().len(),
        all,
    })
}

/// Why a person goes who said no: who decided it, and the danger that they saw.
fn although_she_said_no(case: &Case) -> Option<String> {
    let notice = case.handover.notice.value()?;
    let decided = notice.r#override.as_ref().filter(|_| notice.objection)?;
    let (author, guardian) = (&decided.author.name, &decided.caldicott_guardian.name);
    Some(format!(
        "{} and {} decided: {}",
        author.as_str(),
        guardian.as_str(),
        decided.text.as_str()
    ))
}

impl Lacking {
    /// The place of a person in an address.
    fn place(&self, reference: &str) -> usize {
        let place = self.all.iter().position(|one| one == reference);
        place.unwrap_or_default().saturating_add(1)
    }

    /// Whoever is at that place, if they lack something.
    pub(super) fn at(&self, at: usize) -> Option<&AskedPerson> {
        let reference = at.checked_sub(1).and_then(|at| self.all.get(at))?;
        self.people.iter().find(|one| one.reference == *reference)
    }

    /// The place of the next person who lacks something.
    pub(super) fn after(&self, reference: &str) -> Option<usize> {
        let mut rest = self
            .people
            .iter()
            .skip_while(|one| one.reference != reference);
        let next = rest.nth(1).or_else(|| self.people.first())?;
        (next.reference != reference).then(|| self.place(&next.reference))
    }

    /// Which questions several people have, and what can be said of all of them.
    fn many(&self) -> Vec<Many> {
        let mut by_key: BTreeMap<&str, Many> = BTreeMap::new();
        for person in &self.people {
            for question in &person.questions {
                let answers: Vec<String> = person.for_many(question).map(str::to_owned).collect();
                if answers.is_empty() {
                    continue;
                }
                let one = by_key.entry(&question.key).or_insert_with(|| Many {
                    key: question.key.clone(),
                    field: question.field.clone(),
                    people: 0,
                    answers: Vec::new(),
                });
                one.people = one.people.saturating_add(1);
                for answer in answers {
                    if !one.answers.contains(&answer) {
                        one.answers.push(answer);
                    }
                }
            }
        }
        let mut many: Vec<Many> = by_key.into_values().filter(|one| one.people > 1).collect();
        for one in &mut many {
            if one.key.starts_with("D-") {
                "What was on paper or elsewhere, and was not read".clone_into(&mut one.field);
            }
        }
        many.sort_by(|one, other| {
            other
                .people
                .cmp(&one.people)
                .then_with(|| one.key.cmp(&other.key))
        });
        many
    }
}

/// Roles as people say them.
pub(super) fn roles_in_words(roles: &[String]) -> Vec<(String, String)> {
    let words = |role: &String| (role.clone(), role.replace('-', " "));
    roles.iter().map(words).collect()
}

pub(super) async fn show(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    shown(&desk, number, Posted::default(), Mistakes::default()).await
}

async fn shown(desk: &Arc<Desk>, number: u32, posted: Posted, mistakes: Mistakes) -> Answer {
    let mut shown = aside(desk, move |hand| look(hand, number, posted, mistakes)).await?;
    shown.frame = desk.frame("What is missing").at(Place::HandOver);
    page(&shown)
}

fn look(hand: &Hand, number: u32, posted: Posted, mistakes: Mistakes) -> Result<GapsPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let lacking = lacking(&journey)?;
    let mut fields: BTreeMap<&str, usize> = BTreeMap::new();
    let questions = lacking.people.iter().flat_map(|one| &one.questions);
    for question in questions.filter(|one| !one.is_acknowledged) {
        let count = fields.entry(&question.field).or_default();
        *count = count.saturating_add(1);
    }
    let mut fields: Vec<(String, usize)> = fields
        .into_iter()
        .map(|(field, count)| (field.to_owned(), count))
        .collect();
    fields.sort_by(|(one, m), (other, n)| n.cmp(m).then_with(|| one.cmp(other)));
    let people = lacking.people.iter().take(SHOWN).map(|one| {
        let worst = one.questions.first();
        Stopped {
            at: lacking.place(&one.reference),
            name: one.who.clone(),
            reference: one.reference.clone(),
            is_at_risk: one.is_at_risk,
            count: one.questions.len(),
            worst: worst.map_or_else(String::new, |one| one.field.clone()),
            may_answer: worst.map_or_else(String::new, |one| one.may_answer.clone()),
        }
    });
    Ok(GapsPage {
        frame: Frame::default(),
        number,
        caption: Step::Gaps.caption(),
        ready: lacking.ready,
        stopped: lacking.people.len(),
        answers: lacking.people.iter().map(|one| one.questions.len()).sum(),
        disputed: lacking.disputed,
        people: people.collect(),
        fields,
        many: lacking.many(),
        roles: roles_in_words(&lacking.roles),
        who: hand.who.clone(),
        mistakes,
        posted,
    })
}

/// Who says it, as the fields of a form have it: now, if they do not say when.
pub(super) fn said_by(posted: &Posted, hand: &Hand, mistakes: &mut Mistakes) -> SaidBy {
    need(posted, mistakes, "by", "Say who says so.");
    need(posted, mistakes, "role", "Say in which role.");
    need(posted, mistakes, "why", "Say how they know.");
    let second = (
        posted.text("second").to_owned(),
        posted.text("second-role").to_owned(),
    );
    SaidBy {
        name: posted.text("by").to_owned(),
        role: posted.text("role").to_owned(),
        at: said::moment(hand.now).to_string(),
        why: posted.text("why").to_owned(),
        // A role without a name is what the list began with.
        second: if second.0.is_empty() {
            Default::default()
        } else {
            second
        },
    }
}

/// Somebody says one thing of many people.
pub(super) async fn for_many(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    posted: Posted,
) -> Answer {
    let done = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let lacking = lacking(&journey)?;
        let mut mistakes = Mistakes::default();
        let said = said_by(&posted, hand, &mut mistakes);
        let (key, answer) = (posted.text("key"), posted.text("answer"));
        let mut answers = Vec::new();
        for person in &lacking.people {
            let asked = person.questions.iter().find(|one| one.key == key);
            let takes =
                |asked: &&handover_gaps::Question| person.for_many(asked).any(|one| one == answer);
            if let Some(asked) = asked.filter(takes) {
                answers.push(Answered::Question {
                    reference: person.reference.clone(),
                    key: key.to_owned(),
                    answer: answer.to_owned(),
                    words: String::new(),
                    read: asked.read.clone(),
                });
            }
        }
        if answers.is_empty() {
            mistakes.add(
                "many-key",
                "This cannot be said of many: choose a question, and an answer that it takes.",
            );
        }
        if !mistakes.is_empty() {
            return Ok(Err((posted, mistakes)));
        }
        journey.keep_answer(&answers_file(&said, &answers)?)?;
        journey.note(|notes| notes.agreed = None)?;
        Ok(Ok(()))
    })
    .await?;
    match done {
        Ok(()) => see(format!("{}/hand-over/{number}/gaps", desk.base())),
        Err((posted, mistakes)) => shown(&desk, number, posted, mistakes).await,
    }
}

/// Somebody goes on with those who can go.
pub(super) async fn go_on(
    State(desk): State<Arc<Desk>>,
    Path(number): Path<u32>,
    _: Posted,
) -> Answer {
    aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let done = Done::new(&hand.who, hand.now);
        journey.note(|notes| notes.answered = Some(done))
    })
    .await?;
    see(format!("{}/hand-over/{number}/second", desk.base()))
}
