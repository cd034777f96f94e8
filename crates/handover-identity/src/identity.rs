//! An identity folder, read: keys are opened one by one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use handover_files::FileError;
use handover_trust::{
    Card, Certificate, CertificateUse, Countersign, OrganisationId, SealingPrivateKey, ShortName,
    Signer, SigningKey, Statement, verify_card,
};

use crate::{
    About, CardError, IdentityError, KeyEntry, KeyError, KeyName, PersonError, about::ABOUT,
    debug::names_only, key_name::sealing_file, renewal::complete_renewal,
};

/// The file of the card.
pub(crate) const CARD: &str = "card";

/// The file in which the office of the card before agrees to this one.
pub(crate) const SUCCESSION: &str = "succession";

/// An identity folder, read; its keys are still shut.
#[derive(Clone)]
pub struct Identity {
    pub(crate) folder: PathBuf,
    pub(crate) about: About,
    /// The file of it as it was read or written last.
    pub(crate) on_disk: Vec<u8>,
}

names_only!(Identity: "Identity");

impl Identity {
    /// Reads what the folder says about itself, and completes a renewal that was interrupted.
    ///
    /// # Errors
    ///
    /// [`IdentityError`], as its variants say.
    pub fn read(folder: &Path) -> Result<Self, IdentityError> {
        complete_renewal(folder)?;
        let path = folder.join(ABOUT);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(IdentityError::Absent { path, source }),
        };
        let about = serde_json::from_slice(&bytes).map_err(|_| IdentityError::Damaged { path })?;
        Ok(Self {
            folder: folder.to_owned(),
            about,
            on_disk: bytes,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the folder says about itself.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// Whose it is.
    #[must_use]
    pub const fn organisation(&self) -> &OrganisationId {
        &self.about.organisation
    }

    /// Whether there is a key for this.
    #[must_use]
    pub fn has(&self, use_: CertificateUse) -> bool {
        self.about
            .keys
            .iter()
            .any(|entry| entry.uses.contains(&use_))
    }

    /// The entry of a key; `None` if there is none of that name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&KeyEntry> {
        let mut keys = self.about.keys.iter();
        keys.find(|entry| entry.key.as_str() == name)
    }

    /// The key of the person who signs: the one with a role, or the only one there is.
    ///
    /// # Errors
    ///
    /// [`PersonError`], as its variants say.
    pub fn person(&self, role: Option<&ShortName>) -> Result<&KeyEntry, PersonError> {
        let persons = || {
            let keys = self.about.keys.iter();
            keys.filter(|entry| entry.uses.contains(&CertificateUse::Person))
        };
        let roles = || persons().flat_map(|entry| entry.roles.clone()).collect();
        let mut fitting =
            persons().filter(|entry| role.is_none_or(|role| entry.roles.contains(role)));
        match (fitting.next(), fitting.next(), role) {
            (Some(entry), None, _) | (Some(entry), Some(_), Some(_)) => Ok(entry),
            (Some(_), Some(_), None) => Err(PersonError::Several { roles: roles() }),
            (None, ..) if persons().next().is_none() => Err(PersonError::Absent),
            (None, ..) => Err(PersonError::OtherRoles { roles: roles() }),
        }
    }

    /// The key that countersigns in a role: the office's in its own; the service's, if there is one, for what was
    /// seen; else that of a person whose certificate has the role.
    #[must_use]
    pub fn key_to_countersign(&self, role: &ShortName) -> Option<KeyName> {
        match role.as_str() {
            Countersign::OFFICE => Some(KeyName::office()),
            Countersign::SEEN if self.has(CertificateUse::Service) => {
                Some(KeyName::of_use(CertificateUse::Service))
            }
            Countersign::SEEN => Some(KeyName::office()),
            _ => self.person(Some(role)).ok().map(|entry| entry.key.clone()),
        }
    }

    /// The card, as it was when it was signed; whether it holds now is for the directory to say.
    ///
    /// # Errors
    ///
    /// [`CardError`], as its variants say.
    pub fn card(&self) -> Result<Statement<Card>, CardError> {
        let path = self.folder.join(CARD);
        let bytes = fs::read(&path).map_err(|error| FileError::reading(&path, error))?;
        let office = self.certificate(&KeyName::office())?;
        verify_card(&bytes, office.not_after())
            .map_err(|source| CardError::Refused { path, source })
    }

    /// The file in which the office of the card before agrees to this one, if there was one and it could agree.
    ///
    /// # Errors
    ///
    /// [`CardError`]: the card was not read.
    pub fn succession(&self) -> Result<Option<PathBuf>, CardError> {
        let replaced = self.card()?.payload().replaces;
        let agreed = self.folder.join(SUCCESSION);
        Ok(replaced.map(|_| agreed).filter(|agreed| agreed.is_file()))
    }

    /// The certificate of a key.
    ///
    /// # Errors
    ///
    /// [`KeyError::Certificate`] or [`KeyError::File`].
    pub fn certificate(&self, key: &KeyName) -> Result<Certificate, KeyError> {
        certificate_at(&self.folder.join(key.certificate_file()))
    }

    /// A private key with its certificate.
    ///
    /// # Errors
    ///
    /// [`KeyError`], as its variants say.
    pub fn signer(&self, key: &KeyName, passphrase: &str) -> Result<Signer, KeyError> {
        let private = self.signing_key(key, passphrase)?;
        let path = self.folder.join(key.key_file());
        Signer::new(private, self.certificate(key)?)
            .map_err(|source| KeyError::Mismatch { path, source })
    }

    /// A certificate request (PKCS#10, PEM) for one of the keys, for a CA.
    ///
    /// # Errors
    ///
    /// [`KeyError`], as its variants say.
    pub fn certificate_request(&self, key: &KeyName, passphrase: &str) -> Result<String, KeyError> {
        let signer = self.signer(key, passphrase)?;
        Ok(Certificate::request(
            signer.key(),
            self.organisation(),
            key.as_str(),
        ))
    }

    /// A private key by itself.
    pub(crate) fn signing_key(
        &self,
        key: &KeyName,
        passphrase: &str,
    ) -> Result<SigningKey, KeyError> {
        key_at(&self.folder.join(key.key_file()), passphrase)
    }

    /// Every key that opens what is sealed to the organisation, the newest first.
    ///
    /// # Errors
    ///
    /// [`KeyError::File`] or [`KeyError::Locked`].
    pub fn sealing_keys(&self, passphrase: &str) -> Result<Vec<SealingPrivateKey>, KeyError> {
        (1..=self.about.sealing_keys)
            .rev()
            .map(|number| {
                let path = self.folder.join(sealing_file(number));
                let text = read_key(&path)?;
                SealingPrivateKey::from_encrypted_pem(&text, passphrase)
                    .map_err(|source| KeyError::Locked { path, source })
            })
            .collect()
    }
}

/// The certificate in a file.
pub(crate) fn certificate_at(path: &Path) -> Result<Certificate, KeyError> {
    let bytes = fs::read(path).map_err(|error| FileError::reading(path, error))?;
    Certificate::from_pem(&bytes).map_err(|source| KeyError::Certificate {
        path: path.to_owned(),
        source,
    })
}

/// The private key in a file.
pub(crate) fn key_at(path: &Path, passphrase: &str) -> Result<SigningKey, KeyError> {
    let text = read_key(path)?;
    SigningKey::from_encrypted_pem(&text, passphrase).map_err(|source| KeyError::Locked {
        path: path.to_owned(),
        source,
    })
}

fn read_key(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(|error: io::Error| FileError::reading(path, error))
}
