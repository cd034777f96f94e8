//! What is missing keeps a contract open, and nobody is told otherwise.

use std::{fs, path::Path};

use handover::trust::{Countersign, Receipt, ReceiptRung};
use serde_json::{Value, json};

use crate::{
    desk::{TO, says},
    handmade::{NOW, agree, place, say, seal, sections, time},
    packages::Sealed,
    support::{Place, Run},
};

/// Files of another implementation: a package of a roster that is not there holds one person more (`90`); a
/// later roster whose predecessor is missing (`80`).
const ANCHOR: &str = "c4f5e4a47ace32832718240d7579ea8fbcd7fc372b109a1d57b3d1540b1b2492";

fn lost_roster(folder: &str) -> Value {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lost_roster");
    let place = Place::new();
    for name in ["directory", "profile.toml"] {
        place.write(name, fs::read(from.join(name)).unwrap());
    }
    for entry in fs::read_dir(from.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        place.write(&format!("{folder}/{name}"), fs::read(entry.path()).unwrap());
    }
    let mandate = format!("{folder}/mandate");
    let run = place.run(&[
        "reconcile",
        "--mandate",
        &mandate,
        "--statement",
        folder,
        "--directory",
        "directory",
        "--anchor",
        ANCHOR,
        "--at",
        "2026-09-20T09:00:00Z",
        "--profile",
        "profile.toml",
        "--json",
    ]);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    run.json()
}

fn whats(document: &Value) -> Vec<&str> {
    let obstacles = document["obstacles"].as_array().unwrap().iter();
    obstacles.map(|one| one["what"].as_str().unwrap()).collect()
}

#[test]
fn a_package_of_a_roster_that_is_not_there_keeps_it_open() {
    let document = lost_roster("90");
    assert_eq!(document["may_close"], false);
    assert_eq!(whats(&document), ["roster-not-at-hand", "unlisted"]);
    let [roster, unlisted] = [0, 1].map(|at| document["obstacles"][at].clone());
    assert_eq!(roster["ask"], "ZZ901");
    assert_eq!(roster["shown_by"]["kind"], "package");
    assert_eq!(unlisted["count"], 1);
}

#[test]
fn a_roster_without_the_one_before_keeps_it_open() {
    let document = lost_roster("80");
    assert_eq!(document["may_close"], false);
    assert_eq!(whats(&document), ["roster-not-at-hand"]);
    assert_eq!(document["obstacles"][0]["shown_by"]["kind"], "roster");
}

fn reconcile(sealed: &Sealed, mandates: &[&str], more: &[&str]) -> Run {
    let mut arguments = vec!["reconcile", "--statement", "transfer", "--mandate"];
    arguments.extend(mandates);
    arguments.extend(["--directory", "directory", "--anchor", &sealed.anchor]);
    arguments.extend(["--at", "2026-09-17"]);
    arguments.extend(more);
    sealed.place.run(&arguments)
}

fn file(sealed: &Sealed, id: &handover::trust::StatementId) -> String {
    let files = fs::read_dir(sealed.place.path("transfer")).unwrap();
    let mut names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let name = names.find(|name| name.contains(&id.to_string()[..16]));
    format!("transfer/{}", name.unwrap())
}

fn frozen(sealed: &Sealed, roster: &handover::trust::StatementId) {
    let frozen = Countersign {
        at: time(NOW),
        by: "ZZ900".parse().unwrap(),
        role: "office".parse().unwrap(),
        statement: (*roster).into(),
    };
    say(sealed, "authority", "office", frozen);
}

/// A roster of nobody is told in text, JSON and page, whatever the answer is.
#[test]
fn a_roster_of_nobody_is_not_overlooked() {
    let sealed = place();
    let agreed = agree(&sealed, &[]);
    let mandate = file(&sealed, agreed.mandate.id());
    let open = reconcile(&sealed, &[&mandate], &[]);
    assert_eq!(open.code, Some(1), "{}", open.stderr);
    assert!(
        open.stdout.contains("which lists NOBODY"),
        "{}",
        open.stdout
    );
    assert!(
        open.stdout.contains("THE ROSTERS LIST NOBODY AT ALL"),
        "{}",
        open.stdout
    );
    frozen(&sealed, agreed.roster.id());
    let closed = reconcile(&sealed, &[&mandate], &["--page", "page.html"]).done();
    let first: Vec<&str> = closed.stdout.lines().take(2).collect();
    assert_eq!(first[0], "MAY CLOSE: yes, BUT NOBODY IS LISTED");
    assert!(
        first[1].starts_with("THE ROSTERS LIST NOBODY AT ALL"),
        "{first:?}"
    );
    let page = String::from_utf8(sealed.place.read("page.html")).unwrap();
    assert!(page.contains("THE ROSTERS LIST NOBODY AT ALL"));
    let document = reconcile(&sealed, &[&mandate], &["--json"]).done().json();
    assert_eq!(document["nobody"], true);
    // What is published answers by its exit code whether the mandate may close.
    let published = reconcile(&sealed, &[&mandate], &["--publication"]).done();
    let told = published.stdout.contains("THE ROSTERS LIST NOBODY AT ALL");
    assert!(told, "{}", published.stdout);
    let published = reconcile(&sealed, &[&mandate], &["--publication", "--json"]);
    assert_eq!(published.done().json()["nobody"], true);
}

