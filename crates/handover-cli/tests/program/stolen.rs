//! Keys that are stolen or lost, and fresh ones in their place.

use std::fs;

use serde_json::Value;

use crate::{
    packages::{CASE, PACKAGE, Sealed},
    support::{Place, Run},
};

const STOLEN: &str = "2026-09-18";
const FOUND_OUT: &str = "2026-09-20T10:00:00Z";
const LISTED: &str = "2026-09-20T11:00:00Z";
const AFTER: &str = "2026-09-21";

fn run(sealed: &Sealed, who: &str, at: &str, words: &[&str]) -> Run {
    let trust = ["--directory", "directory", "--anchor", &sealed.anchor];
    sealed
        .place
        .run(&[words, &trust, &["--identity", who, "--at", at]].concat())
}

/// What `identity card` tells of a fresh card, and the card in a file.
fn card(place: &Place, who: &str) -> (String, Value) {
    let file = format!("{who}-fresh.card");
    let told = [
        "identity",
        "card",
        "--identity",
        who,
        "--to",
        &file,
        "--json",
    ];
    (file.clone(), place.run(&told).done().json())
}

fn list(place: &Place, card: &str, words: &str, since: &str) -> Run {
    let what = [
        "directory",
        "replace",
        "directory",
        "--card",
        card,
        "--words",
        words,
    ];
    let when = ["--since", since, "--at", LISTED, "--identity", "authority"];
    place.run(&[&what[..], &when].concat())
}

/// The recipient's folder was copied: it goes on with fresh keys, and a thief has the old ones.
fn stolen() -> Sealed {
    let sealed = Sealed::new();
    let place = &sealed.place;
    copy(place, "recipient", "thief");
    place.write("directory-of-before", place.read("directory"));
    let told = run(&sealed, "recipient", FOUND_OUT, &["identity", "replace"]).done();
    assert!(told.stdout.contains("still opens here"), "{}", told.stdout);
    let (file, told) = card(place, "recipient");
    assert_eq!(told["takes_place"], true);
    list(place, &file, told["words"].as_str().unwrap(), STOLEN).done();
    sealed
}

fn copy(place: &Place, from: &str, to: &str) {
    fs::create_dir(place.path(to)).unwrap();
    for entry in fs::read_dir(place.path(from)).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            fs::copy(entry.path(), place.path(to).join(entry.file_name())).unwrap();
        }
    }
}

fn receipt(sealed: &Sealed, who: &str, at: &str, to: &str) -> Run {
    fs::create_dir_all(sealed.place.path(to)).unwrap();
    let words = ["receipt", PACKAGE, "--rung", "opened", "--to", to];
    run(sealed, who, at, &words)
}

fn verify(sealed: &Sealed, who: &str, at: &str, folder: &str) -> Run {
    let mut files = fs::read_dir(sealed.place.path(folder)).unwrap();
    let file = files.next().unwrap().unwrap().path();
    run(sealed, who, at, &["verify", file.to_str().unwrap()])
}

#[test]
fn fresh_keys_speak_and_stolen_ones_do_not() {
    let sealed = stolen();
    // Its new keys sign what everybody takes; what was sealed to the old one still opens.
    receipt(&sealed, "recipient", AFTER, "fresh").done();
    verify(&sealed, "gp", AFTER, "fresh").done();
    // The thief signs with the old ones, and dates it back; he has not told his program of the new directory.
    let old = ["--directory", "directory-of-before"];
    let words = ["receipt", PACKAGE, "--rung", "opened", "--to", "said"];
    fs::create_dir(sealed.place.path("said")).unwrap();
    let at = [
        "--identity",
        "thief",
        "--at",
        "2026-09-17",
        "--anchor",
        &sealed.anchor,
    ];
    sealed.place.run(&[&words[..], &old, &at].concat()).done();
    assert_eq!(fs::read_dir(sealed.place.path("said")).unwrap().count(), 1);
    // His card ended, and its office agreed to no other: V-09 comes before V-10.
    verify(&sealed, "gp", AFTER, "said").refused("expired");
    // By the key itself: where he has the old card renewed in time, with the same keys.
    let shown = run(&sealed, "gp", AFTER, &["directory", "show", "--json"])
        .done()
        .json();
    let revoked = shown["revocations"].as_array().unwrap();
    assert!(revoked.iter().all(|one| one["reason"] == "key-compromise"));
    let keys = revoked.iter().filter(|one| one["what"] == "public-key");
    assert_eq!(keys.count(), 5);
}

/// Whoever has the old keys has no card listed: the one that they were on is replaced already, by another.
#[test]
fn a_thief_gets_no_card() {
    let sealed = stolen();
    let place = &sealed.place;
    let renew = [
        "identity",
        "renew",
        "--identity",
        "thief",
        "--at",
        FOUND_OUT,
    ];
    place.run(&renew).done();
    let (file, told) = card(place, "thief");
    let words = told["words"].as_str().unwrap();
    list(place, &file, words, STOLEN).refused("conflict");
    let add = [
        "directory",
        "add",
        "directory",
        "--identity",
        "authority",
        "--at",
        LISTED,
    ];
    let listed = format!("{file}=provider,server");
    let what = ["--card", &listed, "--succession", "thief/succession"];
    place.run(&[&add[..], &what].concat()).refused("conflict");
}

