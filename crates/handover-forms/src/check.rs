//! What is missing, and on which page and at which question it is mended.

use std::fmt;

use handover_dataset::{Case, CheckId, Checked, Finding, Severity, checks::CheckContext};
use serde_json::Value;

use crate::{
    answers::{Answers, Part, input},
    form::{Form, Page, Question},
    judge::Judged,
    mistake::Mistake,
    signing::Signing,
};

/// Answers, held against the profile.
pub struct Checkup {
    /// The case as far as the answers go, in the dataset's JSON.
    pub draft: Value,
    /// What stands in the way, in the order of the pages; what needs no more than a reason last.
    pub gaps: Vec<Gap>,
    /// What is said to the sender, and stops nothing.
    pub notes: Vec<Gap>,
    /// What was answered under an answer that was not chosen, by its question: it is not taken.
    pub left: Vec<String>,
    /// The readers to whom it can be sealed: the audience, and the id of the organisation.
    pub recipients: Vec<(String, String)>,
    /// The case, if it is one.
    pub case: Option<Case>,
    /// The case, if nothing stands in the way: this can be sealed.
    pub checked: Option<Checked<Case>>,
}

/// Something that is missing or does not fit.
#[derive(Clone, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "where, what, and whether a reason will do"
)]
pub struct Gap {
    /// The page and the input at which it is mended; none for what no page asks.
    pub at: Option<(String, String)>,
    /// What is missing, for whoever mends it: never for a log.
    pub words: String,
    /// The check that takes a reason for it, if one does.
    pub check: Option<CheckId>,
}

impl Form {
    /// What is wrong with the answers of a page.
    #[must_use]
    pub fn mistakes(&self, page: &Page, answers: &Answers) -> Vec<Mistake> {
        let mut mistakes = self.judge(answers).mistakes;
        mistakes.retain(|mistake| mistake.page == page.name);
        mistakes
    }

    /// The pages that these answers open: those of a person, in their order.
    #[must_use]
    pub fn open_pages(&self, answers: &Answers) -> Vec<&Page> {
        let judged = self.judge(answers);
        let is_open = |page: &&Page| {
            judged
                .asked
                .iter()
                .any(|asked| asked.page.name == page.name)
        };
        self.pages().filter(is_open).collect()
    }

    /// The questions that are asked, by the names of their inputs, in their order.
    #[must_use]
    pub fn asked(&self, answers: &Answers) -> Vec<String> {
        let judged = self.judge(answers);
        let asked = judged.asked.iter();
        asked
            .map(|asked| input(&asked.question.name, asked.turn, Part::Whole))
            .collect()
    }

    /// What the person is called in the answers: given names, then family.
    #[must_use]
    pub fn called(&self, answers: &Answers) -> Option<String> {
        let named = |member: &str| {
            let mut all = self.all();
            let (_, question) = all.find(|(_, question)| {
                let mut places = question.fills.iter();
                places.any(|place| place.to_string() == format!("person.names[usual].{member}"))
            })?;
            answers.one(&input(&question.name, 0, Part::Whole))
        };
        let names: Vec<&str> = ["given", "family"].into_iter().filter_map(named).collect();
        (!names.is_empty()).then(|| names.join(" "))
    }

    /// Makes the case and asks everything of it that the profile does.
    #[must_use]
    pub fn check(&self, answers: &Answers, signing: &Signing) -> Checkup {
        let judged = self.judge(answers);
        let (draft, recipients) = self.case(&judged, answers, signing);
        let mut gaps: Vec<Gap> = judged.mistakes.iter().map(Gap::of_mistake).collect();
        let mut notes = Vec::new();
        let (mut case, mut checked) = (None, None);
        match Case::from_value(draft.clone()) {
            Err(invalid) => {
                for finding in &invalid.findings {
                    self.add(&mut gaps, finding, &judged);
                }
            }
            Ok(made) => {
                case = Some(made.clone());
                match made.check(&self.profile, &CheckContext::default()) {
                    Ok(passed) => {
                        for finding in passed.findings() {
                            self.add(&mut notes, finding, &judged);
                        }
                        checked = Some(passed);
                    }
                    Err(failed) => {
                        for finding in &failed.findings {
                            let list = match finding.severity {
                                Severity::Reported => &mut notes,
                                _ => &mut gaps,
                            };
                            self.add(list, finding, &judged);
                        }
                    }
                }
            }
        }
        if !judged.mistakes.is_empty() {
            checked = None;
        }
        let order = |gap: &Gap| {
            let page = gap
                .at
                .as_ref()
                .and_then(|(page, _)| self.pages.iter().position(|one| one.name == *page));
            (gap.check.is_some(), page.unwrap_or(usize::MAX))
        };
        gaps.sort_by_key(order);
        let left = judged.left.iter().map(|left| left.question.ask.clone());
        Checkup {
            draft,
            gaps,
            notes,
            left: left.collect(),
            recipients,
            case,
            checked,
        }
    }

