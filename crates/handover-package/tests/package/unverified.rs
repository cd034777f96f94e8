//! What a package file says before anything of it is verified.

use std::io::Cursor;

use handover_cbor::RefusalClass;
use handover_package::{ReceiveError, SignedIndex, UnverifiedPackage};

use crate::{
    sealing::{draft, seal, tokens},
    world::{World, profile},
};

fn file(world: &World) -> Vec<u8> {
    let profile = profile("caseload-transfer");
    let draft = draft(&profile).grant(world.grant("ZZ902", "receiving-service"));
    seal(world, &profile, draft, &tokens(3)).unwrap().0
}

#[test]
fn head_and_index_are_those_that_verification_reads() {
    let world = World::load();
    let bytes = file(&world);
    assert!(UnverifiedPackage::is_claimed_by(&bytes));
    let mut package = UnverifiedPackage::read(Cursor::new(&bytes)).unwrap();
    assert_eq!(package.file_len(), u64::try_from(bytes.len()).unwrap());
    let index = package.unverified_index().unwrap();
    let index = SignedIndex::read(&index, None, &world.context()).unwrap();
    assert_eq!(package.unverified_id().unwrap(), Some(*index.head().id()));
    assert_eq!(
        package.unverified_head_bytes().unwrap(),
        index.head().as_bytes()
    );
    let head = package.unverified_head().unwrap();
    assert_eq!(head.root, index.head().payload().root);
}

#[test]
fn a_head_is_shown_whoever_signed_it_and_refused_if_it_is_none() {
    let world = World::load();
    let mut bytes = file(&world);
    let signature_ends = bytes.len() - 25;
    bytes[signature_ends] ^= 1;
    let mut package = UnverifiedPackage::read(Cursor::new(&bytes)).unwrap();
    assert_eq!(package.unverified_head().unwrap().count, 3);

    let head = package.unverified_head_bytes().unwrap();
    let head_at = bytes.len() - 24 - head.len();
    bytes[head_at] = 0xd3;
    let mut package = UnverifiedPackage::read(Cursor::new(&bytes)).unwrap();
    let refused = package.unverified_head().unwrap_err();
    assert_eq!(refused.class(), RefusalClass::NotDeterministic);
    assert_eq!(package.unverified_id().unwrap(), None);
}

#[test]
fn another_file_and_a_cut_one_are_told_apart() {
    let world = World::load();
    let bytes = file(&world);
    let read = |bytes: &[u8]| UnverifiedPackage::read(Cursor::new(bytes)).map(drop);
    assert_eq!(
        read(&bytes[..bytes.len() - 1]),
        Err(ReceiveError::Truncated)
    );
    let mut other = bytes.clone();
    other[7] = b'2';
    assert_eq!(read(&other), Err(ReceiveError::UnknownFormat));
    assert!(!UnverifiedPackage::is_claimed_by(&other));
}
