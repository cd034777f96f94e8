//! Which questions are asked, and whether their answers stand: judged by answers, never by what was visible.

use std::collections::BTreeMap;

use handover_dataset::AbsentReason;
use serde_json::Value;

use crate::{
    answers::{Answers, MAX_TURNS, Part, input},
    form::{Answer, Clause, Form, Page, Question},
    mistake::{Mistake, Why},
    typed,
};

/// A form as it was answered.
pub(crate) struct Judged<'f> {
    /// What is asked, in the order of the form.
    pub(crate) asked: Vec<Asked<'f>>,
    /// What was answered under an answer that was not chosen: it is not taken.
    pub(crate) left: Vec<Asked<'f>>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// A question that is asked, in a turn of its repeat.
pub(crate) struct Asked<'f> {
    pub(crate) page: &'f Page,
    pub(crate) question: &'f Question,
    pub(crate) turn: usize,
    pub(crate) state: State,
}

/// How it was answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Absent(AbsentReason),
    /// By their places among the choices.
    Chosen(Vec<usize>),
    Silent,
    Typed(Value),
    Wrong,
}

/// The answers chosen so far, by question and turn.
type Chosen<'f> = BTreeMap<(&'f str, usize), Vec<&'f str>>;

impl Form {
    pub(crate) fn judge(&self, answers: &Answers) -> Judged<'_> {
        let mut judged = Judged {
            asked: Vec::new(),
            left: Vec::new(),
            mistakes: Vec::new(),
        };
        let mut chosen = Chosen::new();
        for page in &self.pages {
            let is_page_asked = self.holds(&page.when, None, 0, &chosen);
            for question in &page.questions {
                let turns = self.turns(question, answers, &chosen);
                let last = question.of.as_ref().map_or(0, |_| MAX_TURNS);
                for turn in usize::from(last > 0)..=last {
                    let is_asked = is_page_asked
                        && turn <= turns
                        && self.holds(&question.when, question.of.as_deref(), turn, &chosen);
                    let mut asked = Asked {
                        page,
                        question,
                        turn,
                        state: State::Silent,
                    };
                    if !is_asked {
                        if answers.has(question, turn) {
                            judged.left.push(asked);
                        }
                        continue;
                    }
                    match state(question, turn, answers) {
                        Ok(state) => {
                            if let State::Chosen(places) = &state {
                                let names = places
                                    .iter()
                                    .filter_map(|place| question.choices().get(*place));
                                chosen.insert(
                                    (&question.name, turn),
                                    names.map(|choice| choice.name.as_str()).collect(),
                                );
                            }
                            asked.state = state;
                        }
                        Err(why) => {
                            judged.mistakes.push(mistake(page, question, turn, &why));
                            asked.state = State::Wrong;
                        }
                    }
                    judged.asked.push(asked);
                }
            }
        }
        judged
    }

    /// Whether one of them holds, or there is none.
    fn holds(
        &self,
        clauses: &[Clause],
        of: Option<&str>,
        turn: usize,
        chosen: &Chosen<'_>,
    ) -> bool {
        clauses.is_empty()
            || clauses
                .iter()
                .any(|clause| self.clause_holds(clause, of, turn, chosen))
    }

    fn clause_holds(
        &self,
        clause: &Clause,
        of: Option<&str>,
        turn: usize,
        chosen: &Chosen<'_>,
    ) -> bool {
        let Some((_, question)) = self.question(&clause.question) else {
            return false;
        };
        let is_answer = |turn: usize| {
            let names = chosen.get(&(question.name.as_str(), turn));
            names.is_some_and(|names| {
                names
                    .iter()
                    .any(|name| clause.answers.iter().any(|one| one == name))
            })
        };
        match question.of.as_deref() {
            None => is_answer(0),
            Some(repeat) if Some(repeat) == of => is_answer(turn),
            Some(_) => (1..=MAX_TURNS).any(is_answer),
        }
    }

    /// How many turns a question has: as many as were counted, or as many as something was filled in for.
    fn turns(&self, question: &Question, answers: &Answers, chosen: &Chosen<'_>) -> usize {
        let Some(repeat) = question.of.as_ref().and_then(|of| self.repeats.get(of)) else {
            return 0;
        };
        let Some(count) = &repeat.count else {
            return self
                .filled(question.of.as_deref().unwrap_or_default(), answers)
                .max(1);
        };
        let counted = self.question(count).and_then(|(_, counts)| {
            let names = chosen.get(&(counts.name.as_str(), 0))?;
            let choice = counts
                .choices()
                .iter()
                .find(|choice| names.contains(&choice.name.as_str()))?;
            choice.counts
        });
        counted.unwrap_or_default().min(MAX_TURNS)
    }

    /// The last turn of a repeat for which something was typed or chosen.
    pub(crate) fn filled(&self, repeat: &str, answers: &Answers) -> usize {
        let questions: Vec<&Question> = self
            .all()
            .map(|(_, question)| question)
            .filter(|question| question.of.as_deref() == Some(repeat))
            .collect();
        let is_filled = |turn: &usize| {
            questions
                .iter()
                .any(|question| answers.has(question, *turn))
        };
        (1..=MAX_TURNS).rev().find(is_filled).unwrap_or_default()
    }
}

fn mistake(page: &Page, question: &Question, turn: usize, why: &Why) -> Mistake {
    Mistake {
        page: page.name.clone(),
        question: question.name.clone(),
        turn,
        part: why.part(),
        words: why.words(&question.ask),
    }
}

/// What an answer is called that gives a reason and no value.
pub(crate) const ABSENT: &str = "absent:";

fn state(question: &Question, turn: usize, answers: &Answers) -> Result<State, Why> {
    let reason = |word: &str| {
        question
            .absent
            .iter()
            .find(|reason| reason.as_str() == word)
            .copied()
    };
    let state = match &question.answer {
        Answer::Choice(choices) | Answer::Several(choices) => {
            let all = answers.all(&input(&question.name, turn, Part::Whole));
            let (mut reasons, mut places) = (Vec::new(), Vec::new());
            for word in all {
                match word.strip_prefix(ABSENT) {
                    Some(word) => reasons.push(reason(word).ok_or(Why::NoSuchAnswer)?),
                    None => {
                        let place = choices.iter().position(|choice| choice.name == *word);
                        places.push(place.ok_or(Why::NoSuchAnswer)?);
                    }
                }
            }
            let is_one = matches!(question.answer, Answer::Choice(_));
            match (reasons.as_slice(), places.len()) {
                ([], 0) => State::Silent,
                ([], 2..) if is_one => return Err(Why::NoSuchAnswer),
                ([], _) => State::Chosen(places),
                ([reason], 0) => State::Absent(*reason),
                _ => return Err(Why::TwoAnswers),
            }
        }
        Answer::Typed { kind, form } => {
            let value = typed::read(answers, &question.name, turn, (kind, *form))?;
            match (
                value,
                answers.all(&input(&question.name, turn, Part::Absent)),
            ) {
                (None, []) => State::Silent,
                (Some(value), []) => State::Typed(value),
                (None, [word]) => State::Absent(reason(word).ok_or(Why::NoSuchAnswer)?),
                _ => return Err(Why::TwoAnswers),
            }
        }
    };
    match state {
        State::Silent if !question.optional => Err(Why::NoAnswer),
        state => Ok(state),
    }
}
