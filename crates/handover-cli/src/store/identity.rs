//! The identity folder: one organisation's keys, certificates and card.
//!
//! ```text
//! identity.json        who, and what each key is for: nothing secret
//! card                 the public half, signed by the office
//! succession           the office of the card before agrees to this one, if there was one
//! office-before.crt    the certificate with which it agreed
//! office.key.pem       a private key, encrypted (PKCS#8)      one pair for each use
//! office.crt.pem       its certificate
//! sealing-1.key.pem    a private key that opens, encrypted; older ones stay until what was sealed
//!                      to them is opened
//! directory-seen.json  the directory accepted last
//! mandates/            which token stands for which case, sealed, one file for each mandate
//! packages/            the index of each package under a mandate, so that no case goes twice
//! sealed/              which token stands for which case, sealed, one file for each package
//! statements-seen.json when each statement was first seen
//! statements-seen.lock held by whoever writes it
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    Card, Certificate, CertificateUse, KeyFileError, OrganisationId, PosixTime, SealingPrivateKey,
    ShortName, Signer, SigningKey, Statement, verify_card,
};
use serde::{Deserialize, Serialize};

use super::renewal::complete_renewal;
use crate::{
    problem::{Problem, shown},
    refusals::refusal,
};

/// The file that says what the folder holds.
pub(crate) const ABOUT: &str = "identity.json";

/// The file of the card.
pub(crate) const CARD: &str = "card";

/// The file in which the office of the card before agrees to this one.
pub(crate) const SUCCESSION: &str = "succession";

/// The certificate with which the office of the card before agrees.
pub(crate) const OFFICE_BEFORE: &str = "office-before.crt";

/// What an identity folder says about itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct About {
    pub(crate) format: Format,
    pub(crate) organisation: OrganisationId,
    pub(crate) name: String,
    pub(crate) contact: String,
    /// The cost of guessing the passphrase: the logarithm of scrypt's N.
    pub(crate) scrypt_log_n: u8,
    /// Days for which certificates, card and sealing key hold.
    pub(crate) days: u32,
    pub(crate) keys: Vec<KeyEntry>,
    /// How many sealing keys there are; the last is the one on the card.
    pub(crate) sealing_keys: u32,
    /// Whether the card was given to somebody: a further one must then name it.
    pub(crate) is_published: bool,
}

/// The version of the folder.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) enum Format {
    /// The first.
    #[serde(rename = "identity/1")]
    One,
}

/// One signing key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyEntry {
    pub(crate) key: KeyName,
    pub(crate) uses: Vec<CertificateUse>,
    pub(crate) roles: Vec<ShortName>,
    /// Whether a CA issued the certificate; else it is self-signed.
    pub(crate) is_issued: bool,
}

/// The name of a key in the folder: its use, or `person-` and the first role.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct KeyName(ShortName);

impl KeyName {
    /// The key of a use other than `person`.
    pub(crate) fn of_use(use_: CertificateUse) -> Self {
        Self(use_.as_str().parse().expect("a use is a short name"))
    }

    /// The key of a person.
    pub(crate) fn of_person(role: &ShortName) -> Result<Self, Problem> {
        format!("person-{role}").parse().map(Self).map_err(|_| {
            Problem::usage(
                "that role's name is too long",
                "Use one of at most 24 letters.",
            )
        })
    }

    /// The key that signs packages and the card.
    pub(crate) fn office() -> Self {
        Self::of_use(CertificateUse::Office)
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl About {
    pub(super) fn to_json(&self) -> Result<Vec<u8>, Problem> {
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|_| Problem::our_bug("an identity has no JSON"))?;
        text.push(b'\n');
        Ok(text)
    }
}

/// An identity folder, read; its keys are still shut.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(super) folder: PathBuf,
    pub(crate) about: About,
}

