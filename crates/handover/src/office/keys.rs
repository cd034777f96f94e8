use std::{fmt, sync::Arc};

use handover_identity::{Identity, KeyError, KeyName};
use handover_trust::{CertificateUse, OrganisationId, SealingPrivateKey, Signer};

/// The keys with which an organisation works, unlocked. Persons keep theirs: who decides signs with a key that is
/// handed in.
#[derive(Clone)]
pub struct OfficeKeys {
    pub(super) organisation: OrganisationId,
    pub(super) office: Arc<Signer>,
    pub(super) service: Option<Arc<Signer>>,
    /// The newest first.
    pub(super) sealing: Arc<[SealingPrivateKey]>,
}

impl OfficeKeys {
    /// Keys that are kept elsewhere: of the office, which seals; and those that open, the newest first.
    #[must_use]
    pub fn new(
        organisation: OrganisationId,
        office: impl Into<Arc<Signer>>,
        sealing: impl Into<Arc<[SealingPrivateKey]>>,
    ) -> Self {
        Self {
            organisation,
            office: office.into(),
            service: None,
            sealing: sealing.into(),
        }
    }

    /// With the key of the machine, which signs receipts.
    #[must_use]
    pub fn with_service(self, service: impl Into<Arc<Signer>>) -> Self {
        Self {
            service: Some(service.into()),
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
            office: office.into(),
            service: service.transpose()?.map(Arc::new),
            sealing: identity.sealing_keys(passphrase)?.into(),
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
