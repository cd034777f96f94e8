//! Who may agree to what, before anything is signed.

use handover_transfer::{KnownStatements, MayNotAgree, ToAgree};
use handover_trust::{
    Certificate, Kind, Mandate, ShortName, SignatureAlgorithm, Signer, SigningKey, Statement,
};

use crate::world::{
    COMMISSIONER, GP, NEXT, RECIPIENT, SENDER, World, mandate_with, organisation, time,
};

fn role(name: &str) -> ShortName {
    name.parse().unwrap()
}

fn may_agree(mandate: &Statement<Mandate>, by: &str, as_role: &str) -> Result<(), MayNotAgree> {
    let to = ToAgree::Mandate(mandate);
    KnownStatements::default().may_agree(to, &organisation(by), &role(as_role))
}

#[test]
fn a_mandate_is_agreed_to_by_its_parties() {
    let mandate = mandate_with(|_| ());
    for party in [COMMISSIONER, SENDER, RECIPIENT, NEXT] {
        assert_eq!(may_agree(&mandate, party, "office"), Ok(()), "{party}");
    }
    let refused = may_agree(&mandate, GP, "office");
    let not_party = MayNotAgree::NotParty {
        kind: Kind::Mandate,
        by: organisation(GP),
    };
    assert_eq!(refused, Err(not_party));
    // Who only shows when it was seen agrees to nothing.
    assert_eq!(may_agree(&mandate, GP, "seen"), Ok(()));
}

#[test]
fn a_person_agrees_where_the_mandate_asks_for_the_role() {
    let mandate = mandate_with(|mandate| {
        mandate.countersign = vec![(Kind::Mandate, role("team-leader"))];
    });
    assert_eq!(may_agree(&mandate, SENDER, "team-leader"), Ok(()));
    let not_asked = MayNotAgree::NotAsked {
        kind: Kind::Mandate,
        role: role("prescriber"),
    };
    assert_eq!(may_agree(&mandate, SENDER, "prescriber"), Err(not_asked));
}

#[test]
fn a_package_waits_for_its_mandate_and_a_reader_for_nobody() {
    let (_, package) = World::opened([1]);
    let may_agree = |by: &str, as_role: &str| {
        let to = ToAgree::Package(&package);
        KnownStatements::default().may_agree(to, &organisation(by), &role(as_role))
    };
    assert_eq!(
        may_agree(SENDER, "team-leader"),
        Err(MayNotAgree::MandateNotAtHand)
    );
    // Somebody there takes what its cases ask of the role (S-32); the office does not.
    assert_eq!(may_agree(RECIPIENT, "prescriber"), Ok(()));
    let refused = may_agree(RECIPIENT, "office").unwrap_err();
    assert!(matches!(refused, MayNotAgree::NotParty { .. }));
}

/// V-22: a new certificate for the same key is the same hand.
#[test]
fn the_hand_that_signed_first_does_not_sign_second() {
    let by = organisation(COMMISSIONER);
    let generated = || SigningKey::generate(SignatureAlgorithm::Ed25519);
    let certificate = |key: &SigningKey, name: &str| {
        Certificate::self_signed(key, &by, name, time(0), time(4_000_000_000))
    };
    let key = generated();
    let (first, again) = (certificate(&key, "office"), certificate(&key, "again"));
    let other = certificate(&generated(), "other");
    let payload = mandate_with(|_| ()).payload().clone();
    let mandate = Signer::new(key, first.clone()).unwrap().sign(payload);
    let mandate = mandate.unwrap();
    let to = ToAgree::Mandate(&mandate);
    assert_eq!(to.check_second(&first), Err(MayNotAgree::SameHand));
    assert_eq!(to.check_second(&again), Err(MayNotAgree::SameHand));
    assert_eq!(to.check_second(&other), Ok(()));
}
