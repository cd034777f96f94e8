//! A form: pages of questions, what each fills and under which answer it is asked.

use std::{collections::BTreeMap, fmt};

use handover_dataset::{AbsentReason, Profile};
use serde_json::Value;

use crate::{
    file::{NotAsked, ReaderFile, RepeatFile, Source},
    place::Place,
    schema::{Kind, Schema},
};

/// Questions for one kind of case, in pages.
pub struct Form {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) person: String,
    pub(crate) profile: Profile,
    pub(crate) schema: Schema,
    pub(crate) pages: Vec<Page>,
    pub(crate) says: Vec<Said>,
    pub(crate) items: BTreeMap<String, Vec<(String, Value)>>,
    pub(crate) labels: Vec<(Place, Vec<String>)>,
    pub(crate) provenance: BTreeMap<String, Source>,
    pub(crate) repeats: BTreeMap<String, RepeatFile>,
    pub(crate) readers: Vec<ReaderFile>,
    pub(crate) not_asked: Vec<NotAsked>,
}

/// A page of questions.
pub struct Page {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) lead: Option<String>,
    pub(crate) call: Option<String>,
    pub(crate) once: bool,
    pub(crate) when: Vec<Clause>,
    pub(crate) questions: Vec<Question>,
}

/// A question.
pub(crate) struct Question {
    pub(crate) name: String,
    pub(crate) ask: String,
    pub(crate) hint: Option<String>,
    /// The repeat that it belongs to.
    pub(crate) of: Option<String>,
    /// Asked if one of these holds; always, if there is none.
    pub(crate) when: Vec<Clause>,
    pub(crate) fills: Vec<Place>,
    pub(crate) optional: bool,
    pub(crate) absent: Vec<AbsentReason>,
    pub(crate) near: Vec<i32>,
    pub(crate) now: bool,
    pub(crate) known: bool,
    pub(crate) answer: Answer,
}

/// How a question is answered.
pub(crate) enum Answer {
    /// One of these.
    Choice(Vec<Choice>),
    /// Any of these, which are an array there.
    Several(Vec<Choice>),
    /// What is typed, as its type in the dataset has it.
    Typed { kind: Kind, form: TextForm },
}

/// In which form a text is typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TextForm {
    Area,
    Line,
    Mobile,
    NhsNumber,
    Postcode,
    Telephone,
}

/// One of several answers.
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) words: String,
    pub(crate) hint: Option<String>,
    pub(crate) says: Vec<Said>,
    pub(crate) counts: Option<usize>,
}

/// What a case says at a place.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) place: Place,
    pub(crate) what: What,
}

#[derive(Clone)]
pub(crate) enum What {
    Absent { reason: AbsentReason, is_weak: bool },
    Value(Value),
}

/// One of those answers to a question.
pub(crate) struct Clause {
    pub(crate) question: String,
    pub(crate) answers: Vec<String>,
}

/// The pages of a form as they follow each other, and what a person is called in it.
impl Form {
    /// Its name, as in `maternity-discharge`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is for: "Discharge one person".
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What the person is called in it: "the mother".
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// The profile that its cases follow.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The pages that are asked for each person, in their order.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().filter(|page| !page.once)
    }

    /// The pages that are asked once for the unit.
    pub fn settings(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().filter(|page| page.once)
    }

    /// The page of that name.
    #[must_use]
    pub fn page(&self, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.name == name)
    }

    pub(crate) fn question(&self, name: &str) -> Option<(&Page, &Question)> {
        let mut all = self.all();
        all.find(|(_, question)| question.name == name)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&Page, &Question)> {
        let pages = self.pages.iter();
        pages.flat_map(|page| page.questions.iter().map(move |question| (page, question)))
    }
}

impl Page {
    /// Its name, as it stands in an address: it says nothing of anybody.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }
}

impl Question {
    /// Whether it is answered in boxes for day, month and year.
    pub(crate) const fn is_day(&self) -> bool {
        matches!(
            &self.answer,
            Answer::Typed {
                kind: Kind::Day | Kind::DayOrMoment | Kind::Moment | Kind::PartOfDay,
                ..
            }
        )
    }

    /// The words of an answer that was chosen.
    pub(crate) fn choices(&self) -> &[Choice] {
        match &self.answer {
            Answer::Choice(choices) | Answer::Several(choices) => choices,
            Answer::Typed { .. } => &[],
        }
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({})", self.name)
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({})", self.name)
    }
}
