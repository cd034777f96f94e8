//! Certificates, and the profile that they must keep.

use std::fmt;

use handover_cbor::RefusalClass;
use thiserror::Error;
use x509_cert::{
    Version,
    der::{Decode, Encode, asn1::ObjectIdentifier, oid::AssociatedOid},
    ext::{
        Extension,
        pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName},
    },
    spki::SubjectPublicKeyInfoOwned,
};

use crate::{
    Digest, PosixTime, SignatureAlgorithm, Thumbprint, digest::sha256, verifying_key::VerifyingKey,
};

/// Ed25519 (RFC 8410).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// A key on an elliptic curve (RFC 5480).
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// The curve P-256 (RFC 5480).
const P_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Why a certificate does not keep the profile. The class is `certificate`.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not one X.509 certificate in DER, or not in the one encoding it has.
    #[error("not a certificate in DER")]
    Encoding,
    /// A critical extension that nobody here understands, or one that stands twice.
    #[error("an extension that the profile does not have")]
    Extension,
    /// The key is none of the profile: not Ed25519 or P-256, of small order, badly encoded.
    #[error("a key that the profile does not have")]
    Key,
    /// For a certificate authority, or not for digital signatures.
    #[error("not for digital signatures")]
    Usage,
    /// Not version 3.
    #[error("not of version 3")]
    Version,
}

impl CertificateError {
    /// The refusal class: always `certificate`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        RefusalClass::Certificate
    }
}

/// A certificate that keeps the profile.
///
/// X.509 version 3 ([RFC 5280](https://www.rfc-editor.org/rfc/rfc5280)) in its one DER encoding, with
/// an Ed25519 or P-256 key, no certificate authority, for digital signatures, without critical
/// extensions but basic constraints, key usage, extended key usage and subject alternative name.
/// Who signed it is not looked at: the directory pins it by thumbprint.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    key: VerifyingKey,
    key_hash: Digest,
    not_before: PosixTime,
    not_after: PosixTime,
}

impl Certificate {
    /// Reads a certificate and holds it to the profile.
    ///
    /// # Errors
    ///
    /// The first rule of the profile that it breaks.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let certificate =
            x509_cert::Certificate::from_der(der).map_err(|_| CertificateError::Encoding)?;
        if certificate.to_der().ok().as_deref() != Some(der) {
            return Err(CertificateError::Encoding);
        }
        let tbs = certificate.tbs_certificate();
        if tbs.signature() != certificate.signature_algorithm() {
            return Err(CertificateError::Encoding);
        }
        if tbs.version() != Version::V3 {
            return Err(CertificateError::Version);
        }
        check_extensions(tbs.extensions().map_or(&[], Vec::as_slice))?;
        let key = key(tbs.subject_public_key_info()).ok_or(CertificateError::Key)?;
        let validity = tbs.validity();
        let secs = |time: &x509_cert::time::Time| {
            PosixTime::new(time.to_unix_duration().as_secs())
                .map_err(|_| CertificateError::Encoding)
        };
        Ok(Self {
            der: der.to_vec(),
            key,
            key_hash: key_hash(tbs.subject_public_key_info())?,
            not_before: secs(&validity.not_before)?,
            not_after: secs(&validity.not_after)?,
        })
    }

    /// The certificate in DER.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The last second of its validity.
    #[must_use]
    pub const fn not_after(&self) -> PosixTime {
        self.not_after
    }

    /// The first second of its validity.
    #[must_use]
    pub const fn not_before(&self) -> PosixTime {
        self.not_before
    }

    /// How its key signs.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }

    /// SHA-256 of the DER: the name under which the directory pins it.
    #[must_use]
    pub fn thumbprint(&self) -> Thumbprint {
        thumbprint(&self.der)
    }

    /// SHA-256 of the `SubjectPublicKeyInfo` in DER, as [RFC 7469, section 2.4](https://www.rfc-editor.org/rfc/rfc7469#section-2.4)
    /// has it: the name of the public key, whichever certificates it has.
    #[must_use]
    pub const fn key_hash(&self) -> &Digest {
        &self.key_hash
    }

    pub(crate) const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    pub(crate) fn is_valid_at(&self, time: PosixTime) -> bool {
        self.not_before <= time && time <= self.not_after
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.thumbprint())
    }
}

/// SHA-256 of a certificate in DER.
pub(crate) fn thumbprint(der: &[u8]) -> Thumbprint {
    Thumbprint::from_bytes(sha256(der))
}

fn key_hash(info: &SubjectPublicKeyInfoOwned) -> Result<Digest, CertificateError> {
    let der = info.to_der().map_err(|_| CertificateError::Encoding)?;
    Ok(Digest::from_bytes(sha256(&der)))
}

fn check_extensions(extensions: &[Extension]) -> Result<(), CertificateError> {
    let known = [
        BasicConstraints::OID,
        ExtendedKeyUsage::OID,
        KeyUsage::OID,
        SubjectAltName::OID,
    ];
    for (n, extension) in extensions.iter().enumerate() {
        let again = extensions
            .iter()
            .take(n)
            .any(|e| e.extn_id == extension.extn_id);
        if again || (extension.critical && !known.contains(&extension.extn_id)) {
            return Err(CertificateError::Extension);
        }
    }
    if interpreted::<BasicConstraints>(extensions)?.is_some_and(|constraints| constraints.ca) {
        return Err(CertificateError::Usage);
    }
    match interpreted::<KeyUsage>(extensions)? {
        Some(usage) if usage.digital_signature() && !usage.key_cert_sign() => Ok(()),
        _ => Err(CertificateError::Usage),
    }
}

/// The extension of this type, if there is one; its value, too, must be in its one encoding.
fn interpreted<T>(extensions: &[Extension]) -> Result<Option<T>, CertificateError>
where
    T: AssociatedOid + Encode + for<'a> Decode<'a>,
{
    let Some(extension) = extensions.iter().find(|e| e.extn_id == T::OID) else {
        return Ok(None);
    };
    let bytes = extension.extn_value.as_bytes();
    let value = T::from_der(bytes).map_err(|_| CertificateError::Encoding)?;
    if value.to_der().ok().as_deref() != Some(bytes) {
        return Err(CertificateError::Encoding);
    }
    Ok(Some(value))
}

fn key(info: &SubjectPublicKeyInfoOwned) -> Option<VerifyingKey> {
    let parameters = info.algorithm.parameters.as_ref();
    let algorithm = if info.algorithm.oid == ED25519 && parameters.is_none() {
        SignatureAlgorithm::Ed25519
    } else if info.algorithm.oid == EC_PUBLIC_KEY
        && parameters?.decode_as::<ObjectIdentifier>().ok()? == P_256
    {
        SignatureAlgorithm::EcdsaP256
    } else {
        return None;
    };
    VerifyingKey::new(algorithm, info.subject_public_key.as_bytes()?)
}

#[cfg(test)]
mod tests;
