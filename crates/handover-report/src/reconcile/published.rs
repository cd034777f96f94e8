//! What may be published: no token, no name, no small number.

use std::collections::BTreeMap;

use handover::{
    transfer::{CaseState, Publication, PublishedCounts},
    trust::{Mandate, Statement, TransferDay},
};
use serde::Serialize;

use super::{
    completeness::{CompletenessTold, completeness},
    words,
};
use crate::{
    Page, Report, Time,
    amounts::amount,
    calendar::{moment_in_words, named_day},
    roster::shown_reason,
};

/// What may be published of a transfer; hidden numbers are null.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Published {
    at: Time,
    considered: Option<u64>,
    excluded: Counts,
    fields: Option<CompletenessTold>,
    included: Counts,
    kind: String,
    median_days_to_accepted: Option<u64>,
    median_days_to_contacted: Option<u64>,
    /// Whether the rosters list nobody at all.
    nobody: bool,
    transfer: String,
    undecided: Counts,
    /// What passes when, and as of when it is told, as people say it.
    #[serde(skip)]
    passes: String,
    #[serde(skip)]
    told_at: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Counts {
    reasons: BTreeMap<String, Option<u64>>,
    states: BTreeMap<&'static str, Option<u64>>,
    total: Option<u64>,
    /// The states in the order of a case's way, in words.
    #[serde(skip)]
    told: Vec<(CaseState, Option<u64>)>,
}

impl Counts {
    fn of(counts: &PublishedCounts) -> Self {
        let reasons = counts.reasons.iter();
        let states = counts.states.iter();
        let told = counts.states.iter();
        Self {
            reasons: reasons
                .map(|(reason, n)| (reason.to_string(), *n))
                .collect(),
            states: states.map(|(state, n)| (state.as_str(), *n)).collect(),
            total: counts.total,
            told: told.map(|(state, n)| (*state, *n)).collect(),
        }
    }

    fn rows(&self) -> Vec<(String, String)> {
        let together = ("Together".to_owned(), number(self.total));
        let reasons = self
            .reasons
            .iter()
            .map(|(reason, count)| (format!("Reason: {}", shown_reason(reason)), number(*count)));
        std::iter::once(together).chain(reasons).collect()
    }

    fn states(&self) -> impl Iterator<Item = (String, String)> {
        self.told.iter().map(|(state, count)| {
            let words = format!("{} ({})", number(*count), words::state(*state));
            (format!("State: {state}"), words)
        })
    }
}

impl Published {
    /// What `publication` has, under its mandate; `nobody` if the rosters list nobody at all.
    #[must_use]
    pub fn new(mandate: &Statement<Mandate>, publication: &Publication, nobody: bool) -> Self {
        Self {
            at: publication.at.into(),
            considered: publication.considered,
            excluded: Counts::of(&publication.excluded),
            fields: publication.fields.as_ref().map(completeness),
            included: Counts::of(&publication.included),
            kind: mandate.payload().kind.to_string(),
            median_days_to_accepted: publication.median_days_to_accepted,
            median_days_to_contacted: publication.median_days_to_contacted,
            nobody,
            transfer: mandate.payload().transfer.to_string(),
            undecided: Counts::of(&publication.undecided),
            passes: match mandate.payload().transfer {
                TransferDay::On(day) => format!("People who are handed over on {}", named_day(day)),
                TransferDay::Standing => "People who are handed over as they come".to_owned(),
            },
            told_at: moment_in_words(publication.at),
        }
    }
}

/// A heading, if it has one, and rows of a name and a number in words.
pub type PublishedSection = (&'static str, Vec<(String, String)>);

impl Published {
    /// What it is of, and as of when.
    #[must_use]
    pub fn title(&self) -> String {
        format!(
            "Transfer of {} on {}, as of {}",
            self.kind, self.transfer, self.at
        )
    }

    /// The same for people, in the dates of the country; no name stands in it.
    #[must_use]
    pub fn caption(&self) -> String {
        format!("{}, as of {}", self.passes, self.told_at)
    }

    /// What may not be overlooked, where the rosters list nobody.
    #[must_use]
    pub fn nobody(&self) -> Option<&'static str> {
        self.nobody.then_some(words::NOBODY)
    }

    /// Every number, in the order in which it is told.
    #[must_use]
    pub fn sections(&self) -> Vec<PublishedSection> {
        let mut included = self.included.rows();
        included.extend(self.included.states());
        let days = [
            ("Arrival to acceptance", self.median_days_to_accepted),
            ("Arrival to first contact", self.median_days_to_contacted),
        ];
        let days = days.into_iter().map(|(what, days)| {
            let days = days.map_or_else(
                || "too few cases to tell".to_owned(),
                |days| amount(days, "day"),
            );
            (what.to_owned(), format!("median {days}"))
        });
        let mut sections = vec![
            (
                "",
                vec![("Persons considered".to_owned(), number(self.considered))],
            ),
            ("To be handed over", included),
            ("Not handed over", self.excluded.rows()),
            ("Not decided", self.undecided.rows()),
            ("How long it took", days.collect()),
        ];
        if let Some(report) = &self.fields {
            let fields = report.fields.iter().map(|field| {
                let words = format!("{} of {}", number(field.value), report.count);
                (format!("Field {}", field.field), words)
            });
            sections.push(("Answered fields", fields.collect()));
        }
        sections
    }
}

impl Report for Published {
    fn tell(&self, page: &mut Page) {
        page.line(&page.paint.heading(&self.title()));
        if let Some(nobody) = self.nobody() {
            page.paragraph(nobody);
        }
        page.paragraph(SMALL);
        for (title, rows) in self.sections() {
            if !title.is_empty() {
                page.heading(title, "");
            }
            for (name, words) in rows {
                page.field(&name, &[words]);
            }
        }
    }
}

const SMALL: &str = "Numbers under 5 are hidden, and others from which they could be computed.";

fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "hidden".to_owned(), |count| count.to_string())
}
