use super::*;
use crate::{
    foreign,
    keys::{Secret, encode_secrets},
    world::{World, organisation, profile, unhex},
};

/// Opens the evidence of the vectors with keys of these sections, sealed to its reader anew.
fn open_with_keys_of(names: &[&str]) -> Result<OpenedCase, OpenEvidenceError> {
    let world = World::load();
    let bytes = foreign::bytes("evidence.cbor");
    let mut wire = EvidenceMap::read(&bytes).unwrap();
    let evidence = Evidence::verify(&bytes, &world.context()).unwrap();
    let package = foreign::json("packages/caseload.json");
    let sections = package["cases"][0]["sections"].as_array().unwrap();
    let secret = |name: &&str| {
        let section = sections.iter().find(|section| section["section"] == **name);
        let key = section.map_or_else(|| vec![9; 32], |section| unhex(&section["section_key"]));
        ((*name).to_owned(), Secret::new(key.try_into().unwrap()))
    };
    let secrets = names.iter().map(secret).collect();
    let (us, key) = (organisation("ZZG01"), world.sealing_key("ZZG01"));
    let info = evidence_info(evidence.head().id(), evidence.token(), &us);
    let sealed = key.public_key().seal(&info, &encode_secrets(&secrets));
    let (enc, sealed) = sealed.unwrap();
    wire.keys = Some(EvidenceKeys {
        to: us.clone(),
        key: key.public_key().id(),
        enc,
        sealed: ByteBuf::from(sealed),
    });
    let bytes = handover_cbor::to_vec(&wire);
    let evidence = Evidence::verify(&bytes, &world.context()).unwrap();
    evidence.open(&us, &key, &profile("caseload-transfer"))
}

/// V-37: one section at least, and none that the head does not list.
#[test]
fn evidence_keys_are_of_sections_of_the_head() {
    let names = |case: OpenedCase| case.sections().count();
    assert_eq!(open_with_keys_of(&["plan"]).map(names), Ok(1));
    assert_eq!(open_with_keys_of(&["plan", "risk"]).map(names), Ok(2));
    for wrong in [
        &["maternity"][..],
        &["plan", "maternity"],
        &["plan", "x"],
        &[],
    ] {
        let refused = open_with_keys_of(wrong).map(names);
        assert_eq!(refused, Err(OpenError::OtherSecrets.into()), "{wrong:?}");
        assert_eq!(refused.unwrap_err().class().as_str(), "policy");
    }
}
