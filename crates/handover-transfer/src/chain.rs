//! One case: the chain of what was said of it (A.10, "Holder").

use crate::{Why, rosters::Stage, saying::Word};

/// A row of a verdict or event about the case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// The place of its statement among the sayings, which ascend by id.
    pub(crate) saying: u32,
    /// The number of the statement's id.
    pub(crate) number: u32,
    /// The number of the id that it answers.
    pub(crate) re: Option<u32>,
    pub(crate) word: Word,
    pub(crate) detail: u32,
    /// The number of the organisation.
    pub(crate) by: u32,
    /// The place of the package that it names.
    pub(crate) package: Option<u32>,
    /// Said for the audience whose acceptance moves responsibility.
    pub(crate) is_lead: bool,
}

/// How far the chain of a case came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Progress {
    Accepted,
    Answered,
    Misdirected,
    Queried,
    Redirected,
    Refused,
    /// Nothing was said that counts.
    Silent,
    Withdrawn,
}

/// What the chain of a case comes to.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) progress: Progress,
    /// How often the roster has sent it on.
    pub(crate) stage: u32,
    /// The saying that the next one answers: the first by id of equal ones.
    pub(crate) last: Option<u32>,
    pub(crate) is_conflict: bool,
    pub(crate) is_accepted_twice: bool,
    pub(crate) is_recalled: bool,
    /// How often the person did not come.
    pub(crate) not_engaged: u32,
    /// What counted, in the order of the chain; equal answers side by side.
    pub(crate) steps: Vec<Said>,
}

/// What the chain is held against.
pub(crate) trait Circumstances {
    /// Whether an organisation is the mandate's `from`.
    fn is_sender(&self, by: u32) -> bool;

    /// To whom the roster sends the case at a stage; none if it is not included, or not sent on.
    fn stage(&self, stage: u32) -> Option<Stage>;

    /// Whether a receipt shows that this organisation could read the case in this package.
    fn is_opened(&self, package: u32, by: u32) -> bool;
}

/// What a fitting answer does.
enum Fit {
    /// It is a step of the chain.
    Step,
    /// It asks for something and moves nothing, so it cannot be in conflict: it stands beside the chain,
    /// and what answers it answers what it answered.
    Beside,
}

/// Follows the chain of one case from the first answer on, and names what does not count.
///
/// `said` is what is known of the case, in any order; it is left empty.
pub(crate) fn follow(
    circumstances: &impl Circumstances,
    said: &mut Vec<Said>,
    mut name: impl FnMut(&Said, Why),
) -> End {
    let mut walk = Walk {
        circumstances,
        end: End {
            progress: Progress::Silent,
            stage: 0,
            last: None,
            is_conflict: false,
            is_accepted_twice: false,
            is_recalled: false,
            not_engaged: 0,
            steps: Vec::new(),
        },
    };
    if circumstances.stage(0).is_none() {
        said.drain(..)
            .for_each(|said| name(&said, Why::NotOfRoster));
        return walk.end;
    }
    let mut answered = vec![None];
    loop {
        let answers = walk.answers_to(&mut answered, said, &mut name);
        let is_accepted = answers.iter().any(|answer| answer.word == Word::Accepted);
        let (counting, others): (Vec<Said>, Vec<Said>) = answers
            .into_iter()
            .partition(|answer| !is_accepted || answer.word == Word::Accepted);
        others.iter().for_each(|other| name(other, Why::Conflict));
        let Some(first) = counting.iter().min_by_key(|answer| answer.saying).copied() else {
            break;
        };
        let is_one_answer = counting.iter().all(|answer| answer.is_equal_to(&first));
        if is_accepted {
            walk.end.is_accepted_twice |= !is_one_answer;
        } else if !is_one_answer {
            counting
                .iter()
                .for_each(|answer| name(answer, Why::Conflict));
            walk.end.is_conflict = true;
            break;
        }
        walk.step(first);
        answered = counting.iter().map(|answer| Some(answer.number)).collect();
        walk.end.steps.extend(counting);
    }
    for answer in said.drain(..) {
        let is_acceptance = answer.word == Word::Accepted && answer.is_lead;
        walk.end.is_accepted_twice |= is_acceptance && walk.end.progress == Progress::Accepted;
        name(&answer, Why::NoPredecessor);
    }
    walk.end
}

impl Said {
    /// Whether both say the same. On which day the person was met is no other answer.
    fn is_equal_to(&self, other: &Self) -> bool {
        let is_rung = matches!(
            self.word,
            Word::Contacted | Word::NotEngaged | Word::Reviewed
        );
        self.word == other.word && (is_rung || self.detail == other.detail)
    }
}

