//! The keys of one package (section "Keys of one package" of `schemas/PROTOCOL.md`).
//!
//! Secrets and keys come from HKDF-Expand with SHA-256 of 32 bytes (RFC 5869, section 2.3), which is one
//! HMAC over the info and the byte 1. HMAC is used directly because a section secret then is set up once
//! for all cases. Each section of each case has one such derivation and one hash, the commitment, and
//! both are RustCrypto's: AWS-LC needs twice as long for so few bytes.

use std::{collections::BTreeMap, fmt};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, de::Visitor};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::index::head;

/// A secret of 32 bytes that is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Fresh bytes of the operating system's generator.
    pub(crate) fn random() -> Self {
        let mut secret = Self([0; 32]);
        aws_lc_rs::rand::fill(&mut secret.0)
            .expect("the operating system's random generator does not fail");
        secret
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A secret that is ready to derive others.
struct Expander(Hmac<Sha256>);

impl Expander {
    fn new(secret: &Secret) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// HKDF-Expand of 32 bytes; `info` ends with the counter byte 1.
    fn expand(&self, info: &[u8]) -> Secret {
        let mut mac = self.0.clone();
        mac.update(info);
        Secret(mac.finalize().into_bytes().into())
    }
}

/// The package secret, from which the sender derives all others.
#[derive(Debug)]
pub(crate) struct PackageSecret(Secret);

impl PackageSecret {
    pub(crate) const fn new(secret: Secret) -> Self {
        Self(secret)
    }

    /// `HKDF-Expand(package-secret, "handover/1 section" || 0x00 || nonce || section-name, 32)`.
    pub(crate) fn section_secret(&self, nonce: &[u8; 16], section: &str) -> SectionSecret {
        let info = [
            b"handover/1 section\0",
            &nonce[..],
            section.as_bytes(),
            &[1],
        ]
        .concat();
        SectionSecret::new(Expander::new(&self.0).expand(&info))
    }
}

/// What opens one section of every case of a package.
pub(crate) struct SectionSecret {
    secret: Secret,
    expander: Expander,
}

impl SectionSecret {
    pub(crate) fn new(secret: Secret) -> Self {
        Self {
            expander: Expander::new(&secret),
            secret,
        }
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.secret
    }

    /// `HKDF-Expand(section-secret, "handover/1 case" || 0x00 || token, 32)`.
    pub(crate) fn section_key(&self, token: &[u8; 32]) -> SectionKey {
        let mut info = [0; 49];
        info[..16].copy_from_slice(b"handover/1 case\0");
        info[16..48].copy_from_slice(token);
        info[48] = 1;
        SectionKey::new(self.expander.expand(&info))
    }
}

impl fmt::Debug for SectionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SectionSecret(..)")
    }
}

/// What opens one section of one case: an AES-256-GCM key for one message.
#[derive(Clone)]
pub(crate) struct SectionKey(Secret);

impl SectionKey {
    pub(crate) const fn new(secret: Secret) -> Self {
        Self(secret)
    }

    pub(crate) const fn secret(&self) -> &Secret {
        &self.0
    }

    /// The commitment that stands in clear, `SHA-256("handover/1 commit" || section-key)`.
    pub(crate) fn commit(&self) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(b"handover/1 commit");
        hash.update(self.0.as_bytes());
        hash.finalize().into()
    }
}

impl fmt::Debug for SectionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SectionKey(..)")
    }
}

/// Secrets by section, as a stanza or evidence carries them: rules `stanza-secrets` and
/// `evidence-secrets` of `schemas/handover.cddl`.
pub(crate) type SecretsBySection = BTreeMap<String, Secret>;

/// The encoding of `secrets`, wiped when dropped.
///
/// Written here, not by the codec, which would leave copies behind: the buffer never grows.
pub(crate) fn encode_secrets(secrets: &SecretsBySection) -> Zeroizing<Vec<u8>> {
    let len: usize = secrets
        .keys()
        .map(|section| 9 + section.len() + 2 + 32)
        .sum();
    let mut out = Zeroizing::new(Vec::with_capacity(9 + len));
    let argument = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
    head(&mut out, 5, argument(secrets.len()));
    let mut by_encoding: Vec<_> = secrets.iter().collect();
    by_encoding.sort_by_key(|(section, _)| (section.len(), section.as_str()));
    for (section, secret) in by_encoding {
        head(&mut out, 3, argument(section.len()));
        out.extend(section.as_bytes());
        head(&mut out, 2, 32);
        out.extend(secret.as_bytes());
    }
    out
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InBytes;
        impl Visitor<'_> for InBytes {
            type Value = Secret;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("32 bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Secret, E> {
                bytes
                    .try_into()
                    .map(Secret)
                    .map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }
        deserializer.deserialize_bytes(InBytes)
    }
}

#[cfg(test)]
mod tests {
    use handover_cbor::{Grammar, Limits};

    use super::*;

    #[test]
    fn secrets_are_written_in_the_one_encoding() {
        let names = ["third_parties", "plan", "risk", "person", "handover"];
        let secret = |(name, n): (&str, u8)| (name.to_owned(), Secret::new([n; 32]));
        let secrets: SecretsBySection = names.into_iter().zip(1..).map(secret).collect();
        let bytes = encode_secrets(&secrets);
        let read: SecretsBySection =
            handover_cbor::from_slice(&bytes, Grammar::Payload, &Limits::STATEMENT).unwrap();
        assert_eq!(read.len(), 5);
        assert_eq!(read["risk"].as_bytes(), &[3; 32]);
        assert_eq!(*encode_secrets(&SecretsBySection::new()), [0xa0]);
    }

    #[test]
    fn a_commitment_is_that_of_the_vectors() {
        let vector = &crate::foreign::json("primitives.json")["commit"];
        let key = hex::decode(vector["section_key"].as_str().unwrap()).unwrap();
        let key = SectionKey::new(Secret::new(key.try_into().unwrap()));
        assert_eq!(hex::encode(key.commit()), vector["section_commit"]);
    }

    #[test]
    fn no_key_is_printed() {
        let secret = Secret::new([9; 32]);
        let section = SectionSecret::new(secret.clone());
        let key = section.section_key(&[1; 32]);
        let debug = format!(
            "{secret:?} {section:?} {key:?} {:?}",
            PackageSecret::new(secret.clone())
        );
        assert_eq!(
            debug,
            "Secret(..) SectionSecret(..) SectionKey(..) PackageSecret(Secret(..))"
        );
    }
}
