//! What somebody decides about people, or says of them afterwards: chosen, read back, signed.

use std::{fs::File, io::BufReader, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use handover::{
    CaseName, Words,
    case::Date,
    caseload::one_text,
    desk::{CaseChoice, Cases, Failures, Happening, SayError, Terms, VerdictWord},
    files::GatheredStatements,
    trust::{EventWord, OrganisationId, ShortName, Token},
};
use handover_files::{FileError, file_name};

use super::{listed::PeopleOf, opened::open};
use crate::{
    answer::{Answer, Stop, page},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
    sitting::Sitting,
};

/// What can be said of people.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Act {
    TakeOn,
    Ask,
    CannotTake,
    Elsewhere,
    Wrong,
    Contacted,
    Missed,
    Reviewed,
}

/// An act as the page tells it.
struct Told {
    act: Act,
    name: &'static str,
    /// What will be true: one person, several.
    title: &'static str,
    button: &'static str,
    after: &'static str,
}

const ACTS: [Told; 8] = [
    Told {
        act: Act::TakeOn,
        name: "take-on",
        title: "Take on",
        button: "Take on",
        after: "From now on you are responsible for them.",
    },
    Told {
        act: Act::Ask,
        name: "ask",
        title: "Ask before you decide",
        button: "Ask about",
        after: "Their sender stays responsible, and must answer.",
    },
    Told {
        act: Act::CannotTake,
        name: "cannot-take",
        title: "We cannot take them",
        button: "Say that we cannot take",
        after: "Their sender stays responsible, and must find who takes them.",
    },
    Told {
        act: Act::Elsewhere,
        name: "elsewhere",
        title: "Say who should take them on",
        button: "Send on",
        after: "Their sender stays responsible until that service takes them on.",
    },
    Told {
        act: Act::Wrong,
        name: "wrong",
        title: "This should not have come to us",
        button: "Say so about",
        after: "Their sender stays responsible. Do not read on, and print nothing.",
    },
    Told {
        act: Act::Contacted,
        name: "contacted",
        title: "Somebody has met them",
        button: "Say that we met",
        after: "Everybody who may know sees the day.",
    },
    Told {
        act: Act::Missed,
        name: "missed",
        title: "Did not come, or could not be reached",
        button: "Say that nobody could meet",
        after: "You stay responsible. The sender and the commissioner see the day.",
    },
    Told {
        act: Act::Reviewed,
        name: "reviewed",
        title: "The first review took place",
        button: "Say that we reviewed",
        after: "Everybody who may know sees the day.",
    },
];

impl Act {
    fn told(self) -> &'static Told {
        let mut all = ACTS.iter();
        all.find(|told| told.act == self)
            .expect("every act is told")
    }

    fn of(name: &str) -> Result<Self, Stop> {
        let told = ACTS.iter().find(|told| told.name == name);
        told.map(|told| told.act).ok_or(Stop::Stale)
    }

    const fn word(self) -> Option<VerdictWord> {
        match self {
            Self::TakeOn => Some(VerdictWord::Accepted),
            Self::Ask => Some(VerdictWord::Queried),
            Self::CannotTake => Some(VerdictWord::Refused),
            Self::Elsewhere => Some(VerdictWord::Redirected),
            Self::Wrong => Some(VerdictWord::Misdirected),
            Self::Contacted | Self::Missed | Self::Reviewed => None,
        }
    }

    const fn event(self) -> Option<EventWord> {
        match self {
            Self::Contacted => Some(EventWord::Contacted),
            Self::Missed => Some(EventWord::NotEngaged),
            Self::Reviewed => Some(EventWord::Reviewed),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "arrived/choose.html")]
struct ChoosePage {
    frame: Frame,
    mistakes: Mistakes,
    package: String,
    act: &'static str,
    title: &'static str,
    button: String,
    after: &'static str,
    people: Vec<Chosen>,
    /// Codes and words of the reasons; none where none is asked for.
    reasons: Vec<(String, String)>,
    /// Whom one can name; none where nobody is asked for.
    organisations: Vec<(String, String)>,
    roles: Vec<String>,
    asks_team: bool,
    asks_words: bool,
    asks_day: bool,
    typed: Typed,
}

/// A person who was chosen.
struct Chosen {
    number: String,
    name: String,
    words: String,
}

/// What was typed before, so that nothing typed is lost.
#[derive(Default)]
struct Typed {
    team: String,
    worker: String,
    words: String,
    reason: String,
    to: String,
    role: String,
    day: [String; 3],
}

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

/// Chosen by ticks, or on the page of a person: what else must be said?
pub(super) async fn choose(
    State(desk): State<Arc<Desk>>,
    Path(package): Path<String>,
    posted: Posted,
) -> Answer {
    let act = Act::of(posted.text("act"))?;
    let frame = desk.frame(act.told().title).at(Place::Arrived);
    let html = desk
        .sit(move |sitting| form(sitting, package, act, &posted, Mistakes::default(), frame))
        .await?;
    page(&html)
}

