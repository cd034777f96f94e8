//! Signed and sent in one command, pulled and reconciled in one command.

use std::fs;

use serde_json::Value;

use crate::{
    carried::Serving,
    handmade::{agree, place, seal, sections},
    packages::Sealed,
    support::AT_2026 as AT,
    verdicts::WHO,
};

const PACKAGE: &str = "package.handover";

/// Two cases under a mandate, on the server of their recipient; the folders of the three who talk.
fn sent(sealed: &Sealed) -> Serving<'_> {
    let agreed = agree(sealed, &[(1, "ZZ902"), (2, "ZZ902")]);
    let cases = (1..3).map(|n| (n, sections(n))).collect();
    seal(sealed, PACKAGE, Some(&agreed), &["ZZ902"], cases);
    for folder in ["desk", "seen", "again"] {
        fs::create_dir(sealed.place.path(folder)).unwrap();
    }
    let write = |name, bytes: &[u8]| sealed.place.write(name, bytes);
    write("mandate", agreed.mandate.as_bytes());
    write("roster", agreed.roster.as_bytes());
    let server = Serving::start(sealed);
    let send = ["send", PACKAGE, "--statement", "transfer", "--to", "desk"];
    server.run("sender", &send).done();
    server
}

/// Says something at the recipient's desk.
fn at_desk<'a>(words: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    let files = ["--statement", "transfer", "--statement", "desk"];
    [words, &files, more].concat()
}

