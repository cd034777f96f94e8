//! What an authority signs next.

use super::*;
use crate::{DirectoryDraft, DirectoryDraftError, NewListing};

fn listing(party: &Party, roles: &[OrganisationRole]) -> NewListing {
    NewListing {
        card: party.card(|_| {}),
        roles: roles.to_vec(),
        succession: None,
    }
}

fn first(world: &World) -> Vec<u8> {
    let draft = DirectoryDraft::first(world.authority.id.clone(), time(NOW), time(NOW + DAY))
        .list(&listing(&world.authority, &[]))
        .list(&listing(&world.sender, &[OrganisationRole::Provider]));
    draft
        .sign(&world.authority.authority)
        .unwrap()
        .as_bytes()
        .to_vec()
}

fn followed(world: &World, at: u64) -> VerifiedDirectory {
    let anchor = world.authority.anchor();
    VerifiedDirectory::to_follow(&first(world), &anchor, time(at)).unwrap()
}

fn key_compromised(what: RevocationSubject, hash: [u8; 32]) -> Revocation {
    revoked(what, hash, RevocationReason::KeyCompromise)
}

#[test]
fn the_next_one_has_all_that_the_one_before_had() {
    let world = World::new();
    let before = followed(&world, NOW);
    let draft = DirectoryDraft::after(&before, time(NOW + 1), time(NOW + 2 * DAY));
    let sender = NewListing {
        card: before.cards().nth(1).unwrap().card().clone(),
        roles: vec![OrganisationRole::Provider, OrganisationRole::Server],
        succession: None,
    };
    let recipient = listing(&world.recipient, &[OrganisationRole::Provider]);
    let signed = draft.list(&sender).list(&recipient);
    let signed = signed.sign(&world.authority.authority).unwrap();
    let next = signed.payload();
    assert_eq!((next.version, next.cards.len()), (2, 3));
    assert_eq!(next.cards[1].roles, sender.roles);
}

#[test]
fn one_that_nobody_would_take_is_not_signed() {
    let world = World::new();
    let before = followed(&world, NOW);
    let draft = DirectoryDraft::after(&before, time(NOW + 1), time(NOW + 2 * DAY));
    // A second card of the sender that does not say which it replaces.
    let again = draft.list(&NewListing {
        card: world.sender.card(|card| card.at = time(NOW - 59 * DAY)),
        ..listing(&world.sender, &[OrganisationRole::Provider])
    });
    let refused = again.sign(&world.authority.authority).unwrap_err();
    assert_eq!(
        refused,
        DirectoryDraftError::Refused(DirectoryError::Conflict)
    );
}

#[test]
fn only_what_is_on_a_card_is_revoked() {
    let world = World::new();
    let before = followed(&world, NOW);
    let draft = || DirectoryDraft::after(&before, time(NOW + 1), time(NOW + 2 * DAY));
    let key = *world.sender.sealing.public_key().id().as_bytes();
    let other = *world.recipient.sealing.public_key().id().as_bytes();
    let refused = draft().revoke(key_compromised(RevocationSubject::SealingKey, other));
    assert_eq!(refused.unwrap_err(), DirectoryDraftError::NothingToRevoke);
    let office = world.sender.office.certificate().thumbprint();
    let office = key_compromised(RevocationSubject::Certificate, *office.as_bytes());
    let signed = draft()
        .revoke(key_compromised(RevocationSubject::SealingKey, key))
        .and_then(|draft| draft.revoke(office))
        .and_then(|draft| draft.sign(&world.authority.authority))
        .unwrap();
    let anchor = world.authority.anchor();
    let next = VerifiedDirectory::from_bytes(signed.as_bytes(), &anchor, None, time(NOW + 1));
    let next = next.unwrap();
    let found = next.sealing_key(&org("ZZ901"), time(NOW + 1), &[]);
    let found = found.map(drop);
    assert_eq!(found, Err(SealingKeyError::Revoked));
}

#[test]
fn one_that_has_expired_is_followed_by_its_authority() {
    let world = World::new();
    let later = NOW + 40 * DAY;
    let anchor = world.authority.anchor();
    let expired = VerifiedDirectory::from_bytes(&first(&world), &anchor, None, time(later));
    assert_eq!(expired.unwrap_err().class(), RefusalClass::Expired);
    assert_eq!(followed(&world, later).statement().payload().version, 1);
    let other = world.sender.office.certificate().thumbprint();
    let refused = VerifiedDirectory::to_follow(&first(&world), &other, time(later));
    assert_eq!(refused.unwrap_err().class(), RefusalClass::NotEntitled);
}