fn form(
    sitting: &mut Sitting,
    package: String,
    act: Act,
    posted: &Posted,
    mistakes: Mistakes,
    frame: Frame,
) -> Result<ChoosePage, Stop> {
    let (people, gathered) = open(sitting, &package)?;
    let chosen = chosen(sitting, &people, act, posted)?;
    let needs_reason = act.word().is_some_and(|word| word != VerdictWord::Accepted);
    let reasons = if needs_reason {
        sitting
            .office()?
            .desk(&people.index, gathered.known())?
            .reasons()
    } else {
        Vec::new()
    };
    let organisations = if act == Act::Elsewhere {
        others(sitting)?
    } else {
        Vec::new()
    };
    let told = act.told();
    Ok(ChoosePage {
        act: told.name,
        title: told.title,
        button: match chosen.len() {
            1 => format!("{} this person", told.button),
            number => format!("{} {number} people", told.button),
        },
        after: told.after,
        reasons: reasons
            .into_iter()
            .map(|code| (code.clone(), code.replace('-', " ")))
            .collect(),
        organisations,
        roles: sitting.roles().iter().map(ToString::to_string).collect(),
        asks_team: act == Act::TakeOn,
        asks_words: act == Act::Ask,
        asks_day: act.event().is_some(),
        typed: Typed {
            team: posted.text("team").to_owned(),
            worker: posted.text("worker").to_owned(),
            words: posted.text("words").to_owned(),
            reason: posted.text("reason").to_owned(),
            to: posted.text("to").to_owned(),
            role: posted.text("role").to_owned(),
            day: ["day-d", "day-m", "day-y"].map(|part| posted.text(part).to_owned()),
        },
        people: chosen,
        frame,
        mistakes,
        package,
    })
}

/// The people who were ticked. In danger, each must have been looked at before she is taken on among many.
fn chosen(
    sitting: &Sitting,
    people: &PeopleOf,
    act: Act,
    posted: &Posted,
) -> Result<Vec<Chosen>, Stop> {
    let mut numbers: Vec<&str> = posted.all("case").collect();
    numbers.dedup();
    if numbers.is_empty() {
        return Err(Stop::told(
            "nobody was ticked",
            "Go back and tick whom you mean, or open the page of one person.",
        ));
    }
    let mut chosen = Vec::new();
    for number in numbers {
        let one = people.at(number)?;
        let is_unread = one.is_in_danger() && !sitting.looked.contains(&one.token);
        if act == Act::TakeOn && is_unread {
            return Err(Stop::told(
                format!(
                    "{} is in danger, and nobody has read that page at this desk yet",
                    one.name()
                ),
                "Open that page first. Nothing was signed.",
            ));
        }
        chosen.push(Chosen {
            number: number.to_owned(),
            name: one.name().to_owned(),
            words: people.words(&one.token),
        });
    }
    Ok(chosen)
}

/// Every other organisation that the directory lists now.
fn others(sitting: &mut Sitting) -> Result<Vec<(String, String)>, Stop> {
    let now = sitting.now;
    let office = sitting.office()?;
    let us = office.organisation().clone();
    let directory = Arc::clone(office.directory());
    let listed = directory.cards().filter(|card| card.is_in_force_at(now));
    let cards = listed.map(|card| card.card().payload());
    let others = cards.filter(|card| card.by != us);
    Ok(others
        .map(|card| (card.by.to_string(), card.name.as_str().to_owned()))
        .collect())
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

/// What is missing before anything can be signed.
fn mistakes(act: Act, posted: &Posted) -> Mistakes {
    let mut mistakes = Mistakes::default();
    let mut want = |field: &'static str, words: &str| {
        if posted.text(field).is_empty() {
            mistakes.add(field, words);
        }
    };
    match act {
        Act::TakeOn => {
            want("team", "Write which team takes them on.");
            want("worker", "Write who their named worker is.");
        }
        Act::Ask => want(
            "words",
            "Write your question: it is sealed for their sender alone.",
        ),
        Act::Elsewhere => want("to", "Choose who should take them on."),
        _ => {}
    }
    if act.word().is_some_and(|word| word != VerdictWord::Accepted) {
        want("reason", "Choose why.");
    }
    if act == Act::Ask
        && !posted.text("words").is_empty()
        && one_text(posted.text("words")).is_none()
    {
        mistakes.add("words", "Write at most 2,000 letters.");
    }
    if act.event().is_some() && on(posted).is_none() {
        mistakes.add(
            "day-d",
            "Write the day as three numbers, such as 2 12 2026.",
        );
    }
    mistakes
}

/// The day of three boxes.
fn on(posted: &Posted) -> Option<Date> {
    let number = |part: &str| posted.text(part).parse::<u16>().ok();
    let (day, month, year) = (number("day-d")?, number("day-m")?, number("day-y")?);
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
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
    let file = File::open(&people.file);
    let file = file.map_err(|error| FileError::reading(&people.file, error))?;
    let choice = CaseChoice {
        named: tokens.iter().copied().map(CaseName::Token).collect(),
        all: false,
        all_except: None,
    };
    let mut at = sitting.office()?.desk(&people.index, gathered.known())?;
    let audience = at.first_audience().cloned();
    at.speak_for(audience.as_ref())?;
    at.read(BufReader::new(file), &mut |_| {})?;
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
