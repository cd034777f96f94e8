//! No change goes unseen: a bit, an end, a byte too many, or a file that changes while it is open.

use std::{
    cell::RefCell,
    io::{self, Cursor, Read, Seek, SeekFrom},
    rc::Rc,
};

use handover_cbor::RefusalClass;
use handover_package::{ProfileInForce, ReceiveError, Received};
use handover_trust::OrganisationId;

use crate::{
    sealing::{draft, seal, tokens},
    world::{World, organisation, profile},
};

struct Small {
    world: World,
    profile: ProfileInForce,
    us: OrganisationId,
    file: Vec<u8>,
}

impl Small {
    fn seal(count: u64) -> Self {
        let world = World::load();
        let profile = profile("caseload-transfer");
        let draft = draft(&profile).grant(world.grant("ZZ902", "receiving-service"));
        let (file, _) = seal(&world, &profile, draft, &tokens(count)).unwrap();
        Self {
            world,
            profile,
            us: organisation("ZZ902"),
            file,
        }
    }

    fn is_taken(&self, file: &[u8]) -> bool {
        let context = self.world.context();
        Received::read(Cursor::new(file), &self.us, &self.profile, &context).is_ok()
    }

    fn offset(&self, from_end: usize) -> usize {
        let at = self.file.len() - from_end;
        let offset = self.file[at..at + 8].try_into().unwrap();
        usize::try_from(u64::from_be_bytes(offset)).unwrap()
    }
}

#[test]
fn every_bit_of_index_and_trailer_and_a_bit_of_every_third_byte_counts() {
    let small = Small::seal(1);
    assert!(small.is_taken(&small.file));
    let (index_at, head_at) = (small.offset(24), small.offset(16));
    let mut file = small.file.clone();
    for at in 0..file.len() {
        let is_dense = at < 8 || (index_at..head_at).contains(&at) || at >= file.len() - 24;
        let bits = match (is_dense, at % 3) {
            (true, _) => 0..8,
            (false, 0) => at % 8..at % 8 + 1,
            (false, _) => 0..0,
        };
        for bit in bits {
            file[at] ^= 1 << bit;
            assert!(!small.is_taken(&file), "byte {at}, bit {bit}");
            file[at] ^= 1 << bit;
        }
    }
}

#[test]
fn every_truncation_is_refused_as_such() {
    let small = Small::seal(1);
    let context = small.world.context();
    for len in 0..small.file.len() {
        let read = Received::read(
            Cursor::new(&small.file[..len]),
            &small.us,
            &small.profile,
            &context,
        );
        let class = read.unwrap_err().class();
        assert_eq!(class, RefusalClass::Truncated, "{len} bytes");
    }
}

#[test]
fn inserted_and_deleted_bytes_are_refused() {
    let small = Small::seal(1);
    for at in (0..=small.file.len()).rev().step_by(5) {
        let mut longer = small.file.clone();
        longer.insert(at, u8::try_from(at % 256).unwrap());
        assert!(!small.is_taken(&longer), "inserted at {at}");
        if at < small.file.len() {
            let mut shorter = small.file.clone();
            shorter.remove(at);
            assert!(!small.is_taken(&shorter), "deleted at {at}");
        }
    }
}

/// The gap between cases and index, with offsets that fit.
#[test]
fn bytes_that_nobody_signed_have_no_place() {
    let small = Small::seal(1);
    let (index_at, head_at) = (small.offset(24), small.offset(16));
    let with_gap = |at: usize, moved: [usize; 2]| {
        let mut file = small.file.clone();
        file.insert(at, 0);
        let len = file.len();
        for (from_end, offset) in [24, 16].into_iter().zip(moved) {
            let offset = u64::try_from(offset).unwrap().to_be_bytes();
            file[len - from_end..len - from_end + 8].copy_from_slice(&offset);
        }
        let context = small.world.context();
        Received::read(Cursor::new(file), &small.us, &small.profile, &context)
            .unwrap_err()
            .class()
    };
    assert_eq!(
        with_gap(8, [index_at + 1, head_at + 1]),
        RefusalClass::Altered
    );
    assert_eq!(
        with_gap(index_at, [index_at + 1, head_at + 1]),
        RefusalClass::Altered
    );
    assert_eq!(
        with_gap(head_at, [index_at, head_at + 1]),
        RefusalClass::Parse
    );
}

#[test]
fn another_version_is_named() {
    let small = Small::seal(1);
    let mut file = small.file.clone();
    file[7] = b'2';
    let context = small.world.context();
    let read = Received::read(Cursor::new(file), &small.us, &small.profile, &context);
    assert_eq!(read.unwrap_err(), ReceiveError::UnknownFormat);
}

/// A file that somebody writes to while we hold it open.
#[derive(Clone)]
struct Shared {
    file: Rc<RefCell<Vec<u8>>>,
    at: u64,
    breaks: Rc<RefCell<bool>>,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if *self.breaks.borrow() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let mut cursor = Cursor::new(self.file.borrow().clone());
        cursor.set_position(self.at);
        let len = cursor.read(buffer)?;
        self.at = cursor.position();
        Ok(len)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut cursor = Cursor::new(self.file.borrow().clone());
        cursor.set_position(self.at);
        self.at = cursor.seek(to)?;
        Ok(self.at)
    }
}

/// S-79: one bad case is named, and the others stay usable.
#[test]
fn s79_a_case_that_changes_after_it_was_received_is_named_and_the_others_open() {
    let small = Small::seal(3);
    let source = Shared {
        file: Rc::new(RefCell::new(small.file.clone())),
        at: 0,
        breaks: Rc::default(),
    };
    let context = small.world.context();
    let received = Received::read(source.clone(), &small.us, &small.profile, &context).unwrap();
    let mut opened = received.open(&small.world.sealing_key("ZZ902")).unwrap();
    let tokens: Vec<_> = opened.tokens().collect();
    source.file.borrow_mut()[500] ^= 1;
    let outcomes: Vec<_> = opened
        .cases()
        .map(|case| case.map(|case| case.token()))
        .collect();
    let refusal = outcomes[0].unwrap_err();
    assert_eq!(
        (refusal.token, refusal.class),
        (tokens[0], RefusalClass::Altered)
    );
    assert_eq!(outcomes[1..], [Ok(tokens[1]), Ok(tokens[2])]);
    let one = opened.case(&tokens[0]).unwrap().unwrap_err();
    assert_eq!(one.class(), RefusalClass::Altered);
    *source.breaks.borrow_mut() = true;
    let classes: Vec<_> = opened
        .cases()
        .map(|case| case.unwrap_err().class())
        .collect();
    assert_eq!(classes, [RefusalClass::Storage; 3]);
}
