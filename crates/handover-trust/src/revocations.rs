//! What was revoked, and from when that counts.

use std::collections::HashMap;

use crate::{
    Digest, KeyId, PosixTime, Revocation, RevocationReason, RevocationSubject, Thumbprint,
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

    pub(crate) fn has_certificate(&self, certificate: &Thumbprint, at: PosixTime) -> bool {
        self.has(RevocationSubject::Certificate, certificate.as_bytes(), at)
    }

    pub(crate) fn has_sealing_key(&self, key: &KeyId, at: PosixTime) -> bool {
        self.has(RevocationSubject::SealingKey, key.as_bytes(), at)
    }

    fn has(&self, what: RevocationSubject, hash: &[u8; 32], at: PosixTime) -> bool {
        let from = self.effective.get(&(what, Digest::from_bytes(*hash)));
        from.is_some_and(|from| at >= *from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(secs: u64) -> PosixTime {
        PosixTime::new(secs).unwrap()
    }

    fn revoked(reason: RevocationReason, first_listed: Option<u64>, at: u64) -> bool {
        let revocation = Revocation {
            what: RevocationSubject::Certificate,
            hash: Digest::from_bytes([1; 32]),
            from: time(100),
            reason,
        };
        let revocations = Revocations::new([(revocation, first_listed.map(time))]);
        assert!(!revocations.has_sealing_key(&KeyId::from_bytes([1; 32]), time(at)));
        revocations.has_certificate(&Thumbprint::from_bytes([1; 32]), time(at))
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
