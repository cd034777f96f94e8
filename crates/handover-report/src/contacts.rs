//! Whom to ring.

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