#[test]
fn what_was_seen_before_the_day_of_the_doubt_still_counts() {
    let sealed = Sealed::new();
    receipt(&sealed, "recipient", "2026-09-17", "said").done();
    verify(&sealed, "sender", "2026-09-17", "said").done();
    let place = &sealed.place;
    run(&sealed, "recipient", FOUND_OUT, &["identity", "replace"]).done();
    let (file, told) = card(place, "recipient");
    list(place, &file, told["words"].as_str().unwrap(), STOLEN).done();
    verify(&sealed, "sender", AFTER, "said").done();
    // Who sees it now for the first time, and hears no witness, cannot know when it was signed.
    verify(&sealed, "gp", AFTER, "said").fails(1, "refused (");
}

/// A person compares the words: a card with others is not listed, and one with a stolen key never.
#[test]
fn a_card_is_listed_by_its_words_and_never_with_a_revoked_key() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let before = place.read("directory");
    run(&sealed, "recipient", FOUND_OUT, &["identity", "replace"]).done();
    let (file, told) = card(place, "recipient");
    let words = told["words"].as_str().unwrap().to_owned();
    let (_, other) = card(place, "sender");
    list(place, &file, other["words"].as_str().unwrap(), STOLEN)
        .fails(2, "usage: these are not the words of this card");
    list(place, &file, &words, "2026-09-25").fails(2, "usage: --since has not come yet");
    list(
        place,
        "sender.card",
        other["words"].as_str().unwrap(),
        STOLEN,
    )
    .fails(2, "usage: the card replaces none");
    assert_eq!(place.read("directory"), before);
    // As somebody types what he hears.
    list(
        place,
        &file,
        &words.to_uppercase().replace(' ', ", "),
        STOLEN,
    )
    .done();
    let shown = run(&sealed, "gp", AFTER, &["directory", "show", "--json"])
        .done()
        .json();
    let mut cards = shown["cards"].as_array().unwrap().iter();
    let fresh = cards
        .find(|card| card["organisation"] == "ZZ902" && card["in_force"] == true)
        .unwrap();
    assert_eq!(fresh["roles"], serde_json::json!(["provider", "server"]));
    let revoked = shown["revocations"].as_array().unwrap();
    assert_eq!(
        revoked.len(),
        6,
        "five public keys and one that is sealed to"
    );
}

/// A laptop is gone with all that was on it: what waits under the lost key is told to its sender, who lists it
/// and seals it anew.
#[test]
fn what_waits_under_a_lost_key_is_sealed_anew() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let list_of = |at: &str| {
        let words = [
            "unreadable",
            "--statement",
            "out",
            "--statement",
            "said",
            "--json",
        ];
        run(&sealed, "sender", at, &words)
    };
    fs::create_dir(place.path("said")).unwrap();
    let none = list_of("2026-09-19").done().json();
    assert_eq!(none["packages"], serde_json::json!([]));
    fs::remove_dir_all(place.path("recipient")).unwrap();
    let anew = ["identity", "replace", "--scrypt-log-n", "10"];
    run(&sealed, "recipient", FOUND_OUT, &anew).fails(
        2,
        "usage: there is no identity folder, and it is not said whose",
    );
    let named = [&anew[..], &["--organisation", "ZZ902"]].concat();
    let told = run(&sealed, "recipient", FOUND_OUT, &named).done();
    assert!(told.stdout.contains("does not open"), "{}", told.stdout);
    let (file, told) = card(place, "recipient");
    list(place, &file, told["words"].as_str().unwrap(), STOLEN).done();
    // Nobody has tried yet, and it is known all the same.
    let listed = list_of(AFTER);
    assert_eq!(listed.code, Some(1), "{}", listed.stderr);
    let reader = |listed: &Run| listed.json()["packages"][0]["readers"][0].clone();
    assert_eq!(reader(&listed)["why"], "key-revoked");
    receipt(&sealed, "recipient", AFTER, "said").done();
    let listed = list_of(AFTER);
    assert_eq!(reader(&listed)["why"], "reported");
    assert_eq!(reader(&listed)["cases"], 1);
    let command = listed.json()["packages"][0]["seal_anew"].clone();
    assert_eq!(
        command,
        "handover seal CASES --for ZZ902:receiving-service --to FOLDER"
    );
    // V-18: nobody but a person vouches for the fresh key.
    place.write("case.json", CASE);
    let seal = [
        "seal",
        "case.json",
        "--to",
        "anew",
        "--for",
        "ZZ902:receiving-service",
    ];
    run(&sealed, "sender", AFTER, &seal).refused("countersignature");
    let shown = place.run(&["identity", "show", "--identity", "recipient", "--json"]);
    let shown = shown.done().json();
    let key = shown["sealing_key"].as_str().unwrap().to_owned();
    let confirmed = [&seal[..], &["--confirm-key", &key]].concat();
    run(&sealed, "sender", AFTER, &confirmed).done();
    let package = "anew/ZZ902-receiving-service.handover";
    run(
        &sealed,
        "recipient",
        AFTER,
        &["open", package, "--as", "json"],
    )
    .done();
}
