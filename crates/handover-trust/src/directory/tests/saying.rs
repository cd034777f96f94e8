//! Who may say what, and when.

use proptest::prelude::*;

use super::*;
use crate::{
    ChainAnchors, Completeness, Event, Mandate, Package, Receipt, ReceiptRung, Roster, Signer,
    Verdict, payload::samples,
};

/// The class of a statement that arrives at [`NOW`].
fn class<P: Payload>(
    directory: &VerifiedDirectory,
    signer: &Signer,
    payload: P,
) -> Option<RefusalClass> {
    let statement = signer.sign(payload).unwrap();
    let verified = directory.verify::<P>(statement.as_bytes(), &Sight::now(time(NOW)));
    verified.err().map(StatementError::class)
}

const NOT_ENTITLED: Option<RefusalClass> = Some(RefusalClass::NotEntitled);

/// Which of the keys of `party` may say it: authority, office, person, service, transport.
fn who<P: Payload + Clone>(directory: &VerifiedDirectory, party: &Party, payload: &P) -> String {
    let signers = [
        ('a', &party.authority),
        ('o', &party.office),
        ('p', &party.person),
        ('s', &party.service),
        ('t', &party.transport),
    ];
    let may = |signer: &Signer| match class(directory, signer, payload.clone()) {
        None => true,
        NOT_ENTITLED => false,
        other => panic!("{other:?}"),
    };
    signers
        .iter()
        .filter(|(_, signer)| may(signer))
        .map(|(name, _)| *name)
        .collect()
}

#[test]
fn each_kind_needs_its_use() {
    let world = World::new();
    let directory = taken(&world);
    let (commissioner, recipient, sender) = (&world.commissioner, &world.recipient, &world.sender);
    assert_eq!(who(&directory, commissioner, &samples::mandate()), "o");
    assert_eq!(who(&directory, sender, &samples::roster()), "o");
    assert_eq!(who(&directory, sender, &samples::package()), "o");
    assert_eq!(who(&directory, sender, &samples::completeness()), "o");
    assert_eq!(who(&directory, recipient, &samples::receipt()), "s");
    assert_eq!(who(&directory, recipient, &samples::verdict()), "p");
    assert_eq!(who(&directory, recipient, &samples::event()), "p");
    assert_eq!(who(&directory, &world.authority, &world.directory()), "a");
    // The use alone is not enough: it must be the anchor.
    let usurped = Directory {
        by: sender.id.clone(),
        ..world.directory()
    };
    assert_eq!(who(&directory, sender, &usurped), "");
    // A card is signed with a certificate of its own, whatever the directory has.
    assert_eq!(who(&directory, sender, sender.card(|_| {}).payload()), "o");
    let in_role = |role: &str| {
        let countersign = Countersign {
            role: role.parse().unwrap(),
            ..samples::countersign()
        };
        who(&directory, sender, &countersign)
    };
    assert_eq!(in_role(Countersign::OFFICE), "o");
    assert_eq!(in_role(Countersign::SEEN), "os");
    assert_eq!(in_role("team-leader"), "p");
    assert_eq!(in_role("safeguarding-midwife"), "");
}

#[test]
fn each_kind_needs_its_organisation() {
    fn by<P: Payload>(
        directory: &VerifiedDirectory,
        signer: fn(&Party) -> &Signer,
        party: &Party,
        payload: impl FnOnce(OrganisationId) -> P,
    ) -> Option<RefusalClass> {
        class(directory, signer(party), payload(party.id.clone()))
    }
    let world = World::new();
    let directory = taken(&world);
    let (commissioner, hub, sender) = (&world.commissioner, &world.hub, &world.sender);
    let office: fn(&Party) -> &Signer = |party| &party.office;
    let person: fn(&Party) -> &Signer = |party| &party.person;
    let mandate = |by| Mandate {
        by,
        ..samples::mandate()
    };
    assert_eq!(by(&directory, office, commissioner, mandate), None);
    assert_eq!(by(&directory, office, sender, mandate), NOT_ENTITLED);
    for party in [commissioner, hub] {
        let roster = |by| Roster {
            by,
            ..samples::roster()
        };
        assert_eq!(by(&directory, office, party, roster), NOT_ENTITLED);
        let package = |by| Package {
            by,
            ..samples::package()
        };
        assert_eq!(by(&directory, office, party, package), NOT_ENTITLED);
        let completeness = |by| Completeness {
            by,
            ..samples::completeness()
        };
        assert_eq!(by(&directory, office, party, completeness), NOT_ENTITLED);
        let verdict = |by| Verdict {
            by,
            ..samples::verdict()
        };
        assert_eq!(by(&directory, person, party, verdict), NOT_ENTITLED);
        let event = |by| Event {
            by,
            ..samples::event()
        };
        assert_eq!(by(&directory, person, party, event), NOT_ENTITLED);
    }
    let receipt = |by: OrganisationId| Receipt {
        r#for: by.clone(),
        by,
        ..samples::receipt()
    };
    let service: fn(&Party) -> &Signer = |party| &party.service;
    assert_eq!(by(&directory, service, commissioner, receipt), NOT_ENTITLED);
    assert_eq!(by(&directory, service, hub, receipt), None);
}

