//! What an identity folder says about itself.

use std::{fs, path::Path};

use handover_trust::{CertificateUse, OrganisationId, ShortName};
use serde::{Deserialize, Serialize};

use crate::KeyName;

/// The file that says what the folder holds.
pub(crate) const ABOUT: &str = "identity.json";

/// What an identity folder says about itself: nothing secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct About {
    pub(crate) format: Format,
    /// Whose identity it is.
    pub organisation: OrganisationId,
    /// The organisation's name.
    pub name: String,
    /// Where somebody answers who has a question.
    pub contact: String,
    /// The cost of guessing the passphrase: the logarithm of scrypt's N.
    pub scrypt_log_n: u8,
    /// Days for which certificates, card and sealing key hold.
    pub days: u32,
    /// Every signing key.
    pub keys: Vec<KeyEntry>,
    /// How many sealing keys there are; the last is the one on the card.
    pub sealing_keys: u32,
    /// Whether the card was given to somebody: a further one must then name it.
    pub is_published: bool,
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
#[non_exhaustive]
pub struct KeyEntry {
    /// Its name in the folder.
    pub key: KeyName,
    /// What it may be used for.
    pub uses: Vec<CertificateUse>,
    /// The roles of a person.
    pub roles: Vec<ShortName>,
    /// Whether a CA issued the certificate; else it is self-signed.
    pub is_issued: bool,
}

impl KeyEntry {
    /// A key whose certificate is self-signed.
    pub(crate) fn new(key: KeyName, use_: CertificateUse, roles: &[ShortName]) -> Self {
        Self {
            key,
            uses: vec![use_],
            roles: roles.to_vec(),
            is_issued: false,
        }
    }
}

impl About {
    /// Whose identity a folder holds, as far as it says so.
    pub(crate) fn organisation_of(folder: &Path) -> Option<OrganisationId> {
        let bytes = fs::read(folder.join(ABOUT)).ok()?;
        let about: Self = serde_json::from_slice(&bytes).ok()?;
        Some(about.organisation)
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("an identity has a JSON form");
        text.push(b'\n');
        text
    }
}
