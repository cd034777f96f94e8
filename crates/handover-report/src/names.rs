//! Organisations as people know them.

use handover::trust::{OrganisationId, PosixTime, VerifiedDirectory};

use crate::{Ring, tame};

/// The names of organisations, as the directory has them now.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    directory: &'a VerifiedDirectory,
    now: PosixTime,
}

impl<'a> Names<'a> {
    /// The names that the cards of `directory` have at `now`.
    #[must_use]
    pub const fn new(directory: &'a VerifiedDirectory, now: PosixTime) -> Self {
        Self { directory, now }
    }

    /// Name and id; only the id, if the directory never had it.
    #[must_use]
    pub fn of(&self, id: &OrganisationId) -> String {
        match self.directory.organisation(id, self.now) {
            Some(listed) => format!("{} ({id})", tame(listed.card().payload().name.as_str())),
            None => self.without_card(id),
        }
    }

    /// The name alone, as people say it; the id, if the directory never had it.
    #[must_use]
    pub fn called(&self, id: &OrganisationId) -> String {
        let card = self.directory.organisation(id, self.now);
        card.map_or_else(
            || id.to_string(),
            |listed| tame(listed.card().payload().name.as_str()),
        )
    }

    /// Whom to ring there about cases that are handed over, as its card says.
    #[must_use]
    pub fn ring(&self, id: &OrganisationId) -> Option<Ring> {
        let listed = self.directory.organisation(id, self.now)?;
        Some(Ring::of(listed.card().payload()))
    }

    fn without_card(&self, id: &OrganisationId) -> String {
        let mut cards = self.directory.cards().map(|listed| listed.card().payload());
        match cards.find(|card| card.by == *id) {
            Some(card) => format!(
                "{} ({id}; its card does not hold at this time: check the clock, or --at)",
                tame(card.name.as_str())
            ),
            None => format!("{id} (not in the directory)"),
        }
    }

    /// Several of them.
    #[must_use]
    pub fn all<'i>(&self, ids: impl IntoIterator<Item = &'i OrganisationId>) -> String {
        let names: Vec<String> = ids.into_iter().map(|id| self.of(id)).collect();
        names.join(", ")
    }
}
