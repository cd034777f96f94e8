use std::fmt;

use handover_identity::{Identity, KeyError, KeyName};
use handover_trust::{CertificateUse, OrganisationId, SealingPrivateKey, Signer};

/// The keys with which an organisation works, unlocked. Persons keep theirs: who decides signs with a key that is
/// handed in.
pub struct OfficeKeys {
    pub(super) organisation: OrganisationId,
    pub(super) office: Signer,
    pub(super) service: Option<Signer>,
    /// The newest first.
    pub(super) sealing: Vec<SealingPrivateKey>,
}

impl OfficeKeys {
    /// Keys that are kept elsewhere: of the office, which seals; and those that open, the newest first.
    #[must_use]
    pub const fn new(
        organisation: OrganisationId,
        office: Signer,
        sealing: Vec<SealingPrivateKey>,
    ) -> Self {
        Self {
            organisation,
            office,
            service: None,
            sealing,
        }
    }

    /// With the key of the machine, which signs receipts.
    #[must_use]
    pub fn with_service(self, service: Signer) -> Self {
        Self {
            service: Some(service),
            ..self
        }
    }

    /// The keys of an identity folder, by its passphrase.
    ///
    /// # Errors
    ///
    /// [`KeyError`]: a key cannot be read, or the passphrase does not open it.
    pub fn of_identity(identity: &Identity, passphrase: &str) -> Result<Self, KeyError> {
        let office = identity.signer(&KeyName::office(), passphrase)?;
        let service = KeyName::of_use(CertificateUse::Service);
        let service = identity
            .has(CertificateUse::Service)
            .then(|| identity.signer(&service, passphrase));
        Ok(Self {
            organisation: identity.organisation().clone(),
            office,
            service: service.transpose()?,
            sealing: identity.sealing_keys(passphrase)?,
        })
    }

    /// Whose keys they are.
    #[must_use]
    pub const fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }
}

impl fmt::Debug for OfficeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfficeKeys({})", self.organisation)
    }
}
