//! From checked cases to opened ones.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{
    parties::parties,
    support::{AT_2026 as AT, Place},
};

/// A worked case that passes every check (dataset-examples.md, 1), of which the practice is told by word
/// of mouth: it has one reader.
pub(crate) const CASE: &str = include_str!("../cases/one-reader.json");

/// The worked case as it is, which goes to the practice as well.
pub(crate) const TWO_READERS: &str =
    include_str!("../../../../tests/vectors/foreign/cases/caseload-1.json");

/// A place with parties and a package `out/ZZ902-receiving-service.handover` of one case.
pub(crate) struct Sealed {
    pub(crate) place: Place,
    pub(crate) anchor: String,
    pub(crate) reference: String,
}

pub(crate) const PACKAGE: &str = "out/ZZ902-receiving-service.handover";

impl Sealed {
    pub(crate) fn new() -> Self {
        Self::begun("a package of one case", || {
            let place = Place::new();
            let anchor = parties(&place, "2026-09-01", AT);
            place.write("case.json", CASE);
            let sealed = Self::of(place, anchor);
            sealed
                .seal("out", &["--for", "ZZ902:receiving-service"])
                .done();
            sealed
        })
    }

    /// A copy of what is made once.
    pub(crate) fn begun(with: &str, make: impl FnOnce() -> Self) -> Self {
        let (place, anchor) = Place::begun(with, || {
            let made = make();
            (made.place, made.anchor)
        });
        Self::of(place, anchor)
    }

    fn of(place: Place, anchor: String) -> Self {
        let case: serde_json::Value = serde_json::from_str(CASE).unwrap();
        let reference = case["sections"]["handover"]["case_reference"]
            .as_str()
            .unwrap();
        Self {
            place,
            anchor,
            reference: reference.to_owned(),
        }
    }

    pub(crate) fn seal(&self, to: &str, more: &[&str]) -> crate::support::Run {
        let mut arguments = vec![
            "seal",
            "case.json",
            "--to",
            to,
            "--identity",
            "sender",
            "--directory",
            "directory",
            "--anchor",
            &self.anchor,
            "--at",
            AT,
        ];
        arguments.extend(more);
        self.place.run(&arguments)
    }

    pub(crate) fn verify(&self, package: &str, more: &[&str]) -> crate::support::Run {
        let mut arguments = vec![
            "verify",
            package,
            "--directory",
            "directory",
            "--anchor",
            &self.anchor,
            "--at",
            AT,
        ];
        arguments.extend(more);
        self.place.run(&arguments)
    }

    pub(crate) fn open(&self, who: &str, package: &str, more: &[&str]) -> crate::support::Run {
        let mut arguments = vec![
            "open",
            package,
            "--identity",
            who,
            "--directory",
            "directory",
            "--anchor",
            &self.anchor,
            "--at",
            AT,
        ];
        arguments.extend(more);
        self.place.run(&arguments)
    }
}

#[test]
fn opens_what_was_sealed_word_for_word() {
    let sealed = Sealed::new();
    let opened = sealed.open(
        "recipient",
        PACKAGE,
        &["--as", "json", "--case", &sealed.reference],
    );
    let before: serde_json::Value = serde_json::from_str(CASE).unwrap();
    assert_eq!(opened.done().json(), before);
}

