//! What a directory may list, and what may follow it.

use super::*;
use crate::Signer;

/// The class of a directory that was changed in one way.
fn refused(change: impl FnOnce(&World, &mut Directory)) -> Option<RefusalClass> {
    let world = World::new();
    let mut directory = world.directory();
    change(&world, &mut directory);
    take(&world, directory, None)
        .err()
        .map(DirectoryError::class)
}

/// A renewed card of the sender, with certificates and keys of its own.
fn renewed(old: &Statement<Card>, from: u64) -> (Party, Statement<Card>) {
    let party = Party::new("ZZ901");
    let card = party.card(|card| {
        card.at = time(NOW - 21 * DAY);
        card.from = time(from);
        card.replaces = Some(*old.id());
    });
    (party, card)
}

/// A directory in which the sender's card was renewed 19 days ago.
pub(super) fn with_renewal(
    world: &World,
    succession: impl FnOnce(&Party, &Statement<Card>) -> Option<Vec<u8>>,
) -> (Party, Directory) {
    let mut directory = world.directory();
    let old = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
    let (party, card) = renewed(&old, NOW - 19 * DAY);
    directory.cards.push(DirectoryCard {
        succession: succession(&world.sender, &card).map(Into::into),
        ..entry(&card, &[OrganisationRole::Provider])
    });
    (party, directory)
}

#[test]
fn a_good_one_is_taken() {
    assert_eq!(refused(|_, _| {}), None);
    let directory = taken(&World::new());
    assert_eq!(directory.cards().count(), 5);
    assert!(directory.organisation(&org("ZZ901"), time(NOW)).is_some());
    assert!(
        directory
            .organisation(&org("ZZ901"), time(NOW - 50 * DAY))
            .is_some()
    );
    assert!(
        directory
            .organisation(&org("ZZ901"), time(NOW - 50 * DAY - 1))
            .is_none()
    );
    assert!(
        directory
            .organisation(&org("ZZ901"), time(NOW + 50 * DAY))
            .is_none()
    );
    assert!(directory.organisation(&org("ZZ999"), time(NOW)).is_none());
}

#[test]
fn two_cards_in_force_are_a_conflict() {
    let conflict = Some(RefusalClass::Conflict);
    let second = |from| {
        refused(move |_, directory| {
            let second = Party::new("ZZ901").card(|card| {
                card.from = time(from);
                card.until = time(NOW + 90 * DAY);
            });
            directory.cards.push(entry(&second, &[]));
        })
    };
    assert_eq!(second(NOW - 50 * DAY), conflict);
    assert_eq!(second(NOW + 50 * DAY - 1), conflict);
    // One after the other, without a word of who followed whom.
    assert_eq!(second(NOW + 50 * DAY), None);
}

#[test]
fn one_certificate_on_two_cards_is_a_conflict() {
    let conflict = Some(RefusalClass::Conflict);
    let other = refused(|world, directory| {
        let shared = on_card(&world.sender.service, &[CertificateUse::Service], &[]);
        let card = Party::new("ZZ903").card(|card| card.certificates.push(shared));
        directory.cards.push(entry(&card, &[]));
    });
    assert_eq!(other, conflict);
    let twice = refused(|_, directory| directory.cards.push(directory.cards[4].clone()));
    assert_eq!(twice, conflict);
}

#[test]
fn a_card_replaces_one_of_its_own_once() {
    let conflict = Some(RefusalClass::Conflict);
    let replacing = |id: fn(&World, &Directory) -> StatementId, organisation: &'static str| {
        refused(move |world, directory| {
            let replaces = Some(id(world, directory));
            let card = Party::new(organisation).card(|card| {
                card.replaces = replaces;
                card.from = time(NOW);
            });
            directory.cards.push(entry(&card, &[]));
        })
    };
    let senders: fn(&World, &Directory) -> StatementId = |_, directory| {
        *crate::verify_card(&directory.cards[4].card, time(NOW))
            .unwrap()
            .id()
    };
    assert_eq!(replacing(senders, "ZZ901"), None);
    assert_eq!(replacing(senders, "ZZ903"), conflict);
    assert_eq!(
        replacing(|_, _| StatementId::from_bytes([1; 32]), "ZZ901"),
        conflict
    );
    let fork = refused(|_, directory| {
        let old = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
        for from in [NOW + 10 * DAY, NOW + 40 * DAY] {
            let card = Party::new("ZZ901").card(|card| {
                card.replaces = Some(*old.id());
                card.from = time(from);
                card.until = time(from + DAY);
            });
            directory.cards.push(entry(&card, &[]));
        }
    });
    assert_eq!(fork, conflict);
}

#[test]
fn a_card_ends_where_the_next_begins() {
    let world = World::new();
    let (party, directory) = with_renewal(&world, |_, _| None);
    let directory = take(&world, directory, None).unwrap();
    let at = |secs| {
        let card = directory.organisation(&org("ZZ901"), time(secs)).unwrap();
        card.card().payload().sealing.clone().unwrap().key
    };
    assert_eq!(at(NOW - 19 * DAY - 1), *world.sender.sealing.public_key());
    assert_eq!(at(NOW - 19 * DAY), *party.sealing.public_key());
}

