//! From a case to the answers that it is.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    answers::{Answers, MAX_TURNS, Part, input},
    build::field,
    form::{Answer, Choice, Form, Question, Said, What},
    judge::ABSENT,
    place::{Place, Step},
    typed,
};

/// A case as its answers are looked for.
struct Told<'f> {
    form: &'f Form,
    sections: &'f Value,
}

impl Form {
    /// The answers that a case of this form's profile is, as far as the form asks for what it says.
    #[must_use]
    pub fn answers_of(&self, case: &Value) -> Answers {
        let nothing = Value::Null;
        let told = Told {
            form: self,
            sections: case.get("sections").unwrap_or(&nothing),
        };
        let mut answers = Answers::default();
        for (_, question) in self.all() {
            let turns = match &question.of {
                None => 0..=0,
                Some(repeat) => 1..=told.count(repeat),
            };
            for turn in turns {
                told.answer(question, turn, &mut answers);
            }
        }
        answers
    }
}

impl<'f> Told<'f> {
    fn answer(&self, question: &Question, turn: usize, answers: &mut Answers) {
        let name = input(&question.name, turn, Part::Whole);
        let first = question.fills.first();
        let absent = first.and_then(|place| self.absent(place));
        let absent = absent.filter(|word| question.absent.iter().any(|one| one.as_str() == *word));
        match (&question.answer, absent) {
            (Answer::Typed { .. }, Some(word)) => {
                answers.put(
                    input(&question.name, turn, Part::Absent),
                    vec![word.to_owned()],
                );
            }
            (_, Some(word)) => answers.put(name, vec![format!("{ABSENT}{word}")]),
            (Answer::Typed { kind, .. }, None) => {
                if let Some(value) = self.first_value(question, turn) {
                    typed::write(answers, &question.name, turn, kind, value);
                }
            }
            (Answer::Several(_), None) => {
                let codes = self.first_value(question, turn).and_then(Value::as_array);
                let codes = codes.into_iter().flatten().filter_map(Value::as_str);
                answers.put(name, codes.map(str::to_owned).collect());
            }
            (Answer::Choice(choices), None) => {
                let ranked = choices.iter().filter_map(|choice| {
                    let rank = self.rank(question, choice, turn)?;
                    Some((rank, choice))
                });
                // Of equals the first.
                let best = ranked.rev().max_by_key(|(rank, _)| *rank);
                if let Some((_, choice)) = best {
                    answers.put(name, vec![choice.name.clone()]);
                }
            }
        }
        let note = first.and_then(|place| self.stated(place)?.get("note")?.as_str());
        if let Some(note) = note.filter(|_| crate::page::has_words(question)) {
            answers.put(
                input(&question.name, turn, Part::Words),
                vec![note.to_owned()],
            );
        }
    }

    /// How much of the case an answer and the questions under it say: more is better, and then what says it by itself.
    /// `None` if the case says otherwise.
    fn rank(&self, question: &Question, choice: &Choice, turn: usize) -> Option<(usize, usize)> {
        if let Some(count) = choice.counts {
            let repeats = self.form.repeats.iter();
            let mut counted =
                repeats.filter(|(_, repeat)| repeat.count.as_deref() == Some(&question.name));
            return counted
                .any(|(name, _)| self.count(name) == count)
                .then_some((1, 1));
        }
        let mut own = 0_usize;
        for said in &choice.says {
            let is_weak = matches!(said.what, What::Absent { is_weak: true, .. });
            // Of what is absent no member is told.
            let is_told =
                self.absent(&said.place).is_none() || matches!(said.what, What::Absent { .. });
            match self.is_said(said, turn) {
                true if !is_weak => own = own.saturating_add(1),
                true => {}
                false if is_told => return None,
                false => {}
            }
        }
        let below = self.below(question, choice, turn);
        let is_weak = |said: &Said| matches!(said.what, What::Absent { is_weak: true, .. });
        let is_any = own > 0 || below > 0 || choice.says.iter().any(is_weak);
        is_any.then_some((own.saturating_add(below), own))
    }

    /// How many members the questions under an answer say.
    fn below(&self, question: &Question, choice: &Choice, turn: usize) -> usize {
        let is_under = |other: &&Question| {
            let mut clauses = other.when.iter();
            clauses.any(|clause| {
                clause.question == question.name && clause.answers.contains(&choice.name)
            })
        };
        let under = self.form.all().map(|(_, other)| other).filter(is_under);
        let said = under.map(|other| {
            let turn = match (&other.of, &question.of) {
                (Some(_), None) => 1,
                (None, _) => 0,
                (Some(_), Some(_)) => turn,
            };
            let places = other
                .fills
                .iter()
                .filter(|place| self.value(place, turn).is_some())
                .count();
            let best = other.choices().iter().filter(|_| other.fills.is_empty());
            let best = best
                .filter_map(|choice| self.rank(other, choice, turn))
                .max();
            places.max(best.map_or(0, |(said, _)| said))
        });
        said.sum()
    }