    /// Whether a second person has to agree to the case, and in which roles they may be.
    #[must_use]
    pub fn second_roles(&self, case: &Case) -> Vec<&str> {
        let sign_off = self.profile.sign_off();
        let is_due = sign_off
            .countersign_when()
            .iter()
            .any(|when| case.meets(*when));
        let roles = sign_off.countersign_roles().iter().filter(|_| is_due);
        roles.map(|role| role.as_str()).collect()
    }

    fn add(&self, gaps: &mut Vec<Gap>, finding: &Finding, judged: &Judged<'_>) {
        let path = plain(&finding.path);
        let at = self.mended_at(&path, turn(&finding.path), judged);
        if let Some((page, question, turn)) = &at
            && judged.mistakes.iter().any(|mistake| {
                mistake.page == page.name
                    && mistake.question == question.name
                    && mistake.turn == *turn
            })
        {
            return; // The mistake says it already.
        }
        let is_silent = matches!(finding.check.number(), 1 | 3);
        let words = match &at {
            Some((_, question, _)) if is_silent => format!(
                "{}: this is not answered",
                question.ask.trim_end_matches('?')
            ),
            _ => finding.message.clone(),
        };
        let gap = Gap {
            at: at.map(|(page, question, turn)| {
                (page.name.clone(), input(&question.name, turn, Part::Whole))
            }),
            words,
            check: (finding.severity == Severity::Ack).then_some(finding.check),
        };
        if !gaps.contains(&gap) {
            gaps.push(gap);
        }
    }

    /// The question that fills the member, or the one that comes nearest to it: what is asked goes before what is not.
    fn mended_at(
        &self,
        path: &str,
        turn: usize,
        judged: &Judged<'_>,
    ) -> Option<(&Page, &Question, usize)> {
        let mut best = None;
        let mut best_rank = (1, false, false);
        for (page, question) in self.all() {
            let says = question.choices().iter().flat_map(|choice| &choice.says);
            let places = question.fills.iter().chain(says.map(|said| &said.place));
            let Some(shared) = places
                .map(|place| shared(&place.bare(), path))
                .max()
                .filter(|shared| *shared > 1)
            else {
                continue;
            };
            let turns = if question.of.is_some() {
                turn.max(1)
            } else {
                0
            };
            let is_asked = judged
                .asked
                .iter()
                .any(|one| one.question.name == question.name && one.turn == turns);
            let rank = (shared, is_asked, page.once || !question.optional);
            if rank > best_rank {
                best_rank = rank;
                best = Some((page, question, turns));
            }
        }
        best
    }
}

/// How many steps two paths begin with together.
fn shared(one: &str, other: &str) -> usize {
    let pairs = one.split('.').zip(other.split('.'));
    pairs.take_while(|(one, other)| one == other).count()
}

/// A path of a finding without places in lists and without `value`.
fn plain(path: &str) -> String {
    let steps = path
        .split('.')
        .map(|step| step.split('[').next().unwrap_or(step));
    steps
        .filter(|step| *step != "value")
        .collect::<Vec<_>>()
        .join(".")
}

/// The first place in a list that a path names, counted from 1.
fn turn(path: &str) -> usize {
    let place = path
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    let place = place.and_then(|(place, _)| place.parse::<usize>().ok());
    place.map_or(0, |place| place.saturating_add(1))
}

impl Gap {
    fn of_mistake(mistake: &Mistake) -> Self {
        Self {
            at: Some((
                mistake.page.clone(),
                input(&mistake.question, mistake.turn, mistake.part),
            )),
            words: mistake.words.clone(),
            check: None,
        }
    }
}

impl fmt::Debug for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gap(..)")
    }
}

impl fmt::Debug for Checkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checkup({} gaps)", self.gaps.len())
    }
}
