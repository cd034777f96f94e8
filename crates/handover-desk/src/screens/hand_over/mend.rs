//! What one person lacks, mended in the page: who says it, when and how they know goes with each answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover_caseload::{FileError, Mistake, Place};
use handover_gaps::{Answered, AskedPerson, FormQuestion, Question, answers_file};

use super::{
    gaps::{Lacking, lacking, roles_in_words, said_by},
    hand::{Hand, aside},
    journey::Journey,
    steps::Step,
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place as FramePlace},
    posted::Posted,
    screens::mistake::Mistakes,
};

#[derive(Template)]
#[template(path = "hand_over/mend.html")]
struct MendPage {
    frame: Frame,
    number: u32,
    caption: String,
    at: usize,
    name: String,
    reference: String,
    is_at_risk: bool,
    grave: Vec<Asked>,
    others: Vec<Asked>,
    roles: Vec<(String, String)>,
    by: String,
    role: String,
    why: String,
    second: String,
    second_role: String,
    mistakes: Mistakes,
}

/// A question, with what is typed beside it.
struct Asked {
    at: usize,
    question: Question,
    answer: String,
    words: String,
    form: Option<Form>,
}

struct Form {
    at: usize,
    name: String,
    items: Vec<Vec<TypedPart>>,
}

/// A part of an item, with what is typed.
struct TypedPart {
    id: String,
    heading: String,
    is: String,
    choices: Vec<String>,
    text: String,
}

impl Asked {
    /// What stands before the words of a choice: nothing was said yet.
    fn has_choices(&self) -> bool {
        !self.question.choices.is_empty()
    }
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
) -> Answer {
    let shown = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let lacking = lacking(&journey)?;
        Ok(look(hand, number, at, lacking, None, Mistakes::default()))
    })
    .await?;
    answered(&desk, number, shown)
}

fn answered(desk: &Desk, number: u32, shown: Option<MendPage>) -> Answer {
    let Some(mut shown) = shown else {
        return see(format!("{}/hand-over/{number}/gaps", desk.base()));
    };
    shown.frame = desk.frame("What one person lacks").at(FramePlace::HandOver);
    page(&shown)
}

/// None if the person lacks nothing.
fn look(
    hand: &Hand,
    number: u32,
    at: usize,
    mut lacking: Lacking,
    posted: Option<&Posted>,
    mistakes: Mistakes,
) -> Option<MendPage> {
    let reference = lacking.at(at)?.reference.clone();
    let place = lacking
        .people
        .iter()
        .position(|one| one.reference == reference)?;
    let person = lacking.people.swap_remove(place);
    let text = |field: &str, or: &str| {
        posted.map_or_else(|| or.to_owned(), |posted| posted.text(field).to_owned())
    };
    let mut forms: Vec<Option<(usize, FormQuestion)>> =
        person.forms.into_iter().enumerate().map(Some).collect();
    let mut asked = Vec::new();
    for (at, question) in person.questions.into_iter().enumerate() {
        let named = question.form.as_deref();
        let own = forms.iter_mut().find(|one| {
            one.as_ref()
                .is_some_and(|(_, form)| Some(form.form.as_str()) == named)
        });
        let form = own.and_then(Option::take).map(|(at, form)| Form {
            at,
            items: items(at, &form, &text),
            name: form.form,
        });
        asked.push(Asked {
            answer: text(&format!("q{at}"), ""),
            words: text(&format!("w{at}"), ""),
            at,
            question,
            form,
        });
    }
    let (grave, others) = asked.into_iter().partition(|one| one.question.is_grave);
    Some(MendPage {
        frame: Frame::default(),
        number,
        caption: Step::Gaps.caption(),
        at,
        name: if person.who.is_empty() {
            person.reference.clone()
        } else {
            person.who
        },
        reference: person.reference,
        is_at_risk: person.is_at_risk,
        grave,
        others,
        roles: roles_in_words(&lacking.roles),
        by: text("by", &hand.who),
        role: text("role", ""),
        why: text("why", ""),
        second: text("second", ""),
        second_role: text("second-role", ""),
        mistakes,
    })
}

