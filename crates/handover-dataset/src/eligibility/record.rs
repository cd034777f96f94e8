use super::{Facts, Identity};
use crate::{CaseReference, Date, PartialDate};

/// What stands where a day should.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a cell is empty, a day or neither: there is no fourth"
)]
pub enum Dated {
    /// Something that is not a day of the calendar.
    Invalid,
    /// The day, or what is known of it.
    Known(PartialDate),
    /// Nothing.
    #[default]
    Missing,
}

impl Dated {
    /// What is known of the day.
    #[must_use]
    pub const fn known(self) -> Option<PartialDate> {
        match self {
            Self::Known(date) => Some(date),
            Self::Invalid | Self::Missing => None,
        }
    }
}

impl From<Date> for Dated {
    fn from(date: Date) -> Self {
        Self::Known(date.into())
    }
}

/// One episode of care, as one row of the extract tells it.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Episode {
    /// The id of the row. Two rows with one id and two contents are a conflict.
    pub id: Option<String>,
    /// Whether the source says that it is open.
    pub is_open: bool,
    /// When the person was referred.
    pub referred_on: Dated,
    /// When the person was triaged, which starts the episode.
    pub triaged_on: Dated,
    /// When the episode was closed.
    pub closed_on: Dated,
    /// The code of the reason, as the source writes it.
    pub reason: Option<String>,
    /// Whether the source marks the closure as one that only the change of a contract made.
    pub is_synthetic: bool,
}

/// What the extract tells of one person, as far as the rules ask.
#[derive(Clone, Eq, PartialEq)]
pub struct Record {
    /// The reference of the case.
    pub reference: CaseReference,
    /// By what another record may be found to be of the same person.
    pub identity: Identity,
    /// Every row of the person, in any order.
    pub episodes: Vec<Episode>,
    /// Whether the source counts the person as current although it shows no open episode.
    pub is_current: bool,
    /// The day of death.
    pub died_on: Dated,
    /// Whether anything else says that the person died: the reason of a closure, a mark.
    pub has_died: bool,
    /// Whether a row of the person's episodes could not be read.
    pub has_unreadable_row: bool,
    /// Whether a fact that extra rules ask about is held and could not be read.
    pub has_unread_facts: bool,
    /// Whether the sender already suspects that another record is of the same person.
    pub is_suspected_duplicate: bool,
    /// What extra rules ask.
    pub facts: Facts,
}

impl Record {
    /// A record of which nothing is known.
    #[must_use]
    pub fn new(reference: CaseReference) -> Self {
        Self {
            reference,
            identity: Identity::default(),
            episodes: Vec::new(),
            is_current: false,
            died_on: Dated::Missing,
            has_died: false,
            has_unreadable_row: false,
            has_unread_facts: false,
            is_suspected_duplicate: false,
            facts: Facts::default(),
        }
    }

    /// Whether an episode is open, or the source counts the person as current without one.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.is_current || self.episodes.iter().any(|episode| episode.is_open)
    }
}

redacted!(Dated, Episode, Record);
