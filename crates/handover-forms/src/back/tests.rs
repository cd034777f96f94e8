//! Whatever is answered: the case that comes of it goes back to answers that make the same case.

use handover_time::PosixTime;
use proptest::prelude::*;

use crate::{
    answers::{Answers, Part, input},
    form::{Answer, Form, Question, TextForm},
    schema::Kind,
    signing::{Signatory, Signing},
};

/// Answers every question that is asked, by the numbers one after the other.
struct Hand<'n>(std::iter::Cycle<std::slice::Iter<'n, u8>>);

impl Hand<'_> {
    fn below(&mut self, end: usize) -> usize {
        let number = self.0.next().copied().map_or(0, usize::from);
        number % end.max(1)
    }

    fn answer(&mut self, question: &Question, turn: usize, answers: &mut Answers) {
        if question.optional && self.below(2) == 0 {
            return;
        }
        let mut put =
            |part, text: String| answers.put(input(&question.name, turn, part), vec![text]);
        match &question.answer {
            Answer::Choice(choices) | Answer::Several(choices) => {
                let place = self.below(choices.len());
                put(Part::Whole, choices[place].name.clone());
            }
            Answer::Typed { .. } if !question.absent.is_empty() && self.below(3) == 0 => {
                let place = self.below(question.absent.len());
                put(Part::Absent, question.absent[place].as_str().to_owned());
            }
            Answer::Typed { kind, form } => match (kind, form) {
                (Kind::Day | Kind::DayOrMoment | Kind::Moment | Kind::PartOfDay, _) => {
                    put(Part::Year, (1990 + self.below(40)).to_string());
                    put(Part::Month, (1 + self.below(12)).to_string());
                    put(Part::Day, (1 + self.below(28)).to_string());
                    if *kind == Kind::Moment {
                        put(Part::Time, format!("{:02}:30", 3 + self.below(20)));
                    }
                }
                (Kind::Number { .. }, _) => put(Part::Whole, (1 + self.below(200)).to_string()),
                (_, TextForm::Mobile) => put(Part::Whole, "07700 900143".to_owned()),
                (_, TextForm::Telephone) => put(Part::Whole, "020 7946 0140".to_owned()),
                (_, TextForm::NhsNumber) => put(Part::Whole, "9990000026".to_owned()),
                (_, TextForm::Postcode) => put(Part::Whole, "ZX1 2DE".to_owned()),
                (Kind::Text(of), _) if of != "Text32767" => put(Part::Whole, "10".to_owned()),
                _ => put(
                    Part::Whole,
                    format!("words {} of {}", self.below(200), question.name),
                ),
            },
        }
    }
}

fn answered(form: &Form, numbers: &[u8]) -> Answers {
    let mut hand = Hand(numbers.iter().cycle());
    let mut answers = Answers::default();
    // An answer opens questions: again, until nothing is asked that is not answered.
    for _ in 0..20 {
        let judged = form.judge(&answers);
        let mistakes: Vec<(String, usize)> = judged
            .mistakes
            .iter()
            .map(|one| (one.question.clone(), one.turn))
            .collect();
        drop(judged);
        if mistakes.is_empty() {
            break;
        }
        for (name, turn) in mistakes {
            let (_, question) = form.question(&name).unwrap();
            hand.answer(question, turn, &mut answers);
        }
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_case_goes_back_to_the_answers_that_make_it(numbers in proptest::collection::vec(any::<u8>(), 20..200)) {
        let author = Signatory { name: "Bola Adisa".to_owned(), role: "midwife".to_owned() };
        let signing = Signing::new(author, PosixTime::new(1_796_138_400).unwrap());
        for name in Form::names() {
            let form = Form::built_in(name).unwrap();
            let answers = answered(&form, &numbers);
            let draft = form.check(&answers, &signing).draft;
            let back = form.answers_of(&draft);
            let again = form.check(&back, &signing).draft;
            prop_assert!(draft == again, "{name}\n{}", differences(&draft, &again));
        }
    }
}

/// Where two cases differ.
fn differences(one: &serde_json::Value, other: &serde_json::Value) -> String {
    let lines = |value: &serde_json::Value| {
        let sections = value["sections"].as_object().unwrap().clone();
        let fields = sections.into_iter().flat_map(|(section, fields)| {
            let fields = fields.as_object().unwrap().clone();
            fields
                .into_iter()
                .map(move |(name, value)| format!("{section}.{name}: {value}"))
        });
        fields.collect::<std::collections::BTreeSet<String>>()
    };
    let (one, other) = (lines(one), lines(other));
    one.symmetric_difference(&other)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n")
}
