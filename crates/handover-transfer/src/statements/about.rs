//! Which statements are about one case, and which others have made.

use handover_package::SignedIndex;
use handover_trust::{
    Mandate, OrganisationId, Package, Payload, Roster, Statement, StatementId, Token,
};
use thiserror::Error;

use super::KnownStatements;
use crate::CaseOfPackage;

/// Mandate and roster of a case.
pub type AgreedOf<'a> = (&'a Statement<Mandate>, &'a Statement<Roster>);

/// Mandate or roster of a case is not at hand.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("mandate or roster of the case is not at hand")]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it")]
pub struct AgreedNotAtHand;

impl KnownStatements {
    /// The statements about one case of a package, and who countersigned them, in the order in which
    /// they are made; with mandate and rosters, if they are wanted.
    ///
    /// A roster, and a verdict about several cases, tell the tokens of the others too: a signature
    /// covers all of it.
    #[must_use]
    pub fn about_case(
        &self,
        head: &Statement<Package>,
        token: &Token,
        with_agreement: bool,
    ) -> Vec<&[u8]> {
        let mut about: Vec<(StatementId, &[u8])> = Vec::new();
        let case = CaseOfPackage::new(head, token);
        let mandate = head.payload().mandate.filter(|_| with_agreement);
        if let Some(mandate) = mandate {
            let found = self
                .mandates()
                .iter()
                .filter(|known| *known.id() == mandate);
            about.extend(found.map(|found| (*found.id(), found.as_bytes())));
            let of_it = self
                .rosters()
                .iter()
                .filter(|known| known.payload().mandate == mandate);
            about.extend(of_it.map(|roster| (*roster.id(), roster.as_bytes())));
        }
        let receipts = self.receipts().iter();
        let receipts = receipts.filter(|receipt| case.has_receipt(receipt.payload()));
        about.extend(receipts.map(|receipt| (*receipt.id(), receipt.as_bytes())));
        let verdicts = self.verdicts().iter();
        let verdicts = verdicts.filter(|verdict| case.row_of(verdict.payload()).is_some());
        about.extend(verdicts.map(|verdict| (*verdict.id(), verdict.as_bytes())));
        let events = self.events().iter();
        let events = events.filter(|event| case.has_event(event.payload()));
        about.extend(events.map(|event| (*event.id(), event.as_bytes())));
        let countersigns = self.countersigns().iter().filter(|countersign| {
            let said = countersign.payload();
            said.is_about(head.id()) || about.iter().any(|(about, _)| said.is_about(about))
        });
        let countersigns: Vec<&[u8]> = countersigns.map(Statement::as_bytes).collect();
        let said = about.into_iter().map(|(_, bytes)| bytes);
        said.chain(countersigns).collect()
    }

    /// A roster of a mandate that lists a case.
    #[must_use]
    pub fn roster_listing(
        &self,
        mandate: &StatementId,
        token: &Token,
    ) -> Option<&Statement<Roster>> {
        self.rosters().iter().find(|roster| {
            let roster = roster.payload();
            let rows = &roster.rows;
            roster.mandate == *mandate && rows.binary_search_by(|row| row.token.cmp(token)).is_ok()
        })
    }

    /// Mandate and roster of a case of a package; `None` if it is under no mandate.
    ///
    /// # Errors
    ///
    /// [`AgreedNotAtHand`].
    pub fn agreed(
        &self,
        head: &Statement<Package>,
        token: &Token,
    ) -> Result<Option<AgreedOf<'_>>, AgreedNotAtHand> {
        let Some(id) = head.payload().mandate else {
            return Ok(None);
        };
        match (self.mandate(&id), self.roster_listing(&id, token)) {
            (Some(mandate), Some(roster)) => Ok(Some((mandate, roster))),
            _ => Err(AgreedNotAtHand),
        }
    }

    /// The ids of what others than `us` said, without those who only say what they have seen.
    #[must_use]
    pub fn said_by_others(&self, us: &OrganisationId) -> Vec<StatementId> {
        fn of<P: Payload>(said: &[Statement<P>], us: &OrganisationId, ids: &mut Vec<StatementId>) {
            let others = said.iter().filter(|one| one.payload().by() != us);
            ids.extend(others.map(|one| *one.id()));
        }
        let mut ids = Vec::new();
        of(self.mandates(), us, &mut ids);
        of(self.rosters(), us, &mut ids);
        of(self.completeness(), us, &mut ids);
        of(self.receipts(), us, &mut ids);
        of(self.verdicts(), us, &mut ids);
        of(self.events(), us, &mut ids);
        let countersigns = self.countersigns().iter();
        let agreed = countersigns.filter(|one| !one.payload().is_witness());
        ids.extend(
            agreed
                .filter(|one| one.payload().by != *us)
                .map(|one| *one.id()),
        );
        let heads = self.indexes().iter().map(SignedIndex::head);
        ids.extend(
            heads
                .filter(|head| head.payload().by != *us)
                .map(|head| *head.id()),
        );
        ids
    }
}
