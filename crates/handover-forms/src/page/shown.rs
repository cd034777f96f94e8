//! What stands on a page, and under which answer.

use handover_time::Date;

use super::{Block, DayView, How, OptionView, PageInput, Piece, Turn, View, has_words};
use crate::{
    answers::{Part, input},
    form::{Answer, Choice, Form, Page, Question, TextForm},
    judge::{ABSENT, Judged},
    schema::Kind,
    signing::local,
};

/// So many answers are a list to open; fewer are buttons.
const MANY: usize = 8;

/// A page that is being shown.
pub(super) struct Shown<'s, 'p> {
    pub(super) form: &'p Form,
    pub(super) page: &'p Page,
    pub(super) judged: &'s Judged<'p>,
    pub(super) input: &'s PageInput<'p>,
}

impl<'p> Shown<'_, 'p> {
    /// Whether the question stands by itself: not under an answer of this page.
    pub(super) fn is_on_top(&self, question: &Question) -> bool {
        self.parent(question).is_none()
    }

    /// The question of this page under whose answer it stands.
    fn parent(&self, question: &Question) -> Option<&'p Question> {
        let [clause] = question.when.as_slice() else {
            return None;
        };
        self.page
            .questions
            .iter()
            .find(|other| other.name == clause.question)
    }

    /// Those questions, each turn of a repeat together.
    pub(super) fn blocks(
        &self,
        is_meant: impl Fn(&Question) -> bool,
        within: Option<&str>,
        turn: usize,
    ) -> Vec<Block<'p>> {
        let mut blocks = Vec::new();
        let mut done: Vec<&str> = Vec::new();
        let meant: Vec<&'p Question> = self
            .page
            .questions
            .iter()
            .filter(|question| is_meant(question))
            .collect();
        for question in &meant {
            match question.of.as_deref() {
                Some(repeat) if within != Some(repeat) && done.contains(&repeat) => {}
                Some(repeat) if within != Some(repeat) => {
                    done.push(repeat);
                    let of: Vec<&'p Question> = meant
                        .iter()
                        .copied()
                        .filter(|other| other.of.as_deref() == Some(repeat))
                        .collect();
                    blocks.push(self.turns(repeat, &of));
                }
                _ if self.is_shown(question, turn) => {
                    blocks.push(Block {
                        piece: Piece::Question(Box::new(self.view(question, turn))),
                    });
                }
                _ => {}
            }
        }
        blocks
    }

    /// What stands under an answer of this page is always there; what an answer of another page opens only if it does.
    fn is_shown(&self, question: &Question, turn: usize) -> bool {
        let mut asked = self.judged.asked.iter();
        self.parent(question).is_some()
            || asked.any(|asked| asked.question.name == question.name && asked.turn == turn)
    }

    fn turns(&self, repeat: &'p str, questions: &[&'p Question]) -> Block<'p> {
        let known = self.form.repeats.get(repeat);
        let is_counted = known.is_some_and(|known| known.count.is_some());
        let last = if is_counted {
            let asked = self
                .judged
                .asked
                .iter()
                .filter(|asked| asked.question.of.as_deref() == Some(repeat));
            asked.map(|asked| asked.turn).max().unwrap_or_default()
        } else {
            let filled = self.form.filled(repeat, self.input.answers);
            let more = usize::from(self.input.one_more == Some(repeat) && filled > 0);
            let most = known
                .and_then(|known| known.most)
                .unwrap_or(crate::answers::MAX_TURNS);
            filled.max(1).saturating_add(more).min(most)
        };
        let title = |turn: usize| {
            let words = known.map_or(&[][..], |known| known.words.as_slice());
            match words {
                [one] => format!("{one} {turn}"),
                words => words
                    .get(turn.saturating_sub(1))
                    .cloned()
                    .unwrap_or_else(|| turn.to_string()),
            }
        };
        let turns = (1..=last).map(|turn| Turn {
            title: title(turn),
            id: format!("{repeat}.{turn}_title"),
            blocks: {
                let is_meant = |question: &Question| {
                    let is_of = questions.iter().any(|one| one.name == question.name);
                    let under = self
                        .parent(question)
                        .is_some_and(|parent| parent.of.as_deref() == Some(repeat));
                    is_of && !under
                };
                self.blocks(is_meant, Some(repeat), turn)
            },
        });
        Block {
            piece: Piece::Turns(turns.collect(), (!is_counted).then_some(repeat)),
        }
    }

    fn view(&self, question: &'p Question, turn: usize) -> View<'p> {
        let id = input(&question.name, turn, Part::Whole);
        let errors = self
            .input
            .mistakes
            .iter()
            .enumerate()
            .filter(|(_, one)| one.question == question.name && one.turn == turn);
        let errors: Vec<(String, &'p str)> = errors
            .map(|(n, one)| (format!("wrong-{n}"), one.words.as_str()))
            .collect();
        let mut described: Vec<String> =
            question.hint.iter().map(|_| format!("{id}_hint")).collect();
        described.extend(errors.iter().map(|(id, _)| id.clone()));
        let reasons = match question.answer {
            Answer::Typed { .. } => self.reasons(question, turn, Part::Absent, ""),
            _ => Vec::new(),
        };
        View {
            ask: &question.ask,
            hint: question.hint.as_deref(),
            is_optional: question.optional,
            how: self.how(question, turn),
            described: described.join(" "),
            id,
            errors,
            reasons,
        }
    }

    fn how(&self, question: &'p Question, turn: usize) -> How<'p> {
        let answers = self.input.answers;
        match &question.answer {
            Answer::Choice(choices) => self.choices(question, choices, turn, true),
            Answer::Several(choices) => self.choices(question, choices, turn, false),
            Answer::Typed { .. } if question.is_day() => {
                How::Day(Box::new(self.day(question, turn)))
            }
            Answer::Typed { kind, form } => {
                let value = answers
                    .one(&input(&question.name, turn, Part::Whole))
                    .unwrap_or_default();
                match (kind, form) {
                    (Kind::Several(_), _) | (_, TextForm::Area) => How::Area(value),
                    _ => How::Line {
                        value,
                        mode: match (kind, form) {
                            (Kind::Number { .. }, _) | (_, TextForm::NhsNumber) => "numeric",
                            (_, TextForm::Mobile | TextForm::Telephone) => "tel",
                            _ => "text",
                        },
                        list: question.known,
                    },
                }
            }
        }
    }

    fn choices(
        &self,
        question: &'p Question,
        choices: &'p [Choice],
        turn: usize,
        is_one: bool,
    ) -> How<'p> {
        let name = input(&question.name, turn, Part::Whole);
        let chosen = self.input.answers.all(&name);
        let under = |other: &Question, answers: &[&str]| {
            let is_child = self
                .parent(other)
                .is_some_and(|parent| parent.name == question.name);
            let clause = other.when.first().filter(|_| is_child);
            clause.is_some_and(|clause| {
                clause
                    .answers
                    .iter()
                    .map(String::as_str)
                    .eq(answers.iter().copied())
            })
        };
        let mut options: Vec<OptionView<'p>> = choices
            .iter()
            .enumerate()
            .map(|(n, choice)| OptionView {
                id: nth(&name, n),
                name: name.clone(),
                value: choice.name.clone(),
                words: choice.words.clone(),
                hint: choice.hint.as_deref(),
                is_chosen: chosen.contains(&choice.name),
                number: n.saturating_add(1),
                more: self.blocks(
                    |other| under(other, &[&choice.name]),
                    question.of.as_deref(),
                    turn,
                ),
            })
            .collect();
        let mut shared = Vec::new();
        let mut sets: Vec<&[String]> = Vec::new();
        for other in &self.page.questions {
            let is_child = self
                .parent(other)
                .is_some_and(|parent| parent.name == question.name);
            let clause = other
                .when
                .first()
                .filter(|clause| is_child && clause.answers.len() > 1);
            if let Some(clause) = clause.filter(|clause| !sets.contains(&clause.answers.as_slice()))
            {
                sets.push(&clause.answers);
            }
        }
        for set in sets {
            let answers: Vec<&str> = set.iter().map(String::as_str).collect();
            let numbers = choices
                .iter()
                .enumerate()
                .filter(|(_, choice)| set.contains(&choice.name));
            let classes = numbers.map(|(n, _)| format!("for-{}", n.saturating_add(1)));
            let blocks = self.blocks(|other| under(other, &answers), question.of.as_deref(), turn);
            shared.push((classes.collect::<Vec<_>>().join(" "), blocks));
        }
        options.extend(self.reasons(question, turn, Part::Whole, ABSENT));
        let is_plain = shared.is_empty()
            && options
                .iter()
                .all(|option| option.more.is_empty() && option.hint.is_none());
        if is_one && is_plain && options.len() > MANY {
            return How::Select(options);
        }
        How::Choices {
            options,
            is_one,
            shared,
        }
    }

    fn reasons(
        &self,
        question: &'p Question,
        turn: usize,
        part: Part,
        prefix: &str,
    ) -> Vec<OptionView<'p>> {
        let name = input(&question.name, turn, part);
        let chosen = self.input.answers.all(&name);
        let before = question.choices().len();
        let option = |(n, reason): (usize, &handover_dataset::AbsentReason)| {
            let value = format!("{prefix}{}", reason.as_str());
            OptionView {
                id: nth(&name, n.saturating_add(before)),
                name: name.clone(),
                words: reason_words(*reason).to_owned(),
                hint: None,
                is_chosen: chosen.contains(&value),
                number: n.saturating_add(before).saturating_add(1),
                value,
                more: Vec::new(),
            }
        };
        question.absent.iter().enumerate().map(option).collect()
    }

    fn day(&self, question: &'p Question, turn: usize) -> DayView<'p> {
        let answers = self.input.answers;
        let name = |part| input(&question.name, turn, part);
        let of = |part| answers.one(&name(part)).unwrap_or_default();
        let now = local(self.input.now);
        let is_moment = matches!(
            &question.answer,
            Answer::Typed {
                kind: Kind::Moment | Kind::DayOrMoment,
                ..
            }
        );
        let said = [of(Part::Year), of(Part::Month), of(Part::Day)];
        let days = question.near.iter().filter_map(|days| {
            let day = now.date().checked_add(jiff::Span::new().days(*days)).ok()?;
            let is_said = said
                == [
                    day.year().to_string(),
                    day.month().to_string(),
                    day.day().to_string(),
                ];
            let words = match days {
                0 => format!("Today, {}", day.strftime("%a %-d %B")),
                1 => format!("Tomorrow, {}", day.strftime("%a %-d %B")),
                -1 => format!("Yesterday, {}", day.strftime("%a %-d %B")),
                _ => day.strftime("%a %-d %B").to_string(),
            };
            Some((Date::try_from(day).ok()?.to_string(), words, is_said))
        });
        let mut near: Vec<(String, String, bool)> = days.collect();
        if question.now {
            let value = now.strftime("%Y-%m-%dT%H:%M").to_string();
            near.insert(0, (value, format!("Now, {}", now.strftime("%H:%M")), false));
        }
        let is_near = near.iter().any(|(_, _, is_said)| *is_said);
        let in_box = |part| if is_near { "" } else { of(part) };
        DayView {
            is_other: !near.is_empty() && !is_near && said.iter().any(|text| !text.is_empty()),
            boxes: [
                ("Day", name(Part::Day), in_box(Part::Day)),
                ("Month", name(Part::Month), in_box(Part::Month)),
                ("Year", name(Part::Year), in_box(Part::Year)),
            ],
            time: is_moment.then(|| (name(Part::Time), of(Part::Time))),
            words: has_words(question).then(|| (name(Part::Words), of(Part::Words))),
            near_name: name(Part::Near),
            near,
        }
    }
}

/// The first choice has the name for an id, so that the link of a mistake leads to it.
fn nth(name: &str, n: usize) -> String {
    if n == 0 {
        name.to_owned()
    } else {
        format!("{name}-{}", n.saturating_add(1))
    }
}

/// A reason, as the person says it who fills in the form.
const fn reason_words(reason: handover_dataset::AbsentReason) -> &'static str {
    use handover_dataset::AbsentReason as Reason;
    match reason {
        Reason::Declined => "She would not say",
        Reason::NoneKnown => "I asked: none",
        Reason::NotAsked => "I did not ask",
        Reason::NotApplicable => "There is none",
        reason => match reason {
            Reason::Unknown => "I do not know",
            reason => reason.in_words(),
        },
    }
}
