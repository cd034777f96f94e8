//! Signing statements.

use std::fmt;

use thiserror::Error;

use crate::{
    Certificate, Payload, PayloadError, SigningKey, Statement, envelope::Unsigned, payload,
    statement::SignedBy,
};

/// The private key is not that of the certificate.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("private key and certificate do not belong together")]
#[non_exhaustive]
pub struct KeyMismatch;

/// A private key with the certificate that names it.
///
/// ```
/// use handover_trust::{
///     Certificate, Countersign, Countersigned, KeyCost, KeyFileError, OrganisationId, PosixTime,
///     SignatureAlgorithm, Signer, SigningKey,
/// };
///
/// let (now, until) = (PosixTime::new(1_789_894_800)?, PosixTime::new(1_821_430_800)?);
/// let us: OrganisationId = "ZZ901".parse()?;
/// let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
/// let certificate = Certificate::self_signed(&key, &us, "office", now, until);
///
/// // A private key rests encrypted: `KeyCost::USUAL`, but in tests.
/// let file = key.to_encrypted_pem("correct horse", KeyCost::LEAST);
/// let refused = SigningKey::from_encrypted_pem(&file, "battery staple").unwrap_err();
/// assert_eq!(refused, KeyFileError::Locked);
/// let key = SigningKey::from_encrypted_pem(&file, "correct horse")?;
///
/// // It signs with its own certificate only.
/// let other = SigningKey::generate(SignatureAlgorithm::Ed25519);
/// assert!(Signer::new(other, certificate.clone()).is_err());
/// let signer = Signer::new(key, certificate)?;
///
/// # let mandate = "91f744a3fa646edb7483bd1028061ca0d3e91de72bbed3c76643033ae65d74a2".parse()?;
/// let agreed = signer.sign(Countersign {
///     at: now,
///     by: us,
///     role: Countersign::OFFICE.parse()?,
///     statement: Countersigned::One(mandate), // its id
/// })?;
/// assert_eq!(agreed.signer(), &signer.certificate().thumbprint());
/// let file = agreed.as_bytes(); // what is sent
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Signer {
    key: SigningKey,
    certificate: Certificate,
}

impl Signer {
    /// Puts a private key together with its certificate.
    ///
    /// # Errors
    ///
    /// [`KeyMismatch`] if the certificate is for another key.
    pub fn new(key: SigningKey, certificate: Certificate) -> Result<Self, KeyMismatch> {
        if certificate.key() != &key.verifying_key() {
            return Err(KeyMismatch);
        }
        Ok(Self { key, certificate })
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    #[must_use]
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Signs a payload.
    ///
    /// The signature covers the protected header, `handover/1` with the kind, and the payload, in the
    /// manner of [RFC 9052, section 4.4](https://www.rfc-editor.org/rfc/rfc9052#section-4.4). Whether
    /// others will find the signer entitled is for the directory to say.
    ///
    /// # Errors
    ///
    /// What a reader would refuse is not signed: [`PayloadError::Schema`] for a payload against the
    /// rules, [`PayloadError::Limits`] for one that is too large.
    pub fn sign<P: Payload>(&self, payload: P) -> Result<Statement<P>, PayloadError> {
        let encoded = payload::encode(&payload)?;
        let signer = self.certificate.thumbprint();
        let unsigned = Unsigned::new(self.key.algorithm(), &signer, P::KIND, encoded);
        let id = unsigned.id();
        let signature = self.key.sign(&unsigned.to_be_signed);
        let bytes = unsigned.signed(&signature);
        if bytes.len() > P::KIND.limits().max_len {
            return Err(PayloadError::Limits);
        }
        let at = payload.at();
        Ok(Statement::new(
            payload,
            bytes,
            id,
            SignedBy::new(&self.certificate),
            at,
        ))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?})", self.certificate)
    }
}
