//! Sealing to an organisation: HPKE (RFC 9180) in base mode with X-Wing.

use std::fmt;

use handover_cbor::RefusalClass;
use hpke::{
    Deserializable, OpModeR, OpModeS, Serializable,
    aead::AesGcm256,
    kdf::HkdfSha256,
    kem::{Kem as _, XWing},
    single_shot_open, single_shot_seal,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{InvalidKey, KeyId, digest::sha256, identifier::InBytes};

type PublicKey = <XWing as hpke::Kem>::PublicKey;
type PrivateKey = <XWing as hpke::Kem>::PrivateKey;
type Encapsulated = <XWing as hpke::Kem>::EncappedKey;

/// Declares a byte string of fixed length that is too long for the stack of a copy.
macro_rules! long_bytes {
    ($($(#[$doc:meta])* $name:ident, $len:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Eq, PartialEq)]
        pub struct $name(Box<[u8; Self::LEN]>);

        impl $name {
            /// The length, in bytes.
            pub const LEN: usize = $len;

            /// Takes the bytes as they are.
            #[must_use]
            pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
                Self(Box::new(*bytes))
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; Self::LEN] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(self.0.as_slice())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = deserializer.deserialize_bytes(InBytes::<{ Self::LEN }>)?;
                Ok(Self(Box::new(bytes)))
            }
        }
    )+};
}

long_bytes! {
    /// The encapsulated key of HPKE; `enc` of rules `stanza` and `evidence-keys`.
    EncapsulatedKey, 1120;

    /// An X-Wing public key: an ML-KEM-768 key, then an X25519 key; rule `sealing-public-key`.
    ///
    /// Whether it is a key that can be sealed to shows only when it is used.
    SealingPublicKey, 1216;
}

impl SealingPublicKey {
    /// The id under which stanzas and revocations name the key; rule `key-id`.
    #[must_use]
    pub fn id(&self) -> KeyId {
        KeyId::from_bytes(sha256(self.0.as_slice()))
    }
}

/// The private key of an organisation that opens what is sealed to it: an X-Wing seed of 32 bytes.
///
/// It is wiped when dropped, cannot be copied, compared or shown, and leaves memory only encrypted.
pub struct SealingPrivateKey {
    seed: Zeroizing<[u8; 32]>,
    public: SealingPublicKey,
}

/// The bytes are not an X-Wing public key.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not a key that can be sealed to")]
#[non_exhaustive]
pub struct SealingKeyUnusable;

/// Nothing came open.
///
/// One error for a wrong key, other `info` and altered bytes: telling them apart would help only an
/// attacker.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not sealed to this key for this purpose, or altered")]
#[non_exhaustive]
pub struct UnsealError;

impl UnsealError {
    /// The refusal class: always `decrypt`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        RefusalClass::Decrypt
    }
}

impl SealingPublicKey {
    /// Seals to this key: HPKE base mode, X-Wing, HKDF-SHA256, AES-256-GCM, no associated data
    /// ([RFC 9180, section 6.1](https://www.rfc-editor.org/rfc/rfc9180#section-6.1)).
    ///
    /// `info` says what is sealed, from whom and for whom; who opens must give the same.
    ///
    /// # Errors
    ///
    /// [`SealingKeyUnusable`] if this is no X-Wing key.
    ///
    /// # Panics
    ///
    /// Never: X-Wing encapsulates in 1120 bytes.
    pub fn seal(
        &self,
        info: &[u8],
        plaintext: &[u8],
    ) -> Result<(EncapsulatedKey, Vec<u8>), SealingKeyUnusable> {
        let key = PublicKey::from_bytes(self.as_bytes()).map_err(|_| SealingKeyUnusable)?;
        let (encapsulated, sealed) = single_shot_seal::<AesGcm256, HkdfSha256, XWing>(
            &OpModeS::Base,
            &key,
            info,
            plaintext,
            &[],
        )
        .map_err(|_| SealingKeyUnusable)?;
        let bytes = encapsulated.to_bytes();
        let bytes = bytes.as_slice().try_into();
        let encapsulated = bytes.expect("X-Wing encapsulates in 1120 bytes");
        Ok((EncapsulatedKey::from_bytes(encapsulated), sealed))
    }
}

impl SealingPrivateKey {
    /// Draws a new key.
    ///
    /// # Panics
    ///
    /// If the system has no randomness.
    #[must_use]
    pub fn generate() -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        aws_lc_rs::rand::fill(seed.as_mut_slice()).expect("the system has randomness");
        Self::from_seed(seed.as_slice()).expect("any 32 bytes are a seed")
    }

    /// Takes a seed of 32 bytes, from which the key is expanded.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] if the seed does not have 32 bytes.
    pub fn from_seed(seed: &[u8]) -> Result<Self, InvalidKey> {
        let seed: [u8; 32] = seed.try_into().map_err(|_| InvalidKey)?;
        let seed = Zeroizing::new(seed);
        let public = XWing::sk_to_pk(&private(&seed)).to_bytes();
        let public = public.as_slice().try_into().map_err(|_| InvalidKey)?;
        Ok(Self {
            public: SealingPublicKey::from_bytes(public),
            seed,
        })
    }

    /// The public key, for the card.
    #[must_use]
    pub const fn public_key(&self) -> &SealingPublicKey {
        &self.public
    }

    /// Opens what was sealed to this key with the same `info`.
    ///
    /// # Errors
    ///
    /// [`UnsealError`], whatever the reason.
    pub fn open(
        &self,
        encapsulated: &EncapsulatedKey,
        info: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let encapsulated =
            Encapsulated::from_bytes(encapsulated.as_bytes()).map_err(|_| UnsealError)?;
        single_shot_open::<AesGcm256, HkdfSha256, XWing>(
            &OpModeR::Base,
            &private(&self.seed),
            &encapsulated,
            info,
            sealed,
            &[],
        )
        .map(Zeroizing::new)
        .map_err(|_| UnsealError)
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        &self.seed
    }
}

impl fmt::Debug for SealingPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingPrivateKey(..)")
    }
}

fn private(seed: &[u8; 32]) -> PrivateKey {
    PrivateKey::from_bytes(seed).expect("any 32 bytes are a seed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_with_the_same_key_and_info_only() {
        let key = SealingPrivateKey::generate();
        let (encapsulated, sealed) = key.public_key().seal(b"info", b"secret").unwrap();
        let open = |key: &SealingPrivateKey, info: &[u8], sealed: &[u8]| {
            key.open(&encapsulated, info, sealed)
                .map(|plain| plain.to_vec())
        };
        assert_eq!(open(&key, b"info", &sealed).unwrap(), b"secret");
        assert_eq!(open(&key, b"other", &sealed), Err(UnsealError));
        assert_eq!(
            open(&SealingPrivateKey::generate(), b"info", &sealed),
            Err(UnsealError)
        );
        let mut altered = sealed;
        altered[0] ^= 1;
        assert_eq!(open(&key, b"info", &altered), Err(UnsealError));
    }

    #[test]
    fn shows_nothing() {
        let key = SealingPrivateKey::from_seed(&[7; 32]).unwrap();
        assert_eq!(format!("{key:?}"), "SealingPrivateKey(..)");
        assert_eq!(format!("{:?}", key.public_key()), "SealingPublicKey(..)");
    }
}
