//! Keys in other hands: revoked by the public key, and cards in the place of theirs.

use super::*;
use crate::{
    Certificate, DirectoryDraft, DirectoryDraftError, Package, Signer, SigningKey, payload::samples,
};

/// The same private key under a certificate of another serial number, as of old renewals and of thieves.
fn certified_again(signer: &Signer) -> Signer {
    let pkcs8 = signer.key().to_pkcs8();
    let key = SigningKey::from_pkcs8(&pkcs8).unwrap();
    let (from, until) = (time(NOW - 90 * DAY), time(NOW + 300 * DAY));
    let certificate = Certificate::self_signed(&key, &org("ZZ901"), "again", from, until);
    Signer::new(key, certificate).unwrap()
}

/// The sender's next card, with the keys of `party`, which began so many days ago.
fn next(party: &Party, before: &Statement<Card>, days: u64) -> Statement<Card> {
    party.card(|card| {
        card.at = time(NOW - (days + 1) * DAY);
        card.from = time(NOW - days * DAY);
        card.replaces = Some(*before.id());
    })
}

fn revocation_of(signer: &Signer) -> Revocation {
    revoked(
        RevocationSubject::PublicKey,
        *signer.certificate().key_hash().as_bytes(),
        RevocationReason::KeyCompromise,
    )
}

fn says(directory: &VerifiedDirectory, signer: &Signer, days: u64) -> Result<(), RefusalClass> {
    let package = Package {
        at: time(NOW - days * DAY),
        ..samples::package()
    };
    let statement = signer.sign(package).unwrap();
    let sight = Sight::now(time(NOW)).recorded(time(NOW - days * DAY));
    let verified = directory.verify::<Package>(statement.as_bytes(), &sight);
    verified.map(drop).map_err(StatementError::class)
}

/// V-10: the sender renewed its card 20 days ago and kept its keys; the key is revoked since 10 days ago.
#[test]
fn a_revoked_key_signs_nothing_under_any_certificate() {
    let world = World::new();
    let mut directory = world.directory();
    let old = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
    let mut again = Party::new("ZZ901");
    again.office = certified_again(&world.sender.office);
    again.transport = certified_again(&world.sender.transport);
    let card = next(&again, &old, 20);
    directory.cards.push(DirectoryCard {
        succession: Some(
            world
                .sender
                .countersign(&world.sender.office, "office", &card)
                .into(),
        ),
        ..entry(&card, &[OrganisationRole::Provider])
    });
    let thumbprint = *world.sender.office.certificate().thumbprint().as_bytes();
    let reason = RevocationReason::KeyCompromise;
    let certificate = revoked(RevocationSubject::Certificate, thumbprint, reason);
    let with = |revocations: Vec<Revocation>| {
        let directory = Directory {
            revocations,
            ..directory.clone()
        };
        take(&world, directory, None).unwrap()
    };
    // By its certificate the key goes on under the next one.
    assert_eq!(says(&with(vec![certificate]), &again.office, 1), Ok(()));
    let keys = [&world.sender.office, &world.sender.transport].map(revocation_of);
    let directory = with(keys.to_vec());
    assert_eq!(
        says(&directory, &again.office, 1),
        Err(RefusalClass::Revoked)
    );
    assert_eq!(says(&directory, &again.office, 11), Ok(()));
    let peer = directory.peer(again.transport.certificate().as_der(), time(NOW));
    assert_eq!(peer.map(drop), Err(PeerError::Revoked));
    // A card by itself: of the grammar, signed, and with a key that nobody takes.
    let sight = Sight::now(time(NOW));
    let alone = directory.verify::<Card>(card.as_bytes(), &sight);
    assert_eq!(alone.map(drop), Err(StatementError::Revoked));
    let other = Party::new("ZZ901").card(|_| {});
    assert!(directory.verify::<Card>(other.as_bytes(), &sight).is_ok());
}