#[test]
fn nobody_speaks_for_another() {
    let world = World::new();
    let directory = taken(&world);
    assert_eq!(
        class(&directory, &world.recipient.office, samples::package()),
        NOT_ENTITLED
    );
    let stranger = Party::new("ZZ901");
    assert_eq!(
        class(&directory, &stranger.office, samples::package()),
        NOT_ENTITLED
    );
}

#[test]
fn a_hub_says_stored_for_whom_it_serves() {
    let world = World::new();
    let directory = taken(&world);
    let stored = |by: &Party, recipient: &Party| Receipt {
        by: by.id.clone(),
        r#for: recipient.id.clone(),
        audience: None,
        rung: ReceiptRung::Stored,
        unreadable: Vec::new(),
        ..samples::receipt()
    };
    let said = |by: &Party, receipt| class(&directory, &by.service, receipt);
    let (hub, recipient, sender) = (&world.hub, &world.recipient, &world.sender);
    assert_eq!(said(hub, stored(hub, recipient)), None);
    assert_eq!(said(hub, stored(hub, sender)), NOT_ENTITLED);
    assert_eq!(said(sender, stored(sender, recipient)), NOT_ENTITLED);
    let opened = Receipt {
        by: hub.id.clone(),
        ..samples::receipt()
    };
    assert_eq!(said(hub, opened), NOT_ENTITLED);
}

#[test]
fn nothing_is_dated_ahead() {
    let world = World::new();
    let directory = taken(&world);
    let dated = |secs| Package {
        at: time(secs),
        ..samples::package()
    };
    let office = &world.sender.office;
    assert_eq!(class(&directory, office, dated(NOW + 300)), None);
    assert_eq!(
        class(&directory, office, dated(NOW + 301)),
        Some(RefusalClass::Expired)
    );
}

#[test]
fn a_statement_is_judged_when_it_was_first_seen() {
    let world = World::new();
    let statement = world.sender.office.sign(Package {
        at: time(NOW - 90 * DAY),
        ..samples::package()
    });
    let statement = statement.unwrap();
    let first_seen = |directory: &VerifiedDirectory, secs| {
        let sight = Sight::now(time(NOW)).recorded(time(secs));
        directory
            .verify::<Package>(statement.as_bytes(), &sight)
            .err()
    };
    let directory = taken(&world);
    let expired = Some(StatementError::Expired);
    // The card begins 50 days ago, and ends in 50.
    assert_eq!(first_seen(&directory, NOW), None);
    assert_eq!(first_seen(&directory, NOW - 50 * DAY), None);
    assert_eq!(first_seen(&directory, NOW - 50 * DAY - 1), expired);
    assert_eq!(first_seen(&directory, NOW + 50 * DAY), expired);
    let late = Sight::now(time(NOW + 30 * DAY + 1)).recorded(time(NOW));
    let late = directory.verify::<Package>(statement.as_bytes(), &late);
    assert_eq!(late.err(), expired);
    // Who judges as of a moment before it was signed does not know it yet, whatever was seen since.
    let signed = NOW - 90 * DAY;
    let before = |secs| Sight::now(time(secs)).recorded(time(NOW));
    let known = |secs| directory.verify::<Package>(statement.as_bytes(), &before(secs));
    assert_eq!(known(signed - 300).err(), None);
    assert_eq!(known(signed - 301).err(), expired);

    let revoke = |reason| {
        let mut directory = world.directory();
        let office = world.sender.office.certificate().thumbprint();
        let before = take(&world, directory.clone(), None).unwrap();
        let what = RevocationSubject::Certificate;
        directory
            .revocations
            .push(revoked(what, *office.as_bytes(), reason));
        directory.version = 8;
        take(&world, directory, Some(before.accepted())).unwrap()
    };
    let revoked = Some(StatementError::Revoked);
    // Effective 10 days ago, listed one day ago.
    let compromised = revoke(RevocationReason::KeyCompromise);
    assert_eq!(first_seen(&compromised, NOW), revoked);
    assert_eq!(first_seen(&compromised, NOW - 10 * DAY), revoked);
    assert_eq!(first_seen(&compromised, NOW - 10 * DAY - 1), None);
    let ceased = revoke(RevocationReason::Ceased);
    assert_eq!(first_seen(&ceased, NOW - DAY), revoked);
    assert_eq!(first_seen(&ceased, NOW - DAY - 1), None);
}

