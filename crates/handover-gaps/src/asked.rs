//! What is missing as questions, for a face that asks them one by one; and what was answered there, as answers.

use std::path::Path;

use handover_caseload::FileError;
use handover_dataset::{AbsentReason, Field};
use handover_sheet::{Book, Cell, Sheet, SheetRow};
use serde_json::Value;

use crate::{
    Gaps,
    columns::{
        ABOUT, ACKNOWLEDGED, ANSWER, CASE, GAPS, KEY, READ, ROLE, SAID_AT, SAID_BY, SECOND,
        SECOND_ROLE, STANDS, WHY, WORDS, field_words, form_field, form_name,
    },
    finding::NOT_READ,
    form::Stands,
    gap::{Form, Gap, Lacking},
    read::answers_of,
    shape::{Member, Shape},
    write::{offered, text_of},
};

/// A person who lacks something.
#[non_exhaustive]
pub struct AskedPerson {
    /// The sender's own reference.
    pub reference: String,
    /// The name, as far as there is one.
    pub who: String,
    /// Whether the risk is high, or nobody can tell: then nothing grave is said of them among many.
    pub is_at_risk: bool,
    /// What stops the case or wants somebody's word, the worst first.
    pub questions: Vec<Question>,
    /// What has several parts, the worst first.
    pub forms: Vec<FormQuestion>,
}

/// One question.
#[non_exhaustive]
pub struct Question {
    /// What it is about, to be given back: a field, or a check to acknowledge.
    pub key: String,
    /// What it is about, for people.
    pub field: String,
    /// What is missing, and why it matters.
    pub missing: String,
    /// The words of the record in its place; empty if there are none.
    pub read: String,
    /// Who usually knows.
    pub may_answer: String,
    /// The answers that it takes; none where words are the answer, or a form.
    pub choices: Vec<String>,
    /// The form in which it is answered instead, or beside; none if it has one part.
    pub form: Option<String>,
    /// Whether words are the answer.
    pub is_in_words: bool,
    /// Whether the receiver is in danger without it: risk, safeguarding, prescribing, safe contact, an objection.
    pub is_grave: bool,
    /// Whether it stops nothing once somebody has seen it.
    pub is_acknowledged: bool,
}

/// The parts of one field.
#[non_exhaustive]
pub struct FormQuestion {
    /// Its name, to be given back.
    pub form: String,
    /// What it is about, for people.
    pub field: String,
    /// The words of the record in its place; empty if there are none.
    pub read: String,
    /// The parts that each item has.
    pub parts: Vec<Part>,
    /// What the case says now: an item a row, and an empty one.
    pub items: Vec<FormItem>,
}

/// A part of a field.
#[non_exhaustive]
pub struct Part {
    /// What it is called, to be given back.
    pub heading: String,
    /// What it says.
    pub note: String,
    /// What is asked for: "a day, as 23/04/2026".
    pub is: String,
    /// The words that it may be; none where anything may stand.
    pub choices: Vec<String>,
}

/// An item of a field.
#[non_exhaustive]
pub struct FormItem {
    /// What the case says now, for the program: to be given back as it is.
    pub stands: String,
    /// The same part by part.
    pub texts: Vec<String>,
}

/// Who says it.
#[derive(Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "what an answer is asked for")]
pub struct SaidBy {
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: String,
    /// Day and time.
    pub at: String,
    /// How they know.
    pub why: String,
    /// Somebody else who agrees, and their role.
    pub second: (String, String),
}

/// What somebody answered.
#[expect(clippy::exhaustive_enums, reason = "a question, or a form")]
pub enum Answered {
    /// To a question.
    Question {
        /// Of which case.
        reference: String,
        /// The key of the question.
        key: String,
        /// One of its choices, or nothing.
        answer: String,
        /// Words beside it, or alone.
        words: String,
        /// The words of the record that stay beside the answer.
        read: String,
    },
    /// To a form: every item of it.
    Form {
        /// Of which case.
        reference: String,
        /// The name of the form.
        form: String,
        /// The words of the record that stay beside the answer.
        read: String,
        /// Of each item what stood there, and what was written: heading and text.
        items: Vec<(String, Vec<(String, String)>)>,
    },
}

impl AskedPerson {
    /// The answers to a question that can be said of this person and of others in one breath: that nobody asked, that it is
    /// not held, and that what is on paper was not carried over. That there is nothing is said of each person alone, and
    /// of whoever is at high risk nothing grave is said among many.
    pub fn for_many<'q>(&self, question: &'q Question) -> impl Iterator<Item = &'q str> {
        let is_free = !(self.is_at_risk && question.is_grave);
        let is_on_paper = question.key == NOT_READ.to_string();
        let choices = question.choices.iter().map(String::as_str);
        choices.filter(move |choice| {
            let is_reason = FOR_MANY.iter().any(|reason| reason.in_words() == *choice);
            is_free && (is_reason || (is_on_paper && *choice == ACKNOWLEDGED))
        })
    }
}

/// The reasons that say nothing of a person.
const FOR_MANY: [AbsentReason; 2] = [AbsentReason::NotAsked, AbsentReason::NotHeldBySender];

