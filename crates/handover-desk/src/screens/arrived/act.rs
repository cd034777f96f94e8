//! What can be said of people who came.

use handover::{desk::VerdictWord, trust::EventWord};

use crate::answer::Stop;

/// What can be said of people.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Act {
    TakeOn,
    Ask,
    CannotTake,
    Elsewhere,
    Wrong,
    Contacted,
    Missed,
    Reviewed,
}

/// An act as the page tells it.
pub(super) struct Told {
    pub(super) act: Act,
    pub(super) name: &'static str,
    /// What will be true: one person, several.
    pub(super) title: &'static str,
    pub(super) button: &'static str,
    pub(super) after: &'static str,
}

const ACTS: [Told; 8] = [
    Told {
        act: Act::TakeOn,
        name: "take-on",
        title: "Take on",
        button: "Take on",
        after: "From now on you are responsible for them.",
    },
    Told {
        act: Act::Ask,
        name: "ask",
        title: "Ask before you decide",
        button: "Ask about",
        after: "Their sender stays responsible, and must answer.",
    },
    Told {
        act: Act::CannotTake,
        name: "cannot-take",
        title: "We cannot take them",
        button: "Say that we cannot take",
        after: "Their sender stays responsible, and must find who takes them.",
    },
    Told {
        act: Act::Elsewhere,
        name: "elsewhere",
        title: "Say who should take them on",
        button: "Send on",
        after: "Their sender stays responsible until that service takes them on.",
    },
    Told {
        act: Act::Wrong,
        name: "wrong",
        title: "This should not have come to us",
        button: "Say so about",
        after: "Their sender stays responsible. Do not read on, and print nothing.",
    },
    Told {
        act: Act::Contacted,
        name: "contacted",
        title: "Somebody has met them",
        button: "Say that we met",
        after: "Everybody who may know sees the day.",
    },
    Told {
        act: Act::Missed,
        name: "missed",
        title: "Did not come, or could not be reached",
        button: "Say that nobody could meet",
        after: "You stay responsible. The sender and the commissioner see the day.",
    },
    Told {
        act: Act::Reviewed,
        name: "reviewed",
        title: "The first review took place",
        button: "Say that we reviewed",
        after: "Everybody who may know sees the day.",
    },
];

impl Act {
    pub(super) fn told(self) -> &'static Told {
        let mut all = ACTS.iter();
        all.find(|told| told.act == self)
            .expect("every act is told")
    }

    pub(super) fn of(name: &str) -> Result<Self, Stop> {
        let told = ACTS.iter().find(|told| told.name == name);
        told.map(|told| told.act).ok_or(Stop::Stale)
    }

    pub(super) const fn word(self) -> Option<VerdictWord> {
        match self {
            Self::TakeOn => Some(VerdictWord::Accepted),
            Self::Ask => Some(VerdictWord::Queried),
            Self::CannotTake => Some(VerdictWord::Refused),
            Self::Elsewhere => Some(VerdictWord::Redirected),
            Self::Wrong => Some(VerdictWord::Misdirected),
            Self::Contacted | Self::Missed | Self::Reviewed => None,
        }
    }

    pub(super) const fn event(self) -> Option<EventWord> {
        match self {
            Self::Contacted => Some(EventWord::Contacted),
            Self::Missed => Some(EventWord::NotEngaged),
            Self::Reviewed => Some(EventWord::Reviewed),
            _ => None,
        }
    }
}
