//! What was revoked, and from when that counts.

use std::collections::{BTreeSet, HashMap};

use crate::{
    Card, Certificate, Digest, KeyId, PosixTime, Revocation, RevocationReason, RevocationSubject,
};

/// The revocations of a directory by what they revoke.
#[derive(Debug, Default)]
pub(crate) struct Revocations {
    effective: HashMap<(RevocationSubject, Digest), PosixTime>,
}

impl Revocations {
    /// Takes revocations, each with the time at which it was first listed, if that is known.
    pub(crate) fn new(listed: impl IntoIterator<Item = (Revocation, Option<PosixTime>)>) -> Self {
        let mut effective = HashMap::new();
        for (revocation, first_listed) in listed {
            let from = match revocation.reason {
                RevocationReason::KeyCompromise => revocation.from,
                RevocationReason::Ceased | RevocationReason::Superseded => {
                    first_listed.map_or(revocation.from, |listed| listed.max(revocation.from))
                }
            };
            effective
                .entry((revocation.what, revocation.hash))
                .and_modify(|earliest: &mut PosixTime| *earliest = from.min(*earliest))
                .or_insert(from);
        }
        Self { effective }
    }

    /// Whether a certificate was revoked, or its public key, under which certificate ever.
    pub(crate) fn has_certificate(&self, certificate: &Certificate, at: PosixTime) -> bool {
        let thumbprint = certificate.thumbprint();
        self.has(RevocationSubject::Certificate, thumbprint.as_bytes(), at)
            || self.has(
                RevocationSubject::PublicKey,
                certificate.key_hash().as_bytes(),
                at,
            )
    }

    /// Whether a public key of a card was revoked: one of its certificates', or the one that is sealed to.
    pub(crate) fn has_key_of(&self, card: &Card, at: PosixTime) -> bool {
        keys_of(card).any(|(what, hash)| self.has(what, hash.as_bytes(), at))
    }

    pub(crate) fn has_sealing_key(&self, key: &KeyId, at: PosixTime) -> bool {
        self.has(RevocationSubject::SealingKey, key.as_bytes(), at)
    }

    fn has(&self, what: RevocationSubject, hash: &[u8; 32], at: PosixTime) -> bool {
        let from = self.effective.get(&(what, Digest::from_bytes(*hash)));
        from.is_some_and(|from| at >= *from)
    }
}

/// Every public key on a card, as a revocation names it; a certificate that breaks the profile signs nothing.
pub(crate) fn keys_of(card: &Card) -> impl Iterator<Item = (RevocationSubject, Digest)> + '_ {
    let certificates = card.certificates.iter();
    let signing = certificates
        .filter_map(|listed| Certificate::from_der(&listed.certificate).ok())
        .map(|certificate| (RevocationSubject::PublicKey, *certificate.key_hash()));
    let sealing = card.sealing.iter().map(|sealing| {
        let hash = Digest::from_bytes(*sealing.key.id().as_bytes());
        (RevocationSubject::SealingKey, hash)
    });
    signing.chain(sealing)
}

/// What revocations name, from whenever they count.
pub(crate) fn revoked_keys(
    revocations: impl Iterator<Item = Revocation>,
) -> BTreeSet<(RevocationSubject, Digest)> {
    revocations
        .map(|revocation| (revocation.what, revocation.hash))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(secs: u64) -> PosixTime {
        PosixTime::new(secs).unwrap()
    }

    fn revoked(reason: RevocationReason, first_listed: Option<u64>, at: u64) -> bool {
        let revocation = Revocation {
            what: RevocationSubject::SealingKey,
            hash: Digest::from_bytes([1; 32]),
            from: time(100),
            reason,
        };
        let revocations = Revocations::new([(revocation, first_listed.map(time))]);
        assert!(!revocations.has_sealing_key(&KeyId::from_bytes([2; 32]), time(at)));
        revocations.has_sealing_key(&KeyId::from_bytes([1; 32]), time(at))
    }

    #[test]
    fn only_a_compromise_reaches_back() {
        use RevocationReason::{Ceased, KeyCompromise, Superseded};
        assert!(revoked(KeyCompromise, Some(200), 100));
        assert!(!revoked(KeyCompromise, Some(200), 99));
        for reason in [Ceased, Superseded] {
            assert!(!revoked(reason, Some(200), 199));
            assert!(revoked(reason, Some(200), 200));
            assert!(revoked(reason, None, 100));
            assert!(!revoked(reason, Some(50), 99));
        }
    }
}
