//! Nothing of a case is told where it was not asked for.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::packages::{CASE, PACKAGE, Sealed};

/// Values of the worked case that lead to a person or a place.
const CANARIES: [&str; 9] = [
    "Winterley",
    "Joanna",
    "9990000018",
    "7700900123",
    "Larch",
    "Hartnoll",
    "strangled",
    "penicillin",
    "NR-20417",
];

pub(crate) fn assert_silent(what: &str, text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{what} tells {canary}:\n{text}");
    }
}

#[test]
fn the_canaries_are_in_the_case() {
    for canary in CANARIES {
        assert!(CASE.contains(canary), "{canary}");
    }
}

#[test]
fn tells_nothing_of_a_case_but_where_asked() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let whole = place.read(PACKAGE);
    assert_silent("the package", &String::from_utf8_lossy(&whole));
    let mut changed = whole.clone();
    changed[30] ^= 1;
    place.write("changed", &changed);
    place.write("cut", &whole[..100]);
    // A case that is wrong in many ways, with every canary still in it.
    let broken = CASE
        .replace("\"rank\":1", "\"rank\":\"Hartnoll\"")
        .replace("\"sbar\"", "\"Winterley\"");
    place.write("broken/case.json", broken);
    place.write("not-json/case.json", &CASE[..CASE.len() / 2]);
    let trust = [
        "--directory",
        "directory",
        "--anchor",
        &sealed.anchor,
        "--at",
        "2026-09-16",
    ];
    let seal = |cases| {
        let mut arguments = vec![
            "seal",
            cases,
            "--for",
            "ZZ902:receiving-service",
            "--to",
            "new",
            "--identity",
            "sender",
        ];
        arguments.extend(trust);
        place.run(&arguments)
    };
    let mut runs = vec![
        place.run(&["inspect", PACKAGE]),
        place.run(&["inspect", PACKAGE, "--json"]),
        sealed.verify(PACKAGE, &[]),
        sealed.verify(PACKAGE, &["--json"]),
        sealed.verify("changed", &[]),
        sealed.open("gp", PACKAGE, &[]),
        sealed.open("recipient", "changed", &[]),
        sealed.open("recipient", "cut", &[]),
        sealed.open("recipient", PACKAGE, &["--case", "someone-else"]),
        sealed.open("recipient", PACKAGE, &["--to", "all"]),
        seal("broken"),
        seal("not-json"),
        seal("case.json"),
        place.run(&["check", "not-json"]),
    ];
    for run in &runs {
        assert_silent("standard output", &run.stdout);
        assert_silent("standard error", &run.stderr);
    }
    // `check` and `open` show a case on standard output: that is what they are asked for.
    runs = vec![
        place.run(&["check", "broken"]),
        sealed.open("recipient", PACKAGE, &[]),
    ];
    for run in &runs {
        assert_silent("standard error", &run.stderr);
    }
    assert!(runs[1].stdout.contains("Winterley") || runs[1].stdout.contains("WINTERLEY"));
}

#[test]
fn no_file_name_leads_to_a_person() {
    let sealed = Sealed::new();
    sealed.open("recipient", PACKAGE, &["--to", "all"]).done();
    sealed.place.import("caseload", &[]).done();
    for name in sealed.place.everything() {
        assert_silent("a file name", &name);
        assert!(!name.contains("HB0"), "{name}");
    }
    assert!(fs::metadata(sealed.place.path("caseload/cases.jsonl")).is_ok());
}

/// The sender's memory of what it sealed leads to persons: it is sealed, and for its owner only.
#[test]
fn no_file_of_the_identity_folder_tells_whose_case_was_sealed() {
    let sealed = Sealed::new();
    let files = sealed.place.everything().into_iter();
    let files: Vec<String> = files
        .filter(|name| name.starts_with("sender/") && sealed.place.path(name).is_file())
        .collect();
    assert!(files.iter().any(|name| name.starts_with("sender/sealed/")));
    for name in files {
        let bytes = sealed.place.read(&name);
        assert_silent(&name, &String::from_utf8_lossy(&bytes));
        let mode = fs::metadata(sealed.place.path(&name))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
    }
}
