//! Mandates: from the template to what binds.

use serde_json::json;

use crate::{
    standing::Standing,
    support::AT,
    transfers::{Transfer, filled},
};

/// Text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_template_that_is_filled_in_becomes_a_mandate_in_plain_words() {
    let transfer = Transfer::parties();
    let signed = transfer.sign_mandate("mandate.toml", &[], &[]).done();
    for words in [
        "sender (ZZ901)",
        "recipient (ZZ902)",
        "from 2010-02-01 on",
        "to each package: a team-leader of the sender",
        "falls to authority (ZZ900)",
        "as caseload-transfer@1 says, for the mandate says nothing else:",
        "always: stored 1d before transfer-date, accepted 2wd from stored, contacted 14d from \
         transfer-date, reviewed 28d from transfer-date",
        "high: accepted 1wd from stored, contacted 2wd from transfer-date",
    ] {
        assert!(
            flat(&signed.stdout).contains(words),
            "{words}\n{}",
            signed.stdout
        );
    }
    let mandate = transfer.only("mandate");
    let shown = transfer.look(&["mandate", "show", &mandate]).done().stdout;
    assert!(signed.stdout.starts_with(&shown), "{shown}");
    // Once seen by an identity, the anchor need not be given again.
    let as_sender = ["mandate", "show", &mandate];
    transfer.run("sender", &as_sender).done();
    let mut remembered = as_sender.to_vec();
    remembered.extend(["--identity", "sender", "--at", AT]);
    assert_eq!(transfer.place.run(&remembered).done().stdout, shown);
    let document = transfer
        .look(&["mandate", "show", &mandate, "--json"])
        .done()
        .json();
    assert_eq!(document["transfer"], "2010-02-01");
    assert_eq!(document["to"], json!(["ZZ902"]));
    assert_eq!(document["eligibility"]["name"], "harrow@1");
    assert_eq!(document["deadlines"], json!({}));
    assert_eq!(
        document["deadlines_in_force"]["high"]["accepted"],
        "1wd from stored"
    );
    assert_eq!(document["countersign"][1]["role"], "team-leader");
    assert_eq!(document["superseded_by"], json!(null));
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let transfer = Transfer::parties();
    let before = transfer.place.everything();
    let sign = |file: &str| {
        let arguments = ["mandate", "sign", file, "--to", "transfer"];
        transfer.run("authority", &arguments)
    };
    let empty = sign("template.toml");
    assert_eq!(empty.code, Some(3));
    assert!(
        empty
            .stderr
            .contains("\nnot done: template.toml has 4 mistakes\n")
    );
    for words in [
        "line 13: from is not filled in",
        "line 14: to is not filled in",
        "line 18: transfer is not filled in",
        "last_resort is not filled in",
    ] {
        assert!(empty.stderr.contains(words), "{words}\n{}", empty.stderr);
    }
    let template = String::from_utf8(transfer.place.read("template.toml")).unwrap();
    let wrong = filled(
        &template,
        &[
            ("\"ZZ901\"", "\"ZZ900\""),
            ("\"2010-02-01\"", "\"2010-02-30\""),
            ("\"caseload-transfer\"", "\"no-profile\""),
            ("role = \"team-leader\"", "role = \"seen\""),
            (
                "# [deadlines.always]",
                "[deadlines.always]\nstored = \"soon\"\nsent = \"1d from stored\"",
            ),
        ],
    );
    transfer
        .place
        .write("wrong.toml", format!("colour = 1\n{wrong}"));
    let told = sign("wrong.toml");
    assert_eq!(told.code, Some(3));
    for words in [
        "line 1: a mandate has no such part",
        "transfer is not a day such as",
        "profile: no-profile cannot be read",
        "seen is the word of a witness of time",
        "[deadlines.always] stored: not a deadline such as",
        "[deadlines.always] sent: no step of that name",
    ] {
        assert!(told.stderr.contains(words), "{words}\n{}", told.stderr);
    }
    transfer.place.write("torn.toml", "kind = \n");
    sign("torn.toml").fails(3, "not done: torn.toml: line 1: this is not TOML");
    for made in ["wrong.toml", "torn.toml"] {
        std::fs::remove_file(transfer.place.path(made)).unwrap();
    }
    assert_eq!(before, transfer.place.everything());
}