fn items(
    at: usize,
    form: &FormQuestion,
    text: &impl Fn(&str, &str) -> String,
) -> Vec<Vec<TypedPart>> {
    let items = form.items.iter().enumerate();
    let items = items.map(|(item, stands)| {
        let parts = form.parts.iter().zip(&stands.texts).enumerate();
        let parts = parts.map(|(nth, (part, now))| {
            let id = part_name(at, item, nth);
            TypedPart {
                text: text(&id, now),
                id,
                heading: part.heading.clone(),
                is: part.is.clone(),
                choices: part.choices.clone(),
            }
        });
        parts.collect()
    });
    items.collect()
}

/// The name of a field: of which form, which item, which part.
fn part_name(form: usize, item: usize, part: usize) -> String {
    format!("p{form}-{item}-{part}")
}

/// Somebody answers what they know; what they leave empty is no answer.
pub(super) async fn answer(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
    posted: Posted,
) -> Answer {
    let done = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let lacking = lacking(&journey)?;
        let Some(person) = lacking.at(at) else {
            return Ok(Err(None));
        };
        let mut mistakes = Mistakes::default();
        let answers = typed(person, &posted)?;
        let said = said_by(&posted, hand, &mut mistakes);
        if answers.is_empty() {
            mistakes.add("main", "Nothing was answered.");
        }
        if mistakes.is_empty() {
            match answers_file(&said, &answers) {
                Ok(file) => {
                    journey.keep_answer(&file)?;
                    journey.note(|notes| notes.agreed = None)?;
                    return Ok(Ok(lacking.after(&person.reference)));
                }
                Err(FileError::Mistakes(_, found)) => {
                    for one in found {
                        mistakes.add("main", in_words(&one));
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Err(look(
            hand,
            number,
            at,
            lacking,
            Some(&posted),
            mistakes,
        )))
    })
    .await?;
    match done {
        Ok(Some(next)) => see(format!("{}/hand-over/{number}/gaps/{next}", desk.base())),
        Ok(None) => see(format!("{}/hand-over/{number}/gaps", desk.base())),
        Err(shown) => answered(&desk, number, shown),
    }
}

/// A mistake, with the part of the page in which it is.
fn in_words(mistake: &Mistake) -> String {
    match &mistake.place {
        Place::Row { sheet, .. } if sheet != "Gaps" => format!("{sheet}: {}.", mistake.kind),
        _ => format!("{}.", mistake.kind),
    }
}

/// What was typed of a person. A question that stands elsewhere by now is not taken for another.
fn typed(person: &AskedPerson, posted: &Posted) -> Result<Vec<Answered>, Stop> {
    let mut answers = Vec::new();
    for (at, question) in person.questions.iter().enumerate() {
        let (answer, words) = (
            posted.text(&format!("q{at}")),
            posted.text(&format!("w{at}")),
        );
        if answer.is_empty() && words.is_empty() {
            continue;
        }
        if posted.text(&format!("k{at}")) != question.key {
            return Err(Stop::Stale);
        }
        answers.push(Answered::Question {
            reference: person.reference.clone(),
            key: question.key.clone(),
            answer: answer.to_owned(),
            words: words.to_owned(),
            read: question.read.clone(),
        });
    }
    for (at, form) in person.forms.iter().enumerate() {
        let mut is_changed = false;
        let mut items = Vec::new();
        for (item, stands) in form.items.iter().enumerate() {
            let mut texts = Vec::new();
            for (nth, (part, now)) in form.parts.iter().zip(&stands.texts).enumerate() {
                let field = part_name(at, item, nth);
                let text = if posted.has(&field) {
                    posted.text(&field)
                } else {
                    now
                };
                is_changed |= text != now.trim();
                texts.push((part.heading.clone(), text.to_owned()));
            }
            items.push((stands.stands.clone(), texts));
        }
        if is_changed {
            if posted.text(&format!("form{at}")) != form.form {
                return Err(Stop::Stale);
            }
            answers.push(Answered::Form {
                reference: person.reference.clone(),
                form: form.form.clone(),
                read: form.read.clone(),
                items,
            });
        }
    }
    Ok(answers)
}
