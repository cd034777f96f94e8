//! What `schemas/PROTOCOL.md` gives in hexadecimal is so: the section that is sealed by hand (A.15) and the hashes of
//! the shipped profiles (B.4).

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{collections::BTreeMap, fs};

use handover_dataset::Profile;
use handover_package::ProfileInForce;
use handover_tests::Foreign;

use handover_tests::table::{cells, quoted, read, root};

/// The example of A.15 by the names of its lines.
fn example() -> BTreeMap<String, String> {
    let text = read("schemas/PROTOCOL.md");
    let (_, rest) = text.split_once("## A.15").unwrap();
    let (_, rest) = rest.split_once("```\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let pairs = block.lines().filter_map(|line| line.split_once(" = "));
    pairs
        .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn the_section_sealed_by_hand_is_that_of_the_vectors() {
    let package = Foreign::json("packages/caseload.json");
    let case = &package["cases"][1];
    let section = &case["sections"][3];
    assert_eq!(section["section"], "location_protected");
    assert_eq!(section["padded_length"], 512);
    let example = example();
    for (name, value) in [
        ("token-key", &Foreign::json("keys.json")["token_key"]),
        ("token", &case["token"]),
        ("package-secret", &package["package_secret"]),
        ("nonce", &package["nonce"]),
        (
            "section-secret",
            &package["section_secrets"]["location_protected"],
        ),
        ("section-key", &section["section_key"]),
        ("section-commit", &section["section_commit"]),
        ("aad", &section["aad"]),
        ("section", &section["encoded"]),
        ("leaf", &case["leaf"]),
        ("leaf of the first case", &package["cases"][0]["leaf"]),
        ("root", &package["root"]),
    ] {
        assert_eq!(example[name], *value, "{name}");
    }
    let reference = format!("\"{}\"", case["case_reference"].as_str().unwrap());
    assert_eq!(example["case-reference"], reference);
    assert_eq!(example.len(), 16);
}

/// What the JSON of the vectors gives as a hash only is cut out of the package itself.
#[test]
fn the_sealed_bytes_of_the_example_are_those_of_the_package() {
    let file = Foreign::bytes("packages/caseload.handover");
    let values = Foreign::json("packages/caseload.json");
    let section = &values["cases"][1]["sections"][3];
    let commit = Foreign::unhex(&section["section_commit"]);
    let token = Foreign::unhex(&values["cases"][1]["token"]);
    let case_at = file.windows(32).position(|window| window == token).unwrap();
    let from_case = &file[case_at..];
    let at = from_case.windows(32).position(|w| w == commit).unwrap();
    let sealed = hex::encode(&from_case[at..at + 32 + 512 + 16]);
    let text = read("schemas/PROTOCOL.md");
    let ends = (&sealed[64..96], &sealed[sealed.len() - 32..]);
    assert!(text.contains(&format!("begin {}, tag {};", ends.0, ends.1)));
    let hash = section["sealed_section_sha256"].as_str().unwrap();
    assert!(text.contains(&format!("SHA-256 {hash}")));
    let entry = Foreign::unhex(&example()["index-entry"].clone().into());
    assert!(file.windows(entry.len()).any(|window| window == entry));
}

#[test]
fn the_shipped_profiles_have_the_hashes_of_the_specification() {
    let text = read("schemas/PROTOCOL.md");
    let rows = text
        .lines()
        .filter_map(|line| match cells(line).as_slice() {
            [name, hash] => match (quoted(name).as_slice(), quoted(hash).as_slice()) {
                ([name], [hash]) if name.contains('@') && hash.len() == 64 => {
                    Some((name.clone(), hash.clone()))
                }
                _ => None,
            },
            _ => None,
        });
    let rows: BTreeMap<String, String> = rows.collect();
    let shipped = Profile::BUILT_IN.iter().map(|name| {
        let bytes = fs::read(root().join(format!("schemas/profiles/{name}.toml"))).unwrap();
        assert_eq!(Profile::built_in_bytes(name), Some(bytes.as_slice()));
        let reference = ProfileInForce::from_toml(&bytes)
            .unwrap()
            .reference()
            .clone();
        (reference.0.to_string(), reference.1.to_string())
    });
    assert_eq!(rows, shipped.collect());
    let files = fs::read_dir(root().join("schemas/profiles"))
        .unwrap()
        .count();
    assert_eq!(files, rows.len());
}
