//! A key that was just made, with the certificate that it signed for itself.

use handover_files::FileError;
use handover_trust::{
    Certificate, KeyCost, OrganisationId, PosixTime, SignatureAlgorithm, SigningKey,
};

use crate::{KeyName, renewal::Renewal};

/// A key that was just made, with its certificate.
pub(crate) struct MadeKey {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
}

impl MadeKey {
    /// A fresh key of that name.
    pub(crate) fn new(
        name: &KeyName,
        organisation: &OrganisationId,
        algorithm: SignatureAlgorithm,
        from: PosixTime,
        until: PosixTime,
    ) -> Self {
        let key = SigningKey::generate(algorithm);
        let certificate = Certificate::self_signed(&key, organisation, name.as_str(), from, until);
        Self { key, certificate }
    }

    /// Writes both files.
    pub(crate) fn write(
        &self,
        name: &KeyName,
        to: &Renewal,
        passphrase: &str,
        cost: KeyCost,
    ) -> Result<(), FileError> {
        let pem = self.key.to_encrypted_pem(passphrase, cost);
        to.write(&name.key_file(), pem.as_bytes())?;
        to.write(
            &name.certificate_file(),
            self.certificate.to_pem().as_bytes(),
        )
    }
}
