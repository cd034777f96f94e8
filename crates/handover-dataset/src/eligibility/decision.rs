use std::{fmt, str::FromStr};

use crate::{CaseReference, OutOfBounds};

codes! {
    /// Whether a case is handed over.
    Ruling {
        Include = "include",
        Exclude = "exclude",
        Undecided = "undecided",
    }
}

codes! {
    /// Why the dates of a record do not decide, or what is told of them beside a decision.
    Detail {
        StartDateMissing = "start-date-missing",
        StartDateInvalid = "start-date-invalid",
        StartDateFuture = "start-date-future",
        DischargeDateMissing = "discharge-date-missing",
        DischargeDateInvalid = "discharge-date-invalid",
        DischargeDateFuture = "discharge-date-future",
        DischargeBeforeStart = "discharge-before-start",
        EpisodeConflict = "episode-conflict",
        RowUnreadable = "row-unreadable",
        NoEpisodes = "no-episodes",
        DeathDateFuture = "death-date-future",
        DeathDateInvalid = "death-date-invalid",
        DatePartial = "date-partial",
        EpisodeAfterDeath = "episode-after-death",
    }
}

/// Why a record is ruled upon as it is.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Reason {
    /// Open, closed after the transfer, or closed only by it.
    Current,
    /// The person died; the record stays with the holder.
    Deceased,
    /// An extra rule of that name includes it.
    Extra(String),
    /// Its dates do not decide.
    IndeterminateDate,
    /// Closed in the window, with fewer journeys than asked for.
    JourneysTooFew,
    /// Closed by the change of an earlier contract, and nothing after it.
    LostAtEarlierTransfer,
    /// No episode ever started.
    NeverStarted,
    /// Closed before the window.
    OutsideWindow,
    /// Another record may be of the same person.
    PossibleDuplicate,
    /// An extra rule of that name leaves it to a practitioner.
    Proposed(String),
    /// Closed in the window, with the journeys asked for.
    RecentClosure,
}

impl Reason {
    /// The ruling that goes with it.
    #[must_use]
    pub const fn ruling(&self) -> Ruling {
        match self {
            Self::Current | Self::Extra(_) | Self::RecentClosure => Ruling::Include,
            Self::Deceased | Self::JourneysTooFew | Self::NeverStarted | Self::OutsideWindow => {
                Ruling::Exclude
            }
            Self::IndeterminateDate
            | Self::LostAtEarlierTransfer
            | Self::PossibleDuplicate
            | Self::Proposed(_) => Ruling::Undecided,
        }
    }

    /// The rule that decided: `current`, `recent-closure`, the name of an extra rule or `none`.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Current => "current",
            Self::Extra(id) | Self::Proposed(id) => id,
            Self::RecentClosure => "recent-closure",
            _ => "none",
        }
    }

    /// The code as a roster writes it, which has no colon: `extra-unplanned-exit`.
    #[must_use]
    pub fn roster_code(&self) -> String {
        self.to_string().replace(':', "-")
    }
}

/// The reason code of dataset section 6: `journeys-too-few`, `extra:unplanned-exit`.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Extra(id) => return write!(f, "extra:{id}"),
            Self::Proposed(id) => return write!(f, "proposed:{id}"),
            Self::Current => "current",
            Self::Deceased => "deceased",
            Self::IndeterminateDate => "indeterminate-date",
            Self::JourneysTooFew => "journeys-too-few",
            Self::LostAtEarlierTransfer => "lost-at-earlier-transfer",
            Self::NeverStarted => "never-started",
            Self::OutsideWindow => "outside-window",
            Self::PossibleDuplicate => "possible-duplicate",
            Self::RecentClosure => "recent-closure",
        })
    }
}

/// The word, as it is displayed.
impl FromStr for Reason {
    type Err = OutOfBounds;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Ok(match word {
            "current" => Self::Current,
            "deceased" => Self::Deceased,
            "indeterminate-date" => Self::IndeterminateDate,
            "journeys-too-few" => Self::JourneysTooFew,
            "lost-at-earlier-transfer" => Self::LostAtEarlierTransfer,
            "never-started" => Self::NeverStarted,
            "outside-window" => Self::OutsideWindow,
            "possible-duplicate" => Self::PossibleDuplicate,
            "recent-closure" => Self::RecentClosure,
            word => match word.split_once(':') {
                Some(("extra", rule)) if !rule.is_empty() => Self::Extra(rule.to_owned()),
                Some(("proposed", rule)) if !rule.is_empty() => Self::Proposed(rule.to_owned()),
                _ => return Err(OutOfBounds),
            },
        })
    }
}

/// What the rules make of one record.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Decision {
    /// Of which record.
    pub reference: CaseReference,
    /// Whether it is handed over.
    pub outcome: Ruling,
    /// Why.
    pub reason: Reason,
    /// What is wrong with its dates: the reason, or a death that does not fit and is told beside it.
    pub detail: Option<Detail>,
    /// How many journeys its episodes make; `None` if their dates do not tell.
    pub journeys: Option<u32>,
    /// The extra rules that match, in their order; the first has decided. Asked only of records
    /// that would else be excluded.
    pub extra_matches: Vec<String>,
    /// What the literal rules miss in a record that would else be excluded, the first of which is
    /// the reason if no extra rule matches.
    pub misses: Vec<Reason>,
}

impl Decision {
    pub(super) fn new(reference: &CaseReference, reason: Reason) -> Self {
        Self {
            reference: reference.clone(),
            outcome: reason.ruling(),
            reason,
            detail: None,
            journeys: None,
            extra_matches: Vec::new(),
            misses: Vec::new(),
        }
    }

    /// The rule that decided: `current`, `recent-closure`, the name of an extra rule or `none`.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.reason.rule()
    }
}
