//! The rows of gaps: an answer from the list, words, or an acknowledgement.

use std::rc::Rc;

use handover_dataset::{AbsentReason, CheckId, Field};
use serde_json::{Map, Value};

use super::{
    built::Built,
    reading::{Reading, RowAt},
    sayer::Sayer,
    table::{Row, Table},
};
use crate::{
    cell::{Kind, kebab},
    columns::{
        ACKNOWLEDGED, ANSWER, CASE, KEY, OF_GAPS, OF_KEY, OF_SAYER, READ, WORDS, choices_of,
        reasons,
    },
    finding::field_at,
    shape::Shape,
};

pub(super) fn read(table: &Table<'_>, about: &Sayer, reading: &mut Reading, built: &mut Built) {
    let headings = OF_GAPS.iter().chain(&OF_SAYER).chain([&OF_KEY]);
    let headings: Vec<String> = headings.map(|column| column.heading.to_owned()).collect();
    table.only(&headings, reading);
    for row in table.rows() {
        if !row.text(ANSWER).is_empty() || !row.text(WORDS).is_empty() {
            answer(&row, about, reading, built);
        }
    }
}

fn answer(row: &Row<'_>, about: &Sayer, reading: &mut Reading, built: &mut Built) {
    let at = row.at();
    let Some(reference) = reference(row, reading) else {
        return;
    };
    let key = row.text(KEY);
    let sayer = Sayer::of_row(row).or(about);
    let says = row.text(ANSWER);
    let (check, digest) = key.split_once(' ').unwrap_or((key, ""));
    if check.parse::<CheckId>().is_ok() {
        if kebab(says) != ACKNOWLEDGED {
            reading.not_of_form(
                &at,
                ANSWER,
                "acknowledged, and nothing else can be said here",
            );
            return;
        }
        let Some(mut members) = sayer.members(&at, reading) else {
            return;
        };
        members.remove("agreed_by");
        members.insert("check".to_owned(), check.into());
        if !digest.is_empty() {
            members.insert("text_digest".to_owned(), digest.into());
        }
        add_words(row, &mut members);
        built.acknowledge(&reference, members);
        return;
    }
    let Some(field) = field_at(key) else {
        let is = "what stood there: this row says nothing of what it answers";
        reading.not_of_form(&at, KEY, is);
        return;
    };
    if let Some(stated) = stated(field, row, &at, reading)
        && let Some(members) = sayer.members(&at, reading)
    {
        built.answer(&reference, field, stated, members, at, reading);
    }
}

/// The case of a row; a mistake if there is none.
pub(super) fn reference(row: &Row<'_>, reading: &mut Reading) -> Option<String> {
    let case = row.text(CASE);
    let is_one = case.parse::<handover_dataset::CaseReference>().is_ok();
    if !is_one {
        reading.not_of_form(&row.at(), CASE, "a case reference, as it stood there");
    }
    is_one.then(|| case.to_owned())
}

/// What else is said of an acknowledgement goes into its reason, which is read whole.
fn add_words(row: &Row<'_>, members: &mut Map<String, Value>) {
    let words = row.text(WORDS);
    if let Some(Value::String(reason)) = members.get_mut("reason")
        && !words.is_empty()
    {
        reason.push_str("; ");
        reason.push_str(words);
    }
}

/// What the row says of the field.
fn stated(field: &Field, row: &Row<'_>, at: &RowAt, reading: &mut Reading) -> Option<Value> {
    let (says, words) = (row.text(ANSWER), row.text(WORDS));
    let shapes = Rc::clone(&reading.shapes);
    let kind = match shapes.of(field) {
        Some(Shape::One(kind)) => Some(kind),
        _ => None,
    };
    let mut members = Map::new();
    let mut note = if words.is_empty() {
        row.text(READ)
    } else {
        words
    };
    if says.is_empty() {
        match kind.filter(|kind| choices_of(kind).is_empty()) {
            Some(kind) => {
                let Some(value) = kind.read(words) else {
                    reading.not_of_form(at, WORDS, kind.is());
                    return None;
                };
                members.insert("value".to_owned(), value);
                note = row.text(READ);
            }
            None => {
                let is = "an answer by themselves: choose one from the list, or fill in what Where names";
                reading.not_of_form(at, WORDS, is);
                return None;
            }
        }
    } else if let Some(reason) = reason(says).filter(|_| !field.is_plain) {
        members.insert("absent".to_owned(), reason.as_str().into());
    } else if let Some(value) = kind.and_then(|kind| coded(kind, says)) {
        if field.is_plain {
            return Some(value);
        }
        members.insert("value".to_owned(), value);
    } else {
        let mut words = kind.map(choices_of).unwrap_or_default();
        words.extend(reasons().map(|reason| reason.in_words().to_owned()));
        reading.not_of_form(at, ANSWER, format!("one of: {}", words.join(", ")));
        return None;
    }
    if !note.is_empty() {
        members.insert("note".to_owned(), note.into());
    }
    Some(Value::Object(members))
}

fn coded(kind: &Kind, text: &str) -> Option<Value> {
    (!choices_of(kind).is_empty())
        .then(|| kind.read(text))
        .flatten()
}

fn reason(text: &str) -> Option<AbsentReason> {
    let word = kebab(text);
    let is_meant =
        |reason: &AbsentReason| reason.as_str() == word || kebab(reason.in_words()) == word;
    reasons().find(is_meant)
}
