//! What was said in time, and who saw it: witnesses of every kind, and a link on which one thing is bad.

use std::fs;

use handover::trust::{Countersign, Sight, Statement, StatementId};
use jiff::{SignedDuration, Timestamp};

use crate::{
    carried::Serving,
    desk::{TO, files, says},
    handmade::{NOW, agree, directory, place, seal, sections, signer, time},
    packages::{PACKAGE, Sealed},
    parties::parties,
    support::Place,
    transfers::filled,
    verdicts::{accept, caseload, opened},
};

/// A countersign in a file.
fn countersign(sealed: &Sealed, file: &str) -> Statement<Countersign> {
    let said = directory(sealed).verify(&sealed.place.read(file), &Sight::now(time(NOW)));
    said.unwrap()
}

fn ids(sealed: &Sealed, file: &str) -> Vec<String> {
    let said = countersign(sealed, file);
    assert_eq!(said.payload().role.as_str(), "seen");
    let ids = said.payload().statement.ids().iter();
    ids.map(StatementId::to_string).collect()
}

/// The id in the name of the one file of a kind.
fn only(sealed: &Sealed, kind: &str) -> (String, String) {
    let mut names = files(sealed).into_iter();
    let name = names.find(|name| name.starts_with(kind)).unwrap();
    let id = name.rsplit_once('-').unwrap().1.split('.').next().unwrap();
    (format!("transfer/{name}"), id.to_owned())
}

/// A.5: a receipt, a verdict and a countersign are seen as everything else is; nobody agrees to them.
#[test]
fn every_kind_is_countersigned_as_seen() {
    let sealed = caseload();
    opened(&sealed);
    let take = ["countersign", PACKAGE, "--role", "team-leader"];
    says(&sealed, "recipient", &take, &TO).done();
    accept(&sealed, &["--case", "NR-1"]).done();
    for kind in ["receipt", "verdict", "countersign"] {
        let (file, id) = only(&sealed, kind);
        let role = |role| ["countersign", &file, "--role", role, "--to", "seen"];
        says(&sealed, "authority", &role("office"), &[]).fails(
            2,
            &format!("usage: {file} is a {kind}, to which nobody agrees"),
        );
        says(&sealed, "authority", &role("seen"), &[]).done();
        assert_eq!(ids(&sealed, "seen"), [id], "{kind}");
        fs::remove_file(sealed.place.path("seen")).unwrap();
    }
}

/// A.10, rule 9: what another party pulls it can say it has seen, in one statement for all of it.
#[test]
fn what_is_pulled_is_seen_in_one_statement() {
    let sealed = Sealed::new();
    fs::create_dir(sealed.place.path("transfer")).unwrap();
    let server = Serving::start(&sealed);
    let send = ["send", PACKAGE, "--to", "sent", "--json"];
    fs::create_dir(sealed.place.path("sent")).unwrap();
    let sent = server.run("sender", &send).done().json();
    let package = sent["stored"][0]["package"].as_str().unwrap().to_owned();
    let filing = ["receipt", PACKAGE, "--rung", "opened", "--to", "desk"];
    server.run("recipient", &filing).done();
    let pull = |who: &str, to: &str| {
        let pull = [
            "pull",
            "--to",
            to,
            "--server-of",
            "ZZ902",
            "--seen",
            "--json",
        ];
        server.run(who, &pull).done().json()
    };
    let pulled = pull("sender", "transfer");
    let file = pulled["seen"].as_str().unwrap().to_owned();
    let receipts = files(&sealed).into_iter();
    let receipts = receipts.filter(|name| name.starts_with("receipt-"));
    let mut receipts: Vec<String> = receipts
        .map(|name| name["receipt-".len()..].replace(".statement", ""))
        .collect();
    receipts.sort();
    assert_eq!(receipts.len(), 2, "{pulled}");
    // Of its own package, and of what is itself a sight, it is no witness.
    let seen = ids(&sealed, &file);
    assert_eq!(seen, receipts);
    assert!(!seen.contains(&package));
    // It is filed at the server, for whoever reads the receipts.
    pull("recipient", "theirs");
    let name = file.replace("transfer/", "theirs/");
    assert_eq!(sealed.place.read(&name), sealed.place.read(&file));
    // What was there is not new.
    assert!(pull("sender", "transfer")["seen"].is_null());
}

