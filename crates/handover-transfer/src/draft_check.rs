//! What is still to be sealed, and whether a draft is that.

use std::collections::BTreeMap;

use handover_trust::{OrganisationId, PosixTime, StatementId, Token};

use crate::{History, Standing, arrivals::Reach, chain::Progress, rosters::Ruling};

/// How the cases of a draft differ from those that the roster wants sealed for its recipient.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct DraftDifference {
    /// In a package for the recipient already, of which the draft does not take the place: `conflict`.
    pub already_sealed: Vec<Token>,
    /// Not included for this recipient, withdrawn, or accepted already: `policy`.
    pub extra: Vec<Token>,
    /// To be sealed, and not in the draft: `policy`.
    pub missing: Vec<Token>,
}

impl DraftDifference {
    /// Whether the draft has exactly the cases that are to be sealed.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.already_sealed.is_empty() && self.extra.is_empty() && self.missing.is_empty()
    }
}

impl History<'_> {
    /// The cases that are in no package for their recipient yet, ascending, by recipient: late additions
    /// and redirected cases among them, what was withdrawn not.
    #[must_use]
    pub fn to_seal(&self) -> BTreeMap<OrganisationId, Vec<Token>> {
        let mut cases: BTreeMap<OrganisationId, Vec<Token>> = BTreeMap::new();
        for standing in self.timeless() {
            if let Some(to) = standing.recipient().filter(|_| standing.is_to_be_sealed()) {
                match cases.get_mut(to) {
                    Some(tokens) => tokens.push(*standing.token()),
                    None => {
                        cases.insert(to.clone(), vec![*standing.token()]);
                    }
                }
            }
        }
        cases
    }

    /// Compares the cases of a draft for a recipient with those that the roster wants sealed for it.
    ///
    /// `supersedes` is the package whose place the draft takes: its cases may be sealed again.
    #[must_use]
    pub fn compare_draft(
        &self,
        to: &OrganisationId,
        cases: impl IntoIterator<Item = Token>,
        supersedes: Option<&StatementId>,
    ) -> DraftDifference {
        let mut cases: Vec<Token> = cases.into_iter().collect();
        cases.sort_unstable();
        let mut difference = DraftDifference::default();
        for token in &cases {
            match self.standing(token, TIMELESS) {
                Some(standing) if standing.recipient() == Some(to) && standing.is_open() => {
                    if standing.is_sealed_elsewhere(supersedes) {
                        difference.already_sealed.push(*token);
                    }
                }
                _ => difference.extra.push(*token),
            }
        }
        let wanted = self.timeless().filter(|standing| {
            standing.recipient() == Some(to)
                && standing.is_to_be_sealed()
                && cases.binary_search(standing.token()).is_err()
        });
        difference.missing = wanted.map(|standing| *standing.token()).collect();
        difference
    }

    fn timeless(&self) -> impl Iterator<Item = Standing<'_>> {
        self.standings(TIMELESS)
    }
}

/// What is to be sealed does not depend on the moment.
const TIMELESS: PosixTime = PosixTime::MAX;

impl Standing<'_> {
    /// Included, and the roster's recipient may still have to be given it.
    fn is_open(&self) -> bool {
        let is_waiting =
            self.outcome.position.progress == Progress::Redirected && !self.outcome.is_sent_on;
        let is_over = matches!(
            self.outcome.position.progress,
            Progress::Accepted | Progress::Withdrawn
        );
        matches!(self.row.ruling, Ruling::Include(_)) && !is_over && !is_waiting
    }

    fn is_to_be_sealed(&self) -> bool {
        self.is_open() && self.outcome.reach == Reach::Nowhere
    }

    fn is_sealed_elsewhere(&self, supersedes: Option<&StatementId>) -> bool {
        let arrivals = &self.history.arrivals;
        let superseded = supersedes.and_then(|id| arrivals.place_of(id));
        let to = self.stage().map(|stage| stage.to);
        let mut live = to
            .into_iter()
            .flat_map(|to| arrivals.live_for(self.case, to));
        live.any(|package| Some(package) != superseded)
    }
}
