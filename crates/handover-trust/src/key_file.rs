//! Private keys at rest: PKCS#8, encrypted with a passphrase, in PEM.

use handover_cbor::RefusalClass;
use pkcs8::{
    AlgorithmIdentifierRef, EncryptedPrivateKeyInfoRef, LineEnding, ObjectIdentifier,
    PrivateKeyInfoRef, SecretDocument,
    der::{Decode, asn1::OctetStringRef},
    pkcs5::{
        EncryptionScheme,
        pbes2::{EncryptionScheme as Cipher, Kdf, Parameters},
        scrypt,
    },
};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{SealingPrivateKey, SigningKey};

/// The name of encrypted keys in PEM (RFC 7468, section 11).
const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// An X-Wing private key: the object identifier of draft-connolly-cfrg-xwing-kem.
const X_WING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.62253.25722");

/// What guessing a passphrase costs: scrypt ([RFC 7914](https://www.rfc-editor.org/rfc/rfc7914))
/// with r = 8, p = 1 and N = 2 to this power.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KeyCost(u8);

impl KeyCost {
    /// The most that the ordinary OpenSSL reads: 16 MiB of memory for each guess.
    pub const USUAL: Self = Self(14);
    /// The least: for tests.
    pub const LEAST: Self = Self(10);

    /// A cost of 2 to this power; `None` if it is not one of 10 to 14.
    #[must_use]
    pub const fn new(log_n: u8) -> Option<Self> {
        if log_n >= Self::LEAST.0 && log_n <= Self::USUAL.0 {
            Some(Self(log_n))
        } else {
            None
        }
    }
}

/// Why a key file was not opened.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyFileError {
    /// Not one encrypted PKCS#8 key in PEM, or encrypted in another way than ours.
    #[error("not an encrypted private key in PEM")]
    Encoding,
    /// The passphrase is another, or the file was changed: on purpose one answer.
    #[error("passphrase does not open this key")]
    Locked,
    /// It holds another kind of key.
    #[error("another kind of key")]
    OtherKey,
}

impl KeyFileError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Encoding | Self::OtherKey => RefusalClass::Parse,
            Self::Locked => RefusalClass::Decrypt,
        }
    }
}

impl SigningKey {
    /// The key as encrypted PKCS#8 in PEM (RFC 5958, RFC 7468), which the ordinary OpenSSL reads.
    #[must_use]
    pub fn to_encrypted_pem(&self, passphrase: &str, cost: KeyCost) -> Zeroizing<String> {
        lock(&self.to_pkcs8(), passphrase, cost)
    }

    /// Opens what [`to_encrypted_pem`](Self::to_encrypted_pem) or OpenSSL wrote with scrypt.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`], as its variants say.
    pub fn from_encrypted_pem(pem: &str, passphrase: &str) -> Result<Self, KeyFileError> {
        let key = unlock(pem, passphrase)?;
        Self::from_pkcs8(key.as_bytes()).map_err(|_| KeyFileError::OtherKey)
    }
}

impl SealingPrivateKey {
    /// The key as encrypted PKCS#8 in PEM; the key inside is the X-Wing seed of 32 bytes.
    ///
    /// # Panics
    ///
    /// Never: a seed has an encoding.
    #[must_use]
    pub fn to_encrypted_pem(&self, passphrase: &str, cost: KeyCost) -> Zeroizing<String> {
        let algorithm = AlgorithmIdentifierRef {
            oid: X_WING,
            parameters: None,
        };
        let seed = OctetStringRef::new(self.seed()).expect("32 bytes are not too long");
        let info = PrivateKeyInfoRef::new(algorithm, seed);
        let document = SecretDocument::encode_msg(&info).expect("a seed has an encoding");
        lock(document.as_bytes(), passphrase, cost)
    }

    /// Opens what [`to_encrypted_pem`](Self::to_encrypted_pem) wrote.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`], as its variants say.
    pub fn from_encrypted_pem(pem: &str, passphrase: &str) -> Result<Self, KeyFileError> {
        let document = unlock(pem, passphrase)?;
        let info =
            PrivateKeyInfoRef::from_der(document.as_bytes()).map_err(|_| KeyFileError::OtherKey)?;
        if info.algorithm.oid != X_WING || info.algorithm.parameters.is_some() {
            return Err(KeyFileError::OtherKey);
        }
        Self::from_seed(info.private_key.as_bytes()).map_err(|_| KeyFileError::OtherKey)
    }
}

fn lock(pkcs8: &[u8], passphrase: &str, cost: KeyCost) -> Zeroizing<String> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    aws_lc_rs::rand::fill(&mut salt).expect("the system has randomness");
    aws_lc_rs::rand::fill(&mut iv).expect("the system has randomness");
    let cost = scrypt::Params::new(cost.0, 8, 1).expect("these costs are possible");
    let parameters = Parameters::generate_scrypt_aes256cbc(cost, &salt, iv)
        .expect("a salt of 16 bytes is not too long");
    let encrypted = parameters
        .encrypt(passphrase, pkcs8)
        .expect("a short key can be encrypted");
    let info = EncryptedPrivateKeyInfoRef {
        encryption_algorithm: parameters.into(),
        encrypted_data: OctetStringRef::new(&encrypted).expect("a key is not too long"),
    };
    let document = SecretDocument::encode_msg(&info).expect("an encrypted key has an encoding");
    document
        .to_pem(LABEL, LineEnding::LF)
        .expect("an encoded key has a PEM form")
}