/// `check` has nothing against it, so `seal` must say what is wrong: the case is for somebody else.
#[test]
fn names_those_for_whom_a_case_is() {
    let sealed = Sealed::new();
    let mut case: serde_json::Value = serde_json::from_str(CASE).unwrap();
    for entry in case
        .pointer_mut("/sections/handover/distribution/value")
        .and_then(serde_json::Value::as_array_mut)
        .unwrap()
    {
        entry["org"]["ods"] = "ZZ902".into();
    }
    sealed.place.write("case.json", case.to_string());
    sealed.place.run(&["check", "case.json"]).done();
    for more in [&[][..], &["--leave-out"]] {
        let run = sealed.seal("b", &[&["--for", "ZZG01:receiving-service"], more].concat());
        assert!(
            run.stderr.contains("ZZ902:receiving-service"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("--set recipient_ods"), "{}", run.stderr);
        run.fails(
            1,
            "refused (policy): none of these recipients stands in field 914",
        );
    }
}

/// A reader whom a case names, and nobody seals for, is refused; or listed by case, and seen in the exit code.
#[test]
fn a_reader_whom_nobody_seals_for_is_never_silent() {
    let sealed = Sealed::new();
    sealed.place.write("case.json", TWO_READERS);
    let lead = ["--for", "ZZ902:receiving-service"];
    let told = sealed.seal("b", &lead);
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    assert!(told.stderr.contains("ANY:gp of 1 case"), "{}", told.stderr);
    assert!(
        told.stderr.contains("--for ORG:AUDIENCE"),
        "{}",
        told.stderr
    );
    let line = format!("{}: nobody seals for this reader ANY:gp", sealed.reference);
    assert!(told.stdout.contains(&line), "{}", told.stdout);
    assert!(!told.stderr.contains(&sealed.reference), "{}", told.stderr);
    assert!(!sealed.place.path("b").exists());
    let made = sealed.seal("b", &[&lead[..], &["--leave-out", "--json"]].concat());
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    let unserved = serde_json::json!([{
        "case": sealed.reference, "checks": [], "for": "ANY:gp", "why": "nobody-seals-for-this-reader",
    }]);
    assert_eq!(made.json()["left_out"], unserved);
    assert_eq!(made.json()["packages"].as_array().unwrap().len(), 1);
    // Its lead gets none: then nobody does.
    let told = sealed.seal("c", &["--for", "ZZG01:gp", "--leave-out"]);
    let told = told.refused("policy").stderr;
    assert!(told.contains("ANY:receiving-service of 1 case"), "{told}");
    assert!(told.contains("a case goes to nobody"), "{told}");
    assert!(!sealed.place.path("c").exists());
}

/// Two files of one reference would be two cases of one person.
#[test]
fn two_files_of_one_reference_are_not_sealed() {
    let sealed = Sealed::new();
    for name in ["two/1.json", "two/2.json"] {
        sealed.place.write(name, CASE);
    }
    let seal = [
        "seal",
        "two",
        "--for",
        "ZZ902:receiving-service",
        "--to",
        "b",
    ];
    let trust = [
        "--identity",
        "sender",
        "--directory",
        "directory",
        "--at",
        AT,
    ];
    let anchor = ["--anchor", &sealed.anchor];
    let told = sealed.place.run(&[&seal[..], &trust, &anchor].concat());
    told.fails(
        3,
        "not done: two drafts of the folder have one case reference",
    );
    let told = sealed.place.run(&["check", "two"]);
    assert_eq!(told.code, Some(3));
    assert!(
        told.stderr.contains("one case reference"),
        "{}",
        told.stderr
    );
}

/// Whoever gives a file to the wrong verb is told what it is, and which verb reads it.
#[test]
fn says_what_another_file_is() {
    let sealed = Sealed::new();
    for (file, what, verb) in [
        ("directory", "is a directory", "`handover directory show "),
        (
            "gp.card",
            "is the card of an organisation",
            "`handover directory add ",
        ),
    ] {
        for run in [
            sealed.verify(file, &[]),
            sealed.verify(PACKAGE, &["--statement", file]),
        ] {
            assert!(run.stderr.contains(verb), "{}", run.stderr);
            run.fails(2, &format!("usage: {file} {what}, no statement"));
        }
    }
    let run = sealed.verify(PACKAGE, &["--statement", "case.json"]);
    run.fails(2, "usage: case.json is no statement of a transfer");
    let run = sealed.open("recipient", "gp.card", &["--to", "opened"]);
    assert!(
        run.stderr.contains("`handover verify` says what"),
        "{}",
        run.stderr
    );
    run.refused("truncated");
    let run = sealed.place.run(&["inspect", "gp.card"]);
    assert!(
        run.stderr.contains("`handover verify` says what"),
        "{}",
        run.stderr
    );
    run.refused("truncated");
}

/// The size of a section is told only where it stands out, and then in words.
#[test]
fn says_what_the_size_of_a_package_tells() {
    let sealed = Sealed::new();
    let told = |to: &str| {
        let run = sealed
            .seal(to, &["--for", "ZZ902:receiving-service"])
            .done();
        let mut lines = run.stdout.lines().map(str::trim);
        assert!(lines.any(|line| line == "ZZ902-receiving-service.handover"));
        let words: Vec<&str> = run.stdout.split_whitespace().collect();
        words
            .join(" ")
            .contains("much is written in risk of 1 case.")
    };
    assert!(!told("usual"));
    let mut case: serde_json::Value = serde_json::from_str(CASE).unwrap();
    case["sections"]["risk"]["safety_plan"]["value"] = "word ".repeat(300).trim().into();
    sealed.place.write("case.json", case.to_string());
    assert!(told("long"));
}

#[test]
fn shows_and_verifies_a_package_without_any_key() {
    let sealed = Sealed::new();
    let seen = sealed
        .place
        .run(&["inspect", PACKAGE, "--json"])
        .done()
        .json();
    assert_eq!(seen["from"], "ZZ901");
    assert_eq!(seen["verified"], false);
    assert_eq!(seen["cases"], 1);
    let verified = sealed.verify(PACKAGE, &["--json"]).done().json();
    assert_eq!(verified["verified"], true);
    assert_eq!(verified["stanzas"][0]["to"], "ZZ902");
    let text = sealed.verify(PACKAGE, &[]).done().stdout;
    assert!(text.contains("VERIFIED") && !text.contains(&sealed.reference));
}

#[test]
fn opens_one_case_by_its_token_or_reference_and_no_other() {
    let sealed = Sealed::new();
    sealed.open("recipient", PACKAGE, &["--to", "all"]).done();
    let contents: serde_json::Value =
        serde_json::from_slice(&sealed.place.read("all/contents.json")).unwrap();
    let token = contents[0]["token"].as_str().unwrap();
    let by_token = sealed
        .open("recipient", PACKAGE, &["--case", token])
        .done()
        .stdout;
    let by_name = sealed
        .open("recipient", PACKAGE, &["--case", &sealed.reference])
        .done()
        .stdout;
    assert_eq!(by_token, by_name);
    assert_eq!(by_name.as_bytes(), sealed.place.read("all/0001.txt"));
    sealed
        .open("recipient", PACKAGE, &["--case", "someone-else"])
        .fails(2, "usage: the package holds no such case");
}

#[test]
fn writes_sheets_for_their_owner_only_and_not_over_others() {
    let sealed = Sealed::new();
    sealed.open("recipient", PACKAGE, &["--to", "all"]).done();
    for (name, mode) in [
        ("all", 0o700),
        ("all/0001.txt", 0o600),
        ("all/contents.json", 0o600),
    ] {
        let found = fs::metadata(sealed.place.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
    sealed
        .open("recipient", PACKAGE, &["--to", "all"])
        .fails(3, "not done: all cannot be written: something of that name");
    let sheet = String::from_utf8(sealed.place.read("all/0001.txt")).unwrap();
    assert!(sheet.find("HOW TO REACH").unwrap() < sheet.find("WHAT MUST BE DONE").unwrap());
    assert!(sheet.lines().all(|line| line.chars().count() <= 100));
}

/// S-72 in small: who may see less gets a case of its own, and nothing links the two.
#[test]
fn seals_a_split_case_in_a_package_of_its_own() {
    let sealed = Sealed::new();
    sealed.place.write("case.json", TWO_READERS);
    let both = [
        "--for",
        "ZZ902:receiving-service",
        "--for",
        "ZZG01:gp",
        "--json",
    ];
    let made = sealed.seal("both", &both).done().json();
    assert_eq!(made["packages"].as_array().unwrap().len(), 2);
    assert_eq!(made["left_out"], serde_json::json!([]));
    let package = "both/ZZG01-gp.handover";
    let part = sealed.open("gp", package, &["--as", "json"]).done().json();
    let sections = part["sections"].as_object().unwrap();
    let opened: Vec<&str> = sections.keys().map(String::as_str).collect();
    assert_eq!(opened, ["handover", "person", "plan"]);
    assert!(sections["person"]["names"]["value"].is_array());
    assert_ne!(
        part["sections"]["handover"]["case_reference"],
        sealed.reference
    );
    assert!(
        !part.to_string().contains("Hartnoll"),
        "the other person is not named"
    );
}

/// The sender finds a case by its own reference, long after; nobody else can.
#[test]
fn keeps_what_the_sender_must_remember() {
    let sealed = Sealed::new();
    let evidence = |who: &str, to: &str| {
        let arguments = ["evidence", PACKAGE, "--case", &sealed.reference, "--to", to];
        let trust = [
            "--directory",
            "directory",
            "--anchor",
            &sealed.anchor,
            "--at",
            AT,
        ];
        let more = ["--identity", who, "--json"];
        sealed.place.run(&[&arguments[..], &trust, &more].concat())
    };
    let found = evidence("sender", "sent").done().json();
    assert_eq!(found["token"].as_str().unwrap().len(), 64);
    assert_eq!(
        found["token"],
        evidence("recipient", "got").done().json()["token"]
    );
    assert_eq!(
        evidence("gp", "none").json()["problem"]["class"],
        "recipient"
    );
}

/// What a commissioner gets: the end of the package, and no case.
#[test]
fn writes_the_signed_index_beside_each_package() {
    let sealed = Sealed::new();
    let package = sealed.place.read(PACKAGE);
    let index = sealed.place.read("out/ZZ902-receiving-service.index");
    let end = package.len() - 24;
    let index_at = u64::from_be_bytes(package[end..end + 8].try_into().unwrap());
    let index_at = usize::try_from(index_at).unwrap();
    assert_eq!(index[8..], package[index_at..end]);
    let length = u64::from_be_bytes(index[..8].try_into().unwrap());
    let head_at = u64::from_be_bytes(package[end + 8..end + 16].try_into().unwrap());
    assert_eq!(usize::try_from(head_at - length).unwrap(), index_at);
    let made = sealed.seal("again", &["--for", "ZZ902:receiving-service", "--json"]);
    let made = made.done().json();
    assert_eq!(
        made["packages"][0]["index"],
        "ZZ902-receiving-service.index"
    );
}