/// Parties must be in the directory, with the role that the mandate gives them.
#[test]
fn parties_are_those_of_the_directory() {
    let transfer = Transfer::parties();
    let sign = |words: &[(&str, &str)]| transfer.sign_mandate("mandate.toml", words, &[]);
    sign(&[("\"ZZ901\"", "\"ZZ900\"")]).fails(
        3,
        "not done: mandate.toml: line 13: ZZ900 is no provider in the directory",
    );
    sign(&[("[\"ZZ902\"]", "[\"ZZ909\"]")]).fails(
        3,
        "not done: mandate.toml: line 14: ZZ909 is not in the directory now",
    );
    sign(&[("\"ZZ900\"", "\"ZZ909\"")]).fails(3, "not done: mandate.toml: line 33: ZZ909 is not");
    sign(&[("[\"ZZ902\"]", "[\"ZZ901\"]")]).fails(
        3,
        "not done: mandate.toml: line 14: from and to are one organisation",
    );
    let standing = sign(&[("\"2010-02-01\"", "\"standing\"")]);
    assert_eq!(standing.code, Some(3));
    for words in [
        "a contract changes on a day",
        "rules count back from a transfer date",
    ] {
        assert!(
            standing.stderr.contains(words),
            "{words}
{}",
            standing.stderr
        );
    }
    sign(&[("\"contract-change\"", "\"discharge\"")]).fails(
        3,
        "not done: mandate.toml: line 22: this profile is not for a discharge",
    );
    assert!(transfer.all("mandate").is_empty());
}

#[test]
fn only_a_commissioner_signs_a_mandate() {
    let transfer = Transfer::parties();
    transfer
        .sign_mandate("mandate.toml", &[], &["--at", "2010-06-01"])
        .refused("expired");
    let as_sender = ["mandate", "sign", "mandate.toml", "--to", "transfer"];
    transfer.run("sender", &as_sender).refused("not-entitled");
    transfer.place.write("wrong", "not the passphrase at all\n");
    let wrong = ["--passphrase-file", "wrong"];
    transfer
        .sign_mandate("mandate.toml", &[], &wrong)
        .refused("decrypt");
    assert!(transfer.all("mandate").is_empty());
}

/// What is dated ahead of the clock by more than the tolerance is not taken (V-09), nor what was
/// signed with a certificate that has ended since.
#[test]
fn a_mandate_is_judged_by_the_clock() {
    let transfer = Transfer::parties();
    transfer.sign_mandate("mandate.toml", &[], &[]).done();
    let mandate = transfer.only("mandate");
    let show = |at: &str| transfer.look(&["mandate", "show", &mandate, "--at", at]);
    show("2010-01-29T09:55:01Z").done();
    show("2010-01-29T09:54:59Z").refused("expired");
    show("2011-03-01").refused("expired");
    transfer
        .look(&["mandate", "show", "sender.card"])
        .fails(2, "usage: sender.card is a statement, but no mandate");
    let mut altered = transfer.place.read(&mandate);
    let last = altered.len() - 1;
    altered[last] ^= 1;
    transfer.place.write("altered", altered);
    transfer
        .look(&["mandate", "show", "altered"])
        .refused("signature");
}

/// A mandate binds an organisation that countersigns it; nobody else's agreement counts.
#[test]
fn a_mandate_is_countersigned_by_its_parties() {
    let transfer = Transfer::parties();
    transfer.sign_mandate("mandate.toml", &[], &[]).done();
    let mandate = transfer.only("mandate");
    let agreed = transfer.countersign("sender", &mandate, "office").done();
    assert!(
        agreed.stderr.contains("sender (ZZ901) agrees to this:")
            && agreed.stderr.contains("Mandate for a change of contract"),
        "{}",
        agreed.stderr
    );
    transfer.countersign("recipient", &mandate, "office").done();
    transfer.countersign("recipient", &mandate, "seen").done();
    let refused = |who, role, class: &str| {
        let run = transfer.countersign(who, &mandate, role);
        assert_eq!(run.code, Some(1), "{who} {role}\n{}", run.stderr);
        assert!(
            run.stderr.contains(&format!("refused ({class}): ")),
            "{}",
            run.stderr
        );
    };
    refused("gp", "office", "not-entitled");
    refused("sender", "caldicott-guardian", "policy");
    refused("sender", "team-leader", "policy");
    refused("authority", "office", "countersignature");
    let shown = transfer
        .look(&[
            "mandate",
            "show",
            &mandate,
            "--statement",
            "transfer",
            "--json",
        ])
        .done()
        .json();
    assert_eq!(
        shown["agreed"],
        json!([{"by": "ZZ901", "role": "office"}, {"by": "ZZ902", "role": "office"}])
    );
}

/// V-46: once the sender agreed to a later mandate, nothing new goes under the earlier one.
#[test]
fn a_later_mandate_takes_the_place_of_an_earlier_one() {
    let transfer = Transfer::parties();
    transfer.sign_mandate("mandate.toml", &[], &[]).done();
    let first = transfer.only("mandate");
    let later = [("\"2010-02-01\"", "\"2010-03-01\"")];
    transfer
        .sign_mandate("later.toml", &later, &["--at", "2010-01-29T11:00:00Z"])
        .done();
    let all = transfer.all("mandate");
    let second = all.iter().find(|name| **name != first).unwrap();
    let agree = |mandate: &str| {
        let at = ["--at", "2010-01-29T12:00:00Z"];
        let mut arguments = vec!["countersign", mandate, "--role", "office"];
        arguments.extend(["--statement", "transfer", "--to", "transfer"]);
        arguments.extend(at);
        transfer.run("sender", &arguments)
    };
    agree(second).done();
    agree(&first).refused("rollback");
    let shown = transfer
        .look(&[
            "mandate",
            "show",
            &first,
            "--statement",
            "transfer",
            "--at",
            "2010-01-29T12:00:00Z",
        ])
        .done()
        .stdout;
    assert!(shown.contains("SUPERSEDED"), "{shown}");
}

