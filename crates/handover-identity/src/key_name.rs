//! The names of keys.

use handover_trust::{CertificateUse, ShortName};
use serde::{Deserialize, Serialize};

/// The name of a key in the folder: its use, or `person-` and the first role.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct KeyName(ShortName);

impl KeyName {
    /// The key of a use other than `person`.
    ///
    /// # Panics
    ///
    /// Never: each use is a short name.
    #[must_use]
    pub fn of_use(use_: CertificateUse) -> Self {
        Self(use_.as_str().parse().expect("a use is a short name"))
    }

    /// The key of a person; `None` where the role is too long for a name.
    pub(crate) fn of_person(role: &ShortName) -> Option<Self> {
        format!("person-{role}").parse().map(Self).ok()
    }

    /// The key that signs packages and the card.
    #[must_use]
    pub fn office() -> Self {
        Self::of_use(CertificateUse::Office)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The file of the private key.
    pub(crate) fn key_file(&self) -> String {
        format!("{}.key.pem", self.as_str())
    }

    /// The file of the certificate.
    pub(crate) fn certificate_file(&self) -> String {
        format!("{}.crt.pem", self.as_str())
    }
}

/// The file of the sealing key of that number.
pub(crate) fn sealing_file(number: u32) -> String {
    format!("sealing-{number}.key.pem")
}
