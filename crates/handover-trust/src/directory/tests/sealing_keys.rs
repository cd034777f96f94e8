//! To which key one seals.

use super::{listing::with_renewal, *};

#[test]
fn a_sealing_key_is_valid_and_vouched_for() {
    let world = World::new();
    let (sender, old) = (org("ZZ901"), world.sender.sealing.public_key().id());
    let at = |directory: &VerifiedDirectory, secs, known: &[KeyId]| {
        directory
            .sealing_key(&sender, time(secs), known)
            .map(SealingPublicKey::id)
    };
    let directory = taken(&world);
    assert_eq!(at(&directory, NOW, &[]), Ok(old));
    assert_eq!(
        at(&directory, NOW + 51 * DAY, &[]),
        Err(SealingKeyError::Absent)
    );

    let (party, directory) = with_renewal(&world, |_, _| None);
    let new = party.sealing.public_key().id();
    let directory = take(&world, directory, None).unwrap();
    assert_eq!(at(&directory, NOW, &[]), Ok(new));
    assert_eq!(at(&directory, NOW, &[new]), Ok(new));
    assert_eq!(at(&directory, NOW, &[old]), Err(SealingKeyError::Unvouched));

    let (party, directory) = with_renewal(&world, |old, card| {
        Some(old.countersign(&old.office, "office", card))
    });
    let new = party.sealing.public_key().id();
    let directory = take(&world, directory, None).unwrap();
    assert_eq!(at(&directory, NOW, &[old]), Ok(new));
    assert_eq!(
        at(&directory, NOW, &[KeyId::from_bytes([1; 32])]),
        Err(SealingKeyError::Unvouched)
    );

    let mut directory = world.directory();
    directory.revocations.push(revoked(
        RevocationSubject::SealingKey,
        *old.as_bytes(),
        RevocationReason::Superseded,
    ));
    let directory = take(&world, directory, None).unwrap();
    assert_eq!(at(&directory, NOW, &[]), Err(SealingKeyError::Revoked));
    assert_eq!(at(&directory, NOW - 11 * DAY, &[]), Ok(old));

    let short = world.sender.card(|card| {
        let sealing = card.sealing.as_mut().unwrap();
        (sealing.from, sealing.until) = (time(NOW - DAY), time(NOW));
    });
    let mut directory = world.directory();
    directory.cards[4] = entry(&short, &[]);
    let directory = take(&world, directory, None).unwrap();
    assert_eq!(at(&directory, NOW, &[]), Err(SealingKeyError::Expired));
    assert_eq!(at(&directory, NOW - 1, &[]), Ok(old));
    assert_eq!(
        at(&directory, NOW - DAY - 1, &[]),
        Err(SealingKeyError::Expired)
    );
}
