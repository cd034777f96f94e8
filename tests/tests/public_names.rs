//! Rule 1 of `CONTRIBUTING.md`: what a public function of a library refuses with is an `Error`. Rule 7: no two
//! crates behind the front door have one public name for two types.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use handover_tests::table::{read, root, sources_of};

/// The crates whose names the front door shows side by side.
const FRONT_DOOR: [&str; 5] = ["dataset", "interop", "package", "transfer", "trust"];

/// The sources of every crate but the program and the server.
fn libraries() -> Vec<String> {
    let crates = fs::read_dir(root().join("crates")).unwrap();
    let names = crates.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| name != "handover-cli" && name != "handover-server");
    let sources = names.map(|name| sources_of(&format!("crates/{name}/src")));
    sources.flatten().collect()
}

/// The second argument of each `Result` in the signatures of public functions.
fn refusals(source: &str) -> Vec<String> {
    let signatures = source.split("pub fn ").skip(1);
    let signatures = signatures.filter_map(|rest| rest.split(['{', ';']).next());
    let results = signatures.filter_map(|signature| signature.split_once("-> Result<"));
    results.map(|(_, arguments)| second(arguments)).collect()
}

/// What stands between the first comma outside of brackets and the closing one.
fn second(arguments: &str) -> String {
    let (mut depth, mut is_second, mut found) = (0_u32, false, String::new());
    for char in arguments.chars() {
        match char {
            '<' | '(' | '[' => depth += 1,
            '>' if depth == 0 => break,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                is_second = true;
                continue;
            }
            _ => {}
        }
        if is_second {
            found.push(char);
        }
    }
    found.trim().to_owned()
}

/// The types that are an `Error`, by derivation or by an `impl` of their own.
fn errors(source: &str) -> BTreeSet<String> {
    let name = |rest: &str| -> String {
        let is_of_name = |char: &char| char.is_ascii_alphanumeric();
        rest.chars().take_while(is_of_name).collect()
    };
    let own = source.split("Error for ").skip(1).map(name);
    let derived = source.split("#[derive(").skip(1).filter_map(|rest| {
        let (derived, rest) = rest.split_once(")]")?;
        let is_error = derived
            .split(',')
            .any(|one| one.trim().trim_start_matches("thiserror::") == "Error");
        let (_, rest) = rest.split_once("pub ").filter(|_| is_error)?;
        let (_, rest) = rest.split_once(' ')?;
        Some(name(rest))
    });
    own.chain(derived).collect()
}

#[test]
fn what_a_library_refuses_with_is_an_error() {
    let sources = libraries();
    let known: BTreeSet<String> = sources.iter().flat_map(|source| errors(source)).collect();
    let mut refused: BTreeSet<String> =
        sources.iter().flat_map(|source| refusals(source)).collect();
    // Of the standard library, of serde, or said where the trait or an alias is.
    let others = ["", "Self::Err", "Self::Error", "D::Error", "S::Error", "E"];
    refused.retain(|refusal| {
        !known.contains(refusal) && !others.contains(&refusal.as_str()) && refusal != "io::Error"
    });
    assert!(known.len() > 40, "the types are found");
    assert_eq!(refused, BTreeSet::new());
}

#[test]
fn behind_the_front_door_a_name_is_one_type() {
    let mut crates: BTreeMap<String, &str> = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for one in FRONT_DOOR {
        let lib = read(&format!("crates/handover-{one}/src/lib.rs"));
        let uses = lib.split("pub use ").skip(1);
        let uses = uses.filter_map(|rest| rest.split(';').next());
        // Of a crate below: one type, whoever shows it.
        for uses in uses.filter(|uses| !uses.starts_with("handover_")) {
            let names = uses.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
            for name in names.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())) {
                if crates.insert(name.to_owned(), one).is_some() {
                    twice.insert(name.to_owned());
                }
            }
        }
    }
    assert!(crates.len() > 150, "the names are found");
    assert_eq!(twice, BTreeSet::new());
}