    fn is_said(&self, said: &Said, turn: usize) -> bool {
        match &said.what {
            What::Absent { reason, is_weak } => {
                self.absent(&said.place) == Some(reason.as_str())
                    || (*is_weak && self.stated(&said.place).is_some())
            }
            What::Value(value) if value.as_str().is_some_and(|text| text.starts_with('@')) => {
                self.value(&said.place, turn).is_some()
            }
            What::Value(value) => self.value(&said.place, turn) == Some(value),
        }
    }

    fn first_value(&self, question: &Question, turn: usize) -> Option<&'f Value> {
        question
            .fills
            .iter()
            .find_map(|place| self.value(place, turn))
    }

    fn stated(&self, place: &Place) -> Option<&'f Value> {
        let field = place.field()?;
        self.sections.get(field.section.as_str())?.get(field.name)
    }

    fn absent(&self, place: &Place) -> Option<&'f str> {
        self.stated(place)?.get("absent")?.as_str()
    }

    /// What the case says at a place.
    fn value(&self, place: &Place, turn: usize) -> Option<&'f Value> {
        let mut at = self.whole(place)?;
        let mut so_far = String::new();
        for (n, step) in place.steps().iter().enumerate() {
            so_far = if n == 0 {
                step.name.clone()
            } else {
                format!("{so_far}.{}", step.name)
            };
            if n > 1 {
                at = at.get(&step.name)?;
            }
            if let Some(label) = &step.label {
                so_far = format!("{so_far}[{label}]");
                at = self
                    .items(at, &so_far, label)
                    .remove(&self.nth(label, turn))?;
            }
        }
        Some(at)
    }

    fn nth(&self, label: &str, turn: usize) -> usize {
        if self.form.repeats.contains_key(label) {
            turn.saturating_sub(1)
        } else {
            0
        }
    }

    /// The value of the whole field.
    fn whole(&self, place: &Place) -> Option<&'f Value> {
        let stated = self.stated(place)?;
        if place.field()?.is_plain {
            Some(stated)
        } else {
            stated.get("value")
        }
    }

    /// The items of a list that are called so, each by its turn from 0: those that say what every item of that label says.
    /// What points at an item of another list has the turn of that.
    fn items(&self, list: &'f Value, item: &str, label: &str) -> BTreeMap<usize, &'f Value> {
        let items = list.as_array().map_or(&[][..], Vec::as_slice);
        let constants = self.form.items.get(item).map_or(&[][..], Vec::as_slice);
        let is_repeat = self.form.repeats.contains_key(label);
        let mut by_turn = BTreeMap::new();
        for value in items {
            let mut turn = by_turn.len();
            let fits = constants.iter().all(|(member, wanted)| {
                let there = member.split('.').try_fold(value, |at, name| at.get(name));
                match wanted.as_str().and_then(|text| text.strip_prefix('@')) {
                    None => there == Some(wanted),
                    Some(reference) if is_repeat => {
                        let place = there.and_then(|id| self.place_of(reference, id));
                        turn = place.unwrap_or(turn);
                        place.is_some()
                    }
                    Some(_) => true,
                }
            });
            if fits {
                by_turn.insert(turn, value);
            }
        }
        by_turn
    }

    /// The place of the item of that id in the list.
    fn place_of(&self, list: &str, id: &Value) -> Option<usize> {
        let list = self.whole(&Place::read(list)?)?.as_array()?;
        list.iter().position(|item| item.get("id") == Some(id))
    }

    /// How many items of lists are called by that label.
    fn count(&self, repeat: &str) -> usize {
        let mut most: BTreeMap<String, usize> = BTreeMap::new();
        for (_, question) in self.form.all() {
            let says = question.choices().iter().flat_map(|choice| &choice.says);
            let places = question.fills.iter().chain(says.map(|said| &said.place));
            for place in places {
                let is_it = |step: &Step| step.label.as_deref() == Some(repeat);
                if place.item() == Some(repeat) && place.steps().iter().any(is_it) {
                    let item = format!("{}[{repeat}]", field(place));
                    let list = self.whole(place);
                    let items = list.map(|list| self.items(list, &item, repeat));
                    let last = items.and_then(|items| items.into_keys().last());
                    let count = last.map_or(0, |last| last.saturating_add(1));
                    most.insert(item, count);
                }
            }
        }
        most.into_values().max().unwrap_or_default().min(MAX_TURNS)
    }
}

#[cfg(test)]
mod tests;
