//! One case: the chain of what was said of it (A.10, "Holder").

use crate::{Why, saying::Word};

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

/// Where the next answer finds a case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Position {
    pub(crate) progress: Progress,
    /// How often the roster has sent it on.
    pub(crate) stage: u32,
    /// Whose acceptance counts.
    pub(crate) holder: Option<u32>,
}

/// What the chain of a case comes to.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) position: Position,
    /// The saying that the next one answers: the first by id of equal ones.
    pub(crate) last: Option<u32>,
    pub(crate) is_conflict: bool,
    pub(crate) is_accepted_twice: bool,
    pub(crate) is_recalled: bool,
    /// The first withdrawal by id that an acceptance overtook, until the holder has answered one.
    pub(crate) overtaken: Option<u32>,
    /// How often the person did not come.
    pub(crate) not_engaged: u32,
    /// What counted, in the order of the chain; equal answers side by side.
    pub(crate) steps: Vec<Said>,
}

/// What the chain is held against.
pub(crate) trait Circumstances {
    /// Whether an organisation hands the case over.
    fn is_sender(&self, by: u32) -> bool;

    /// Whether the case is included, and sent on so often.
    fn has_stage(&self, stage: u32) -> bool;

    /// Whether the case goes to an organisation at a stage.
    fn is_recipient(&self, stage: u32, by: u32) -> bool;

    /// Whether a receipt shows that this organisation could read the case in this package.
    fn is_opened(&self, package: u32, by: u32) -> bool;
}

/// What a fitting answer does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fit {
    /// It is a step of the chain.
    Step,
    /// It moves nothing, so it cannot be in conflict: it stands beside the chain, and what answers it
    /// answers what it answered.
    Beside,
}

impl Position {
    const START: Self = Self {
        progress: Progress::Silent,
        stage: 0,
        holder: None,
    };

    /// Whether a word may be said here (the table of words of A.10); asked of what was said, and of what
    /// is about to be. `overtaken` are the numbers of withdrawals that an acceptance overtook.
    pub(crate) fn judge(
        self,
        circumstances: &impl Circumstances,
        overtaken: &[u32],
        said: &Said,
    ) -> Result<Fit, Why> {
        match said.word {
            Word::Accepted
            | Word::Misdirected
            | Word::Queried
            | Word::Redirected
            | Word::Refused => self.judge_verdict(circumstances, said),
            Word::Answered if self.holder == Some(said.by) => {
                // The holder answers a withdrawal that came too late.
                let is_answer = said.re.is_some_and(|re| overtaken.contains(&re));
                is_answer.then_some(Fit::Beside).ok_or(Why::NotAllowed)
            }
            Word::Answered | Word::Recalled | Word::Superseded | Word::Withdrawn => {
                self.judge_of_sender(circumstances, said)
            }
            Word::Contacted | Word::NotEngaged | Word::Reviewed => {
                if self.holder.is_none() {
                    Err(Why::NotAllowed)
                } else if self.holder == Some(said.by) {
                    Ok(Fit::Step)
                } else {
                    Err(Why::NotEntitled)
                }
            }
        }
    }

    fn judge_verdict(self, circumstances: &impl Circumstances, said: &Said) -> Result<Fit, Why> {
        let is_by_recipient =
            said.is_lead && circumstances.is_recipient(self.asked_stage(), said.by);
        match self.progress {
            Progress::Accepted if is_by_recipient && said.word == Word::Accepted => {
                Err(Why::AcceptedAgain)
            }
            Progress::Accepted | Progress::Withdrawn => Err(Why::NotAllowed),
            _ if !is_by_recipient => Err(Why::NotLead),
            _ => {
                let is_opened = |package| circumstances.is_opened(package, said.by);
                if said.word == Word::Accepted && !said.package.is_some_and(is_opened) {
                    Err(Why::NotOpened)
                } else {
                    Ok(Fit::Step)
                }
            }
        }
    }