fn unlock(pem: &str, passphrase: &str) -> Result<SecretDocument, KeyFileError> {
    let (label, document) = SecretDocument::from_pem(pem).map_err(|_| KeyFileError::Encoding)?;
    if label != LABEL {
        return Err(KeyFileError::Encoding);
    }
    let info = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
        .map_err(|_| KeyFileError::Encoding)?;
    if !is_ours(&info.encryption_algorithm) {
        return Err(KeyFileError::Encoding);
    }
    info.decrypt(passphrase).map_err(|_| KeyFileError::Locked)
}

/// Whether it is encrypted as we do it, and opening it costs no more than a bounded while: a file could ask for
/// anything.
fn is_ours(scheme: &EncryptionScheme) -> bool {
    let Some(parameters) = scheme.pbes2() else {
        return false;
    };
    let Kdf::Scrypt(scrypt) = &parameters.kdf else {
        return false;
    };
    matches!(parameters.encryption, Cipher::Aes256Cbc { .. })
        && scrypt.cost_parameter <= 1 << 20
        && scrypt.block_size <= 8
        && scrypt.parallelization <= 4
}

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use super::*;
    use crate::SignatureAlgorithm;

    #[test]
    fn opens_with_its_passphrase_and_with_no_other() {
        for algorithm in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP256] {
            let key = SigningKey::generate(algorithm);
            let pem = key.to_encrypted_pem("right passphrase", KeyCost::LEAST);
            let back = SigningKey::from_encrypted_pem(&pem, "right passphrase").unwrap();
            assert_eq!(back.public_bytes(), key.public_bytes());
            let wrong = SigningKey::from_encrypted_pem(&pem, "wrong passphrase");
            assert_eq!(wrong.unwrap_err().class(), RefusalClass::Decrypt);
        }
        let key = SealingPrivateKey::generate();
        let pem = key.to_encrypted_pem("right passphrase", KeyCost::LEAST);
        let back = SealingPrivateKey::from_encrypted_pem(&pem, "right passphrase").unwrap();
        assert_eq!(back.seed(), key.seed());
        assert_eq!(
            SigningKey::from_encrypted_pem(&pem, "right passphrase").unwrap_err(),
            KeyFileError::OtherKey
        );
    }

    #[test]
    fn refuses_what_is_no_key_file() {
        for pem in ["", "-----BEGIN PRIVATE KEY-----", "nonsense"] {
            let error = SigningKey::from_encrypted_pem(pem, "right passphrase").unwrap_err();
            assert_eq!(error, KeyFileError::Encoding);
        }
    }

    #[test]
    fn refuses_another_cipher_and_a_key_with_parameters() {
        let cost = scrypt::Params::new(10, 8, 1).unwrap();
        let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
        let locked = |parameters: Parameters| {
            let encrypted = parameters.encrypt("right", &key.to_pkcs8()).unwrap();
            let info = EncryptedPrivateKeyInfoRef {
                encryption_algorithm: parameters.into(),
                encrypted_data: OctetStringRef::new(&encrypted).unwrap(),
            };
            let document = SecretDocument::encode_msg(&info).unwrap();
            let pem = document.to_pem(LABEL, LineEnding::LF).unwrap();
            SigningKey::from_encrypted_pem(&pem, "right").map(|_| ())
        };
        let (salt, iv) = ([1; 16], [2; 16]);
        let ours = Parameters::generate_scrypt_aes256cbc(cost, &salt, iv).unwrap();
        let mut other = ours.clone();
        other.encryption = Cipher::Aes128Cbc { iv };
        assert_eq!(locked(ours), Ok(()));
        assert_eq!(locked(other), Err(KeyFileError::Encoding));

        let info = PrivateKeyInfoRef::new(
            AlgorithmIdentifierRef {
                oid: X_WING,
                parameters: Some(pkcs8::der::AnyRef::NULL),
            },
            OctetStringRef::new(&[7; 32]).unwrap(),
        );
        let document = SecretDocument::encode_msg(&info).unwrap();
        let pem = lock(document.as_bytes(), "right", KeyCost::LEAST);
        let opened = SealingPrivateKey::from_encrypted_pem(&pem, "right");
        assert_eq!(opened.unwrap_err(), KeyFileError::OtherKey);
    }

    #[test]
    fn the_ordinary_openssl_reads_signing_keys() {
        let folder = tempfile::tempdir().unwrap();
        for algorithm in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP256] {
            let path = folder.path().join("key.pem");
            let key = SigningKey::generate(algorithm);
            fs::write(
                &path,
                key.to_encrypted_pem("right", KeyCost::USUAL).as_str(),
            )
            .unwrap();
            let openssl = Command::new("openssl")
                .args(["pkey", "-noout", "-passin", "pass:right", "-in"])
                .arg(&path)
                .status();
            match openssl {
                Ok(status) => assert!(status.success()),
                Err(_) => eprintln!("SKIPPED: there is no openssl here"),
            }
        }
    }
}
