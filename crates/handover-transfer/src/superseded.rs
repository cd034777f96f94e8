use std::collections::BTreeSet;

use handover_cbor::RefusalClass;
use handover_package::Agreeable;
use handover_trust::{Countersign, Mandate, OrganisationId, Statement, StatementId};
use thiserror::Error;

use crate::KnownStatements;

/// A later mandate stands in the place of this one: nothing new goes under it (check V-46).
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("superseded by the mandate {later}")]
#[non_exhaustive]
pub struct Superseded {
    /// The later one.
    pub later: StatementId,
}

impl Superseded {
    /// The refusal class: `rollback`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        RefusalClass::Rollback
    }
}

impl KnownStatements {
    /// Refuses to build on a mandate in whose place another stands (check V-46).
    ///
    /// # Errors
    ///
    /// [`Superseded`], by the later mandate.
    pub fn check_not_superseded(&self, mandate: &Statement<Mandate>) -> Result<(), Superseded> {
        match superseded_by(mandate, self.mandates(), self.countersigns()) {
            Some(later) => Err(Superseded { later: *later.id() }),
            None => Ok(()),
        }
    }
}

/// The mandate that has taken the place of `mandate`, if one has (check V-46).
///
/// Two mandates are about one undertaking if commissioner, kind, sender, recipients and the name of
/// the profile are the same: date, deadlines, rules and countersigns are what a later one changes.
/// The later, by `at` and then by id, takes the place of the earlier once the sender has
/// countersigned it. Nothing new goes under the earlier one then; what was said under it stays.
#[must_use]
pub fn superseded_by<'a>(
    mandate: &Statement<Mandate>,
    mandates: &'a [Statement<Mandate>],
    countersigns: &[Statement<Countersign>],
) -> Option<&'a Statement<Mandate>> {
    let order = |mandate: &Statement<Mandate>| (mandate.payload().at, *mandate.id());
    mandates
        .iter()
        .filter(|other| order(other) > order(mandate))
        .filter(|other| is_same_undertaking(other.payload(), mandate.payload()))
        .filter(|other| {
            let mut agreed = Agreeable::new(*other).agreements(countersigns);
            agreed.any(|agreed| agreed.by == other.payload().from)
        })
        .max_by_key(|other| order(other))
}

fn is_same_undertaking(one: &Mandate, other: &Mandate) -> bool {
    fn to(mandate: &Mandate) -> BTreeSet<&OrganisationId> {
        mandate.to.iter().collect()
    }
    fn profile(mandate: &Mandate) -> Option<&str> {
        mandate.profile.name().as_str().split('@').next()
    }
    one.by == other.by
        && one.kind == other.kind
        && one.from == other.from
        && to(one) == to(other)
        && profile(one) == profile(other)
}

#[cfg(test)]
mod tests {
    use handover_trust::{
        Certificate, Digest, FileReference, Kind, MandateKind, Payload, PosixTime,
        SignatureAlgorithm, Signer, SigningKey,
    };

    use super::*;

    fn time(secs: u64) -> PosixTime {
        PosixTime::new(secs).unwrap()
    }

    fn sign<P: Payload>(payload: P) -> Statement<P> {
        let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
        let organisation = "ZZ900".parse().unwrap();
        let certificate =
            Certificate::self_signed(&key, &organisation, "any", time(0), time(4_000_000_000));
        Signer::new(key, certificate)
            .unwrap()
            .sign(payload)
            .unwrap()
    }

    fn mandate(at: u64, change: impl FnOnce(&mut Mandate)) -> Statement<Mandate> {
        let mut mandate = Mandate {
            at: time(at),
            by: "ZZ900".parse().unwrap(),
            kind: MandateKind::ContractChange,
            from: "ZZ901".parse().unwrap(),
            to: vec!["ZZ902".parse().unwrap(), "ZZ903".parse().unwrap()],
            transfer: "2026-10-01".parse().unwrap(),
            profile: FileReference(
                "caseload-transfer@1".parse().unwrap(),
                Digest::from_bytes([0; 32]),
            ),
            eligibility: None,
            deadlines: [].into(),
            countersign: vec![(Kind::Package, "team-leader".parse().unwrap())],
            last_resort: "ZZ900".parse().unwrap(),
        };
        change(&mut mandate);
        sign(mandate)
    }

    fn countersign(mandate: &Statement<Mandate>, by: &str, role: &str) -> Statement<Countersign> {
        sign(Countersign {
            at: time(9),
            by: by.parse().unwrap(),
            role: role.parse().unwrap(),
            statement: (*mandate.id()).into(),
        })
    }

    #[test]
    fn the_later_one_counts_once_the_sender_agreed() {
        let first = mandate(1, |_| ());
        let later = mandate(2, |mandate| {
            mandate.transfer = "2026-11-01".parse().unwrap();
            mandate.to.reverse();
            mandate.profile.0 = "caseload-transfer@2".parse().unwrap();
        });
        let found = |agreed: &[Statement<Countersign>]| {
            let all = [first.clone(), later.clone()];
            superseded_by(&first, &all, agreed).map(|found| *found.id())
        };
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[countersign(&later, "ZZ902", "office")]), None);
        assert_eq!(found(&[countersign(&later, "ZZ901", "seen")]), None);
        assert_eq!(found(&[countersign(&first, "ZZ901", "office")]), None);
        let agreed = [countersign(&later, "ZZ901", "office")];
        assert_eq!(found(&agreed), Some(*later.id()));
        let all = [first.clone(), later.clone()];
        assert!(superseded_by(&later, &all, &agreed).is_none());
    }

    /// Of several later ones the last stands, whatever their ids.
    #[test]
    fn the_last_of_several_takes_the_place() {
        let first = mandate(1, |_| ());
        let later: Vec<_> = (2..10).map(|at| mandate(at, |_| ())).collect();
        let agreed: Vec<_> = later
            .iter()
            .map(|later| countersign(later, "ZZ901", "office"))
            .collect();
        for all in [later.clone(), later.iter().rev().cloned().collect()] {
            let found = superseded_by(&first, &all, &agreed).unwrap();
            assert_eq!(found.payload().at, time(9));
        }
    }

    #[test]
    fn another_undertaking_changes_nothing() {
        let first = mandate(1, |_| ());
        let changes: [fn(&mut Mandate); 5] = [
            |mandate| mandate.by = "ZZ909".parse().unwrap(),
            |mandate| mandate.kind = MandateKind::AreaMove,
            |mandate| mandate.from = "ZZ909".parse().unwrap(),
            |mandate| drop(mandate.to.pop()),
            |mandate| mandate.profile.0 = "domestic-abuse-transfer@1".parse().unwrap(),
        ];
        for change in changes {
            let other = mandate(2, change);
            let by = other.payload().from.as_str().to_owned();
            let agreed = [countersign(&other, &by, "office")];
            assert!(superseded_by(&first, &[other], &agreed).is_none());
        }
    }
}
