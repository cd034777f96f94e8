//! S-80: from JSON to CBOR and back, the same structure.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that fails shows where"
)]

use std::{fs, path::Path};

use handover_dataset::{Case, SectionName};
use serde_json::Value;

const EXAMPLES: [&str; 2] = [
    include_str!("examples/caseload-transfer.json"),
    include_str!("examples/maternity-discharge.json"),
];

/// The frozen vectors of an independent implementation.
const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign");

fn sections_of(case: &Case) -> Vec<SectionName> {
    SectionName::ALL
        .iter()
        .copied()
        .filter(|name| case.carries(*name))
        .flat_map(|name| match name {
            SectionName::Location => vec![name, SectionName::LocationProtected],
            _ => vec![name],
        })
        .collect()
}

fn goes_there_and_back(json: &str) {
    let written: Value = serde_json::from_str(json).unwrap();
    let case = Case::from_json(json)
        .map_err(|all| all.findings[0].message.clone())
        .unwrap();
    assert_eq!(case.to_json(), written);
    let sealed = case.sealed_sections(&sections_of(&case));
    let sections = sealed.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let opened = Case::from_sealed_sections(case.profile().clone(), sections).unwrap();
    assert_eq!(opened.to_json(), written);
}

#[test]
fn s80_the_worked_examples_lose_nothing() {
    EXAMPLES.into_iter().for_each(goes_there_and_back);
}

#[test]
fn s80_the_shared_cases_lose_nothing() {
    let Ok(cases) = fs::read_dir(Path::new(VECTORS).join("cases")) else {
        eprintln!("skipped: {VECTORS} is not there");
        return;
    };
    for case in cases {
        goes_there_and_back(&fs::read_to_string(case.unwrap().path()).unwrap());
    }
}

/// The encoding of an independent implementation, byte for byte.
#[test]
fn sections_are_encoded_as_in_the_vectors() {
    let Ok(packages) = fs::read_dir(Path::new(VECTORS).join("packages")) else {
        eprintln!("skipped: {VECTORS} is not there");
        return;
    };
    let mut sections = 0;
    let cases: Vec<Case> = fs::read_dir(Path::new(VECTORS).join("cases"))
        .unwrap()
        .map(|file| Case::from_json(fs::read(file.unwrap().path()).unwrap()).unwrap())
        .collect();
    for path in packages.map(|file| file.unwrap().path()) {
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let package: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for sealed in package["cases"].as_array().unwrap() {
            let reference = sealed["case_reference"].as_str().unwrap();
            let case = cases
                .iter()
                .find(|case| case.reference().unwrap().as_str() == reference)
                .unwrap();
            for section in sealed["sections"].as_array().unwrap() {
                let name: SectionName = section["section"].as_str().unwrap().parse().unwrap();
                let (_, bytes) = &case.sealed_sections(&[name])[0];
                assert_eq!(
                    hex::encode(bytes),
                    section["encoded"].as_str().unwrap(),
                    "{name}"
                );
                sections += 1;
            }
        }
    }
    assert!(sections > 30, "only {sections} sections were compared");
}