fn names(sealed: &Sealed, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(sealed.place.path(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn accept() -> Vec<&'static str> {
    [
        &["accept", PACKAGE, "--all", "--role", "prescriber"],
        &WHO[..],
    ]
    .concat()
}

#[test]
fn what_is_signed_is_sent_at_once_and_reconciled_in_one_command() {
    let sealed = place();
    let server = sent(&sealed);
    let receipt = ["receipt", PACKAGE, "--rung", "opened", "--json"];
    let receipt = server.run("recipient", &at_desk(&receipt, &["--to", "desk"]));
    assert_eq!(receipt.done().json()["sent"], "ZZ902");
    // The same receipt again is no second one.
    let receipt = ["receipt", PACKAGE, "--rung", "opened"];
    let receipt = server.run("recipient", &at_desk(&receipt, &["--to", "again"]));
    let told = receipt.done().stdout;
    assert!(
        told.ends_with("\nSent: the server of ZZ902 had it already\n"),
        "{told}"
    );
    let accepted = server.run("recipient", &at_desk(&accept(), &["--to", "desk"]));
    let told = accepted.done().stdout;
    assert!(told.ends_with("\nSent: to the server of ZZ902\n"), "{told}");
    let contacted = [
        "event",
        "contacted",
        PACKAGE,
        "--all",
        "--role",
        "prescriber",
        "--json",
    ];
    let contacted = server.run("recipient", &at_desk(&contacted, &["--to", "desk"]));
    assert_eq!(contacted.done().json()["sent"], "ZZ902");

    // The commissioner has the mandate, and nothing else that was said.
    let frozen = [
        "countersign",
        "roster",
        "--role",
        "office",
        "--to",
        "frozen",
    ];
    let more = ["--statement", "mandate", "--server-of", "ZZ902", "--json"];
    let frozen = server.run("authority", &[&frozen[..], &more].concat());
    assert_eq!(frozen.done().json()["sent"], "ZZ902");
    let before = sealed.place.everything();
    let look = [
        "reconcile",
        "--mandate",
        "mandate",
        "--server-of",
        "ZZ902",
        "--json",
    ];
    let looked = server.run("authority", &look).done();
    assert_eq!(looked.json()["totals"], serde_json::json!({"contacted": 2}));
    assert!(
        looked.stderr.contains("not kept: name a folder"),
        "{}",
        looked.stderr
    );
    assert_eq!(sealed.place.everything(), before, "nothing is left behind");

    let keep = [&look[..], &["--statement", "seen"]].concat();
    let kept = server.run("authority", &keep).done();
    assert_eq!(kept.json()["may_close"], true);
    let seen = names(&sealed, "seen");
    assert!(
        kept.stderr.contains(&format!(
            "{} new from the server of ZZ902, kept in seen",
            seen.len()
        )),
        "{}",
        kept.stderr
    );
    let kinds = [
        "countersign",
        "event",
        "mandate",
        "package",
        "receipt",
        "roster",
        "verdict",
    ];
    for kind in kinds {
        assert!(
            seen.iter().any(|name| name.starts_with(kind)),
            "{kind}: {seen:?}"
        );
    }
    let again = server.run("authority", &keep).done();
    assert!(again.stderr.contains("0 new from"), "{}", again.stderr);
    assert_eq!(names(&sealed, "seen"), seen);
}

/// A statement is durable before it is sent: what was signed is never lost on the way.
#[test]
fn what_cannot_be_sent_stays_and_the_message_says_how_to_send_it() {
    let sealed = place();
    let mut server = sent(&sealed);
    let receipt = ["receipt", PACKAGE, "--rung", "opened"];
    server
        .run("recipient", &at_desk(&receipt, &["--to", "desk"]))
        .done();
    server.kill();
    let before = names(&sealed, "desk");
    let accepted = server.run(
        "recipient",
        &at_desk(&accept(), &["--to", "desk", "--json"]),
    );
    assert_eq!(accepted.code, Some(3), "{}", accepted.stderr);
    assert_eq!(accepted.json()["sent"], Value::Null);
    let new = names(&sealed, "desk")
        .into_iter()
        .filter(|name| !before.contains(name));
    let new: Vec<String> = new.collect();
    let [file] = &new[..] else {
        panic!("{new:?}");
    };
    let push = format!("`handover push desk/{file} --server {}`", server.address);
    let mut lines = accepted.stderr.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("not done: the server of ZZ902: connection is refused")
    );
    assert!(
        lines
            .next()
            .unwrap()
            .ends_with(&format!("stays in desk/{file}; later: {push}."))
    );
    server.kill_and_restart();
    let pushed = ["push", &format!("desk/{file}"), "--json"];
    assert_eq!(server.run("recipient", &pushed).done().json()["filed"], 1);
}

/// Words are a package: whoever sends a verdict at once is told that they have not gone with it.
#[test]
fn words_are_not_sent_with_their_verdict_and_that_is_said() {
    let sealed = place();
    let server = sent(&sealed);
    let receipt = ["receipt", PACKAGE, "--rung", "opened"];
    server
        .run("recipient", &at_desk(&receipt, &["--to", "desk"]))
        .done();
    sealed.place.write("words.txt", "Who is the key worker?");
    let query = ["query", PACKAGE, "--case", "NR-1", "--reason", "other"];
    let more = [
        "--role",
        "prescriber",
        "--words",
        "words.txt",
        "--to",
        "desk",
    ];
    let asked = server.run("recipient", &at_desk(&query, &more));
    let told = asked.done().stdout;
    let names = names(&sealed, "desk");
    let reply = names
        .iter()
        .find(|name| name.starts_with("reply-"))
        .unwrap();
    let send = format!("for it is a package: `handover send desk/{reply}`\n");
    assert!(told.contains(&send), "{told}");
    assert!(told.ends_with("\nSent: to the server of ZZ902\n"), "{told}");
}

/// Nothing is signed that could not be sent as it was asked.
#[test]
fn the_way_to_a_server_is_looked_at_before_anything_is_signed() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    seal(
        &sealed,
        PACKAGE,
        Some(&agreed),
        &["ZZ902"],
        vec![(1, sections(1))],
    );
    let before = sealed.place.everything();
    let receipt = ["receipt", PACKAGE, "--rung", "opened", "--to", "receipt"];
    for (more, told) in [
        (
            &["--server-of", "ZZ902"][..],
            "the card of ZZ902 names no server",
        ),
        (
            &["--server-of", "ZZ777"],
            "the directory has no card of ZZ777",
        ),
        (
            &["--server", "http://a.invalid"],
            "the server of ZZ902: address is not one of https",
        ),
        (
            &["--patience", "1"],
            "--proxy and --patience are about a server",
        ),
        (
            &["--proxy", "http://a.invalid"],
            "--proxy and --patience are about a server",
        ),
    ] {
        let run = crate::desk::says(&sealed, "recipient", &receipt, more);
        run.fails(2, &format!("usage: {told}"));
    }
    let reconcile = [
        "reconcile",
        "--mandate",
        "mandate",
        "--directory",
        "directory",
    ];
    sealed.place.write("mandate", agreed.mandate.as_bytes());
    let more = [
        "--anchor",
        &sealed.anchor,
        "--at",
        AT,
        "--server-of",
        "ZZ902",
    ];
    let run = sealed.place.run(&[&reconcile[..], &more].concat());
    run.fails(
        2,
        "usage: a server gives statements only to those whom they concern",
    );
    fs::remove_file(sealed.place.path("mandate")).unwrap();
    assert_eq!(sealed.place.everything(), before);
}
