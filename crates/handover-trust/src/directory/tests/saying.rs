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
            .map(StatementError::class)
    };
    let directory = taken(&world);
    let expired = Some(RefusalClass::Expired);
    // The card begins 50 days ago, and ends in 50.
    assert_eq!(first_seen(&directory, NOW), None);
    assert_eq!(first_seen(&directory, NOW - 50 * DAY), None);
    assert_eq!(first_seen(&directory, NOW - 50 * DAY - 1), expired);
    assert_eq!(first_seen(&directory, NOW + 50 * DAY), expired);
    // The directory ran out a second ago: what we saw while it held is judged by it, and nothing newer.
    let ran_out = NOW + 30 * DAY;
    let late = Sight::now(time(ran_out + 1));
    for (sight, class) in [
        (late.recorded(time(ran_out)), None),
        (late.recorded(time(ran_out + 1)), expired),
        (late, expired),
    ] {
        let judged = directory.verify::<Package>(statement.as_bytes(), &sight);
        assert_eq!(judged.err().map(StatementError::class), class);
    }
    // Who judges as of a moment before it was signed does not know it yet, whatever was seen since.
    let signed = NOW - 90 * DAY;
    let before = |secs| Sight::now(time(secs)).recorded(time(NOW));
    let known = |secs| directory.verify::<Package>(statement.as_bytes(), &before(secs));
    assert_eq!(known(signed - 300).err(), None);
    assert_eq!(
        known(signed - 301).err(),
        Some(StatementError::Expired(Outdated::Ahead {
            signed: time(signed),
            now: time(signed - 301),
        }))
    );

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
    let revoked = Some(RefusalClass::Revoked);
    // Effective 10 days ago, listed one day ago.
    let compromised = revoke(RevocationReason::KeyCompromise);
    assert_eq!(first_seen(&compromised, NOW), revoked);
    assert_eq!(first_seen(&compromised, NOW - 10 * DAY), revoked);
    assert_eq!(first_seen(&compromised, NOW - 10 * DAY - 1), None);
    let ceased = revoke(RevocationReason::Ceased);
    assert_eq!(first_seen(&ceased, NOW - DAY), revoked);
    assert_eq!(first_seen(&ceased, NOW - DAY - 1), None);
}

/// V-09: a card that was replaced with the agreement of its own office takes back nothing.
#[test]
fn what_was_said_before_a_card_was_replaced_stays_said() {
    let world = World::new();
    let replaced = |agrees: bool, revoked_at: Option<u64>| {
        let (_, mut directory) = listing::with_renewal(&world, |old, card| {
            agrees.then(|| old.countersign(&old.office, "office", card))
        });
        if let Some(from) = revoked_at {
            let before = take(&world, directory.clone(), None).unwrap();
            directory.version = 8;
            directory.revocations.push(Revocation {
                what: RevocationSubject::Certificate,
                hash: crate::Digest::from_bytes(
                    *world.sender.office.certificate().thumbprint().as_bytes(),
                ),
                from: time(from),
                reason: RevocationReason::Superseded,
            });
            return take(&world, directory, Some(before.accepted())).unwrap();
        }
        take(&world, directory, None).unwrap()
    };
    let said = |directory: &VerifiedDirectory, at: u64, sight: &Sight<'_>| {
        let package = Package {
            at: time(at),
            ..samples::package()
        };
        let statement = world.sender.office.sign(package).unwrap();
        let verified = directory.verify::<Package>(statement.as_bytes(), sight);
        verified
            .map(|statement| statement.first_seen().as_secs())
            .map_err(StatementError::class)
    };
    // The card began 50 days ago, and ended 19 days ago.
    let (begun, ended) = (NOW - 50 * DAY, NOW - 19 * DAY);
    let now = Sight::now(time(NOW));
    let agreed = replaced(true, None);
    assert_eq!(said(&agreed, ended - 1, &now), Ok(NOW));
    assert_eq!(said(&agreed, begun, &now), Ok(NOW));
    let expired = Err(RefusalClass::Expired);
    assert_eq!(said(&agreed, ended, &now), expired);
    assert_eq!(said(&agreed, begun - 1, &now), expired);
    // Without the agreement only who saw it before has it.
    let alone = replaced(false, None);
    assert_eq!(said(&alone, ended - 1, &now), expired);
    let seen = now.recorded(time(ended - 1));
    assert_eq!(said(&alone, ended - 1, &seen), Ok(ended - 1));
    // Revocation is the remedy against whoever finds an old key: what comes to light afterwards is refused,
    // whatever time it claims. What was seen before stays.
    let revoked = replaced(true, Some(NOW - DAY));
    assert_eq!(said(&revoked, ended - 1, &now), Err(RefusalClass::Revoked));
    let before = now.recorded(time(NOW - DAY - 1));
    assert_eq!(said(&revoked, ended - 1, &before), Ok(NOW - DAY - 1));
}