#[test]
fn only_third_parties_witness() {
    let world = World::new();
    let directory = taken(&world);
    let statement = world.sender.office.sign(samples::package()).unwrap();
    let seen_at = |at: &[u64]| {
        let seen = at.iter().map(|at| {
            let countersign = Countersign {
                at: time(*at),
                by: world.hub.id.clone(),
                role: Countersign::SEEN.parse().unwrap(),
                statement: *statement.id(),
            };
            world.hub.service.sign(countersign).unwrap()
        });
        let seen: Vec<_> = seen.collect();
        let sight = Sight::now(time(NOW)).witnessed(&seen);
        let verified = directory.verify::<Package>(statement.as_bytes(), &sight);
        verified.map(|statement| statement.first_seen().as_secs())
    };
    let signed = statement.payload().at.as_secs();
    assert_eq!(seen_at(&[NOW - DAY, signed - 300]), Ok(signed - 300));
    // Nobody sees a statement before it was signed.
    assert_eq!(seen_at(&[NOW - DAY, signed - 301]), Ok(NOW - DAY));
    assert_eq!(seen_at(&[signed - 301]), Ok(NOW));
    let seen_by = |party: &Party, role: &str| {
        let signer = if role == Countersign::SEEN {
            &party.service
        } else {
            &party.office
        };
        let countersign = Countersign {
            at: time(NOW - DAY),
            by: party.id.clone(),
            role: role.parse().unwrap(),
            statement: *statement.id(),
        };
        let seen = [signer.sign(countersign).unwrap()];
        let sight = Sight::now(time(NOW)).witnessed(&seen);
        let verified = directory.verify::<Package>(statement.as_bytes(), &sight);
        verified.unwrap().first_seen().as_secs()
    };
    assert_eq!(seen_by(&world.hub, Countersign::SEEN), NOW - DAY);
    assert_eq!(seen_by(&world.commissioner, Countersign::SEEN), NOW - DAY);
    assert_eq!(seen_by(&world.hub, Countersign::OFFICE), NOW);
    assert_eq!(seen_by(&world.sender, Countersign::SEEN), NOW);
    assert_eq!(seen_by(&world.recipient, Countersign::SEEN), NOW);
    // Nor does a commissioner witness its own mandate.
    let mandate = world.commissioner.office.sign(samples::mandate()).unwrap();
    let seen = [world.commissioner.service.sign(Countersign {
        at: time(NOW - DAY),
        by: org("ZZC01"),
        role: Countersign::SEEN.parse().unwrap(),
        statement: *mandate.id(),
    })];
    let seen = seen.map(Result::unwrap);
    let sight = Sight::now(time(NOW)).witnessed(&seen);
    let verified = directory.verify::<Mandate>(mandate.as_bytes(), &sight);
    assert_eq!(verified.unwrap().first_seen(), time(NOW));
}

#[test]
fn a_chain_must_hold_where_one_is_required() {
    let ca = |name: &str| {
        let mut parameters = rcgen::CertificateParams::default();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        rcgen::CertifiedIssuer::self_signed(parameters, rcgen::KeyPair::generate().unwrap())
    };
    let (ca, other) = (ca("authority").unwrap(), ca("other").unwrap());
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let mut parameters = rcgen::CertificateParams::default();
    parameters.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    parameters.not_before = rcgen::date_time_ymd(2026, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2028, 1, 1);
    let issued = parameters.signed_by(&key, &ca).unwrap();
    let key = crate::SigningKey::from_pkcs8(&key.serialize_der()).unwrap();
    let certificate = Certificate::from_der(issued.der()).unwrap();
    let mut world = World::new();
    world.sender.office = Signer::new(key, certificate).unwrap();
    let said = |anchor: Option<&[u8]>| {
        let mut chains = ChainAnchors::new();
        let anchors: Vec<&[u8]> = anchor.into_iter().collect();
        chains.require(org("ZZ901"), &anchors, &[]).unwrap();
        let directory = taken(&world).with_chain_anchors(chains);
        assert_eq!(
            class(&directory, &world.recipient.person, samples::verdict()),
            None
        );
        class(&directory, &world.sender.office, samples::package())
    };
    assert_eq!(said(Some(ca.der())), None);
    assert_eq!(said(Some(other.der())), Some(RefusalClass::Certificate));
    assert_eq!(said(None), Some(RefusalClass::Certificate));
    assert!(
        ChainAnchors::new()
            .require(org("ZZ901"), &[b"no certificate"], &[])
            .is_err()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// S-76: any bit, of an Ed25519 and of an ECDSA statement.
    #[test]
    fn no_bit_of_a_statement_can_be_changed(place in any::<prop::sample::Index>(), bit in 0_u8..8) {
        thread_local! {
            static WORLD: (VerifiedDirectory, Vec<u8>, Vec<u8>) = {
                let world = World::new();
                let package = world.sender.office.sign(samples::package()).unwrap();
                let receipt = world.recipient.service.sign(samples::receipt()).unwrap();
                (taken(&world), package.as_bytes().to_vec(), receipt.as_bytes().to_vec())
            };
        }
        let altered = |bytes: &Vec<u8>| {
            let mut bytes = bytes.clone();
            let place = place.index(bytes.len());
            bytes[place] ^= 1_u8 << bit;
            bytes
        };
        WORLD.with(|(directory, package, receipt)| {
            let sight = Sight::now(time(NOW));
            assert!(directory.verify::<Package>(package, &sight).is_ok());
            assert!(directory.verify::<Package>(&altered(package), &sight).is_err());
            assert!(directory.verify::<Receipt>(receipt, &sight).is_ok());
            assert!(directory.verify::<Receipt>(&altered(receipt), &sight).is_err());
        });
    }
}
