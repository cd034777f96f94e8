//! Names of 32 bytes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};
use thiserror::Error;

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not 64 lower-case hexadecimal digits")]
#[non_exhaustive]
pub struct InvalidIdentifier;

/// Declares a name of 32 bytes: bytes in CBOR, lower-case hex in text.
macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Takes the 32 bytes as they are.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl FromStr for $name {
            type Err = InvalidIdentifier;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                from_hex(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    deserializer.deserialize_str(InText).map(Self)
                } else {
                    deserializer.deserialize_bytes(InBytes::<32>).map(Self)
                }
            }
        }
    )+};
}

identifier! {
    /// A SHA-256 digest (FIPS 180-4); rule `digest`.
    Digest,
    /// SHA-256 of an X-Wing public key; rule `key-id`.
    KeyId,
    /// The id of a statement: SHA-256 of its `Sig_structure` (RFC 9052, section 4.4); rule
    /// `statement-id`.
    ///
    /// Never of the signed bytes: an ECDSA signature may be written in two ways.
    StatementId,
    /// SHA-256 of a certificate in DER (`x5t`, RFC 9360); rule `thumbprint`.
    Thumbprint,
    /// What stands for a case where a carrier, a server or a commissioner looks; rule `token`.
    ///
    /// Keyed with a secret of the sender, or random: nobody else gets from it to a person.
    Token,
}

fn from_hex(text: &str) -> Result<[u8; 32], InvalidIdentifier> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(InvalidIdentifier),
    };
    if text.len() != 64 {
        return Err(InvalidIdentifier);
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().as_chunks::<2>().0) {
        let [high, low] = *pair;
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Ok(bytes)
}

struct InText;

impl Visitor<'_> for InText {
    type Value = [u8; 32];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 lower-case hexadecimal digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        from_hex(text).map_err(E::custom)
    }
}

/// Reads a byte string of exactly `LEN` bytes.
pub(crate) struct InBytes<const LEN: usize>;

impl<const LEN: usize> Visitor<'_> for InBytes<LEN> {
    type Value = [u8; LEN];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{LEN} bytes")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        bytes
            .try_into()
            .map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}

/// 16 random bytes that make every package its own; the `nonce` of rule `package`.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// Takes the 16 bytes as they are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(..)")
    }
}

impl Serialize for Nonce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(InBytes::<16>).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_shows() {
        let id = StatementId::from_bytes(std::array::from_fn(|n| u8::try_from(n * 7).unwrap()));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().starts_with("00070e15"));
    }

    #[test]
    fn refuses_other_spellings_and_lengths() {
        let good = "0a".repeat(32);
        assert!(good.parse::<Digest>().is_ok());
        for bad in [
            good.to_uppercase(),
            "0a".repeat(31),
            "0a".repeat(33),
            "0g".repeat(32),
        ] {
            assert_eq!(bad.parse::<Digest>(), Err(InvalidIdentifier));
        }
    }

    #[test]
    fn is_bytes_in_cbor() {
        let bytes = handover_cbor::to_vec(&Token::from_bytes([9; 32]));
        assert_eq!(bytes.get(..3), Some([0x58, 32, 9].as_slice()));
    }
}
