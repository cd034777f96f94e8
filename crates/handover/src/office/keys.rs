use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use handover_identity::{Identity, KeyError, KeyName};
use handover_trust::{CertificateUse, OrganisationId, SealingPrivateKey, Signer};
use zeroize::Zeroizing;

use super::OfficeError;

/// The keys with which an organisation works. Persons keep theirs: who decides signs with a key that is handed in.
#[derive(Clone)]
pub struct OfficeKeys {
    pub(super) organisation: OrganisationId,
    held: Held,
}

/// Where keys are.
#[derive(Clone)]
enum Held {
    /// In an identity folder, each opened when it is first used: a passphrase costs time on purpose.
    Folder(Arc<FolderKeys>),
    /// Handed in.
    Given {
        office: Arc<Signer>,
        service: Option<Arc<Signer>>,
        /// The newest first.
        sealing: Arc<[SealingPrivateKey]>,
    },
}

struct FolderKeys {
    identity: Identity,
    /// None until it is given: then nothing opens.
    passphrase: Option<Zeroizing<String>>,
    office: OnceLock<Arc<Signer>>,
    service: OnceLock<Arc<Signer>>,
    sealing: OnceLock<Arc<[SealingPrivateKey]>>,
}

impl OfficeKeys {
    /// Keys that are kept elsewhere: of the office, which seals; and those that open, the newest first.
    #[must_use]
    pub fn new(
        organisation: OrganisationId,
        office: impl Into<Arc<Signer>>,
        sealing: impl Into<Arc<[SealingPrivateKey]>>,
    ) -> Self {
        let held = Held::Given {
            office: office.into(),
            service: None,
            sealing: sealing.into(),
        };
        Self { organisation, held }
    }

    /// With the key of the machine, which signs receipts; an identity folder has its own.
    #[must_use]
    pub fn with_service(mut self, service: impl Into<Arc<Signer>>) -> Self {
        if let Held::Given { service: held, .. } = &mut self.held {
            *held = Some(service.into());
        }
        self
    }

    /// The keys of an identity folder, by its passphrase: each is opened when it is first used.
    #[must_use]
    pub fn of_identity(identity: &Identity, passphrase: &str) -> Self {
        Self::of_folder(identity, Some(Zeroizing::new(passphrase.to_owned())))
    }

    /// The keys of an identity folder while nobody has given its passphrase.
    #[must_use]
    pub fn locked(identity: &Identity) -> Self {
        Self::of_folder(identity, None)
    }

    fn of_folder(identity: &Identity, passphrase: Option<Zeroizing<String>>) -> Self {
        Self {
            organisation: identity.organisation().clone(),
            held: Held::Folder(Arc::new(FolderKeys {
                identity: identity.clone(),
                passphrase,
                office: OnceLock::new(),
                service: OnceLock::new(),
                sealing: OnceLock::new(),
            })),
        }
    }

    /// Whose keys they are.
    #[must_use]
    pub const fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// The key that seals.
    pub(super) fn office(&self) -> Result<Arc<Signer>, OfficeError> {
        match &self.held {
            Held::Folder(folder) => folder.open(&folder.office, |identity, passphrase| {
                let signer = identity.signer(&KeyName::office(), passphrase)?;
                Ok(Arc::new(signer))
            }),
            Held::Given { office, .. } => Ok(Arc::clone(office)),
        }
    }

    /// The key of the machine.
    pub(super) fn service(&self) -> Result<Arc<Signer>, OfficeError> {
        match &self.held {
            Held::Folder(folder) => folder.open(&folder.service, |identity, passphrase| {
                let service = KeyName::of_use(CertificateUse::Service);
                Ok(Arc::new(identity.signer(&service, passphrase)?))
            }),
            Held::Given { service, .. } => service.clone().ok_or(OfficeError::NoServiceKey),
        }
    }

    /// The keys that open, the newest first.
    pub(super) fn sealing(&self) -> Result<Arc<[SealingPrivateKey]>, OfficeError> {
        match &self.held {
            Held::Folder(folder) => folder.open(&folder.sealing, |identity, passphrase| {
                Ok(identity.sealing_keys(passphrase)?.into())
            }),
            Held::Given { sealing, .. } => Ok(Arc::clone(sealing)),
        }
    }
}

impl FolderKeys {
    /// Opens a key once.
    fn open<T: Clone>(
        &self,
        opened: &OnceLock<T>,
        open: impl FnOnce(&Identity, &str) -> Result<T, KeyError>,
    ) -> Result<T, OfficeError> {
        if let Some(key) = opened.get() {
            return Ok(key.clone());
        }
        let passphrase = self.passphrase.as_ref().ok_or(OfficeError::Locked)?;
        let key = open(&self.identity, passphrase)?;
        Ok(opened.get_or_init(|| key).clone())
    }
}

impl fmt::Debug for OfficeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfficeKeys({})", self.organisation)
    }
}
