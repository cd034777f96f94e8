//! The mandate that was named, with everything that was said under it.

use handover::{
    cbor::RefusalClass,
    package::SignedIndex,
    trust::{Mandate, PosixTime, Statement},
};
use handover_caseload::{PlannedPackages, SealPlan, UnderError, UnderInput};
use handover_identity::{MandateLedger, kept_indexes};

use super::{Arguments, left_out::Told};
use crate::{
    problem::Problem,
    screen::Screen,
    verbs::{signing::Signatory, statements::Statements},
};

/// What lies under a mandate on this machine.
pub(super) struct AtHand {
    mandate: Statement<Mandate>,
    statements: Statements,
    ledger: MandateLedger,
    before: Option<SignedIndex>,
}

impl AtHand {
    /// Reads it.
    pub(super) fn read(
        arguments: &Arguments,
        mandate: Statement<Mandate>,
        signatory: &Signatory,
        passphrase: &str,
        screen: &Screen,
    ) -> Result<Self, Problem> {
        let (identity, directory) = (&signatory.identity, &signatory.directory);
        let now = signatory.now;
        let own = kept_indexes(identity.folder());
        let statements = arguments.statements.clone().and(own);
        let statements = statements.verified(directory, Some(identity.folder()), now, screen)?;
        if mandate.payload().from != *identity.organisation() {
            return Err(Problem::refused(
                RefusalClass::Policy,
                "the mandate hands over from another organisation",
                "Use the identity folder of the sender that the mandate names.",
            ));
        }
        statements.known().check_not_superseded(&mandate)?;
        let ledger = MandateLedger::read(identity, *mandate.id(), passphrase)?;
        let before = arguments.supersedes.as_ref().map(|path| {
            let found = arguments.statements.verified_with(
                path,
                directory,
                Some(identity.folder()),
                now,
                screen,
            )?;
            Ok::<_, Problem>(found.1)
        });
        Ok(Self {
            mandate,
            statements,
            ledger,
            before: before.transpose()?,
        })
    }

    /// The packages under it.
    pub(super) fn arranged<'a>(
        &'a self,
        plan: SealPlan<'a>,
        now: PosixTime,
        told: &Told<'_>,
    ) -> Result<PlannedPackages<'a>, Problem> {
        let profile = plan.profile();
        if self.mandate.payload().profile != *profile.reference() {
            return Err(UnderError::OtherProfile.into());
        }
        let input = UnderInput {
            mandate: self.mandate.clone(),
            rosters: self.statements.rosters(),
            countersigns: self.statements.countersigns(),
            memory: &self.ledger,
            transfer: self
                .statements
                .transfer(self.mandate.clone(), profile)?
                .transfer,
        };
        let planned = plan.arranged(input, self.before.clone(), now);
        let planned = planned.map_err(|error| told.refused(error))?;
        if planned.already > 0 {
            told.screen.note(&format!(
                "cases that are sealed under this mandate already, and stay out: {}",
                planned.already
            ));
        }
        Ok(planned)
    }
}
