//! What a commissioner gets: which cases there are, under the sender's signature, and no case.

use std::io::Cursor;

use handover_cbor::RefusalClass;
use handover_package::{
    AgreementState, Carried, HeadError, ReceiveError, Received, Sealed, SignedIndex,
};
use handover_trust::statement_kind;

use crate::{
    foreign,
    sealing::{draft, seal, tokens},
    world::{World, organisation, profile},
};

fn sealed(world: &World, count: u64) -> (Vec<u8>, Sealed) {
    let profile = profile("caseload-transfer");
    let draft = draft(&profile).grant(world.grant("ZZ902", "receiving-service"));
    seal(world, &profile, draft, &tokens(count)).unwrap()
}

fn refusal(world: &World, bytes: &[u8]) -> ReceiveError {
    SignedIndex::read(bytes, None, &world.context()).unwrap_err()
}

#[test]
fn sender_carrier_and_recipient_give_the_same_bytes_and_they_read_back() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let (file, sealed) = sealed(&world, 40);
    let bytes = sealed.signed_index().to_bytes();
    let carried = Carried::read(Cursor::new(&file), None, &world.context()).unwrap();
    assert_eq!(carried.signed_index().to_bytes(), bytes);
    let us = organisation("ZZ902");
    let received = Received::read(Cursor::new(&file), &us, &profile, &world.context()).unwrap();
    assert_eq!(received.signed_index().to_bytes(), bytes);

    let read = SignedIndex::read(&bytes, Some(&profile), &world.context()).unwrap();
    assert_eq!(read.to_bytes(), bytes);
    assert_eq!(read.head().id(), sealed.head().id());
    assert_eq!(read.agreement(), AgreementState::NoMandate);
    let entries = read.entries();
    assert!(entries.iter().map(|entry| entry.token()).eq(tokens(40)));
    assert!(entries.is_sorted_by(|before, after| before.token() < after.token()));
    let (first, second) = (&entries[0], &entries[1]);
    let after_first = &file[8 + usize::try_from(first.length()).unwrap()..];
    assert_eq!(after_first[3..35], *second.token().as_bytes());
    assert_eq!(read.entry(&second.token()), Some(second));
    assert_eq!(
        read.entry(&handover_trust::Token::from_bytes([0; 32])),
        None
    );
}

/// The end of a foreign package, between its cases and its trailer.
#[test]
fn the_index_and_head_of_the_vectors_are_read() {
    let world = World::load();
    let file = foreign::bytes("packages/caseload.handover");
    let offset = |from_end: usize| {
        let at = file.len() - from_end;
        let offset = file[at..at + 8].try_into().unwrap();
        usize::try_from(u64::from_be_bytes(offset)).unwrap()
    };
    let (index_at, head_at) = (offset(24), offset(16));
    let length = u64::try_from(head_at - index_at).unwrap().to_be_bytes();
    let bytes = [&length[..], &file[index_at..file.len() - 24]].concat();
    let read = SignedIndex::read(&bytes, None, &world.context()).unwrap();
    assert_eq!(read.agreement(), AgreementState::NotAtHand);
    assert_eq!(read.to_bytes(), bytes);
}

