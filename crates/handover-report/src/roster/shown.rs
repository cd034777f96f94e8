//! `roster show`.

use handover::trust::{Roster, Statement};
use serde::Serialize;

use super::{looked_up::LookedUp, summary::Summary};
use crate::{Names, Page, Report, Time};

/// A roster in totals, and one person in it if that was asked.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShownRoster<'a> {
    at: Time,
    by: String,
    id: String,
    looked_up: Option<LookedUp<'a>>,
    mandate: String,
    /// The roster that this one follows.
    previous: Option<String>,
    summary: Summary,
    #[serde(skip)]
    roster: &'a Statement<Roster>,
    #[serde(skip)]
    names: Names<'a>,
}

impl<'a> ShownRoster<'a> {
    /// A roster, and what it says of one person if that was asked.
    #[must_use]
    pub fn new(
        roster: &'a Statement<Roster>,
        looked_up: Option<LookedUp<'a>>,
        names: Names<'a>,
    ) -> Self {
        let payload = roster.payload();
        Self {
            at: payload.at.into(),
            by: payload.by.to_string(),
            id: roster.id().to_string(),
            looked_up,
            mandate: payload.mandate.to_string(),
            previous: payload.previous.map(|id| id.to_string()),
            summary: Summary::of(payload),
            roster,
            names,
        }
    }
}

impl Report for ShownRoster<'_> {
    fn tell(&self, page: &mut Page) {
        match &self.looked_up {
            None => tell(page, self.roster, self.names),
            Some(found) => found.tell(page, self.names),
        }
    }
}

/// Tells whose roster it is, and its totals.
pub fn tell(page: &mut Page, roster: &Statement<Roster>, names: Names<'_>) {
    let said = roster.payload();
    page.line(&page.paint.heading("Roster"));
    page.field("Id", &[roster.id().to_string()]);
    page.signed(&names.of(&said.by), Time::from(said.at));
    page.field("Mandate", &[said.mandate.to_string()]);
    if let Some(previous) = said.previous {
        page.field("Follows", &[format!("the roster {previous}")]);
    }
    page.gap();
    Summary::of(said).tell(page);
}
