//! Sealing to an organisation: HPKE (RFC 9180) in base mode with X-Wing.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{KeyId, digest::sha256, identifier::InBytes};

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
