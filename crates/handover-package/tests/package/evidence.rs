//! One case, shown to somebody who sees nothing else.

use std::io::Cursor;

use handover_cbor::RefusalClass;
use handover_dataset::SectionName;
use handover_package::{
    Carried, Evidence, EvidenceReader, MakeEvidenceError, OpenError, OpenEvidenceError, Opened,
    Received,
};

use crate::{
    foreign,
    sealing::{draft, encoded, seal, token, tokens},
    world::{World, organisation, profile, unhex},
};

#[test]
fn the_evidence_of_the_vectors_verifies_and_opens_for_its_reader_only() {
    let world = World::load();
    let bytes = foreign::bytes("evidence.cbor");
    let values = foreign::json("evidence.json");
    let package = foreign::json("packages/caseload.json");
    let profile = profile("caseload-transfer");
    let evidence = Evidence::verify(&bytes, &world.context()).unwrap();
    assert_eq!(evidence.token().to_string(), values["token"]);
    assert_eq!(evidence.reader(), Some(&organisation("ZZG01")));
    let us = organisation("ZZG01");
    let case = evidence
        .open(&us, &world.sealing_key("ZZG01"), &profile)
        .unwrap();
    let names: Vec<_> = case.sections().map(|(name, _)| name).collect();
    assert_eq!(names, [SectionName::Plan, SectionName::Risk]);
    for section in package["cases"][0]["sections"].as_array().unwrap() {
        let name = section["section"].as_str().unwrap().parse().unwrap();
        if let Some(bytes) = case.section(name) {
            assert_eq!(bytes, unhex(&section["encoded"]));
        }
    }
    let wrong_key = evidence.open(&us, &world.sealing_key("ZZ902"), &profile);
    let other = evidence.open(
        &organisation("ZZ902"),
        &world.sealing_key("ZZ902"),
        &profile,
    );
    for (refused, error) in [
        (wrong_key, OpenError::WrongKey),
        (other, OpenError::NotForUs),
    ] {
        assert_eq!(refused.unwrap_err(), OpenEvidenceError::Keys(error));
    }
    for statement in evidence.statements() {
        assert!(handover_trust::statement_kind(statement).is_some());
    }
}

fn opened(world: &World, count: u64) -> Opened<Cursor<Vec<u8>>> {
    let profile = profile("caseload-transfer");
    let draft = draft(&profile).grant(world.grant("ZZ902", "receiving-service"));
    let (file, _) = seal(world, &profile, draft, &tokens(count)).unwrap();
    let us = organisation("ZZ902");
    let received = Received::read(Cursor::new(file), &us, &profile, &world.context()).unwrap();
    received.open(&world.sealing_key("ZZ902")).unwrap()
}

fn reader(world: &World, sections: &[SectionName]) -> EvidenceReader {
    EvidenceReader {
        to: organisation("ZZG01"),
        key: world.sealing_key("ZZG01").public_key().clone(),
        sections: sections.to_vec(),
    }
}

#[test]
fn shows_the_named_sections_of_one_case_to_its_reader() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let mut opened = opened(&world, 5);
    let tokens: Vec<_> = opened.tokens().collect();
    let reader = reader(&world, &[SectionName::Handover]);
    for token in &tokens {
        let bytes = opened
            .evidence(token, Some(&reader), &[b"a statement"])
            .unwrap();
        let evidence = Evidence::verify(&bytes, &world.context()).unwrap();
        let us = organisation("ZZG01");
        let case = evidence
            .open(&us, &world.sealing_key("ZZG01"), &profile)
            .unwrap();
        let (_, expected) = encoded(&profile, token).pop().unwrap();
        assert_eq!(
            case.sections().collect::<Vec<_>>(),
            [(SectionName::Handover, &expected[..])]
        );
        assert_eq!(evidence.statements().collect::<Vec<_>>(), [b"a statement"]);
    }
    let shut = opened.evidence(&tokens[0], None, &[]).unwrap();
    let evidence = Evidence::verify(&shut, &world.context()).unwrap();
    assert_eq!(evidence.reader(), None);
    assert_eq!(evidence.head().id(), opened.head().id());
}

/// Whoever only carries a package, or has not opened it, can prove it all the same.
#[test]
fn can_be_made_without_any_key() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let draft = draft(&profile).grant(world.grant("ZZ902", "receiving-service"));
    let (file, _) = seal(&world, &profile, draft, &tokens(3)).unwrap();
    let mut carried = Carried::read(Cursor::new(&file), None, &world.context()).unwrap();
    let us = organisation("ZZ902");
    let mut received = Received::read(Cursor::new(&file), &us, &profile, &world.context()).unwrap();
    let token = carried.tokens().last().unwrap();
    let made = carried.evidence(&token, &[]).unwrap();
    assert_eq!(made, received.evidence(&token, &[]).unwrap());
    let evidence = Evidence::verify(&made, &world.context()).unwrap();
    let refused = evidence.open(&us, &world.sealing_key("ZZ902"), &profile);
    assert_eq!(refused.unwrap_err().class(), RefusalClass::Recipient);
}

