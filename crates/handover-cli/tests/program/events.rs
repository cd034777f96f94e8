//! What happens to cases afterwards, and between.

use crate::{
    desk::{TO, files, says},
    packages::{PACKAGE, Sealed},
    support::Run,
    verdicts::{accept, caseload, opened, verdict},
};

fn event(sealed: &Sealed, who: &str, word: &str, more: &[&str]) -> Run {
    let role = if who == "recipient" {
        "prescriber"
    } else {
        "team-leader"
    };
    let more = [&["--role", role], &TO[..], more].concat();
    says(sealed, who, &["event", word, PACKAGE], &more)
}

const CASE: [&str; 2] = ["--case", "NR-1"];

/// S-85: the sender answers, and the case is open to a verdict again.
#[test]
fn a_query_is_answered_and_then_accepted() {
    let sealed = caseload();
    opened(&sealed);
    event(&sealed, "sender", "answered", &CASE).refused("policy");
    verdict(
        &sealed,
        "query",
        &["--reason", "dataset-incomplete", "--case", "NR-1"],
    )
    .done();
    event(&sealed, "recipient", "answered", &CASE).refused("not-entitled");
    event(&sealed, "sender", "answered", &CASE).done();
    event(&sealed, "sender", "answered", &CASE).refused("policy");
    accept(&sealed, &CASE).done();
    assert_eq!(files(&sealed).len(), 4);
}

/// S-77: after acceptance a case is asked for, not taken.
#[test]
fn takes_back_before_acceptance_and_asks_after_it() {
    let sealed = caseload();
    opened(&sealed);
    let code = [&CASE[..], &["--code", "wrong-person"]].concat();
    event(&sealed, "sender", "recalled", &code).refused("policy");
    accept(&sealed, &CASE).done();
    event(&sealed, "sender", "withdrawn", &code).refused("policy");
    event(&sealed, "sender", "recalled", &CASE).fails(2, "usage: recalled needs a reason");
    event(&sealed, "sender", "recalled", &code).done();
    let told = event(&sealed, "sender", "superseded", &CASE)
        .refused("policy")
        .stderr;
    assert!(told.contains("accepted already, by ZZ902"), "{told}");

    let other = ["--case", "NR-2"];
    event(&sealed, "sender", "withdrawn", &other).fails(2, "usage: withdrawn needs a reason");
    let bad = [&other[..], &["--code", "changed-my-mind"]].concat();
    event(&sealed, "sender", "withdrawn", &bad).refused("policy");
    let good = [&other[..], &["--code", "moved-away"]].concat();
    event(&sealed, "recipient", "withdrawn", &good).refused("not-entitled");
    event(&sealed, "sender", "withdrawn", &good).done();
    event(&sealed, "sender", "withdrawn", &good).refused("conflict");
    event(&sealed, "sender", "superseded", &other).refused("conflict");
    accept(&sealed, &other).refused("policy");
}

/// S-54 and S-86: only the holder says that somebody met the person, or did not.
#[test]
fn the_holder_says_whether_the_person_was_met() {
    let sealed = caseload();
    opened(&sealed);
    event(&sealed, "recipient", "contacted", &CASE).refused("not-entitled");
    accept(&sealed, &CASE).done();
    for on in ["2026-09-14", "2026-09-15", "2026-09-16"] {
        let more = [&CASE[..], &["--on", on, "--json"]].concat();
        let said = event(&sealed, "recipient", "not-engaged", &more)
            .done()
            .json();
        assert_eq!(said["on"], on);
    }
    event(&sealed, "sender", "contacted", &CASE).refused("not-entitled");
    let future = [&CASE[..], &["--on", "2026-09-17"]].concat();
    event(&sealed, "recipient", "contacted", &future).fails(2, "usage: that day is still to come");
    event(&sealed, "recipient", "contacted", &CASE).done();
    event(&sealed, "recipient", "reviewed", &CASE).done();
    event(&sealed, "recipient", "met", &CASE).fails(2, "usage: ");
    assert_eq!(files(&sealed).len(), 7);
}

/// S-50: who is not the right one says so after `stored`; the sender stays the holder.
#[test]
fn a_misdirected_case_is_never_accepted() {
    let sealed = caseload();
    let stored = [&["--rung", "stored"], &TO[..]].concat();
    says(&sealed, "recipient", &["receipt", PACKAGE], &stored).done();
    verdict(
        &sealed,
        "misdirect",
        &["--reason", "not-known-here", "--case", "NR-1"],
    )
    .done();
    accept(&sealed, &CASE).refused("policy");
    let code = [&CASE[..], &["--code", "not-known-here"]].concat();
    event(&sealed, "sender", "withdrawn", &code).done();
}

/// A question and its answer, each read by the one whom it is for, and by nobody else.
#[test]
fn words_travel_sealed_between_the_two_parties() {
    let sealed = caseload();
    opened(&sealed);
    let place = &sealed.place;
    place.write(
        "question.txt",
        "Was Joanna strangled before?\n\nTell us by telephone.\n",
    );
    place.write(
        "answer.txt",
        format!("No. {}", "Her plan says more. ".repeat(40)),
    );
    let query = ["--reason", "dataset-incomplete", "--words", "question.txt"];
    let all = [&query[..], &["--all"]].concat();
    verdict(&sealed, "query", &all).fails(2, "usage: words are about one case");
    let other = [
        "--to",
        "question",
        "--statement",
        "transfer",
        "--role",
        "prescriber",
    ];
    let other = [&other[..], &query[..], &CASE].concat();
    says(&sealed, "recipient", &["query", PACKAGE], &other)
        .fails(2, "usage: words go in a package");
    place.write("long.txt", "x".repeat(2001));
    for file in ["long.txt", "missing.txt"] {
        let long = ["--reason", "other", "--words", file, "--case", "NR-1"];
        let run = verdict(&sealed, "query", &long);
        assert!(run.code == Some(2) || run.code == Some(3), "{}", run.stderr);
    }
    assert_eq!(files(&sealed).len(), 1);

    let said = verdict(&sealed, "query", &[&query[..], &CASE, &["--json"]].concat())
        .done()
        .json();
    let question = said["words"].as_str().unwrap();
    let read = sealed.open("sender", question, &[]).done().stdout;
    assert!(read.contains("Words about case NR-1"), "{read}");
    assert!(read.contains("Was Joanna strangled before?") && read.contains("by telephone."));
    for who in ["recipient", "gp", "authority"] {
        sealed.open(who, question, &[]).refused("recipient");
    }
    let more = [&CASE[..], &["--words", "answer.txt"]].concat();
    event(&sealed, "recipient", "contacted", &more).fails(2, "usage: only an answer has words");
    let more = [&more[..], &["--json"]].concat();
    let said = event(&sealed, "sender", "answered", &more).done().json();
    let answer = said["words"].as_str().unwrap();
    let read = sealed
        .open("recipient", answer, &["--as", "json"])
        .done()
        .json();
    assert_eq!(read["profile"], "reply@2");
    let texts = read["sections"]["handover"]["references"]["value"].clone();
    let words = format!("No. {}", "Her plan says more. ".repeat(40));
    let whole = serde_json::json!([{"kind": "related", "value": words.trim()}]);
    assert_eq!(texts, whole);
    sealed.open("sender", answer, &[]).refused("recipient");
    // The case goes on, and the words change nothing.
    accept(&sealed, &CASE).done();
    for file in files(&sealed) {
        let bytes = place.read(&format!("transfer/{file}"));
        crate::leaks::assert_silent(&file, &String::from_utf8_lossy(&bytes));
    }
}