/// A recipient that leaves its hub does not take back what the hub received for it.
#[test]
fn a_receipt_of_the_hub_before_stays_said() {
    let world = World::new();
    let stored = |agrees: bool| {
        let mut directory = world.directory();
        let old = crate::verify_card(&directory.cards[3].card, time(NOW)).unwrap();
        let next = Party::new("ZZ902");
        let card = next.card(|card| {
            card.at = time(NOW - 21 * DAY);
            card.from = time(NOW - 19 * DAY);
            card.replaces = Some(*old.id());
        });
        let recipient = &world.recipient;
        let succession = recipient.countersign(&recipient.office, "office", &card);
        directory.cards.push(DirectoryCard {
            succession: agrees.then(|| succession.into()),
            ..entry(&card, &[OrganisationRole::Provider])
        });
        let directory = take(&world, directory, None).unwrap();
        let hub = &world.hub;
        move |at: u64| {
            let receipt = Receipt {
                at: time(at),
                by: org("ZZV01"),
                rung: ReceiptRung::Stored,
                audience: None,
                unreadable: Vec::new(),
                ..samples::receipt()
            };
            class(&directory, &hub.service, receipt)
        }
    };
    assert_eq!(stored(true)(NOW - 20 * DAY), None);
    assert_eq!(stored(true)(NOW - 19 * DAY), NOT_ENTITLED);
    assert_eq!(stored(false)(NOW - 20 * DAY), NOT_ENTITLED);
}

#[test]
fn only_third_parties_witness() {
    let world = World::new();
    let directory = taken(&world);
    let mandates = [world.commissioner.office.sign(samples::mandate()).unwrap()];
    let package = Package {
        mandate: Some(*mandates[0].id()),
        ..samples::package()
    };
    let statement = world.sender.office.sign(package).unwrap();
    let seen_at = |at: &[u64]| {
        let seen = at.iter().map(|at| {
            let countersign = Countersign {
                at: time(*at),
                by: world.hub.id.clone(),
                role: Countersign::SEEN.parse().unwrap(),
                statement: (*statement.id()).into(),
            };
            world.hub.service.sign(countersign).unwrap()
        });
        let seen: Vec<_> = seen.collect();
        let seen: Vec<_> = seen.iter().collect();
        let sight = Sight::now(time(NOW)).witnessed(Witnesses::new(&mandates, &seen));
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
            statement: (*statement.id()).into(),
        };
        let seen = [signer.sign(countersign).unwrap()];
        let seen: Vec<_> = seen.iter().collect();
        let sight = Sight::now(time(NOW)).witnessed(Witnesses::new(&mandates, &seen));
        let verified = directory.verify::<Package>(statement.as_bytes(), &sight);
        verified.unwrap().first_seen().as_secs()
    };
    assert_eq!(seen_by(&world.hub, Countersign::SEEN), NOW - DAY);
    assert_eq!(seen_by(&world.commissioner, Countersign::SEEN), NOW - DAY);
    assert_eq!(seen_by(&world.hub, Countersign::OFFICE), NOW);
    assert_eq!(seen_by(&world.sender, Countersign::SEEN), NOW);
    assert_eq!(seen_by(&world.recipient, Countersign::SEEN), NOW);
    // Of the directory's commissioners and servers only those of this transfer are heard.
    let seen_without_mandate = |party: &Party| {
        let seen = [party.service.sign(Countersign {
            at: time(NOW - DAY),
            by: party.id.clone(),
            role: Countersign::SEEN.parse().unwrap(),
            statement: (*statement.id()).into(),
        })];
        let seen = seen.map(Result::unwrap);
        let seen: Vec<_> = seen.iter().collect();
        let sight = Sight::now(time(NOW)).witnessed(Witnesses::new(&[], &seen));
        let verified = directory.verify::<Package>(statement.as_bytes(), &sight);
        verified.unwrap().first_seen().as_secs()
    };
    assert_eq!(seen_without_mandate(&world.commissioner), NOW);
    assert_eq!(seen_without_mandate(&world.hub), NOW - DAY);
    let of_another = world.sender.office.sign(Package {
        stanzas: vec![crate::Stanza {
            to: org("ZZ903"),
            ..samples::package().stanzas[0].clone()
        }],
        ..samples::package()
    });
    let of_another = of_another.unwrap();
    let seen = [world.hub.service.sign(Countersign {
        at: time(NOW - DAY),
        by: world.hub.id.clone(),
        role: Countersign::SEEN.parse().unwrap(),
        statement: (*of_another.id()).into(),
    })];
    let seen = seen.map(Result::unwrap);
    let seen: Vec<_> = seen.iter().collect();
    let sight = Sight::now(time(NOW)).witnessed(Witnesses::new(&mandates, &seen));
    let verified = directory.verify::<Package>(of_another.as_bytes(), &sight);
    assert_eq!(verified.unwrap().first_seen(), time(NOW));
    // Nor does a commissioner witness its own mandate.
    let mandate = world.commissioner.office.sign(samples::mandate()).unwrap();
    let seen = [world.commissioner.service.sign(Countersign {
        at: time(NOW - DAY),
        by: org("ZZC01"),
        role: Countersign::SEEN.parse().unwrap(),
        statement: (*mandate.id()).into(),
    })];
    let seen = seen.map(Result::unwrap);
    let seen: Vec<_> = seen.iter().collect();
    let sight = Sight::now(time(NOW)).witnessed(Witnesses::new(&mandates, &seen));
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