#[test]
fn no_bit_of_index_or_length_may_change_and_no_byte_may_be_missing() {
    let world = World::load();
    let bytes = sealed(&world, 2).1.signed_index().to_bytes();
    let index_len = usize::try_from(u64::from_be_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let mut changed = bytes.clone();
    for at in 0..8 + index_len {
        for bit in 0..8 {
            changed[at] ^= 1 << bit;
            refusal(&world, &changed);
            changed[at] ^= 1 << bit;
        }
    }
    for at in 8 + index_len..bytes.len() {
        changed[at] ^= 1 << (at % 8);
        refusal(&world, &changed);
        changed[at] ^= 1 << (at % 8);
    }
    for len in 0..bytes.len() {
        refusal(&world, &bytes[..len]);
    }
    refusal(&world, &[&bytes[..], &[0]].concat());
}

#[test]
fn each_alteration_has_its_class() {
    let world = World::load();
    let bytes = sealed(&world, 2).1.signed_index().to_bytes();
    let class = |bytes: &[u8]| refusal(&world, bytes).class();
    let with = |at: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[at] = byte;
        changed
    };
    assert_eq!(class(&bytes[..7]), RefusalClass::Truncated);
    assert_eq!(class(&bytes[..100]), RefusalClass::Truncated);
    assert_eq!(class(&bytes[..bytes.len() - 1]), RefusalClass::Parse);
    assert_eq!(class(&with(8, 0x83)), RefusalClass::Parse);
    assert_eq!(class(&with(4, 0x80)), RefusalClass::Limits);
    // The hash of the first case: the root is no longer that of the head.
    assert_eq!(class(&with(8 + 1 + 35 + 10, 0)), RefusalClass::Altered);
    // The first token: it is no longer before the second.
    assert_eq!(class(&with(8 + 1 + 3, 0xff)), RefusalClass::Schema);
    let last = bytes.len() - 1;
    assert_eq!(class(&with(last, bytes[last] ^ 1)), RefusalClass::Signature);
    // The index of another package, under this head.
    let other = sealed(&world, 2).1.signed_index().to_bytes();
    let index_len = usize::try_from(u64::from_be_bytes(bytes[..8].try_into().unwrap())).unwrap();
    let mixed = [&other[..8 + index_len], &bytes[8 + index_len..]].concat();
    assert_eq!(refusal(&world, &mixed), ReceiveError::Altered);
}

#[test]
fn a_case_or_a_head_that_claims_too_much_is_refused() {
    let world = World::load();
    let mut index = vec![0x81, 0x83, 0x58, 0x20];
    index.extend([7; 32]);
    index.extend([0x1a, 0x00, 0x40, 0x00, 0x01]); // 4 MiB and a byte
    index.extend([0x58, 0x20]);
    index.extend([7; 32]);
    let length = u64::try_from(index.len()).unwrap().to_be_bytes();
    let long_case = [&length[..], &index, &[0xd2]].concat();
    assert_eq!(refusal(&world, &long_case), ReceiveError::Limit);
    index[37] = 0x00;
    index.drain(38..42);
    let length = u64::try_from(index.len()).unwrap().to_be_bytes();
    let long_head = [&length[..], &index, &vec![0; (1 << 20) + 1]].concat();
    assert_eq!(refusal(&world, &long_head), ReceiveError::Limit);
}

#[test]
fn the_head_is_held_against_profile_mandate_and_roster() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let tokens = tokens(3);
    let mut agreed = world.agree_on(
        crate::world::mandate(profile.reference()),
        crate::world::roster_to("ZZ902", &tokens),
    );
    let draft = draft(&profile)
        .under(&agreed.mandate[0], &agreed.roster[0], &agreed.countersigns)
        .grant(world.grant("ZZ902", "receiving-service"));
    let (_, sealed) = seal(&world, &profile, draft, &tokens).unwrap();
    assert_eq!(sealed.signed_index().agreement(), AgreementState::NotAtHand);
    let bytes = sealed.signed_index().to_bytes();
    let read = |agreed: &crate::world::Agreed| {
        let context = world.context().with(agreed.at_hand());
        SignedIndex::read(&bytes, Some(&profile), &context).map(|index| index.agreement())
    };
    let missing = ReceiveError::Head(HeadError::MissingCountersign);
    assert_eq!(read(&agreed), Err(missing));
    let leader = world.countersign("ZZ901 person", "team-leader", sealed.head().id());
    agreed.countersigns.push(leader);
    assert_eq!(read(&agreed), Ok(AgreementState::Checked));
    let other = crate::world::profile("maternity-discharge");
    let read = SignedIndex::read(&bytes, Some(&other), &world.context());
    assert_eq!(read.unwrap_err().class(), RefusalClass::Policy);
}

#[test]
fn it_is_told_from_statements_and_packages_by_how_it_begins() {
    let world = World::load();
    let (file, sealed) = sealed(&world, 1);
    let bytes = sealed.signed_index().to_bytes();
    assert!(SignedIndex::is_claimed_by(&bytes));
    assert_eq!(statement_kind(&bytes), None);
    assert!(!SignedIndex::is_claimed_by(&file));
    assert!(!SignedIndex::is_claimed_by(sealed.head().as_bytes()));
    assert!(!SignedIndex::is_claimed_by(&bytes[..8]));
}
