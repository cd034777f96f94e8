//! A person's line in a list of people.

use jiff::civil::Date;

use crate::{line::Line, look::Look};

/// A person's line in a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Why somebody should be read, the first first.
    pub reasons: Vec<Reason>,
    /// The age, if the birth is known.
    pub age: Option<String>,
    /// Who hands over.
    pub from: Option<String>,
    /// The sender's reference, if the reader may see it.
    pub reference: Option<String>,
    /// How high the risk is, with its look; `None` if the reader may know nothing of it.
    pub level: Option<(Look, String)>,
    /// How to reach, with its look; `None` if the reader may know nothing of it.
    pub reach: Option<(Look, String)>,
}

impl Summary {
    /// How soon to read.
    #[must_use]
    pub fn band(&self) -> Band {
        self.reasons
            .iter()
            .map(|reason| reason.band)
            .min()
            .unwrap_or(Band::Rest)
    }

    /// The first day that counts.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.reasons.iter().filter_map(|reason| reason.day).min()
    }

    /// The reasons in words: the first is to be seen first.
    #[must_use]
    pub fn words(&self) -> Line {
        let mut said = self
            .reasons
            .iter()
            .map(|reason| format!("{}.", reason.words.trim_end_matches('.')));
        let first = said.next().unwrap_or_else(|| "Nothing is due.".to_owned());
        let rest = said.collect::<Vec<_>>().join(" ");
        Line::default()
            .strong(&first)
            .plain(if rest.is_empty() { "" } else { " " })
            .plain(&rest)
    }

    /// The same without reasons that stand elsewhere.
    #[must_use]
    pub fn without(mut self, elsewhere: &[String]) -> Self {
        self.reasons
            .retain(|reason| !elsewhere.contains(&reason.words));
        self
    }
}

/// Why somebody should be read.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// How soon that makes it.
    pub band: Band,
    /// The day that counts.
    pub day: Option<Date>,
    /// In words.
    pub words: String,
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