/// V-10: whoever has the stolen keys has a new card made with one of them.
#[test]
fn a_new_card_with_a_revoked_key_is_refused() {
    let world = World::new();
    let mut directory = world.directory();
    let old = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
    let sealing = *world.sender.sealing.public_key().id().as_bytes();
    let reason = RevocationReason::Ceased;
    directory.revocations = vec![
        revocation_of(&world.sender.service),
        revoked(RevocationSubject::SealingKey, sealing, reason),
    ];
    let before = take(&world, directory.clone(), None).unwrap();
    let mut thief = Party::new("ZZ901");
    thief.service = certified_again(&world.sender.service);
    let honest = Party::new("ZZ901");
    let reader = honest.card(|card| {
        card.from = time(NOW - 2 * DAY);
        card.replaces = Some(*old.id());
        let sealing = card.sealing.as_mut().unwrap();
        sealing.key = world.sender.sealing.public_key().clone();
    });
    let revoked = Err(DirectoryError::Statement(StatementError::Revoked));
    for (card, expected) in [
        (next(&thief, &old, 2), revoked),
        (reader, revoked),
        (next(&honest, &old, 2), Ok(())),
    ] {
        let mut listed = directory.clone();
        listed.version = 8;
        listed
            .cards
            .push(entry(&card, &[OrganisationRole::Provider]));
        let taken = take(&world, listed, Some(before.accepted()));
        assert_eq!(taken.map(drop), expected);
        // The authority does not sign it.
        let listing = crate::NewListing {
            card,
            roles: vec![OrganisationRole::Provider],
            succession: None,
        };
        let draft = DirectoryDraft::after(&before, time(NOW), time(NOW + DAY));
        let signed = draft.list(&listing).sign(&world.authority.authority);
        let refused = expected.map_err(|_| DirectoryDraftError::RevokedKey);
        assert_eq!(signed.map(drop), refused);
    }
}

/// The day of the doubt is 10 days ago: the thief himself renewed the card 5 days ago.
#[test]
fn a_card_takes_the_place_of_one_whose_keys_are_in_other_hands() {
    let world = World::new();
    let mut directory = world.directory();
    let first = crate::verify_card(&directory.cards[4].card, time(NOW)).unwrap();
    let thief = Party::new("ZZ901");
    let second = next(&thief, &first, 5);
    let agreed = Countersign {
        at: time(NOW - 6 * DAY),
        by: org("ZZ901"),
        role: "office".parse().unwrap(),
        statement: (*second.id()).into(),
    };
    let agreed = world.sender.office.sign(agreed).unwrap();
    directory.cards.push(DirectoryCard {
        succession: Some(agreed.as_bytes().to_vec().into()),
        ..entry(&second, &[OrganisationRole::Provider])
    });
    let before = take(&world, directory, None).unwrap();
    assert_eq!(says(&before, &thief.office, 1), Ok(()));
    let draft = || DirectoryDraft::after(&before, time(NOW), time(NOW + DAY));
    let fresh = Party::new("ZZ901");
    let third = fresh.card(|card| {
        card.at = time(NOW);
        card.from = time(NOW);
        card.replaces = Some(*second.id());
    });
    let replaced = |card: &Statement<Card>, days: u64| {
        let draft = draft().replace(card, time(NOW - days * DAY))?;
        draft.sign(&world.authority.authority)
    };
    let signed = replaced(&third, 10).unwrap();
    let payload = signed.payload();
    assert_eq!(
        payload.cards.last().unwrap().roles,
        [OrganisationRole::Provider]
    );
    assert_eq!(payload.revocations.len(), 12, "of both cards");
    assert!(
        payload
            .cards
            .iter()
            .all(|listed| listed.succession.is_none())
    );
    let now = VerifiedDirectory::from_bytes(
        signed.as_bytes(),
        &world.authority.anchor(),
        Some(before.accepted()),
        time(NOW),
    );
    let now = now.unwrap();
    for (signer, days, expected) in [
        (&world.sender.office, 11, Ok(())),
        (&world.sender.office, 9, Err(RefusalClass::Revoked)),
        (&thief.office, 1, Err(RefusalClass::Revoked)),
        (&fresh.office, 0, Ok(())),
    ] {
        assert_eq!(says(&now, signer, days), expected, "{days}");
    }
    // What ended before the day of the doubt keeps its keys.
    assert_eq!(replaced(&third, 4).unwrap().payload().revocations.len(), 6);
    // Another organisation's card, and one that replaces nobody.
    let unreplaced = Err(DirectoryDraftError::Unreplaced);
    let other = Party::new("ZZ902").card(|card| card.replaces = Some(*second.id()));
    assert_eq!(replaced(&other, 10).map(drop), unreplaced);
    let nobody = Party::new("ZZ901").card(|_| {});
    assert_eq!(replaced(&nobody, 10).map(drop), unreplaced);
}