#[test]
fn a_succession_is_by_the_office_of_the_card_before() {
    let class = |succession: fn(&Party, &Statement<Card>) -> Vec<u8>| {
        let world = World::new();
        let (_, directory) = with_renewal(&world, |old, card| Some(succession(old, card)));
        take(&world, directory, None)
            .err()
            .map(DirectoryError::class)
    };
    let refused = Some(RefusalClass::Countersignature);
    assert_eq!(
        class(|old, card| old.countersign(&old.office, "office", card)),
        None
    );
    assert_eq!(
        class(|old, card| old.countersign(&old.person, "office", card)),
        refused
    );
    assert_eq!(
        class(|old, card| old.countersign(&old.office, "seen", card)),
        refused
    );
    assert_eq!(
        class(|old, _| {
            let other = old.card(|_| {});
            old.countersign(&old.office, "office", &other)
        }),
        refused
    );
    assert_eq!(
        class(|_, card| {
            let stranger = Party::new("ZZ901");
            stranger.countersign(&stranger.office, "office", card)
        }),
        refused
    );
    assert_eq!(
        class(|old, card| {
            let mut altered = old.countersign(&old.office, "office", card);
            *altered.last_mut().unwrap() ^= 1;
            altered
        }),
        refused
    );
    assert_eq!(class(|_, _| vec![0xd2, 0x84]), Some(RefusalClass::Parse));
    let too_late = |old: &Party, card: &Statement<Card>, at| {
        let countersign = Countersign {
            at: time(at),
            by: old.id.clone(),
            role: "office".parse().unwrap(),
            statement: (*card.id()).into(),
        };
        old.office.sign(countersign).unwrap().as_bytes().to_vec()
    };
    let world = World::new();
    for (at, expected) in [(NOW - 19 * DAY, None), (NOW - 19 * DAY + 1, refused)] {
        let (_, directory) = with_renewal(&world, |old, card| Some(too_late(old, card, at)));
        let class = take(&world, directory, None)
            .err()
            .map(DirectoryError::class);
        assert_eq!(class, expected);
    }
}

#[test]
fn a_compromised_office_vouches_for_nobody() {
    let world = World::new();
    let (_, mut directory) = with_renewal(&world, |old, card| {
        Some(old.countersign(&old.office, "office", card))
    });
    directory.revocations.push(Revocation {
        from: time(NOW - 20 * DAY),
        ..revoked(
            RevocationSubject::Certificate,
            *world.sender.office.certificate().thumbprint().as_bytes(),
            RevocationReason::KeyCompromise,
        )
    });
    assert_eq!(
        take(&world, directory, None).err(),
        Some(DirectoryError::Countersignature)
    );
}

#[test]
fn a_first_card_has_no_succession() {
    let schema = refused(|world, directory| {
        let card = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
        let countersign = world
            .sender
            .countersign(&world.sender.office, "office", &card);
        directory.cards[4].succession = Some(countersign.into());
    });
    assert_eq!(schema, Some(RefusalClass::Schema));
}

#[test]
fn a_card_is_signed_by_its_own_office() {
    let by_person = refused(|world, directory| {
        let card = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
        let card = world.sender.person.sign(card.into_payload()).unwrap();
        directory.cards[4] = entry(&card, &[]);
    });
    assert_eq!(by_person, Some(RefusalClass::NotEntitled));
    let altered = refused(|_, directory| {
        *directory.cards[4].card.last_mut().unwrap() ^= 1;
    });
    assert_eq!(altered, Some(RefusalClass::Signature));
}

#[test]
fn only_the_authority_signs_it() {
    let world = World::new();
    let refused = |signer: &Signer, change: fn(&mut Directory)| {
        let mut directory = world.directory();
        change(&mut directory);
        let bytes = signer.sign(directory).unwrap();
        let anchor = signer.certificate().thumbprint();
        VerifiedDirectory::from_bytes(bytes.as_bytes(), &anchor, None, time(NOW))
            .err()
            .map(DirectoryError::class)
    };
    let not_entitled = Some(RefusalClass::NotEntitled);
    assert_eq!(refused(&world.authority.authority, |_| {}), None);
    assert_eq!(refused(&world.authority.office, |_| {}), not_entitled);
    assert_eq!(refused(&world.sender.authority, |_| {}), not_entitled);
    assert_eq!(refused(&signer("ZZA01", "authority"), |_| {}), not_entitled);
    assert_eq!(
        refused(&world.authority.authority, |d| d.by = org("ZZ901")),
        not_entitled
    );
    let expired = Some(RefusalClass::Expired);
    let authority = &world.authority.authority;
    assert_eq!(refused(authority, |d| d.expires = time(NOW - 1)), expired);
    assert_eq!(refused(authority, |d| d.expires = time(NOW)), None);
    assert_eq!(refused(authority, |d| d.at = time(NOW + 301)), expired);
    assert_eq!(refused(authority, |d| d.at = time(NOW + 300)), None);
}