    fn judge_of_sender(self, circumstances: &impl Circumstances, said: &Said) -> Result<Fit, Why> {
        if !circumstances.is_sender(said.by) {
            return Err(Why::NotEntitled);
        }
        match (said.word, self.progress) {
            (Word::Recalled | Word::Superseded, _) => Ok(Fit::Beside),
            (Word::Answered, Progress::Queried) => Ok(Fit::Step),
            (Word::Withdrawn, Progress::Accepted) => Err(Why::Overtaken),
            (Word::Withdrawn, progress) if progress != Progress::Withdrawn => Ok(Fit::Step),
            _ => Err(Why::NotAllowed),
        }
    }

    /// The stage whose recipient is asked now; after a redirection the next one, which a further roster
    /// has to name.
    pub(crate) fn asked_stage(self) -> u32 {
        match self.progress {
            Progress::Redirected => self.stage + 1,
            _ => self.stage,
        }
    }

    fn step(&mut self, said: &Said) {
        // A redirection that was answered by the next recipient is behind us.
        if said.word != Word::Withdrawn {
            self.stage = self.asked_stage();
        }
        self.progress = match said.word {
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
            | Word::Superseded => self.progress,
        };
        if said.word == Word::Accepted {
            self.holder = Some(said.by);
        }
    }
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
        overtaken: Vec::new(),
        is_overtaken_answered: false,
        end: End {
            position: Position::START,
            last: None,
            is_conflict: false,
            is_accepted_twice: false,
            is_recalled: false,
            overtaken: None,
            not_engaged: 0,
            steps: Vec::new(),
        },
    };
    if !circumstances.has_stage(0) {
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
        let (lost, others): (Vec<Said>, Vec<Said>) = others
            .into_iter()
            .partition(|answer| answer.word == Word::Withdrawn);
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
        if is_accepted {
            walk.overtake(lost, said, &mut name);
            // What answers such a withdrawal answers the acceptance.
            answered.extend(walk.overtaken.iter().copied().map(Some));
        }
        walk.end.steps.extend(counting);
    }
    for answer in said.drain(..) {
        let is_acceptance = answer.word == Word::Accepted && answer.is_lead;
        walk.end.is_accepted_twice |= is_acceptance && walk.end.position.holder.is_some();
        name(&answer, Why::NoPredecessor);
    }
    if walk.is_overtaken_answered {
        walk.end.overtaken = None;
    }
    walk.end
}

impl Said {
    /// Whether both say the same. On which day the person was met is no other answer, nor for which
    /// reason something was said.
    fn is_equal_to(&self, other: &Self) -> bool {
        self.word == other.word && self.detail == other.detail
    }
}

struct Walk<'c, C> {
    circumstances: &'c C,
    /// The numbers of withdrawals that an acceptance overtook.
    overtaken: Vec<u32>,
    is_overtaken_answered: bool,
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
                let position = self.end.position;
                match position.judge(self.circumstances, &self.overtaken, &answer) {
                    Ok(Fit::Step) => answers.push(answer),
                    Ok(Fit::Beside) => {
                        self.end.is_recalled |= answer.word == Word::Recalled;
                        self.is_overtaken_answered |= answer.word == Word::Answered;
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

    /// Whatever the sender's withdrawals answer: once an acceptance counts, they came too late.
    fn overtake(
        &mut self,
        mut lost: Vec<Said>,
        said: &mut Vec<Said>,
        name: &mut impl FnMut(&Said, Why),
    ) {
        lost.extend(said.extract_if(.., |said| {
            said.word == Word::Withdrawn && self.circumstances.is_sender(said.by)
        }));
        for withdrawal in &lost {
            name(withdrawal, Why::Overtaken);
        }
        self.end.overtaken = lost.iter().map(|lost| lost.saying).min();
        self.overtaken = lost.iter().map(|lost| lost.number).collect();
    }

    fn step(&mut self, first: Said) {
        self.end.position.step(&first);
        self.end.last = Some(first.saying);
        self.end.not_engaged += u32::from(first.word == Word::NotEngaged);
    }
}
