//! What was agreed about a package, as far as it is here.

use handover_package::{AgreementState, AtHand, Context, SignedIndex};
use handover_transfer::Problem;
use handover_trust::{
    Countersign, Mandate, OrganisationId, Package, Roster, Sight, Statement, StatementId,
};

use super::{Keeper, KnownPackage, Refusal};

impl Keeper {
    /// Checks mandate, roster and countersignatures of a package, and tells its commissioner if the mandate
    /// is here.
    ///
    /// Without the mandate nothing of this can be checked: the recipient does it when it opens the package. An
    /// operator may ask for it here.
    pub(super) async fn check_agreement(
        &self,
        package: &KnownPackage,
    ) -> Result<Option<OrganisationId>, Refusal> {
        let head = package.index.head();
        let Some(at_hand) = self.at_hand(head.payload(), *head.id()).await? else {
            return Ok(None);
        };
        let profile = self.profile(&head.payload().profile);
        let profile = profile.ok_or(Problem::Policy)?;
        let (directory, now) = (self.trust.directory(), self.trust.now());
        let sight = Sight::now(now).recorded(package.kept.first_seen);
        let mandates = [at_hand.mandate];
        let rosters = [at_hand.roster];
        let context = Context::new(&directory, now).sight(sight).with(AtHand::new(
            &mandates,
            &rosters,
            &at_hand.countersigns,
        ));
        let checked = SignedIndex::read(&package.index.to_bytes(), Some(profile), &context)?;
        debug_assert_eq!(checked.agreement(), AgreementState::Checked);
        let [mandate] = mandates;
        Ok(Some(mandate.into_payload().by))
    }

    async fn at_hand(&self, head: &Package, id: StatementId) -> Result<Option<Agreed>, Refusal> {
        let (Some(mandate), Some(roster)) = (head.mandate, head.roster) else {
            return Ok(None);
        };
        let Some(mandate) = self.verified::<Mandate>(mandate).await? else {
            return if self.requires_mandate {
                Err(Problem::UnknownStatement.into())
            } else {
                Ok(None)
            };
        };
        let roster = self.verified::<Roster>(roster).await?;
        let roster = roster.ok_or(Problem::UnknownStatement)?;
        let mut countersigns = Vec::new();
        for statement in [*mandate.id(), *roster.id(), id] {
            for kept in self.storage.countersigns(statement).await? {
                let sight = Sight::now(self.trust.now()).recorded(kept.first_seen);
                // One that no longer counts, because its key was revoked from before, counts as missing.
                countersigns.extend(self.trust.directory().verify(&kept.bytes, &sight));
            }
        }
        Ok(Some(Agreed {
            mandate,
            roster,
            countersigns,
        }))
    }
}

/// What a head names, found here.
struct Agreed {
    mandate: Statement<Mandate>,
    roster: Statement<Roster>,
    countersigns: Vec<Statement<Countersign>>,
}