impl Gaps<'_> {
    /// Everybody who lacks something, who lacks most of what matters most first.
    #[must_use]
    pub fn asked(mut self) -> Vec<AskedPerson> {
        self.sort();
        let ask = |one: &Lacking| AskedPerson {
            reference: one.reference.clone(),
            who: one.who.clone(),
            is_at_risk: one.is_at_risk,
            questions: one.gaps.iter().map(|gap| question(gap, one)).collect(),
            forms: one.forms.iter().map(|form| self.form(form)).collect(),
        };
        self.people.iter().map(ask).collect()
    }

    fn form(&self, form: &Form) -> FormQuestion {
        let members = match self.shapes.of(form.field) {
            Some(Shape::Items(members) | Shape::Object(members)) => members.as_slice(),
            Some(Shape::One(_)) | None => &[],
        };
        let item = |stands: &Stands| FormItem {
            stands: stands.written(),
            texts: members.iter().map(|one| text_of(one, stands)).collect(),
        };
        FormQuestion {
            form: form_name(form.field),
            field: field_words(form.field),
            read: form.read.clone(),
            parts: members.iter().map(|one| part(form.field, one)).collect(),
            items: form.rows.iter().map(item).collect(),
        }
    }
}

fn question(gap: &Gap, one: &Lacking) -> Question {
    let form = gap.place.split(", or ").find_map(form_field);
    let form = form.filter(|field| one.forms.iter().any(|form| form.field.id == field.id));
    let is_acknowledged = gap.key.starts_with("D-");
    Question {
        key: gap.key.clone(),
        field: gap.field.clone(),
        missing: gap.missing.clone(),
        read: gap.read.clone(),
        may_answer: gap.may_answer.clone(),
        is_in_words: gap.choices.is_empty() && form.is_none() && !gap.key.is_empty(),
        choices: gap.choices.to_vec(),
        form: form.map(form_name),
        is_grave: gap.rank < crate::order::RANKS.saturating_sub(1),
        is_acknowledged,
    }
}

fn part(field: &Field, member: &Member) -> Part {
    Part {
        heading: member.heading(),
        note: member.note.clone(),
        is: member.kind.is(),
        choices: offered(field, member),
    }
}

/// The answers file that says the same: it goes beside others, and is read as they are.
///
/// # Errors
///
/// [`FileError`], which names what was not understood by its row and heading.
pub fn answers_file(said: &SaidBy, answers: &[Answered]) -> Result<Value, FileError> {
    let mut sheets = vec![about(said)];
    for answer in answers {
        match answer {
            Answered::Question {
                reference,
                key,
                answer,
                words,
                read,
            } => add(
                &mut sheets,
                GAPS,
                &[
                    (CASE, reference),
                    (KEY, key),
                    (ANSWER, answer),
                    (WORDS, words),
                    (READ, read),
                ],
            ),
            Answered::Form {
                reference,
                form,
                read,
                items,
            } => {
                for (stands, texts) in items {
                    let mut cells: Vec<(&str, &str)> =
                        vec![(CASE, reference), (READ, read), (STANDS, stands)];
                    cells.extend(
                        texts
                            .iter()
                            .map(|(part, text)| (part.as_str(), text.as_str())),
                    );
                    add(&mut sheets, form, &cells);
                }
            }
        }
    }
    let book = Book {
        sheets,
        ..Book::default()
    };
    answers_of(&book, Path::new("the page"))
}

/// Who answers, as its own sheet says it.
fn about(said: &SaidBy) -> Sheet {
    let rows = [
        (SAID_BY, &said.name),
        (ROLE, &said.role),
        (SAID_AT, &said.at),
        (WHY, &said.why),
        (SECOND, &said.second.0),
        (SECOND_ROLE, &said.second.1),
    ];
    let mut sheet = Sheet {
        name: ABOUT.to_owned(),
        ..Sheet::default()
    };
    for (asked, text) in rows {
        push(&mut sheet, [asked, text].map(Cell::text).to_vec());
    }
    sheet
}

/// Adds a row to the sheet of that name; its headings are those of its first row.
fn add(sheets: &mut Vec<Sheet>, name: &str, cells: &[(&str, &str)]) {
    let at = sheets.iter().position(|sheet| sheet.name == name);
    let at = at.unwrap_or_else(|| {
        let mut sheet = Sheet {
            name: name.to_owned(),
            ..Sheet::default()
        };
        let headings = cells.iter().map(|(heading, _)| Cell::text(*heading));
        push(&mut sheet, headings.collect());
        sheets.push(sheet);
        sheets.len().saturating_sub(1)
    });
    if let Some(sheet) = sheets.get_mut(at) {
        push(
            sheet,
            cells.iter().map(|(_, text)| Cell::text(*text)).collect(),
        );
    }
}

fn push(sheet: &mut Sheet, cells: Vec<Cell>) {
    let number = u64::try_from(sheet.rows.len()).unwrap_or(u64::MAX);
    sheet.rows.push(SheetRow {
        number: number.saturating_add(1),
        after_blank: false,
        cells,
    });
}
