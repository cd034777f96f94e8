//! Evidence of one case, and what a third party learns from it.

use std::fs;

use crate::{
    desk::{TO, folder, says},
    packages::{PACKAGE, Sealed},
    support::Run,
    verdicts::{accept, caseload, opened, verdict},
};

/// The token of the first case, as its recipient finds it.
fn token(sealed: &Sealed) -> String {
    sealed
        .open("recipient", PACKAGE, &["--to", "listed"])
        .done();
    let listed = sealed.place.read("listed/contents.json");
    fs::remove_dir_all(sealed.place.path("listed")).unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&listed).unwrap();
    let mut cases = listed.as_array().unwrap().iter();
    let first = cases.find(|case| case["case"] == "NR-1").unwrap();
    first["token"].as_str().unwrap().to_owned()
}

fn evidence(sealed: &Sealed, who: &str, more: &[&str]) -> Run {
    let more = [&["--statement", "transfer"], more].concat();
    says(sealed, who, &["evidence", PACKAGE], &more)
}

#[test]
fn proves_who_sealed_receipted_and_accepted_a_case_to_a_stranger() {
    let sealed = caseload();
    opened(&sealed);
    verdict(&sealed, "query", &["--reason", "other", "--case", "NR-2"]).done();
    accept(&sealed, &["--case", "NR-1"]).done();
    let made = ["--case", "NR-1", "--to", "shown", "--json"];
    let made = evidence(&sealed, "recipient", &made).done().json();
    assert_eq!(made["statements"], 2);
    assert_eq!(made["token"], token(&sealed));
    // All that is left is the file and the directory.
    fs::remove_dir_all(sealed.place.path("out")).unwrap();
    fs::remove_dir_all(sealed.place.path("transfer")).unwrap();
    let proof = sealed.verify("shown", &["--json"]).done().json();
    assert_eq!(proof["from"], "ZZ901");
    assert_eq!(proof["holder"], "ZZ902");
    assert_eq!(proof["said"].as_array().unwrap().len(), 2);
    assert_eq!(proof["set_aside"], serde_json::json!([]));
    let text = sealed.verify("shown", &[]).done().stdout;
    for words in [
        "ZZ901 sealed exactly this case for ZZ902 as receiving-service",
        "ZZ902 opened it as receiving-service",
        "ZZ902 accepted it: team North team, worker P. Shah",
        "So ZZ902 has been responsible",
        "NOT PROVED",
        "What is in the case: it is sealed",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

/// The sender proves the same, by its own ledger, and that nothing was accepted.
#[test]
fn proves_no_more_than_was_said() {
    let sealed = caseload();
    accept(&sealed, &["--case", "NR-1"]).refused("policy");
    evidence(&sealed, "sender", &["--case", "NR-1", "--to", "shown"]).done();
    let proof = sealed.verify("shown", &["--json"]).done().json();
    assert_eq!(proof["holder"], serde_json::Value::Null);
    // An acceptance without the receipt before it.
    opened(&sealed);
    accept(&sealed, &["--case", "NR-1"]).done();
    for name in fs::read_dir(sealed.place.path("transfer")).unwrap() {
        let path = name.unwrap().path();
        if path.to_string_lossy().contains("receipt-") {
            fs::remove_file(path).unwrap();
        }
    }
    evidence(&sealed, "sender", &["--case", "NR-1", "--to", "without"]).done();
    let text = sealed.verify("without", &[]).done().stdout;
    assert!(
        text.contains("no receipt here says that the case was opened"),
        "{text}"
    );
    assert!(!text.contains("has been responsible"));
}

#[test]
fn opens_the_named_sections_for_the_named_reader_only() {
    let sealed = caseload();
    let token = token(&sealed);
    let case = ["--case", token.as_str(), "--to", "shown"];
    let to_gp = [&case[..], &["--for", "ZZG01", "--section", "plan"]].concat();
    evidence(&sealed, "recipient", &to_gp).done();
    let read = sealed.open("gp", "shown", &["--as", "json"]).done().json();
    let sections = read["sections"].as_object().unwrap();
    let names: Vec<&str> = sections.keys().map(String::as_str).collect();
    assert_eq!(names, ["plan"]);
    for who in ["recipient", "sender", "authority"] {
        sealed.open(who, "shown", &[]).refused("recipient");
    }
    let text = sealed.verify("shown", &[]).done().stdout;
    assert!(text.contains("ZZG01 reads some sections"), "{text}");
    sealed
        .open("gp", "shown", &["--audience", "gp"])
        .fails(2, "usage: ");
    sealed
        .open("gp", "shown", &["--case", "NR-2"])
        .fails(2, "usage: the evidence is of another");
}

#[test]
fn makes_no_evidence_of_what_is_not_there_or_not_ours() {
    let sealed = caseload();
    let token = token(&sealed);
    let before = sealed.place.everything();
    let other = "00".repeat(32);
    let make = |who: &str, case: &str, more: &[&str]| {
        let more = [&["--case", case], more].concat();
        evidence(&sealed, who, &more)
    };
    let to = ["--to", "shown"];
    make("recipient", &other, &to).refused("policy");
    make("recipient", "NR-9", &to).refused("policy");
    make("sender", "NR-9", &to).refused("policy");
    let reader = |org: &'static str, section: &'static str| {
        [&to[..], &["--for", org, "--section", section]].concat()
    };
    make("recipient", &token, &reader("ZZ999", "plan")).refused("not-entitled");
    make("recipient", &token, &reader("ZZG01", "maternity")).refused("not-entitled");
    make("sender", &token, &reader("ZZG01", "plan")).refused("recipient");
    make("recipient", &token, &["--to", "case.json/x"])
        .fails(3, "not done: case.json/x cannot be written");
    assert_eq!(before, sealed.place.everything());
}

#[test]
fn takes_no_changed_evidence() {
    let sealed = caseload();
    evidence(&sealed, "recipient", &["--case", "NR-1", "--to", "shown"]).done();
    let whole = sealed.place.read("shown");
    let mut classes = Vec::new();
    for place in [0, 40, whole.len() / 2, whole.len() - 30] {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        sealed.place.write("changed", &changed);
        let run = sealed.verify("changed", &[]);
        assert_eq!(run.code, Some(1), "{place}");
        classes.push(run.stderr.split(':').next().unwrap().to_owned());
    }
    assert!(
        classes.contains(&"refused (altered)".to_owned()),
        "{classes:?}"
    );
    sealed.verify("case.json", &[]).refused("truncated");
    sealed.place.write("cut", &whole[..whole.len() - 1]);
    assert_eq!(sealed.verify("cut", &[]).code, Some(1));
}

/// A receipt of another package proves nothing here, and is told.
#[test]
fn sets_aside_what_is_about_something_else() {
    let sealed = caseload();
    let seal = ["--for", "ZZ902:receiving-service", "--to", "second"];
    says(&sealed, "sender", &["seal", "cases"], &seal).done();
    let second = "second/ZZ902-receiving-service.handover";
    let more = ["--rung", "opened", "--to", "other"];
    says(&sealed, "recipient", &["receipt", second], &more).done();
    let case = ["--case", "NR-1", "--to", "shown"];
    evidence(&sealed, "recipient", &case).done();
    let beside = ["--statement", "other", "--json"];
    let proof = sealed.verify("shown", &beside).done().json();
    assert_eq!(proof["set_aside"][0]["kind"], "receipt");
    assert_eq!(proof["said"], serde_json::json!([]));
}

#[test]
fn verifies_an_index_and_a_statement_by_themselves() {
    let sealed = caseload();
    opened(&sealed);
    let index = "out/ZZ902-receiving-service.index";
    let seen = sealed.verify(index, &["--json"]).done().json();
    assert_eq!(
        (&seen["cases"], &seen["verified"]),
        (&3.into(), &true.into())
    );
    let text = sealed.verify(index, &[]).done().stdout;
    assert!(text.contains("cases themselves are not in this file"));
    let receipt = crate::desk::files(&sealed).remove(0);
    let receipt = format!("transfer/{receipt}");
    let said = sealed.verify(&receipt, &["--json"]).done().json();
    assert_eq!(said["statement"]["by"], "ZZ902");
    assert_eq!(said["statement"]["kind"], "receipt");
    let mut forged = sealed.place.read(&receipt);
    *forged.last_mut().unwrap() ^= 1;
    sealed.place.write("forged", forged);
    sealed.verify("forged", &[]).refused("signature");
    sealed.verify("recipient.card", &[]).fails(2, "usage: ");
}

/// Nothing that the desk writes or says leads to a person; worker and team are labels of staff.
#[test]
fn tells_nothing_of_a_case() {
    let sealed = caseload();
    let mut runs = Vec::new();
    let mut said = |run: Run| runs.push(run);
    let more = [&["--rung", "opened"], &TO[..]].concat();
    said(says(&sealed, "recipient", &["receipt", PACKAGE], &more));
    said(verdict(
        &sealed,
        "query",
        &["--reason", "other", "--case", "NR-2"],
    ));
    said(accept(&sealed, &["--all"]));
    said(accept(&sealed, &["--case", "NR-1"]));
    said(accept(&sealed, &["--case", "NR-9"]));
    sealed.place.write(
        "bad.csv",
        "case,reason\nNR-1,Winterley\nWinterley Joanna,x\n9990000018,x\n",
    );
    said(verdict(&sealed, "refuse", &["--from", "bad.csv"]));
    said(evidence(
        &sealed,
        "recipient",
        &["--case", "NR-1", "--to", "transfer"],
    ));
    for file in sealed.place.everything() {
        crate::leaks::assert_silent("a file name", &file);
        if file.starts_with("transfer/") {
            let bytes = sealed.place.read(&file);
            crate::leaks::assert_silent(&file, &String::from_utf8_lossy(&bytes));
            assert!(!String::from_utf8_lossy(&bytes).contains("NR-"), "{file}");
        }
        if file.ends_with(".evidence") {
            said(sealed.verify(&file, &[]));
            said(sealed.verify(&file, &["--json"]));
        }
    }
    for run in &runs {
        crate::leaks::assert_silent("standard output", &run.stdout);
        crate::leaks::assert_silent("standard error", &run.stderr);
        assert!(
            !run.stdout.contains("NR-") && !run.stderr.contains("NR-"),
            "{}",
            run.stderr
        );
    }
}

/// The commissioner's key opens no section of anything.
#[test]
fn the_commissioner_opens_nothing() {
    let sealed = Sealed::new();
    folder(&sealed);
    sealed.open("authority", PACKAGE, &[]).refused("recipient");
    let more = [&["--rung", "opened"], &TO[..]].concat();
    says(&sealed, "authority", &["receipt", PACKAGE], &more).refused("recipient");
    let key = ["--rung", "opened", "--for", "ZZ902"];
    let more = [&key[..], &TO[..]].concat();
    says(&sealed, "authority", &["receipt", PACKAGE], &more).fails(2, "usage: ");
}
