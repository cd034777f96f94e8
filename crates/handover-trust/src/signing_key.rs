//! Private keys that sign.

use std::fmt;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{SignatureAlgorithm, verifying_key::VerifyingKey};

/// A private key that signs statements: Ed25519, or ECDSA on P-256.
///
/// It is wiped when dropped, cannot be copied, compared or shown, and leaves memory only encrypted
/// ([`to_encrypted_pem`](Self::to_encrypted_pem)); only to a TLS stack it is shown as it is
/// ([`to_pkcs8`](Self::to_pkcs8)).
pub struct SigningKey(Pair);

enum Pair {
    EcdsaP256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// The bytes are not a private key of the suite.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not a private key of the suite")]
#[non_exhaustive]
pub struct InvalidKey;

impl SigningKey {
    /// Draws a new key.
    ///
    /// # Panics
    ///
    /// If the system has no randomness.
    #[must_use]
    pub fn generate(algorithm: SignatureAlgorithm) -> Self {
        Self(match algorithm {
            SignatureAlgorithm::EcdsaP256 => Pair::EcdsaP256(
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
                    .expect("the system has randomness"),
            ),
            SignatureAlgorithm::Ed25519 => {
                Pair::Ed25519(Ed25519KeyPair::generate().expect("the system has randomness"))
            }
        })
    }

    /// Reads a private key in unencrypted PKCS#8 (RFC 5958).
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] if it is none of Ed25519 or P-256.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, InvalidKey> {
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            return Ok(Self(Pair::Ed25519(pair)));
        }
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)
            .map(|pair| Self(Pair::EcdsaP256(pair)))
            .map_err(|_| InvalidKey)
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        match self.0 {
            Pair::EcdsaP256(_) => SignatureAlgorithm::EcdsaP256,
            Pair::Ed25519(_) => SignatureAlgorithm::Ed25519,
        }
    }

    /// The key in unencrypted PKCS#8, version 1: OpenSSL 3.0 does not read version 2.
    ///
    /// For a TLS stack, which keeps keys of its own; the bytes are wiped when dropped.
    ///
    /// # Panics
    ///
    /// Never: a key in memory has an encoding.
    #[must_use]
    pub fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let document = match &self.0 {
            Pair::EcdsaP256(pair) => pair.to_pkcs8v1(),
            Pair::Ed25519(pair) => pair.to_pkcs8v1(),
        };
        let document = document.expect("a key in memory has an encoding");
        Zeroizing::new(document.as_ref().to_vec())
    }

    pub(crate) fn verifying_key(&self) -> VerifyingKey {
        let (algorithm, bytes) = (self.algorithm(), self.public_bytes());
        VerifyingKey::new(algorithm, bytes).expect("a key pair has a sound public key")
    }

    /// The public key: 32 bytes (RFC 8032), or the uncompressed point (SEC 1).
    pub(crate) fn public_bytes(&self) -> &[u8] {
        match &self.0 {
            Pair::EcdsaP256(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
        }
    }

    /// Signs, with a signature of 64 bytes.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature = match &self.0 {
            Pair::EcdsaP256(pair) => pair
                .sign(&SystemRandom::new(), message)
                .expect("the system has randomness"),
            Pair::Ed25519(pair) => pair.sign(message),
        };
        let signature = signature.as_ref().try_into();
        signature.expect("both algorithms sign with 64 bytes")
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}
