use handover_trust::{OrganisationId, Token};

use crate::{History, Why, saying::Word, terms::Terms};

/// Whether somebody accepted a case, and whether that counts: what statements at hand prove.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Acceptance {
    /// It moves responsibility: this organisation is the holder.
    Counts(OrganisationId),
    /// It moves nothing.
    DoesNotCount(Why),
    /// It is under a mandate that is not at hand, and without that nobody can tell.
    MandateNotAtHand,
    /// Nobody accepted it.
    None,
}

impl History<'_> {
    /// Whether somebody accepted a case, and whether that counts.
    #[must_use]
    pub fn acceptance(&self, token: &Token) -> Acceptance {
        let case = self.roster.tokens.binary_search(token).ok();
        let outcome = case.and_then(|case| self.outcomes.get(case));
        let holder = outcome.and_then(|outcome| outcome.position.holder);
        let holder = holder.and_then(|by| self.transfer.numbers.organisations.value(by));
        let acceptances = self.transfer.sayings.iter().filter(|(_, saying)| {
            let row = saying.tokens.binary_search(token).ok();
            let row = row.and_then(|at| saying.rows.get(at));
            row.is_some_and(|row| row.word == Word::Accepted)
        });
        let acceptances: Vec<_> = acceptances.map(|(id, _)| *id).collect();
        let is_alone = matches!(&self.transfer.terms, Terms::Package(_));
        if acceptances.is_empty() {
            return Acceptance::None;
        }
        if is_alone && self.transfer.terms.named().is_some() {
            return Acceptance::MandateNotAtHand;
        }
        match holder {
            Some(holder) => Acceptance::Counts(holder.clone()),
            None => {
                let named = self.uncounted.iter().find(|what| {
                    acceptances.contains(&what.statement)
                        && (what.tokens.is_empty() || what.tokens.contains(token))
                });
                Acceptance::DoesNotCount(named.map_or(Why::NoPredecessor, |what| what.why))
            }
        }
    }
}