/// Whoever agrees reads first by when everything must happen, whosever deadlines these are.
#[test]
fn every_deadline_that_will_apply_is_shown_before_it_is_agreed_to() {
    let transfer = Transfer::parties();
    let own = [(
        "# [deadlines.always]",
        "[deadlines.always]\nstored = \"3d before transfer-date\"",
    )];
    transfer.sign_mandate("mandate.toml", &own, &[]).done();
    let mandate = transfer.only("mandate");
    let agreed = transfer.countersign("recipient", &mandate, "office").done();
    for words in [
        "as the mandate says, in the place of the profile:",
        "always: stored 3d before transfer-date",
    ] {
        assert!(
            flat(&agreed.stderr).contains(words),
            "{words}\n{}",
            agreed.stderr
        );
    }
    assert!(!agreed.stderr.contains("2wd"), "{}", agreed.stderr);

    // A profile of the commissioner's own is shown to who has its file.
    let transfer = Transfer::parties();
    let profile = transfer.place.run(&["schema", "profile"]).done().stdout;
    let profile = profile
        .replace("profile = \"caseload-transfer\"", "profile = \"own\"")
        .replace("2wd from stored", "5wd from stored");
    transfer.place.write("own.toml", profile);
    let named = [("profile = \"caseload-transfer\"", "profile = \"own.toml\"")];
    transfer.sign_mandate("mandate.toml", &named, &[]).done();
    let mandate = transfer.only("mandate");
    let show = |more: &[&str]| {
        let show = ["mandate", "show", &mandate];
        flat(&transfer.look(&[&show[..], more].concat()).done().stdout)
    };
    assert!(show(&[]).contains("as own@1 says, which is not built in"));
    let own = show(&["--profile", "own.toml"]);
    assert!(own.contains("accepted 5wd from stored"), "{own}");
}

/// A roster may come before everybody has agreed, and whoever signs it is told.
#[test]
fn a_roster_under_a_mandate_that_does_not_bind_yet_is_noted() {
    let transfer = Transfer::new();
    let mandate = transfer.only("mandate");
    let select = |to: &str| {
        let more = [
            &crate::rosters::OWNED[..],
            &["--statement", "transfer", "--to", to],
        ]
        .concat();
        transfer.select(&more).done().stderr
    };
    let note = |who: &str| format!("missing, or not at hand, by: {who}. Sealing under it waits");
    let told = select("first.statement");
    assert!(told.contains(&note("ZZ901, ZZ902")), "{told}");
    transfer.countersign("sender", &mandate, "office").done();
    let told = select("second.statement");
    assert!(told.contains(&note("ZZ902")), "{told}");
    transfer.countersign("recipient", &mandate, "office").done();
    let told = select("third.statement");
    assert!(!told.contains("does not bind"), "{told}");
}

/// At a wrong clock nobody is told that a party is unknown: its card does not hold then.
#[test]
fn a_card_that_does_not_hold_at_this_time_is_told_as_such() {
    let standing = Standing::parties();
    let place = &standing.place;
    place.identity_since("2026-09-01", "short", "ZZ903", &["--days", "20"]);
    let card = [
        "identity",
        "card",
        "--identity",
        "short",
        "--to",
        "short.card",
    ];
    place.run(&card).done();
    let add = [
        "directory",
        "add",
        "directory",
        "--identity",
        "authority",
        "--days",
        "60",
    ];
    let add = [
        &add[..],
        &["--card", "short.card=provider", "--at", "2026-09-17"],
    ]
    .concat();
    place.run(&add).done();
    let template = String::from_utf8(place.read("template.toml")).unwrap();
    let words = [
        ("\"rules.toml\"", "\"six-months-two-journeys\""),
        ("ZZ902", "ZZ903"),
    ];
    place.write("mandate.toml", filled(&template, &words));
    let at = |arguments: &[&str]| {
        let trust = ["--directory", "directory", "--anchor", &standing.anchor];
        place.run(&[arguments, &trust].concat())
    };
    let sign = ["mandate", "sign", "mandate.toml", "--to", "mandate"];
    at(&[
        &sign[..],
        &["--identity", "authority", "--at", "2026-09-17"],
    ]
    .concat())
    .done();
    let show = |day: &str| {
        at(&["mandate", "show", "mandate", "--at", day])
            .done()
            .stdout
    };
    assert!(show("2026-09-18").contains("short (ZZ903)"));
    let told = flat(&show("2026-09-25"));
    let said = "short (ZZ903; its card does not hold at this time: check the clock, or --at)";
    assert!(told.contains(said), "{told}");
    assert!(!told.contains("not in the directory"), "{told}");
}
