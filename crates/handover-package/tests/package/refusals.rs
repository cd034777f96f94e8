//! Every refusal of the vectors that is about a package, or its head, has exactly its class.

use std::io::Cursor;

use handover_cbor::RefusalClass;
use handover_package::{AtHand, Context, Received};
use handover_trust::{Countersign, Statement};
use serde_json::Value;

use crate::{
    foreign,
    vectors::AtHandOfVectors,
    world::{World, organisation, profile, time, unhex},
};

/// Takes a package as far as it goes; `None` if everything is taken.
fn outcome(
    file: &[u8],
    reader: &str,
    world: &World,
    context: &Context<'_>,
) -> Option<RefusalClass> {
    let profile = profile("caseload-transfer");
    let us = organisation(reader);
    let received = match Received::read(Cursor::new(file), &us, &profile, context) {
        Ok(received) => received,
        Err(refusal) => return Some(refusal.class()),
    };
    let mut opened = match received.open(&world.sealing_key(reader)) {
        Ok(opened) => opened,
        Err(refusal) => return Some(refusal.class()),
    };
    opened
        .cases()
        .find_map(|case| case.err().map(|refusal| refusal.class()))
}

/// A head by itself, in the place of that of the good package.
fn with_head(head: &[u8]) -> Vec<u8> {
    let mut file = foreign::bytes("packages/caseload.handover");
    let trailer = file.split_off(file.len() - 24);
    let head_at = u64::from_be_bytes(trailer[8..16].try_into().unwrap());
    file.truncate(usize::try_from(head_at).unwrap());
    [file, head.to_vec(), trailer].concat()
}

#[test]
fn each_is_refused_with_its_class() {
    let world = World::load();
    let agreed = AtHandOfVectors::load(&world);
    let list = foreign::json("refusals.json");
    let mut run = 0;
    for vector in list["refusals"].as_array().unwrap() {
        let file = foreign::bytes(vector["file"].as_str().unwrap());
        let file = match vector["what"].as_str().unwrap() {
            "package" => file,
            "head" => with_head(&file),
            _ => continue,
        };
        run += 1;
        let at = time(vector["given_time"].as_u64().unwrap());
        let countersigns: Vec<Statement<Countersign>> = vector["countersigns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|statement| world.verify(&unhex(statement)))
            .collect();
        let at_hand = if vector["mandate_and_roster"] == true {
            AtHand::new(&agreed.mandates, &agreed.rosters[..1], &countersigns)
        } else {
            AtHand::new(&[], &[], &countersigns)
        };
        let context = Context::new(&world.directory, at).with(at_hand);
        let reader = vector["as"].as_str().unwrap();
        let class = outcome(&file, reader, &world, &context);
        let class = class.map_or("taken", RefusalClass::as_str);
        assert_eq!(Value::from(class), vector["expect"], "{}", vector["name"]);
    }
    assert_eq!(run, 36);
}

/// The first time only: whoever has opened it before may go on.
#[test]
fn what_was_opened_before_opens_after_its_time() {
    let world = World::load();
    let agreed = AtHandOfVectors::load(&world);
    let file = foreign::bytes("refusals/25-opened-too-late.bin");
    let mut agreed = agreed;
    let head = Received::read(
        Cursor::new(&file),
        &organisation("ZZ902"),
        &profile("caseload-transfer"),
        &world.context(),
    )
    .unwrap();
    let id = *head.head().id();
    agreed
        .countersigns
        .push(world.countersign("ZZ901 person", "team-leader", &id));
    let context = world.context().with(agreed.at_hand());
    assert_eq!(
        outcome(&file, "ZZ902", &world, &context),
        Some(RefusalClass::Expired)
    );
    assert_eq!(
        outcome(&file, "ZZ902", &world, &context.opened_before()),
        None
    );
}
