//! What may be published: no token, no name, no small number.

use std::collections::BTreeMap;

use handover::{
    transfer::{CaseState, Publication, PublishedCounts},
    trust::{Mandate, Statement},
};
use serde::Serialize;

use super::{
    completeness::{CompletenessTold, completeness},
    words,
};
use crate::{Page, Report, Time, amounts::amount, roster::shown_reason};

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

    fn tell(&self, page: &mut Page, title: &str) {
        page.heading(title, "");
        page.field("Together", &[number(self.total)]);
        for (reason, count) in &self.reasons {
            page.field(
                &format!("Reason: {}", shown_reason(reason)),
                &[number(*count)],
            );
        }
    }

    fn tell_states(&self, page: &mut Page) {
        for (state, count) in &self.told {
            page.field(
                &format!("State: {state}"),
                &[format!("{} ({})", number(*count), words::state(*state))],
            );
        }
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
        }
    }
}

impl Report for Published {
    fn tell(&self, page: &mut Page) {
        let heading = format!(
            "Transfer of {} on {}, as of {}",
            self.kind, self.transfer, self.at
        );
        page.line(&page.paint.heading(&heading));
        if self.nobody {
            page.paragraph(words::NOBODY);
        }
        page.paragraph("Numbers under 5 are hidden, and others from which they could be computed.");
        page.field("Persons considered", &[number(self.considered)]);
        self.included.tell(page, "To be handed over");
        self.included.tell_states(page);
        self.excluded.tell(page, "Not handed over");
        self.undecided.tell(page, "Not decided");
        page.heading("How long it took", "");
        for (what, days) in [
            ("Arrival to acceptance", self.median_days_to_accepted),
            ("Arrival to first contact", self.median_days_to_contacted),
        ] {
            let days = days.map_or_else(
                || "too few cases to tell".to_owned(),
                |days| amount(days, "day"),
            );
            page.field(what, &[format!("median {days}")]);
        }
        if let Some(report) = &self.fields {
            page.heading("Answered fields", "");
            for field in &report.fields {
                page.field(
                    &format!("Field {}", field.field),
                    &[format!("{} of {}", number(field.value), report.count)],
                );
            }
        }
    }
}

fn number(count: Option<u64>) -> String {
    count.map_or_else(|| "hidden".to_owned(), |count| count.to_string())
}
