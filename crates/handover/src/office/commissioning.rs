//! What a commissioner says: the mandate.

use handover_transfer::MandateForm;
use handover_trust::{Mandate, Statement};

use super::{Office, OfficeError, OfficeMemory};

impl<M: OfficeMemory> Office<M> {
    /// Signs a mandate that was filled in, as of now, with the key of the office.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Key`], [`OfficeError::Sign`], [`OfficeError::Vain`], [`OfficeError::Memory`].
    pub fn sign_mandate(&mut self, form: MandateForm) -> Result<Statement<Mandate>, OfficeError> {
        let signer = self.keys.office()?;
        let mandate = form.into_mandate(self.keys.organisation.clone(), self.now);
        self.sign(&signer, mandate)
    }
}
