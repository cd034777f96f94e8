//! Signs what somebody decides about people, or says of them afterwards.

use std::{io::BufReader, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    CaseName, Words,
    caseload::one_text,
    desk::{CaseChoice, Cases, Failures, Happening, SayError, Terms, VerdictWord},
    files::GatheredStatements,
    trust::{OrganisationId, ShortName, Token},
};
use handover_files::file_name;

use super::{
    act::Act,
    choose::{ChoosePage, Chosen, chosen, form, mistakes, on},
    listed::PeopleOf,
    opened::{open, reading},
};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    sitting::Sitting,
};

#[derive(Template)]
#[template(path = "arrived/done.html")]
struct DonePage {
    frame: Frame,
    package: String,
    title: String,
    after: &'static str,
    people: Vec<Chosen>,
    left_out: Vec<String>,
    elsewhere: Vec<String>,
    file: String,
    words: Vec<String>,
    from: String,
    ring: Option<String>,
}

/// Signs it.
pub(super) async fn sign(
    State(desk): State<Arc<Desk>>,
    Path(package): Path<String>,
    posted: Posted,
) -> Answer {
    let act = Act::of(posted.text("act"))?;
    let frame = desk.frame(act.told().title).at(Place::Arrived);
    let shown = desk
        .sit(move |sitting| {
            let mut mistakes = mistakes(act, &posted);
            if posted.text("role").is_empty() && !sitting.roles().is_empty() {
                mistakes.add("role", "Choose with whose key you sign.");
            }
            if mistakes.is_empty() {
                let done = signed(sitting, package, act, &posted, frame)?;
                return Ok(Shown::Done(Box::new(done)));
            }
            let form = form(sitting, package, act, &posted, mistakes, frame)?;
            Ok(Shown::Form(Box::new(form)))
        })
        .await?;
    match shown {
        Shown::Done(done) => page(&*done),
        Shown::Form(form) => page(&*form),
    }
}

/// What follows an attempt to sign.
enum Shown {
    Done(Box<DonePage>),
    Form(Box<ChoosePage>),
}

/// What was signed, with the words that go beside it.
struct Signed {
    bytes: SignedStatement,
    left_out: Failures,
    elsewhere: Vec<Token>,
}

enum SignedStatement {
    Verdict(Box<handover::trust::Statement<handover::trust::Verdict>>),
    Event(Box<handover::trust::Statement<handover::trust::Event>>),
}

fn signed(
    sitting: &mut Sitting,
    package: String,
    act: Act,
    posted: &Posted,
    frame: Frame,
) -> Result<DonePage, Stop> {
    let (people, gathered) = open(sitting, &package)?;
    let chosen = chosen(sitting, &people, act, posted)?;
    let tokens = chosen.iter().map(|one| Ok(people.at(&one.number)?.token));
    let tokens: Vec<Token> = tokens.collect::<Result<_, Stop>>()?;
    let signed = say(sitting, &people, &gathered, act, &tokens, posted)?;
    // The words first: a question without them would be none.
    let words = if act == Act::Ask {
        ask(sitting, &people, &gathered, &tokens, posted)?
    } else {
        Vec::new()
    };
    let file = match &signed.bytes {
        SignedStatement::Verdict(verdict) => sitting.say(verdict)?,
        SignedStatement::Event(event) => sitting.say(event)?,
    };
    let named = |token: &Token| {
        let one = people.people.iter().find(|one| one.token == *token);
        one.map_or_else(|| people.words(token), |one| one.name().to_owned())
    };
    let (from, ring) = sitting.called(&people.index.head().payload().by);
    Ok(DonePage {
        frame,
        title: match chosen.len() {
            1 => format!("{}: 1 person", act.told().title),
            number => format!("{}: {number} people", act.told().title),
        },
        after: act.told().after,
        people: chosen,
        left_out: signed
            .left_out
            .all()
            .iter()
            .map(|one| failure(&people, one))
            .collect(),
        elsewhere: signed.elsewhere.iter().map(named).collect(),
        file: file
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        words,
        from,
        ring,
        package,
    })
}

/// What cannot be said of a person, and why.
fn failure(people: &PeopleOf, failure: &handover::desk::Failure) -> String {
    let name = match failure.subject {
        handover::desk::Subject::Case(token) => {
            let one = people.people.iter().find(|one| one.token == token);
            one.map_or_else(|| people.words(&token), |one| one.name().to_owned())
        }
        _ => "One of them".to_owned(),
    };
    format!("{name}: {}", failure.why)
}