struct Walk<'c, C> {
    circumstances: &'c C,
    end: End,
}

impl<C: Circumstances> Walk<'_, C> {
    /// Takes what answers one of `answered`, and judges it; `answered` grows by what stands beside the
    /// chain.
    fn answers_to(
        &mut self,
        answered: &mut Vec<Option<u32>>,
        said: &mut Vec<Said>,
        name: &mut impl FnMut(&Said, Why),
    ) -> Vec<Said> {
        let mut answers = Vec::new();
        loop {
            let taken: Vec<Said> = said
                .extract_if(.., |said| answered.contains(&said.re))
                .collect();
            if taken.is_empty() {
                return answers;
            }
            for answer in taken {
                match self.judge(&answer) {
                    Ok(Fit::Step) => answers.push(answer),
                    Ok(Fit::Beside) => {
                        self.end.is_recalled |= answer.word == Word::Recalled;
                        answered.push(Some(answer.number));
                    }
                    Err(why) => {
                        let is_again = why == Why::AcceptedAgain;
                        self.end.is_accepted_twice |= is_again;
                        name(&answer, why);
                    }
                }
            }
        }
    }

    fn judge(&self, said: &Said) -> Result<Fit, Why> {
        match said.word {
            Word::Accepted
            | Word::Misdirected
            | Word::Queried
            | Word::Redirected
            | Word::Refused => self.judge_verdict(said),
            Word::Answered | Word::Recalled | Word::Superseded | Word::Withdrawn => {
                self.judge_of_sender(said)
            }
            Word::Contacted | Word::NotEngaged | Word::Reviewed => {
                if self.end.progress != Progress::Accepted {
                    Err(Why::NotAllowed)
                } else if self.recipient() == Some(said.by) {
                    Ok(Fit::Step)
                } else {
                    Err(Why::NotEntitled)
                }
            }
        }
    }

    fn judge_verdict(&self, said: &Said) -> Result<Fit, Why> {
        let is_by_recipient = said.is_lead && self.recipient() == Some(said.by);
        match self.end.progress {
            Progress::Accepted if is_by_recipient && said.word == Word::Accepted => {
                Err(Why::AcceptedAgain)
            }
            Progress::Accepted | Progress::Withdrawn => Err(Why::NotAllowed),
            _ if !is_by_recipient => Err(Why::NotLead),
            _ => {
                let is_opened = |package| self.circumstances.is_opened(package, said.by);
                if said.word == Word::Accepted && !said.package.is_some_and(is_opened) {
                    Err(Why::NotOpened)
                } else {
                    Ok(Fit::Step)
                }
            }
        }
    }

    fn judge_of_sender(&self, said: &Said) -> Result<Fit, Why> {
        if !self.circumstances.is_sender(said.by) {
            return Err(Why::NotEntitled);
        }
        match (said.word, self.end.progress) {
            (Word::Recalled | Word::Superseded, _) => Ok(Fit::Beside),
            (Word::Answered, Progress::Queried) => Ok(Fit::Step),
            (Word::Withdrawn, progress)
                if !matches!(progress, Progress::Accepted | Progress::Withdrawn) =>
            {
                Ok(Fit::Step)
            }
            _ => Err(Why::NotAllowed),
        }
    }

    /// Whose answer counts now; after a redirection nobody's, until a further roster names one.
    fn recipient(&self) -> Option<u32> {
        let stage = match self.end.progress {
            Progress::Redirected => self.end.stage + 1,
            _ => self.end.stage,
        };
        self.circumstances.stage(stage).map(|stage| stage.to)
    }

    fn step(&mut self, first: Said) {
        // A redirection that was answered by the next recipient is behind us.
        if self.end.progress == Progress::Redirected && first.word != Word::Withdrawn {
            self.end.stage += 1;
        }
        self.end.progress = match first.word {
            Word::Accepted => Progress::Accepted,
            Word::Answered => Progress::Answered,
            Word::Misdirected => Progress::Misdirected,
            Word::Queried => Progress::Queried,
            Word::Redirected => Progress::Redirected,
            Word::Refused => Progress::Refused,
            Word::Withdrawn => Progress::Withdrawn,
            Word::Contacted
            | Word::NotEngaged
            | Word::Recalled
            | Word::Reviewed
            | Word::Superseded => self.end.progress,
        };
        self.end.last = Some(first.saying);
        self.end.not_engaged += u32::from(first.word == Word::NotEngaged);
    }
}
