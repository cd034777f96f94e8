//! A person's line in a list of people.

use jiff::civil::Date;

use crate::{line::Line, look::Look};

/// A person's line in a list.
#[derive(Debug)]
#[non_exhaustive]
pub struct Summary {
    /// How soon.
    pub band: Band,
    /// Within the band: the sooner first.
    pub day: Option<Date>,
    /// The age, if the birth is known.
    pub age: Option<String>,
    /// The sender's reference, if the reader may see it.
    pub reference: Option<String>,
    /// How high the risk is, with its look; `None` if the reader may know nothing of it.
    pub level: Option<(Look, String)>,
    /// What comes first.
    pub first: Line,
    /// What else.
    pub more: Line,
    /// How to reach, with its look; `None` if the reader may know nothing of it.
    pub reach: Option<(Look, String)>,
}

/// How soon somebody must be read. Ordered.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "four bands, in each of which somebody stands once"
)]
pub enum Band {
    /// An urgent action, a medicine or a visit by tomorrow.
    Today,
    /// Child protection, very high, high, or a conference within twelve months.
    Danger,
    /// A day within the next fourteen.
    Near,
    /// The rest.
    Rest,
}

impl Band {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Today, Self::Danger, Self::Near, Self::Rest];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Today => "Act today",
            Self::Danger => "In danger",
            Self::Near => "A date is near",
            Self::Rest => "The rest",
        }
    }

    /// Its name within a page.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Today => "act-today",
            Self::Danger => "in-danger",
            Self::Near => "a-date-is-near",
            Self::Rest => "the-rest",
        }
    }
}