/// Signs a verdict or an event about all of them, or about none.
fn say(
    sitting: &mut Sitting,
    people: &PeopleOf,
    gathered: &GatheredStatements,
    act: Act,
    tokens: &[Token],
    posted: &Posted,
) -> Result<Signed, Stop> {
    let role = posted.text("role");
    let role = (!role.is_empty()).then(|| role.parse::<ShortName>());
    let role = role.transpose().map_err(|_| Stop::Stale)?;
    let person = sitting.person(role.as_ref())?;
    let choice = CaseChoice {
        named: tokens.iter().copied().map(CaseName::Token).collect(),
        all: false,
        all_except: None,
    };
    let mut at = sitting.office()?.desk(&people.index, gathered.known())?;
    let audience = at.first_audience().cloned();
    at.speak_for(audience.as_ref())?;
    // Only who takes a person on is stopped by what stands in the case.
    if act == Act::TakeOn {
        at.read(BufReader::new(reading(&people.file)?), &mut |_| {})?;
    }
    let told = |error| not_said(people, error);
    if let Some(word) = act.word() {
        let signed = at.give(Cases::Chosen(&choice), &terms(word, posted)?, &person);
        let signed = signed.map_err(told)?;
        return Ok(Signed {
            bytes: SignedStatement::Verdict(Box::new(signed.statement)),
            left_out: signed.left_out,
            elsewhere: signed.asked_elsewhere,
        });
    }
    let happening = Happening {
        word: act.event().ok_or(Stop::Bug)?,
        on: on(posted).ok_or(Stop::Stale)?,
        code: None,
    };
    let references = at.references()?;
    let signed = at
        .say(&choice, &happening, &references, &person)
        .map_err(told)?;
    Ok(Signed {
        bytes: SignedStatement::Event(Box::new(signed.statement)),
        left_out: signed.left_out,
        elsewhere: signed.asked_elsewhere,
    })
}

fn terms(word: VerdictWord, posted: &Posted) -> Result<Terms, Stop> {
    let long = |_| {
        Stop::told(
            "a name is too long, or holds what a name cannot",
            "Write it shorter. Nothing was signed.",
        )
    };
    let mut terms = Terms::new(word);
    if word == VerdictWord::Accepted {
        terms.team = Some(posted.text("team").parse().map_err(long)?);
        terms.worker = Some(posted.text("worker").parse().map_err(long)?);
    } else {
        terms.reason = Some(posted.text("reason").parse().map_err(|_| Stop::Stale)?);
    }
    if word == VerdictWord::Redirected {
        terms.to = Some(
            posted
                .text("to")
                .parse::<OrganisationId>()
                .map_err(|_| Stop::Stale)?,
        );
    }
    Ok(terms)
}

/// Seals the question about each of them to their sender, in a file beside the verdict.
fn ask(
    sitting: &mut Sitting,
    people: &PeopleOf,
    gathered: &GatheredStatements,
    tokens: &[Token],
    posted: &Posted,
) -> Result<Vec<String>, Stop> {
    let text = one_text(posted.text("words")).ok_or(Stop::Stale)?;
    // Who sits here is kept with every answer.
    let text = format!("{text}\n\n{}", sitting.who);
    let head = people.index.head();
    let to = head.payload().by.clone();
    let folder = sitting.room.transfer();
    let mut files = Vec::new();
    for token in tokens {
        let one = people.people.iter().find(|one| one.token == *token);
        let read = one.and_then(|one| one.read.as_ref());
        let reference = read.and_then(|(_, summary)| summary.reference.clone());
        let agreed = gathered.known().agreed(head, token);
        let agreed =
            agreed.map_err(|error| Stop::told(error.to_string(), "Fetch what was said first."))?;
        let sealed = sitting.office()?.seal_words(
            Words {
                to: &to,
                agreed,
                token: *token,
                reference: reference.as_deref().unwrap_or("unknown"),
                role: "practitioner",
                texts: vec![text.clone()],
            },
            gathered.known(),
        )?;
        let name = file_name("reply", &sealed.id().to_string(), "handover");
        sealed.write(&folder.join(&name))?;
        files.push(name);
    }
    Ok(files)
}

/// Why nothing was signed, with the people of whom it cannot be said.
fn not_said(people: &PeopleOf, error: SayError) -> Stop {
    match error {
        SayError::Failed(failures) => {
            let all: Vec<String> = failures
                .all()
                .iter()
                .map(|one| failure(people, one))
                .collect();
            Stop::told(
                all.join(". "),
                "Nothing was signed. Leave them out, or see to it first.",
            )
        }
        error => error.into(),
    }
}
