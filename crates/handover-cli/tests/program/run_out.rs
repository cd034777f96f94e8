//! A directory that has run out stops new trust, and never the reading of what was received while it held.

use std::fs;

use crate::{
    packages::{CASE, PACKAGE, Sealed},
    support::{AT_2026, Run},
};

/// The directory of these tests holds until the middle of October.
const RUN_OUT: &str = "2026-10-20T02:00:00Z";

fn run(sealed: &Sealed, who: &str, at: &str, words: &[&str]) -> Run {
    let trust = ["--directory", "directory", "--anchor", &sealed.anchor];
    let more = ["--identity", who, "--at", at];
    sealed.place.run(&[words, &trust, &more].concat())
}

fn open(sealed: &Sealed, at: &str) -> Run {
    run(sealed, "recipient", at, &["open", PACKAGE])
}

fn receive(sealed: &Sealed) {
    fs::create_dir(sealed.place.path("said")).unwrap();
    let stored = ["receipt", PACKAGE, "--rung", "stored", "--to", "said"];
    run(sealed, "recipient", AT_2026, &stored).done();
}

/// A prescriber reads a risk assessment at two in the morning, days after the authority forgot to renew.
#[test]
fn what_was_received_while_it_held_opens() {
    let sealed = Sealed::new();
    receive(&sealed);
    let opened = open(&sealed, RUN_OUT).done();
    let told = "the directory ran out at 2026-10-16 10:00 UTC: what was received before opens";
    assert!(opened.stderr.contains(told), "{}", opened.stderr);
    assert!(opened.stdout.contains(&sealed.reference));
    let memory = sealed.place.read("recipient/directory-seen.json");
    // Nothing is signed or sealed by it, and nothing is judged that was not seen.
    let word = ["receipt", PACKAGE, "--rung", "opened", "--to", "said"];
    run(&sealed, "recipient", RUN_OUT, &word).refused("expired");
    sealed.place.write("case.json", CASE);
    let seal = [
        "seal",
        "case.json",
        "--to",
        "late",
        "--for",
        "ZZ902:receiving-service",
    ];
    run(&sealed, "sender", RUN_OUT, &seal).refused("expired");
    run(&sealed, "recipient", RUN_OUT, &["verify", PACKAGE]).refused("expired");
    assert_eq!(sealed.place.read("recipient/directory-seen.json"), memory);
}

#[test]
fn what_was_never_seen_waits_for_a_current_one() {
    let sealed = Sealed::new();
    // Nobody accepted the directory while it held.
    open(&sealed, RUN_OUT).refused("expired");
    // Accepted, but the package is new here.
    run(&sealed, "recipient", AT_2026, &["directory", "show"]).done();
    open(&sealed, RUN_OUT).fails_with_notes(1, "refused (expired)");
    // Another than the one that was accepted.
    receive(&sealed);
    let kept = sealed.place.read("directory");
    let renew = ["directory", "renew", "directory", "--identity", "authority"];
    let days = ["--days", "1", "--at", "2026-09-17"];
    sealed.place.run(&[&renew[..], &days].concat()).done();
    open(&sealed, RUN_OUT).refused("expired");
    sealed.place.write("directory", kept);
    open(&sealed, RUN_OUT).done();
}

/// `directory renew` needs no card, before the end and after.
#[test]
fn a_directory_is_renewed_without_a_card() {
    let sealed = Sealed::new();
    let renew = |at: &str| {
        let renew = ["directory", "renew", "directory", "--identity", "authority"];
        let more = ["--days", "30", "--at", at, "--json"];
        sealed.place.run(&[&renew[..], &more].concat())
    };
    assert_eq!(renew("2026-10-01").done().json()["version"], 2);
    let renewed = renew("2026-12-15").done().json();
    assert_eq!(renewed["version"], 3);
    assert_eq!(renewed["cards"], 4);
    let shown = run(
        &sealed,
        "gp",
        "2026-12-20",
        &["directory", "show", "--json"],
    );
    assert_eq!(shown.done().json()["cards"].as_array().unwrap().len(), 4);
}
