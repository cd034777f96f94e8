//! What a person typed and chose, as it came.

use std::{collections::BTreeMap, fmt};

use handover_time::Date;
use serde::{Deserialize, Serialize};

use crate::form::{Answer, Page, Question};

/// What was typed and chosen, by the name of the input. Nothing of it is judged, so nothing that was typed is lost.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Vec<String>>);

/// The most characters of one input.
const MAX_CHARS: usize = 20_000;
/// The most values of one input: of boxes that are ticked.
const MAX_VALUES: usize = 50;
/// The most turns of a repeat.
pub(crate) const MAX_TURNS: usize = 12;

/// A part of an answer that has an input of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    Absent,
    Day,
    Month,
    Near,
    Time,
    Whole,
    Words,
    Year,
}

impl Part {
    const fn ending(self) -> &'static str {
        match self {
            Self::Absent => "_absent",
            Self::Day => "_day",
            Self::Month => "_month",
            Self::Near => "_near",
            Self::Time => "_time",
            Self::Whole => "",
            Self::Words => "_words",
            Self::Year => "_year",
        }
    }
}

/// The name of an input: of a question, in a turn of its repeat, counted from 1.
pub(crate) fn input(question: &str, turn: usize, part: Part) -> String {
    let ending = part.ending();
    match turn {
        0 => format!("{question}{ending}"),
        turn => format!("{question}.{turn}{ending}"),
    }
}

impl Answers {
    /// Takes what a page sent, in the place of what it sent before. What is no input of the page is left out, and so is
    /// what is longer than any answer.
    pub fn take(&mut self, page: &Page, sent: &[(String, String)]) {
        for question in &page.questions {
            let turns = turns(question);
            for (turn, part) in
                turns.flat_map(|turn| parts(question).iter().map(move |part| (turn, *part)))
            {
                let name = input(&question.name, turn, part);
                let values = sent.iter().filter(|(key, _)| *key == name);
                let values = values.map(|(_, value)| value.trim());
                let fits =
                    |value: &&str| !value.is_empty() && value.chars().nth(MAX_CHARS).is_none();
                let values: Vec<String> = values.filter(fits).take(MAX_VALUES).map(lines).collect();
                self.put(name, values);
            }
        }
        self.settle(page);
    }

    /// A day that was chosen becomes the day in the boxes: "today" must not move with the calendar.
    fn settle(&mut self, page: &Page) {
        for question in page.questions.iter().filter(|question| question.is_day()) {
            for turn in turns(question) {
                let name = |part| input(&question.name, turn, part);
                let Some(near) = self.one(&name(Part::Near)).map(str::to_owned) else {
                    continue;
                };
                let (day, time) = match near.split_once('T') {
                    Some((day, time)) => (day, Some(time)),
                    None => (near.as_str(), None),
                };
                if let Ok(day) = day.parse::<Date>() {
                    self.put_day(&question.name, turn, day);
                    if let Some(time) = time {
                        self.put(name(Part::Time), vec![time.to_owned()]);
                    }
                }
                self.put(name(Part::Near), Vec::new());
            }
        }
    }

    pub(crate) fn put_day(&mut self, question: &str, turn: usize, day: Date) {
        let day = day.civil();
        let boxes = [
            (Part::Day, day.day().to_string()),
            (Part::Month, day.month().to_string()),
            (Part::Year, day.year().to_string()),
        ];
        for (part, value) in boxes {
            self.put(input(question, turn, part), vec![value]);
        }
    }

    /// What the input holds; nothing is kept of an empty one.
    pub(crate) fn put(&mut self, name: String, values: Vec<String>) {
        if values.is_empty() {
            self.0.remove(&name);
        } else {
            self.0.insert(name, values);
        }
    }

    pub(crate) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// Whether anything was typed or chosen there.
    pub(crate) fn has(&self, question: &Question, turn: usize) -> bool {
        let mut names = parts(question)
            .iter()
            .map(|part| input(&question.name, turn, *part));
        names.any(|name| self.0.contains_key(&name))
    }

    /// With the answers of the unit.
    #[must_use]
    pub fn with(&self, settings: &Self) -> Self {
        let mut all = settings.0.clone();
        all.extend(self.0.clone());
        Self(all)
    }

    /// Whether nothing was typed and nothing chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many inputs hold something.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// The inputs of a question.
const fn parts(question: &Question) -> &'static [Part] {
    match &question.answer {
        Answer::Choice(_) | Answer::Several(_) => &[Part::Whole],
        Answer::Typed { .. } if question.is_day() => &[
            Part::Absent,
            Part::Day,
            Part::Month,
            Part::Near,
            Part::Time,
            Part::Words,
            Part::Year,
        ],
        Answer::Typed { .. } => &[Part::Absent, Part::Whole],
    }
}

/// The turns that a question may have: none, or those of its repeat.
pub(crate) const fn turns(question: &Question) -> std::ops::RangeInclusive<usize> {
    if question.of.is_some() {
        1..=MAX_TURNS
    } else {
        0..=0
    }
}

/// A text as the dataset has it: lines end with one character.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace(['\r', '\t'], " ")
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answers(..)")
    }
}
