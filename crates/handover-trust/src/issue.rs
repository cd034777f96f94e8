//! Certificates that an organisation makes for itself, and requests to a CA it already has.

use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ED25519, SerialNumber,
};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, pem::PemObject};
use time::OffsetDateTime;

use crate::{
    Certificate, CertificateError, OrganisationId, PosixTime, SignatureAlgorithm, SigningKey,
};

impl Certificate {
    /// Makes a self-signed certificate of the profile for a key.
    ///
    /// The subject is the organisation's id and a name for the key; who it is, the directory says,
    /// which pins the certificate by its thumbprint.
    ///
    /// # Panics
    ///
    /// Never: key and subject can be encoded, and the time is one of the calendar.
    #[must_use]
    pub fn self_signed(
        key: &SigningKey,
        organisation: &OrganisationId,
        name: &str,
        from: PosixTime,
        until: PosixTime,
    ) -> Self {
        let mut parameters = parameters(organisation, name);
        parameters.not_before = date(from);
        parameters.not_after = date(until);
        let mut serial = [0; 16];
        aws_lc_rs::rand::fill(&mut serial).expect("the system has randomness");
        // A positive integer in its shortest form (RFC 5280, section 4.1.2.2).
        if let Some(first) = serial.first_mut() {
            *first = *first & 0x7f | 0x01;
        }
        parameters.serial_number = Some(SerialNumber::from_slice(&serial));
        let certificate = parameters
            .self_signed(&key_pair(key))
            .expect("a certificate of these parts can be signed");
        Self::from_der(certificate.der()).expect("what is made here keeps the profile")
    }

    /// Asks a CA for a certificate for a key: a request of PKCS#10
    /// ([RFC 2986](https://www.rfc-editor.org/rfc/rfc2986)) in PEM.
    ///
    /// # Panics
    ///
    /// Never: key and subject can be encoded.
    #[must_use]
    pub fn request(key: &SigningKey, organisation: &OrganisationId, name: &str) -> String {
        parameters(organisation, name)
            .serialize_request(&key_pair(key))
            .and_then(|request| request.pem())
            .expect("a request of these parts can be signed")
    }

    /// Reads a certificate in PEM, the first of a chain; or in DER.
    ///
    /// # Errors
    ///
    /// The first rule of the profile that it breaks.
    pub fn from_pem(bytes: &[u8]) -> Result<Self, CertificateError> {
        if bytes.first() == Some(&0x30) {
            return Self::from_der(bytes);
        }
        let der = CertificateDer::from_pem_slice(bytes).map_err(|_| CertificateError::Encoding)?;
        Self::from_der(&der)
    }

    /// The certificate in PEM (RFC 7468, section 5).
    ///
    /// # Panics
    ///
    /// Never: DER of this length has a PEM form.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pkcs8::der::pem::encode_string("CERTIFICATE", pkcs8::LineEnding::LF, self.as_der())
            .expect("DER of this length has a PEM form")
    }
}

fn parameters(organisation: &OrganisationId, name: &str) -> CertificateParams {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, organisation.as_str());
    subject.push(DnType::CommonName, name);
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = subject;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters
}

fn key_pair(key: &SigningKey) -> KeyPair {
    let algorithm = match key.algorithm() {
        SignatureAlgorithm::EcdsaP256 => &PKCS_ECDSA_P256_SHA256,
        SignatureAlgorithm::Ed25519 => &PKCS_ED25519,
    };
    let pkcs8 = key.to_pkcs8();
    let der = PrivatePkcs8KeyDer::from(pkcs8.as_slice());
    KeyPair::from_pkcs8_der_and_sign_algo(&der, algorithm).expect("a key in memory can be read")
}

fn date(time: PosixTime) -> OffsetDateTime {
    // X.509 ends with the year 9999 (RFC 5280, section 4.1.2.5).
    const LAST: i64 = 253_402_300_799;
    let secs = i64::try_from(time.as_secs()).unwrap_or(LAST).min(LAST);
    OffsetDateTime::from_unix_timestamp(secs).expect("the years to 9999 are of the calendar")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Signer;

    #[test]
    fn makes_certificates_of_the_profile() {
        for algorithm in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP256] {
            let key = SigningKey::generate(algorithm);
            let organisation = "ZZ901".parse().unwrap();
            let time = |secs| PosixTime::new(secs).unwrap();
            let made = Certificate::self_signed(
                &key,
                &organisation,
                "office",
                time(1_262_304_000),
                time(1_293_840_000),
            );
            assert_eq!(made.not_before().as_secs(), 1_262_304_000);
            assert_eq!(made.not_after().as_secs(), 1_293_840_000);
            let back = Certificate::from_pem(made.to_pem().as_bytes()).unwrap();
            assert_eq!(back.thumbprint(), made.thumbprint());
            assert!(Certificate::request(&key, &organisation, "office").contains("REQUEST"));
            assert!(Signer::new(key, back).is_ok());
        }
    }

    #[test]
    fn the_ordinary_openssl_takes_certificates_and_requests() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made.pem");
        let organisation = "ZZ901".parse().unwrap();
        let time = |secs| PosixTime::new(secs).unwrap();
        let openssl = |pem: String, arguments: &[&str]| {
            std::fs::write(&path, pem).unwrap();
            let mut command = std::process::Command::new("openssl");
            match command.args(arguments).arg(&path).output() {
                Ok(output) => assert!(output.status.success(), "{arguments:?}"),
                Err(_) => eprintln!("SKIPPED: there is no openssl here"),
            }
        };
        for algorithm in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP256] {
            let key = SigningKey::generate(algorithm);
            // Until 2037; the trust store is the certificate itself.
            let made =
                Certificate::self_signed(&key, &organisation, "office", time(0), time(1 << 31));
            let store = path.to_str().unwrap();
            openssl(made.to_pem(), &["verify", "-x509_strict", "-CAfile", store]);
            let request = Certificate::request(&key, &organisation, "office");
            openssl(request, &["req", "-verify", "-noout", "-in"]);
        }
    }
}
