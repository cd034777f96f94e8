//! A package of version 1 opens for ever: the frozen ones of `tests/vectors/packages`.

use std::{fs, io::Cursor, path::PathBuf};

use handover_dataset::SectionName;
use handover_package::{AgreementState, AtHand, Context, DraftCase, ProfileInForce, Received};
use handover_trust::{
    Countersign, Mandate, Payload, Roster, SealingPrivateKey, Sight, Statement, Token,
    VerifiedDirectory,
};
use serde_json::{Value, json};

use crate::{
    foreign,
    sealing::{draft, tokens},
    world::{self, NOW, World, mandate, organisation, roster_to, time, unhex},
};

fn folder(name: &str) -> PathBuf {
    let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    crates.join("../../tests/vectors/packages").join(name)
}

/// Reads nothing but the folder: everything that is needed to open it lies in it.
#[test]
fn ours_1_opens() {
    let folder = folder("ours-1");
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    let facts: Value = serde_json::from_slice(&bytes("facts.json")).unwrap();
    let now = time(facts["given_time"].as_u64().unwrap());
    let anchor = facts["anchor"].as_str().unwrap().parse().unwrap();
    let directory =
        VerifiedDirectory::from_bytes(&bytes("directory.cbor"), &anchor, None, now).unwrap();
    fn verified<P: Payload>(directory: &VerifiedDirectory, bytes: &[u8]) -> [Statement<P>; 1] {
        [directory.verify(bytes, &Sight::now(time(NOW))).unwrap()]
    }
    let mandate = verified::<Mandate>(&directory, &bytes("mandate.cbor"));
    let roster = verified::<Roster>(&directory, &bytes("roster.cbor"));
    let countersigns: Vec<Statement<Countersign>> = facts["countersigns"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|statement| verified(&directory, &unhex(statement)))
        .collect();
    let profile = ProfileInForce::from_toml(&bytes("profile.toml")).unwrap();
    let key = SealingPrivateKey::from_seed(&unhex(&facts["sealing_seed"])).unwrap();
    let us = organisation(facts["as"].as_str().unwrap());
    let context = Context::new(&directory, now).with(AtHand::new(&mandate, &roster, &countersigns));
    let file = Cursor::new(bytes("package.handover"));
    let received = Received::read(file, &us, &profile, &context).unwrap();
    assert_eq!(received.agreement(), AgreementState::Checked);
    let mut opened = received.open(&key).unwrap();
    let cases: Value = opened
        .cases()
        .map(|case| {
            let case = case.unwrap();
            assert!(case.case().is_ok());
            let sections: Value = case
                .sections()
                .map(|(name, bytes)| (name.as_str().to_owned(), json!(hex::encode(bytes))))
                .collect::<serde_json::Map<_, _>>()
                .into();
            (case.token().to_string(), sections)
        })
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(cases, facts["cases"]);
    assert_eq!(cases.as_object().unwrap().len(), 2);
}

/// Made `ours-1`; never run again over a folder that is there.
#[test]
#[ignore = "writes a new frozen package; run by hand, once"]
fn freeze_ours_1() {
    let folder = folder("ours-1");
    assert!(
        !folder.join("package.handover").exists(),
        "frozen is frozen"
    );
    let world = World::load();
    let profile = world::profile("caseload-transfer");
    let values = foreign::json("packages/caseload.json");
    let sections_of = |case: &Value| -> Vec<(SectionName, Vec<u8>)> {
        let sections = case["sections"].as_array().unwrap().iter();
        sections
            .map(|section| {
                let name = section["section"].as_str().unwrap().parse().unwrap();
                (name, unhex(&section["encoded"]))
            })
            .collect()
    };
    let tokens = tokens(2);
    let cases: Vec<_> = values["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(sections_of)
        .collect();
    let agreed = world.agree_on(mandate(profile.reference()), roster_to("ZZ902", &tokens));
    let draft = draft(&profile)
        .under(&agreed.mandate[0], &agreed.roster[0], &agreed.countersigns)
        .grant(world.grant("ZZ902", "receiving-service"));
    let mut file = Vec::new();
    let mut sealer = draft.begin(tokens.clone(), &mut file).unwrap();
    for (token, sections) in tokens.iter().zip(&cases) {
        sealer
            .push(DraftCase::unchecked(*token, sections.clone()))
            .unwrap();
    }
    let sealed = sealer.finish(&world.signer("ZZ901 office")).unwrap();
    let of_package = world.countersign("ZZ901 person", "team-leader", sealed.head().id());
    let countersigns: Vec<String> = agreed
        .countersigns
        .iter()
        .chain([&of_package])
        .map(|statement| hex::encode(statement.as_bytes()))
        .collect();
    let facts_of = |(token, sections): (&Token, &Vec<(SectionName, Vec<u8>)>)| {
        let sections: serde_json::Map<String, Value> = sections
            .iter()
            .map(|(name, bytes)| (name.as_str().to_owned(), json!(hex::encode(bytes))))
            .collect();
        (token.to_string(), sections.into())
    };
    let cases: serde_json::Map<String, Value> = tokens.iter().zip(&cases).map(facts_of).collect();
    let keys: Value = serde_json::from_slice(&world::bytes("keys.json")).unwrap();
    let mut sealing = keys["sealing"].as_array().unwrap().iter();
    let facts = json!({
        "warning": "TEST ONLY: this key is public",
        "comment": "Two cases sealed by version 0.1.0 for ZZ902, with all that is needed to open them.",
        "given_time": NOW,
        "anchor": keys["anchor"],
        "as": "ZZ902",
        "sealing_seed": sealing.find(|key| key["organisation"] == "ZZ902").unwrap()["seed"],
        "countersigns": countersigns,
        "cases": cases,
    });
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("package.handover", &file);
    write("directory.cbor", &world::bytes("directory.cbor"));
    write("mandate.cbor", agreed.mandate[0].as_bytes());
    write("roster.cbor", agreed.roster[0].as_bytes());
    write("profile.toml", &world::bytes("caseload-transfer.toml"));
    write("facts.json", &serde_json::to_vec_pretty(&facts).unwrap());
}