/// One package that does not hold any more does not hold up the others.
#[test]
fn a_package_of_a_revoked_sender_holds_up_no_other() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let seal = ["seal", "case.json", "--to", "theirs"];
    let to = ["--for", "ZZ902:receiving-service"];
    says(&sealed, "gp", &seal, &to).done();
    let bad = "theirs/ZZ902-receiving-service.handover";
    let server = Serving::start(&sealed);
    for (who, package) in [("gp", bad), ("sender", PACKAGE)] {
        let to = format!("sent-{who}");
        server.run(who, &["send", package, "--to", &to]).done();
    }
    let shown = place.run(&["identity", "show", "--identity", "gp", "--json"]);
    let shown = shown.done().json();
    let office = shown["keys"][0]["thumbprint"].as_str().unwrap().to_owned();
    let revoke = ["directory", "revoke", "directory", "--certificate", &office];
    let why = ["--reason", "key-compromise", "--from", "2026-09-02"];
    let by = ["--identity", "authority", "--at", crate::support::AT_2026];
    place.run(&[&revoke[..], &why, &by].concat()).done();
    let fetch = ["fetch", "--all", "--to", "incoming", "--json"];
    let run = server.run("recipient", &fetch);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let told = run.json();
    let fetched = told["fetched"].as_array().unwrap();
    assert_eq!(fetched.len(), 1, "{told}");
    let file = fetched[0]["file"].as_str().unwrap();
    assert_eq!(place.read(file), place.read(PACKAGE));
    assert_eq!(told["refused"][0]["problem"]["class"], "revoked", "{told}");
    assert!(run.stderr.contains("not fetched: "), "{}", run.stderr);
}

/// One stale file of the folder stops no send: it is named and left aside.
#[test]
fn a_stale_statement_stops_no_send() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let cases = vec![(1, sections(1))];
    seal(
        &sealed,
        "package.handover",
        Some(&agreed),
        &["ZZ902"],
        cases,
    );
    // Signed by a key that no card here has any more: left over from an older transfer.
    sealed
        .place
        .identity_since("2026-09-01", "before", "ZZ900", &[]);
    let mut stale = agreed.mandate.payload().clone();
    stale.at = time(NOW - 60);
    let stale = signer(&sealed, "before", "office").sign(stale).unwrap();
    sealed
        .place
        .write("transfer/stale.statement", stale.as_bytes());
    let server = Serving::start(&sealed);
    let send = [
        "send",
        "package.handover",
        "--statement",
        "transfer",
        "--to",
    ];
    let run = server.run("sender", &[&send[..], &["stored"]].concat());
    let aside = "left aside: transfer/stale.statement: ";
    assert!(run.stderr.contains(aside), "{}", run.stderr);
    assert_eq!(
        run.code,
        Some(1),
        "what was left out is seen in the exit code"
    );
    assert!(sealed.place.path("stored").is_file());
    fs::remove_file(sealed.place.path("transfer/stale.statement")).unwrap();
    server
        .run("sender", &[&send[..], &["again"]].concat())
        .done();
    assert_eq!(sealed.place.read("again"), sealed.place.read("stored"));
}

/// Whoever signs by a clock that is ahead is told before, where the clock of a server is known. The clock of a server
/// shows in its answers: that of this machine.
#[test]
fn a_clock_that_is_ahead_is_told_before_anything_is_signed() {
    let now = Timestamp::now();
    let at = |hours: i64| {
        let moment = now + SignedDuration::from_hours(hours);
        moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    };
    let (yesterday, now, ahead) = (at(-24), at(0), at(1));
    let place = Place::new();
    let anchor = parties(&place, &yesterday, &now);
    place.run(&["mandate", "new", "template.toml"]).done();
    fs::create_dir(place.path("transfer")).unwrap();
    let template = String::from_utf8(place.read("template.toml")).unwrap();
    let standing = [
        ("kind = \"contract-change\"", "kind = \"area-move\""),
        ("transfer = \"2010-02-01\"", "transfer = \"standing\""),
        ("eligibility = \"rules.toml\"\n", ""),
    ];
    place.write("mandate.toml", filled(&template, &standing));
    let sealed = Sealed {
        place,
        anchor,
        reference: String::new(),
    };
    let server = Serving::start_at(&sealed, &now);
    let sign = ["mandate", "sign", "mandate.toml", "--to", "mandate"];
    says(&sealed, "authority", &sign, &["--at", &now]).done();
    let sign = |at: &str, to: &str| {
        let sign = ["countersign", "mandate", "--role", "office", "--to", to];
        let road = ["--server", &server.address, "--patience", "10"];
        let more = ["--server-of", "ZZ902", "--at", at];
        says(&sealed, "sender", &sign, &[&road[..], &more].concat())
    };
    let warning = "the clock of this machine is ahead of that of the server of ZZ902 by";
    let told = sign(&ahead, "early").stderr;
    assert!(told.contains(warning), "{told}");
    let told = sign(&now, "right").stderr;
    assert!(!told.contains(warning), "{told}");
}
