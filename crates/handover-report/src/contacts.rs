//! Whom to ring.

use std::fmt;

use handover::trust::{Card, Contact};
use serde::Serialize;

use crate::{Page, tame};

/// Whom to ring about something, as a card says it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ShownContact {
    /// What one rings about.
    r#for: String,
    /// When somebody answers there, if not at any time.
    hours: Option<String>,
    /// Who answers.
    name: Option<String>,
    number: String,
    /// The number at other times.
    out_of_hours: Option<String>,
}

impl ShownContact {
    /// Every one of a card, in its order.
    pub(crate) fn of(card: &Card) -> Vec<Self> {
        card.contacts.iter().map(Self::new).collect()
    }

    fn new(contact: &Contact) -> Self {
        let text = |label: &Option<handover::trust::PublicLabel>| {
            label.as_ref().map(|label| label.as_str().to_owned())
        };
        Self {
            r#for: contact.r#for.as_str().to_owned(),
            hours: text(&contact.hours),
            name: text(&contact.name),
            number: contact.number.as_str().to_owned(),
            out_of_hours: text(&contact.out_of_hours),
        }
    }

    pub(crate) fn tell(&self, page: &mut Page) {
        let mut first = tame(&self.number);
        for more in [&self.name, &self.hours].into_iter().flatten() {
            first.push_str(", ");
            first.push_str(&tame(more));
        }
        let other = self.out_of_hours.as_deref().map(tame);
        let other = other.map(|number| format!("out of hours {number}"));
        let lines: Vec<String> = [first].into_iter().chain(other).collect();
        page.field(&format!("For {}", tame(&self.r#for)), &lines);
    }
}

/// Whom to ring at an organisation about cases that are handed over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ring(String);

/// What the `for` of a contact says that is about handing over.
const ABOUT: [&str; 4] = ["handover", "handing over", "hand over", "transfer"];

impl Ring {
    /// Whom a card names for handing over; else its one contact for everything.
    #[must_use]
    pub fn of(card: &Card) -> Self {
        let is_about = |contact: &&Contact| {
            let said = contact.r#for.as_str().to_lowercase();
            ABOUT.iter().any(|about| said.contains(about))
        };
        let Some(contact) = card.contacts.iter().find(is_about) else {
            return Self(tame(card.contact.as_str()));
        };
        let ShownContact {
            hours,
            name,
            number,
            out_of_hours,
            ..
        } = ShownContact::new(contact);
        let mut words = name.map_or_else(String::new, |name| format!("{name}, "));
        words.push_str(&number);
        let out_of_hours = out_of_hours.map(|number| format!("out of hours {number}"));
        let more: Vec<String> = hours.into_iter().chain(out_of_hours).collect();
        if !more.is_empty() {
            words.push_str(&format!(" ({})", more.join("; ")));
        }
        Self(tame(&words))
    }
}

impl fmt::Display for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