impl Identity {
    /// Reads what the folder says about itself.
    pub(crate) fn read(folder: &Path) -> Result<Self, Problem> {
        complete_renewal(folder)?;
        let path = folder.join(ABOUT);
        let bytes = fs::read(&path).map_err(|error| {
            Problem::reading(&path, &error).advise(
                "Name the identity folder with --identity, or make one with `handover identity new`.",
            )
        })?;
        let about = serde_json::from_slice(&bytes).map_err(|_| {
            Problem::input_output(
                format!("{} does not describe an identity", shown(&path)),
                "Name a folder that `handover identity new` made, or restore it from a copy.",
            )
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            about,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) const fn organisation(&self) -> &OrganisationId {
        &self.about.organisation
    }

    /// Whether there is a key for this.
    pub(crate) fn has(&self, use_: CertificateUse) -> bool {
        self.about
            .keys
            .iter()
            .any(|entry| entry.uses.contains(&use_))
    }

    /// The entry of a key.
    pub(crate) fn entry(&self, name: &str) -> Result<&KeyEntry, Problem> {
        self.about
            .keys
            .iter()
            .find(|entry| entry.key.as_str() == name)
            .ok_or_else(|| {
                Problem::usage(
                    "this identity has no key of that name",
                    "`handover identity show` lists its keys.",
                )
            })
    }

    /// The key of the person who signs: the one with a role, or the only one there is.
    pub(crate) fn person(&self, role: Option<&ShortName>) -> Result<&KeyEntry, Problem> {
        let persons = || {
            let keys = self.about.keys.iter();
            keys.filter(|entry| entry.uses.contains(&CertificateUse::Person))
        };
        let roles = || {
            let names: Vec<&str> = persons()
                .flat_map(|entry| entry.roles.iter().map(ShortName::as_str))
                .collect();
            names.join(", ")
        };
        let mut fitting =
            persons().filter(|entry| role.is_none_or(|role| entry.roles.contains(role)));
        match (fitting.next(), fitting.next(), role) {
            (Some(entry), None, _) | (Some(entry), Some(_), Some(_)) => Ok(entry),
            (Some(_), Some(_), None) => Err(Problem::usage(
                "this identity has several persons",
                format!("Say who signs with --role: {}.", roles()),
            )),
            (None, ..) if persons().next().is_none() => Err(Problem::usage(
                "this identity has no person who may sign",
                "Make one: `handover identity person ROLE`, and give the authority the new card.",
            )),
            (None, ..) => Err(Problem::usage(
                "this identity has no person in that role",
                format!(
                    "Its persons have the roles {}; `handover identity person ROLE` adds one.",
                    roles()
                ),
            )),
        }
    }

    /// The card, as it was when it was signed.
    pub(crate) fn card(&self) -> Result<Statement<Card>, Problem> {
        let path = self.folder.join(CARD);
        let bytes = fs::read(&path).map_err(|error| Problem::reading(&path, &error))?;
        let office = self.certificate(&KeyName::office())?;
        // Judged at its own time: whether it holds now is for the directory to say.
        let at: PosixTime = office.not_after();
        verify_card(&bytes, at).map_err(|error| {
            refusal(
                &format!("the card {} was not taken", shown(&path)),
                error.class(),
                error,
            )
            .advise("Restore the identity folder from a copy.")
        })
    }

    /// Where the office of the card before agrees to this one, if there was one.
    pub(crate) fn succession(&self) -> Result<Option<PathBuf>, Problem> {
        let replaced = self.card()?.payload().replaces;
        Ok(replaced.map(|_| self.folder.join(SUCCESSION)))
    }

    /// The certificate of a key.
    pub(crate) fn certificate(&self, key: &KeyName) -> Result<Certificate, Problem> {
        certificate_in(&self.folder, key)
    }

    /// A private key with its certificate.
    pub(crate) fn signer(&self, key: &KeyName, passphrase: &str) -> Result<Signer, Problem> {
        let private = key_in(&self.folder, key, passphrase)?;
        Signer::new(private, self.certificate(key)?).map_err(|error| {
            Problem::input_output(
                format!("{}: {error}", shown(&self.folder.join(key_file(key)))),
                "Restore the identity folder from a copy.",
            )
        })
    }

    /// Every key that opens what is sealed to the organisation, the newest first.
    pub(crate) fn sealing_keys(&self, passphrase: &str) -> Result<Vec<SealingPrivateKey>, Problem> {
        (1..=self.about.sealing_keys)
            .rev()
            .map(|number| {
                let path = self.folder.join(sealing_file(number));
                let text =
                    fs::read_to_string(&path).map_err(|error| Problem::reading(&path, &error))?;
                SealingPrivateKey::from_encrypted_pem(&text, passphrase)
                    .map_err(|error| shut(&path, error))
            })
            .collect()
    }
}

/// The certificate of a key in a folder.
pub(super) fn certificate_in(folder: &Path, key: &KeyName) -> Result<Certificate, Problem> {
    certificate_at(&folder.join(certificate_file(key)))
}

/// The certificate in a file.
pub(super) fn certificate_at(path: &Path) -> Result<Certificate, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    Certificate::from_pem(&bytes).map_err(|error| {
        refusal(
            &format!("the certificate {} was not taken", shown(path)),
            error.class(),
            error,
        )
    })
}

/// A private key in a folder.
pub(super) fn key_in(
    folder: &Path,
    key: &KeyName,
    passphrase: &str,
) -> Result<SigningKey, Problem> {
    let path = folder.join(key_file(key));
    let text = fs::read_to_string(&path).map_err(|error| Problem::reading(&path, &error))?;
    SigningKey::from_encrypted_pem(&text, passphrase).map_err(|error| shut(&path, error))
}

fn shut(path: &Path, error: KeyFileError) -> Problem {
    refusal(&format!("the key {}", shown(path)), error.class(), error).advise(match error {
        KeyFileError::Locked => {
            "Give the passphrase with which the identity was made; nobody can recover it."
        }
        _ => "Restore the identity folder from a copy.",
    })
}

pub(crate) fn key_file(key: &KeyName) -> String {
    format!("{}.key.pem", key.as_str())
}

pub(crate) fn certificate_file(key: &KeyName) -> String {
    format!("{}.crt.pem", key.as_str())
}

pub(crate) fn sealing_file(number: u32) -> String {
    format!("sealing-{number}.key.pem")
}