/// A pattern of the shell names every mandate of the folder: the program tells them apart and asks.
#[test]
fn several_mandates_are_told_apart() {
    let sealed = place();
    let agreed = agree(&sealed, &[]);
    frozen(&sealed, agreed.roster.id());
    let mandate = file(&sealed, agreed.mandate.id());
    let mut other = agreed.mandate.payload().clone();
    other.transfer = handover::trust::TransferDay::On("2026-11-01".parse().unwrap());
    let other = say(&sealed, "authority", "office", other);
    let other = file(&sealed, other.id());
    let run = reconcile(&sealed, &[&mandate, &other], &[]);
    run.fails_with_notes(2, "usage: 2 mandates are named");
    let told = reconcile(&sealed, &[&mandate, &other], &[]).stderr;
    for words in [
        "transfer 2026-10-01",
        "transfer 2026-11-01",
        "sender (ZZ901)",
    ] {
        assert!(told.contains(words), "{told}");
    }
    // The same file under two names is one mandate.
    fs::copy(sealed.place.path(&mandate), sealed.place.path("copy")).unwrap();
    reconcile(&sealed, &[&mandate, "copy"], &[]).done();
}

/// V-40: a receipt that names a package under a mandate, and no mandate.
#[test]
fn a_receipt_that_denies_the_mandate_is_named() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let index = seal(
        &sealed,
        "p",
        Some(&agreed),
        &["ZZ902"],
        vec![(1, sections(1))],
    );
    let receipt = Receipt {
        at: time(NOW),
        by: "ZZ902".parse().unwrap(),
        r#for: "ZZ902".parse().unwrap(),
        mandate: None,
        package: *index.head().id(),
        audience: None,
        rung: ReceiptRung::Stored,
        unreadable: Vec::new(),
    };
    let receipt = say(&sealed, "recipient", "service", receipt);
    let mandate = file(&sealed, agreed.mandate.id());
    let document = reconcile(&sealed, &[&mandate], &["--json"]).json();
    assert_eq!(document["under_no_mandate"], 0);
    assert_eq!(document["totals"], json!({"sealed": 1}));
    assert_eq!(
        document["uncounted"][0]["statement"],
        receipt.id().to_string()
    );
    assert_eq!(document["uncounted"][0]["class"], "replay");
}

/// Without the mandate V-21, V-22 and V-38 are not made, and whoever opens or signs a receipt is told.
#[test]
fn what_could_not_be_checked_is_said() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    seal(
        &sealed,
        "p",
        Some(&agreed),
        &["ZZ902"],
        vec![(1, sections(1))],
    );
    let not_made = "V-21, V-22, V-38 were not made";
    let rung = |rung: &'static str, more: &[&str]| {
        let more = [&["--rung", rung, "--to", rung, "--json"], more].concat();
        says(&sealed, "recipient", &["receipt", "p"], &more).done()
    };
    for given in ["stored", "opened"] {
        let run = rung(given, &[]);
        assert!(run.stderr.contains(not_made), "{}", run.stderr);
        let agreement = run.json()["agreement"].as_str().unwrap().to_owned();
        assert!(agreement.starts_with("names a mandate that is not at hand"));
        fs::remove_file(sealed.place.path(given)).unwrap();
        let run = rung(given, &TO[..2]);
        assert!(!run.stderr.contains(not_made), "{}", run.stderr);
    }
    let opened = says(&sealed, "recipient", &["open", "p"], &["--to", "one"]).done();
    assert!(opened.stderr.contains(not_made), "{}", opened.stderr);
    let more = ["--to", "two", "--statement", "transfer"];
    let opened = says(&sealed, "recipient", &["open", "p"], &more).done();
    assert!(!opened.stderr.contains(not_made), "{}", opened.stderr);
}

/// Readers take the default identity folder, as all other verbs do.
#[test]
fn readers_take_the_default_identity() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let mandate = file(&sealed, agreed.mandate.id());
    let roster = file(&sealed, agreed.roster.id());
    fs::rename(
        sealed.place.path("recipient"),
        sealed.place.path("identity"),
    )
    .unwrap();
    let seen = sealed.place.path("identity/statements-seen.json");
    let at = ["--at", "2026-09-17", "--directory", "directory"];
    let run = |verb: &[&str]| sealed.place.run(&[verb, &at].concat());
    // The anchor was never given: the identity remembers none yet.
    assert_ne!(run(&["roster", "show", &roster]).code, Some(0));
    let anchor = ["roster", "show", &roster, "--anchor", &sealed.anchor];
    run(&anchor).done();
    run(&["roster", "show", &roster]).done();
    run(&["verify", &roster]).done();
    assert!(seen.is_file());
    fs::remove_file(&seen).unwrap();
    let reconciled = run(&[
        "reconcile",
        "--mandate",
        &mandate,
        "--statement",
        "transfer",
    ]);
    assert_eq!(reconciled.code, Some(1), "{}", reconciled.stderr);
    assert!(seen.is_file());
}
