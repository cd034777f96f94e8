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

/// When something was done: a moment that a statement claims, or some time of a day.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Done {
    earliest: u64,
    latest: u64,
}

impl Done {
    pub(crate) const fn at(moment: PosixTime) -> Self {
        Self {
            earliest: moment.as_secs(),
            latest: moment.as_secs(),
        }
    }

    /// On a day, as somebody said at a moment: not later than they said it.
    pub(crate) fn on(day: Date, said: PosixTime) -> Self {
        let latest = day.passes().as_secs().saturating_sub(1).min(said.as_secs());
        Self {
            earliest: day.begins().as_secs().min(latest),
            latest,
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

/// The steps of an included case that are overdue or were late.
pub(crate) fn delays(
    token: Token,
    due: DueTimes,
    done: DoneTimes,
    now: PosixTime,
) -> impl Iterator<Item = Delay> {
    let steps = [
        (Rung::Stored, due.stored, done.stored),
        (Rung::Accepted, due.accepted, done.accepted),
        (Rung::Contacted, due.contacted, done.contacted),
        (Rung::Reviewed, due.reviewed, done.reviewed),
    ];
    steps
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
