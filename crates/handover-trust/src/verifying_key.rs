//! Public keys that verify signatures.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey};

/// How a statement is signed; rule `signature-algorithm`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "one suite, no negotiation")]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 with SHA-256 (FIPS 186-5), for hardware and existing certificate authorities.
    EcdsaP256,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl SignatureAlgorithm {
    /// Both.
    pub const ALL: &[Self] = &[Self::EcdsaP256, Self::Ed25519];

    /// The number that COSE has for it (RFC 9864): ESP256 or Ed25519.
    pub(crate) const fn cose(self) -> i64 {
        match self {
            Self::EcdsaP256 => -9,
            Self::Ed25519 => -19,
        }
    }
}

/// The public key of a certificate.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct VerifyingKey {
    algorithm: SignatureAlgorithm,
    /// 32 bytes (RFC 8032), or 65 of an uncompressed point (SEC 1, section 2.3.3).
    bytes: Vec<u8>,
}

impl VerifyingKey {
    /// Takes a key that is good for signatures.
    ///
    /// An Ed25519 key must be encoded canonically and not be of small order: with such a key one
    /// signature fits many messages. A P-256 key must be a point of the curve, uncompressed.
    pub(crate) fn new(algorithm: SignatureAlgorithm, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            SignatureAlgorithm::EcdsaP256 => {
                if bytes.len() != 65 || bytes.first() != Some(&4) {
                    return None;
                }
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).ok()?;
            }
            SignatureAlgorithm::Ed25519 => {
                if !is_sound_ed25519(bytes.try_into().ok()?) {
                    return None;
                }
                ParsedPublicKey::new(&ED25519, bytes).ok()?;
            }
        }
        Some(Self {
            algorithm,
            bytes: bytes.to_vec(),
        })
    }

    /// 32 bytes, or 65 of a point.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Whether `signature` is this key's over `message`, made by `algorithm`.
    ///
    /// AWS-LC requires S < L and compares R byte for byte with the one it computes, so that R is
    /// canonical; it takes both values of s that ECDSA has.
    pub(crate) fn verifies(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        if algorithm != self.algorithm || signature.len() != 64 {
            return false;
        }
        let key = match self.algorithm {
            SignatureAlgorithm::EcdsaP256 => {
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.bytes)
            }
            SignatureAlgorithm::Ed25519 => ParsedPublicKey::new(&ED25519, &self.bytes),
        };
        key.is_ok_and(|key| key.verify_sig(message, signature).is_ok())
    }
}

/// The y coordinates of the eight points of small order, little-endian.
const SMALL_ORDER: [[u8; 32]; 5] = [
    y(0, 0, 0),
    y(1, 0, 0),
    y(0xec, 0xff, 0x7f),
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
];

const fn y(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    let (head, rest) = bytes.split_at_mut(1);
    head.copy_from_slice(&[first]);
    rest.split_at_mut(30).1.copy_from_slice(&[last]);
    bytes
}

/// Whether an Ed25519 key is encoded canonically (RFC 8032, section 5.1.3: y < 2^255 - 19) and not of
/// small order. The points with x = 0, whose sign could be written in two ways, are of small order.
fn is_sound_ed25519(key: &[u8; 32]) -> bool {
    let mut y = *key;
    let [first, middle @ .., last] = &mut y;
    *last &= 0x7f;
    let over = *last == 0x7f && middle.iter().all(|b| *b == 0xff) && *first >= 0xed;
    !over && !SMALL_ORDER.contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_small_order_are_refused() {
        for small in SMALL_ORDER {
            let mut negative = small;
            negative[31] |= 0x80;
            for key in [small, negative] {
                assert!(VerifyingKey::new(SignatureAlgorithm::Ed25519, &key).is_none());
            }
        }
    }

    #[test]
    fn keys_in_a_second_encoding_are_refused() {
        for first in 0xed..=0xff {
            for last in [0x7f, 0xff] {
                assert!(!is_sound_ed25519(&y(first, 0xff, last)));
            }
        }
        assert!(is_sound_ed25519(&y(0xeb, 0xff, 0x7f)));
        assert!(is_sound_ed25519(&y(0xed, 0xff, 0x7e)));
    }

    #[test]
    fn a_point_must_be_on_the_curve() {
        let mut point = [1; 65];
        point[0] = 4;
        assert!(VerifyingKey::new(SignatureAlgorithm::EcdsaP256, &point).is_none());
    }

    /// `a + b` or `a - b` of 32 bytes, least significant byte first.
    fn combined(a: &[u8; 32], b: &[u8; 32], subtract: bool) -> [u8; 32] {
        let mut carry = 0_i32;
        std::array::from_fn(|n| {
            let b = i32::from(b[n]);
            let sum = i32::from(a[n]) + if subtract { -b } else { b } + carry;
            carry = sum.div_euclid(256);
            u8::try_from(sum.rem_euclid(256)).unwrap()
        })
    }

    fn order(hex: &str) -> [u8; 32] {
        let mut bytes: [u8; 32] = hex::decode(hex).unwrap().try_into().unwrap();
        bytes.reverse();
        bytes
    }

    #[test]
    fn an_ed25519_signature_has_one_form() {
        let key = crate::SigningKey::generate(SignatureAlgorithm::Ed25519);
        let public = key.verifying_key();
        let verifies =
            |signature: &[u8]| public.verifies(SignatureAlgorithm::Ed25519, b"said", signature);
        let signature = key.sign(b"said");
        assert!(verifies(&signature));
        assert!(!verifies(&signature[..63]));
        assert!(!public.verifies(SignatureAlgorithm::EcdsaP256, b"said", &signature));
        assert!(!public.verifies(SignatureAlgorithm::Ed25519, b"sold", &signature));
        // RFC 8032, section 5.1.7: S is below the order L. S + L would verify without that check.
        let l = order("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed");
        let s: &[u8; 32] = signature.last_chunk().unwrap();
        let mut malleable = signature;
        malleable[32..].copy_from_slice(&combined(s, &l, false));
        assert!(!verifies(&malleable));
    }

    #[test]
    fn ecdsa_takes_both_values_of_s() {
        let key = crate::SigningKey::generate(SignatureAlgorithm::EcdsaP256);
        let public = key.verifying_key();
        let verifies =
            |signature: &[u8]| public.verifies(SignatureAlgorithm::EcdsaP256, b"said", signature);
        let signature = key.sign(b"said");
        assert!(verifies(&signature));
        let n = order("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        let mut s: [u8; 32] = *signature.last_chunk().unwrap();
        s.reverse();
        let mut other = combined(&n, &s, true);
        other.reverse();
        let mut malleable = signature;
        malleable[32..].copy_from_slice(&other);
        assert_ne!(malleable, signature);
        assert!(verifies(&malleable));
    }
}
