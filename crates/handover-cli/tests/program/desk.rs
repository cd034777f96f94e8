//! The recipient's desk by files: receipts.

use std::fs;

use crate::{
    handmade::{agree, place},
    packages::{PACKAGE, Sealed},
    support::{AT_2026 as AT, Run},
};

/// A verb about a package, by one of the parties.
pub(crate) fn says(sealed: &Sealed, who: &str, verb: &[&str], more: &[&str]) -> Run {
    let mut arguments = verb.to_vec();
    arguments.extend([
        "--identity",
        who,
        "--directory",
        "directory",
        "--anchor",
        &sealed.anchor,
    ]);
    if !more.contains(&"--at") {
        arguments.extend(["--at", AT]);
    }
    arguments.extend(more);
    sealed.place.run(&arguments)
}

/// The folder of the transfer, which is there and empty.
pub(crate) fn folder(sealed: &Sealed) {
    fs::create_dir(sealed.place.path("transfer")).unwrap();
}

/// The names of the files in the folder of the transfer.
pub(crate) fn files(sealed: &Sealed) -> Vec<String> {
    let entries = fs::read_dir(sealed.place.path("transfer")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

pub(crate) const TO: [&str; 4] = ["--statement", "transfer", "--to", "transfer"];

fn receipt(sealed: &Sealed, who: &str, rung: &str, more: &[&str]) -> Run {
    let more = [&["--rung", rung], &TO[..], more].concat();
    says(sealed, who, &["receipt", PACKAGE], &more)
}

#[test]
fn gives_a_receipt_for_each_rung_and_the_same_again() {
    let sealed = Sealed::new();
    folder(&sealed);
    let stored = receipt(&sealed, "recipient", "stored", &["--json"])
        .done()
        .json();
    assert_eq!(stored["rung"], "stored");
    assert_eq!(stored["for"], "ZZ902");
    let opened = receipt(&sealed, "recipient", "opened", &["--json"])
        .done()
        .json();
    assert_eq!(opened["audience"], "receiving-service");
    assert_eq!(opened["unreadable"], serde_json::json!([]));
    let name = |id: &str| format!("receipt-{id}.statement");
    let mut expected = [&stored, &opened].map(|made| name(made["id"].as_str().unwrap()));
    expected.sort();
    assert_eq!(files(&sealed), expected);
    // S-75: asked again later, the receipt is the same byte for byte.
    let again = [
        "--rung",
        "stored",
        "--statement",
        "transfer",
        "--to",
        "again",
    ];
    let again = [&again[..], &["--at", "2026-09-17"]].concat();
    says(&sealed, "recipient", &["receipt", PACKAGE], &again).done();
    let first = sealed.place.read(&format!(
        "transfer/{}",
        name(stored["id"].as_str().unwrap())
    ));
    assert_eq!(sealed.place.read("again"), first);
}

#[test]
fn receipts_only_what_is_ours_and_whole() {
    let sealed = Sealed::new();
    folder(&sealed);
    let before = sealed.place.everything();
    for rung in ["stored", "opened"] {
        receipt(&sealed, "gp", rung, &[]).refused("recipient");
    }
    receipt(&sealed, "recipient", "opened", &["--audience", "gp"]).refused("recipient");
    receipt(&sealed, "recipient", "stored", &["--audience", "gp"]).fails(2, "usage: ");
    receipt(&sealed, "recipient", "opened", &["--for", "ZZ902"]).fails(2, "usage: ");
    receipt(&sealed, "recipient", "accepted", &[]).fails(2, "usage: ");
    // Nobody keeps packages for ZZ902 whom its card does not name.
    receipt(&sealed, "gp", "stored", &["--for", "ZZ902"]).refused("not-entitled");
    let late = ["--at", "2026-12-31"];
    receipt(&sealed, "recipient", "stored", &late).refused("expired");
    let nowhere = ["--rung", "stored", "--to", "case.json/x"];
    says(&sealed, "recipient", &["receipt", PACKAGE], &nowhere)
        .fails(3, "not done: case.json/x cannot be written");
    let mut changed = sealed.place.read(PACKAGE);
    changed[30] ^= 1;
    sealed.place.write("changed", changed);
    let changed = ["--rung", "stored", "--to", "transfer"];
    says(&sealed, "recipient", &["receipt", "changed"], &changed).refused("altered");
    fs::remove_file(sealed.place.path("changed")).unwrap();
    let after: Vec<String> = sealed.place.everything();
    assert_eq!(before, after);
}

/// S-78: the key was replaced between sealing and opening.
#[test]
fn tells_the_sender_what_the_new_key_cannot_open() {
    let sealed = Sealed::new();
    folder(&sealed);
    fs::copy(
        sealed.place.path("gp/sealing-1.key.pem"),
        sealed.place.path("recipient/sealing-1.key.pem"),
    )
    .unwrap();
    let opened = receipt(&sealed, "recipient", "opened", &["--json"])
        .done()
        .json();
    assert_eq!(opened["unreadable"][0]["class"], "decrypt");
    let shown = ["--rung", "opened", "--to", "receipt"];
    let text = says(&sealed, "recipient", &["receipt", PACKAGE], &shown)
        .done()
        .stdout;
    assert!(text.contains("seal them anew"), "{text}");
}

#[test]
fn leaves_other_files_alone_and_names_them() {
    let sealed = Sealed::new();
    folder(&sealed);
    receipt(&sealed, "recipient", "stored", &[]).done();
    let stored = files(&sealed).remove(0);
    let mut forged = sealed.place.read(&format!("transfer/{stored}"));
    *forged.last_mut().unwrap() ^= 1;
    sealed.place.write("transfer/forged", &forged);
    sealed.place.write("transfer/notes.txt", "call on Monday");
    let run = receipt(&sealed, "recipient", "opened", &[]).done();
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", run.stderr);
    assert!(lines[0].contains("left alone") && lines[0].contains("notes.txt"));
    assert!(lines[1].starts_with("not taken (signature): transfer/forged"));
    // Named itself, such a file is a mistake.
    let named = |file: &str| {
        let more = ["--rung", "opened", "--statement", file, "--to", "receipt"];
        says(&sealed, "recipient", &["receipt", PACKAGE], &more)
    };
    named("transfer/forged").refused("signature");
    named("transfer/notes.txt").fails(2, "usage: transfer/notes.txt is no statement");
}

#[test]
fn remembers_when_a_statement_was_first_seen() {
    let sealed = Sealed::new();
    folder(&sealed);
    receipt(&sealed, "recipient", "stored", &[]).done();
    receipt(&sealed, "recipient", "opened", &[]).done();
    let memory: serde_json::Value =
        serde_json::from_slice(&sealed.place.read("recipient/statements-seen.json")).unwrap();
    let seen: Vec<u64> = memory
        .as_object()
        .unwrap()
        .values()
        .map(|at| at.as_u64().unwrap())
        .collect();
    assert_eq!(
        seen, [1_789_552_800; 3],
        "the package and both receipts, signed here"
    );
}

/// Programs of one identity that run at once wait for each other, and none forgets what another saw.
#[test]
fn two_programs_at_once_remember_what_both_saw() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let file = |id: String| {
        let mut names = files(&sealed).into_iter();
        format!(
            "transfer/{}",
            names.find(|name| name.contains(&id[..16])).unwrap()
        )
    };
    let mandate = file(agreed.mandate.id().to_string());
    let held = fs::File::create(sealed.place.path("recipient/statements-seen.lock")).unwrap();
    held.lock().unwrap();
    let mut programs: Vec<_> = agreed
        .countersigns
        .iter()
        .map(|countersign| {
            let statement = file(countersign.id().to_string());
            let mut command = sealed.place.command(&["reconcile", "--mandate", &mandate]);
            command
                .args(["--statement", &statement, "--identity", "recipient"])
                .args(["--directory", "directory", "--anchor", &sealed.anchor])
                .args(["--at", AT, "--json"])
                .stdout(std::process::Stdio::null());
            command.spawn().unwrap()
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(500));
    for program in &mut programs {
        assert!(program.try_wait().unwrap().is_none(), "one did not wait");
    }
    assert!(!sealed.place.path("recipient/statements-seen.json").exists());
    held.unlock().unwrap();
    for mut program in programs {
        // The contract may not close yet, which is all that is wrong.
        assert_eq!(program.wait().unwrap().code(), Some(1));
    }
    let memory = sealed.place.read("recipient/statements-seen.json");
    let memory: serde_json::Value = serde_json::from_slice(&memory).unwrap();
    assert!(memory[agreed.mandate.id().to_string()].is_u64());
    for countersign in &agreed.countersigns {
        assert!(memory[countersign.id().to_string()].is_u64());
    }
}
