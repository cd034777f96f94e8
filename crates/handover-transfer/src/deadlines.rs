//! Whether each step happened in time.

use std::fmt;

use handover_trust::{Date, DueTimes, PosixTime, Token};

/// What must have happened with a case by a deadline.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Rung {
    /// A person decided whether it is handed over.
    Decided,
    /// A machine of the recipient has it.
    Stored,
    /// A person at the recipient took it on.
    Accepted,
    /// Somebody met the person.
    Contacted,
    /// The first review took place.
    Reviewed,
}

impl Rung {
    /// Every rung, upwards.
    pub const ALL: &[Self] = &[
        Self::Decided,
        Self::Stored,
        Self::Accepted,
        Self::Contacted,
        Self::Reviewed,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Contacted => "contacted",
            Self::Decided => "decided",
            Self::Reviewed => "reviewed",
            Self::Stored => "stored",
        }
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A step that did not happen in time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Delay {
    /// What was due.
    pub rung: Rung,
    /// The case.
    pub token: Token,
    /// When it was due.
    pub due: PosixTime,
    /// By how many seconds it is overdue now or, if it was done, was late.
    pub by_secs: u64,
    /// Whether it was done after all: late stays visible (S-20, S-86).
    pub is_done: bool,
}

/// A step that was done in time by the word of its signer alone: nobody else is known to have seen the statement
/// by then (A.10).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Claimed {
    /// What was due.
    pub rung: Rung,
    /// The case.
    pub token: Token,
    /// When it was due.
    pub due: PosixTime,
    /// When it was done, as its signer says: of a day the last moment.
    pub claimed: PosixTime,
    /// When somebody of another organisation first saw the statement; none, if nobody says so.
    pub seen: Option<PosixTime>,
}

/// When something was done: a moment that a statement claims, or some time of a day; and when another
/// organisation than its signer's first saw the statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Done {
    earliest: u64,
    latest: u64,
    seen: Option<PosixTime>,
}

impl Done {
    pub(crate) const fn at(moment: PosixTime) -> Self {
        Self {
            earliest: moment.as_secs(),
            latest: moment.as_secs(),
            seen: None,
        }
    }

    /// By the word of another than who had to do it.
    pub(crate) const fn witnessed_at(moment: PosixTime) -> Self {
        Self::at(moment).seen(Some(moment))
    }

    /// As another organisation saw it then.
    pub(crate) const fn seen(self, seen: Option<PosixTime>) -> Self {
        Self { seen, ..self }
    }

    /// What is said of both together: equal words in several statements are one answer.
    pub(crate) fn or_earlier(self, other: Self) -> Self {
        Self {
            earliest: self.earliest.min(other.earliest),
            latest: self.latest.min(other.latest),
            seen: [self.seen, other.seen].into_iter().flatten().min(),
        }
    }

    /// On a day, as somebody said at a moment: not later than they said it.
    pub(crate) fn on(day: Date, said: PosixTime) -> Self {
        let latest = day.passes().as_secs().saturating_sub(1).min(said.as_secs());
        Self {
            earliest: day.begins().as_secs().min(latest),
            latest,
            seen: None,
        }
    }
}

impl Done {
    /// Whole days from the earliest moment of another step to the latest of this one.
    pub(crate) const fn days_after(self, other: Self) -> u64 {
        self.latest.saturating_sub(other.earliest) / 86_400
    }
}

/// When each step of a case was done.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DoneTimes {
    pub(crate) stored: Option<Done>,
    pub(crate) accepted: Option<Done>,
    pub(crate) contacted: Option<Done>,
    pub(crate) reviewed: Option<Done>,
}

impl DoneTimes {
    /// Each step with when it is due and when it was done.
    const fn steps(self, due: DueTimes) -> [(Rung, Option<PosixTime>, Option<Done>); 4] {
        [
            (Rung::Stored, due.stored, self.stored),
            (Rung::Accepted, due.accepted, self.accepted),
            (Rung::Contacted, due.contacted, self.contacted),
            (Rung::Reviewed, due.reviewed, self.reviewed),
        ]
    }
}

/// The steps of an included case that were done in time by the word of their signers alone.
pub(crate) fn claims(
    token: Token,
    due: DueTimes,
    done: DoneTimes,
) -> impl Iterator<Item = Claimed> {
    done.steps(due)
        .into_iter()
        .filter_map(move |(rung, due, done)| claim(rung, token, due?, done?))
}

/// One step, if it was done in time by the word of its signer alone.
pub(crate) fn claim(rung: Rung, token: Token, due: PosixTime, done: Done) -> Option<Claimed> {
    let is_in_time = done.earliest <= due.as_secs();
    let is_seen = done.seen.is_some_and(|seen| seen <= due);
    (is_in_time && !is_seen).then_some(Claimed {
        rung,
        token,
        due,
        claimed: PosixTime::new(done.latest).unwrap_or(PosixTime::MAX),
        seen: done.seen,
    })
}

/// The steps of an included case that are overdue or were late.
pub(crate) fn delays(
    token: Token,
    due: DueTimes,
    done: DoneTimes,
    now: PosixTime,
) -> impl Iterator<Item = Delay> {
    done.steps(due)
        .into_iter()
        .filter_map(move |(rung, due, done)| delay(rung, token, due?, done, now))
}

/// The delay of one step, if there is one.
pub(crate) fn delay(
    rung: Rung,
    token: Token,
    due: PosixTime,
    done: Option<Done>,
    now: PosixTime,
) -> Option<Delay> {
    let (earliest, latest) = match done {
        Some(done) => (done.earliest, done.latest),
        None => (now.as_secs(), now.as_secs()),
    };
    (earliest > due.as_secs()).then_some(Delay {
        rung,
        token,
        due,
        by_secs: latest.saturating_sub(due.as_secs()),
        is_done: done.is_some(),
    })
}
