use handover_transfer::{History, KnownStatements, Reconciliation, Transfer};
use handover_trust::{PosixTime, StatementId};

use super::{Office, OfficeError, OfficeMemory};

/// Everything that was said under a mandate.
#[derive(Debug)]
pub struct OfficeTransfer {
    transfer: Transfer,
}

impl<M: OfficeMemory> Office<M> {
    /// What must arrive and what did, by statements that the office judged.
    ///
    /// # Errors
    ///
    /// [`OfficeError::MandateNotAtHand`], [`OfficeError::UnknownProfile`].
    pub fn transfer(
        &self,
        mandate: &StatementId,
        known: &KnownStatements,
    ) -> Result<OfficeTransfer, OfficeError> {
        let mandate = known
            .mandate(mandate)
            .ok_or(OfficeError::MandateNotAtHand(*mandate))?;
        let profile = self.profile(&mandate.payload().profile)?;
        let transfer = known.transfer(mandate.clone(), &profile)?.transfer;
        Ok(OfficeTransfer { transfer })
    }
}

impl OfficeTransfer {
    /// Where every case stands.
    #[must_use]
    pub fn history(&self) -> History<'_> {
        self.transfer.history()
    }

    /// What must arrive held against what did, at a moment; and whether the contract may close.
    #[must_use]
    pub fn reconcile(&self, now: PosixTime) -> Reconciliation {
        self.history().reconcile(now)
    }
}