#[test]
fn a_revoked_anchor_signs_nothing() {
    let revoked = refused(|world, directory| {
        directory.revocations.push(revoked(
            RevocationSubject::Certificate,
            *world.authority.anchor().as_bytes(),
            RevocationReason::KeyCompromise,
        ));
    });
    assert_eq!(revoked, Some(RefusalClass::Revoked));
}

#[test]
fn a_verifier_never_goes_back() {
    let world = World::new();
    let mut first = world.directory();
    let revocation = revoked(
        RevocationSubject::Certificate,
        [1; 32],
        RevocationReason::Ceased,
    );
    first.revocations.push(revocation);
    let accepted = take(&world, first.clone(), None).unwrap();
    let accepted = accepted.accepted();
    let stored = serde_json::to_vec(accepted).unwrap();
    assert_eq!(
        serde_json::from_slice::<AcceptedDirectory>(&stored).unwrap(),
        *accepted
    );
    let after = |change: fn(&mut Directory)| {
        let mut next = first.clone();
        change(&mut next);
        take(&world, next, Some(accepted)).err()
    };
    assert_eq!(after(|_| {}), None);
    assert_eq!(after(|d| d.version = 8), None);
    assert_eq!(after(|d| d.version = 6), Some(DirectoryError::Rollback));
    assert_eq!(after(|d| d.at = time(NOW)), Some(DirectoryError::Conflict));
    let dropped_card = |d: &mut Directory| {
        d.version = 8;
        d.cards.remove(1);
    };
    assert_eq!(after(dropped_card), Some(DirectoryError::Conflict));
    let dropped_revocation = |d: &mut Directory| {
        d.version = 8;
        d.revocations.clear();
    };
    assert_eq!(after(dropped_revocation), Some(DirectoryError::Conflict));
    let changed_revocation = |d: &mut Directory| {
        d.version = 8;
        d.revocations[0].from = time(NOW);
    };
    assert_eq!(after(changed_revocation), Some(DirectoryError::Conflict));
}

#[test]
fn the_next_anchor_is_named_before_it_is_used() {
    let world = World::new();
    let next = signer("ZZA01", "authority");
    let mut first = world.directory();
    let authority = world.authority.card(|card| {
        let uses = [CertificateUse::Authority];
        card.certificates.push(on_card(&next, &uses, &[]));
    });
    first.cards[0] = entry(&authority, &[]);
    let mut second = first.clone();
    second.version = 8;
    let by_next = next.sign(second).unwrap();
    let anchor = world.authority.anchor();
    let take_next = |accepted: &AcceptedDirectory, anchor: &Thumbprint| {
        VerifiedDirectory::from_bytes(by_next.as_bytes(), anchor, Some(accepted), time(NOW))
    };
    let unnamed = take(&world, first.clone(), None).unwrap();
    assert_eq!(
        take_next(unnamed.accepted(), &anchor).err(),
        Some(StatementError::NotEntitled.into())
    );
    first.next_anchor = Some(next.certificate().thumbprint());
    let named = take(&world, first, None).unwrap();
    let after = take_next(named.accepted(), &anchor).unwrap();
    assert_eq!(*after.accepted().anchor(), next.certificate().thumbprint());
    // Under another anchor the name does not count.
    assert!(take_next(named.accepted(), &Thumbprint::from_bytes([1; 32])).is_err());
}

#[test]
fn a_succession_is_made_while_the_card_before_is_in_force() {
    let refused = Some(DirectoryError::Countersignature);
    let made_at = |at: u64, old_until: u64| {
        let world = World::new();
        let mut directory = world.directory();
        let old = world.sender.card(|card| card.until = time(old_until));
        directory.cards[4] = entry(&old, &[OrganisationRole::Provider]);
        let (_, card) = renewed(&old, NOW - 19 * DAY);
        let countersign = Countersign {
            at: time(at),
            by: org("ZZ901"),
            role: "office".parse().unwrap(),
            statement: (*card.id()).into(),
        };
        let countersign = world.sender.office.sign(countersign).unwrap();
        directory.cards.push(DirectoryCard {
            succession: Some(countersign.as_bytes().to_vec().into()),
            ..entry(&card, &[OrganisationRole::Provider])
        });
        take(&world, directory, None).err()
    };
    assert_eq!(made_at(NOW - 20 * DAY, NOW), None);
    assert_eq!(made_at(NOW - 50 * DAY, NOW), None);
    assert_eq!(made_at(NOW - 50 * DAY - 1, NOW), refused);
    assert_eq!(made_at(NOW - 20 * DAY, NOW - 20 * DAY), refused);
    assert_eq!(made_at(NOW - 20 * DAY - 1, NOW - 20 * DAY), None);
}

#[test]
fn a_card_is_signed_while_its_certificate_is_valid() {
    let signed_at = |at: u64| {
        refused(move |world, directory| {
            let card = world.sender.card(|card| card.at = time(at));
            directory.cards[4] = entry(&card, &[]);
        })
    };
    assert_eq!(signed_at(NOW - 100 * DAY), None);
    assert_eq!(signed_at(NOW - 100 * DAY - 1), Some(RefusalClass::Expired));
}