#[test]
fn shows_no_section_that_is_not_ours() {
    let world = World::load();
    let mut opened = opened(&world, 2);
    let unknown = opened.evidence(&token(77), None, &[]);
    assert_eq!(unknown.unwrap_err(), MakeEvidenceError::UnknownCase);
    let token = opened.tokens().next().unwrap();
    for sections in [&[SectionName::Maternity][..], &[]] {
        let reader = reader(&world, sections);
        let refused = opened.evidence(&token, Some(&reader), &[]);
        assert_eq!(refused.unwrap_err(), MakeEvidenceError::NotOurs);
    }
}

#[test]
fn a_changed_byte_of_evidence_is_refused() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let us = organisation("ZZG01");
    let mut opened = opened(&world, 3);
    let token = opened.tokens().nth(1).unwrap();
    let reader = reader(&world, &[SectionName::Plan]);
    let mut bytes = opened.evidence(&token, Some(&reader), &[]).unwrap();
    let key = world.sealing_key("ZZG01");
    for at in (0..bytes.len()).step_by(23) {
        bytes[at] ^= 1 << (at % 8);
        let is_refused = match Evidence::verify(&bytes, &world.context()) {
            Ok(evidence) => evidence.open(&us, &key, &profile).is_err(),
            Err(_) => true,
        };
        assert!(is_refused, "byte {at}");
        bytes[at] ^= 1 << (at % 8);
    }
    assert!(Evidence::verify(&bytes, &world.context()).is_ok());
}

#[test]
fn the_case_of_another_place_or_package_is_altered() {
    let world = World::load();
    let (mut one, mut other) = (opened(&world, 3), opened(&world, 3));
    let token = one.tokens().next().unwrap();
    let of_one = one.evidence(&token, None, &[]).unwrap();
    let of_other = other.evidence(&token, None, &[]).unwrap();
    let mut moved: serde_cbor_map::Map = serde_cbor_map::read(&of_one);
    moved.place += 1;
    let refused = Evidence::verify(&serde_cbor_map::write(&moved), &world.context());
    assert_eq!(refused.unwrap_err().class(), RefusalClass::Altered);
    let mut swapped = serde_cbor_map::read(&of_one);
    swapped.case = serde_cbor_map::read(&of_other).case;
    let refused = Evidence::verify(&serde_cbor_map::write(&swapped), &world.context());
    assert_eq!(refused.unwrap_err().class(), RefusalClass::Altered);
}

/// Evidence as anybody else would read and write it.
mod serde_cbor_map {
    use handover_cbor::{Grammar, Limits};
    use serde::{Deserialize, Serialize};
    use serde_bytes::ByteBuf;

    #[derive(Deserialize, Serialize)]
    pub(crate) struct Map {
        pub(crate) head: ByteBuf,
        pub(crate) case: ByteBuf,
        pub(crate) place: u64,
        pub(crate) path: Vec<ByteBuf>,
        pub(crate) keys: Option<u64>,
        pub(crate) statements: Vec<ByteBuf>,
    }

    pub(crate) fn read(bytes: &[u8]) -> Map {
        handover_cbor::from_slice(bytes, Grammar::Payload, &Limits::STATEMENT).unwrap()
    }

    pub(crate) fn write(map: &Map) -> Vec<u8> {
        handover_cbor::to_vec(map)
    }
}

#[test]
fn a_missing_key_is_not_null() {
    #[derive(serde::Serialize)]
    struct WithoutKeys {
        head: serde_bytes::ByteBuf,
        case: serde_bytes::ByteBuf,
        place: u64,
        path: Vec<serde_bytes::ByteBuf>,
        statements: Vec<serde_bytes::ByteBuf>,
    }
    let world = World::load();
    let mut opened = opened(&world, 1);
    let token = opened.tokens().next().unwrap();
    let map = serde_cbor_map::read(&opened.evidence(&token, None, &[]).unwrap());
    let bytes = handover_cbor::to_vec(&WithoutKeys {
        head: map.head,
        case: map.case,
        place: map.place,
        path: map.path,
        statements: map.statements,
    });
    let refused = Evidence::verify(&bytes, &world.context());
    assert_eq!(refused.unwrap_err().class(), RefusalClass::Schema);
}
