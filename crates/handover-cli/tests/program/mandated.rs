//! Packages under a mandate: exactly the cases of the roster, each once.

use serde_json::{Value, json};

use crate::{
    standing::{Standing, case},
    support::Run,
};

pub(crate) const PACKAGE: &str = "out/ZZ902-receiving-service.handover";

/// A refusal of this class after a list of cases on standard output.
#[track_caller]
pub(crate) fn refused(run: &Run, class: &str) {
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    let begins = format!("refused ({class}): ");
    assert!(run.stderr.starts_with(&begins), "{}", run.stderr);
}

#[test]
fn seals_the_cases_of_the_roster_and_none_a_second_time() {
    let standing = Standing::new();
    let made = standing.seal("cases", "out", &["--json"]).done().json();
    assert_eq!(made["packages"][0]["cases"], 2);
    let verified = ["verify", PACKAGE, "--statement", "transfer", "--json"];
    let verified = standing.run("recipient", &verified).done().json();
    assert_eq!(verified["verified"], true);

    // The same cases again, unnoticed, though the package is in no folder that is named.
    let again = standing.seal("cases", "again", &["--json"]);
    refused(&again, "conflict");
    assert_eq!(again.json()["already_sealed"].as_array().unwrap().len(), 2);
    assert_eq!(again.json()["problem"]["class"], "conflict");
    assert!(!standing.place.path("again").exists());

    // S-75: on purpose, and told what changes.
    let supersedes = ["--supersedes", PACKAGE, "--json"];
    let instead = standing.seal("cases", "instead", &supersedes).done().json();
    let changes = json!({"again": 2, "gone": [], "new": []});
    assert_eq!(instead["packages"][0]["changes"], changes);
}

/// S-13: late additions travel by a further roster in a further package, and nobody twice.
#[test]
fn s13_late_additions_go_in_a_further_package() {
    let standing = Standing::new();
    standing.seal("cases", "out", &[]).done();
    let first = standing.only("roster");
    standing
        .place
        .write("cases/NR-3.json", case("NR-3", |_| {}));
    standing.place.write("late/NR-3.json", case("NR-3", |_| {}));
    let extra = standing.seal("late", "early", &["--json"]);
    refused(&extra, "policy");
    assert_eq!(extra.json()["extra"], json!([extra.json()["extra"][0]]));
    standing.select(&["--previous", &first]).done();
    // The whole folder will do: what is sealed already stays out, and that is told.
    let made = standing.seal("cases", "further", &["--json"]).done();
    let told = "cases that are sealed under this mandate already, and stay out: 2";
    assert!(made.stderr.contains(told), "{}", made.stderr);
    assert_eq!(made.json()["packages"][0]["cases"], 1);
    refused(&standing.seal("cases", "all", &[]), "conflict");
}

#[test]
fn a_case_of_the_roster_is_not_left_behind_unnoticed() {
    let standing = Standing::new();
    standing.place.write("some/NR-1.json", case("NR-1", |_| {}));
    let missing = standing.seal("some", "out", &[]);
    refused(&missing, "policy");
    assert!(missing.stdout.contains("NR-2"), "{}", missing.stdout);
    assert!(!missing.stderr.contains("NR-2"), "{}", missing.stderr);
    let made = standing.seal("some", "out", &["--leave-out", "--json"]);
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    let left_out = made.json()["left_out"].clone();
    assert_eq!(
        left_out,
        json!([{"case": "NR-2", "checks": [], "why": "missing"}])
    );

    // What blocks is told as such, once.
    let standing = Standing::new();
    let blocked = case("NR-2", |sections| {
        sections["handover"]
            .as_object_mut()
            .unwrap()
            .remove("call_back");
    });
    standing.place.write("cases/NR-2.json", blocked);
    standing.seal("cases", "out", &[]).refused("policy");
    let made = standing.seal("cases", "out", &["--leave-out", "--json"]);
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    let left_out = made.json()["left_out"].clone();
    assert_eq!(
        left_out,
        json!([{"case": "NR-2", "checks": ["D-01"], "why": "blocked"}])
    );
}

#[test]
fn a_mandate_binds_who_has_countersigned_it() {
    let standing = Standing::of(&[]);
    standing.bind("sender").select(&[]).done();
    let told = standing
        .seal("cases", "out", &[])
        .refused("countersignature");
    // Told before anything is sealed, with the name of who has not.
    assert!(told.stderr.contains("ZZ902 has not countersigned it"));
    standing.bind("recipient").seal("cases", "out", &[]).done();
}

#[test]
fn the_mandate_may_want_the_roster_countersigned_first() {
    let standing = Standing::of(&[("statement = \"roster\"", "")]);
    standing.bind("sender").bind("recipient").select(&[]).done();
    let told = standing
        .seal("cases", "out", &[])
        .refused("countersignature");
    // What helps is a signature, not `check`.
    assert!(
        told.stderr.contains("`handover countersign`"),
        "{}",
        told.stderr
    );
    standing.countersign("authority", "roster");
    standing.seal("cases", "out", &[]).done();
}

/// S-74: D-54 and D-55 have the class of a second signature that is missing.
#[test]
fn s74_a_second_person_must_agree() {
    let standing = Standing::new();
    for name in ["NR-1", "NR-2"] {
        let alone = case(name, |sections| {
            let author = sections["handover"]["author"]["by"].clone();
            sections["handover"]["countersign"]["value"]["by"] = author;
        });
        standing.place.write(&format!("cases/{name}.json"), alone);
    }
    standing
        .seal("cases", "out", &[])
        .refused("countersignature");
}

#[test]
fn the_recipient_and_the_profile_are_those_of_the_mandate() {
    let standing = Standing::new();
    let mandate = standing.only("mandate");
    let under = [
        "--mandate",
        &mandate,
        "--statement",
        "transfer",
        "--to",
        "out",
    ];
    let seal = |who: &str, to: &str| {
        let arguments = ["seal", "cases", "--for", to];
        standing.run(who, &[&arguments[..], &under].concat())
    };
    seal("sender", "ZZG01:receiving-service").refused("policy");
    seal("recipient", "ZZ902:receiving-service").refused("policy");
}

/// V-46: nothing new goes under a mandate in whose place a later one stands, whoever asks for it.
#[test]
fn nothing_goes_under_a_superseded_mandate() {
    let standing = Standing::new();
    let roster = standing.only("roster");
    let mandate = standing.only("mandate");
    std::fs::copy(standing.place.path(&mandate), standing.place.path("first")).unwrap();
    let later = String::from_utf8(standing.place.read("mandate.toml")).unwrap();
    let later = later.replace("last_resort = \"ZZ900\"", "last_resort = \"ZZ901\"");
    standing.place.write("later.toml", later);
    let sign = ["mandate", "sign", "later.toml", "--to", "later.statement"];
    let at = |who: &str, arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--identity", who, "--directory", "directory"]);
        all.extend(["--anchor", &standing.anchor, "--at", "2026-09-16T11:00:00Z"]);
        standing.place.run(&all)
    };
    at("authority", &sign).done();
    let both = ["--statement", "transfer", "--statement", "later.statement"];
    let to = ["--to", "transfer"];
    let office = ["countersign", "later.statement", "--role", "office"];
    at("sender", &[&office[..], &both, &to].concat()).done();
    let under = [&["--mandate", "first"], &both[..]].concat();
    let select = ["select", "cases", "--previous", &roster, "--to", "transfer"];
    at("sender", &[&select[..], &under].concat()).refused("rollback");
    let seal = [
        "seal",
        "cases",
        "--to",
        "out",
        "--for",
        "ZZ902:receiving-service",
    ];
    at("sender", &[&seal[..], &under].concat()).refused("rollback");
    let completeness = ["completeness", "cases", "--to", "transfer"];
    at("sender", &[&completeness[..], &under].concat()).refused("rollback");
    let freeze = [
        "countersign",
        &roster,
        "--role",
        "office",
        "--to",
        "transfer",
    ];
    at("authority", &[&freeze[..], &both].concat()).refused("rollback");
    // What was said before stays, and who looks is told.
    let look = [
        "reconcile",
        "--directory",
        "directory",
        "--anchor",
        &standing.anchor,
    ];
    let look = [
        &look[..],
        &under,
        &["--at", "2026-09-16T11:00:00Z", "--json"],
    ]
    .concat();
    let report = standing.place.run(&look).json();
    assert!(report["superseded_by"].is_string());
    assert_eq!(report["read"], 2);
}

/// S-75: a package takes the place of another of ours under the same mandate, until anybody has accepted.
#[test]
fn only_what_nobody_accepted_is_superseded() {
    let standing = Standing::new();
    for reference in ["NR-1", "NR-2"] {
        let name = format!("cases/{reference}.json");
        standing.place.write(&name, plain(reference));
    }
    standing.seal("cases", "out", &[]).done();
    let alone = [
        "seal",
        "cases",
        "--to",
        "alone",
        "--for",
        "ZZ902:receiving-service",
    ];
    standing.run("sender", &alone).done();
    let other = "alone/ZZ902-receiving-service.handover";
    let told = standing.seal("cases", "again", &["--supersedes", other]);
    let told = told.refused("policy").stderr;
    assert!(told.contains("not ours under this mandate"), "{told}");
    let transfer = ["--statement", "transfer", "--to", "transfer"];
    let opened = ["receipt", PACKAGE, "--rung", "opened"];
    standing
        .run("recipient", &[&opened[..], &transfer].concat())
        .done();
    let accept = ["accept", PACKAGE, "--case", "NR-1", "--role", "prescriber"];
    let who = ["--team", "North team", "--worker", "P. Shah"];
    standing
        .run("recipient", &[&accept[..], &who, &transfer].concat())
        .done();
    let told = standing.seal("cases", "again", &["--supersedes", PACKAGE]);
    let told = told.refused("conflict").stderr;
    assert!(told.contains("accepted already"), "{told}");
    assert!(!standing.place.path("again").exists());
}

/// V-21: a roster of another mandate is not frozen under this one.
#[test]
fn a_roster_is_frozen_under_its_own_mandate() {
    let standing = Standing::new();
    let roster = standing.only("roster");
    let mandate = standing.only("mandate");
    let other = String::from_utf8(standing.place.read("mandate.toml")).unwrap();
    let other = other.replace("to = [\"ZZ902\"]", "to = [\"ZZG01\"]");
    standing.place.write("other.toml", other);
    let sign = ["mandate", "sign", "other.toml", "--to", "other.statement"];
    standing.run("authority", &sign).done();
    let freeze = |with: &str| {
        let arguments = ["countersign", &roster, "--role", "office", "--to", "frozen"];
        standing.run(
            "authority",
            &[&arguments[..], &["--statement", with]].concat(),
        )
    };
    let told = freeze("other.statement").refused("policy").stderr;
    assert!(told.contains("another mandate"), "{told}");
    freeze(&mandate).done();
    // Nor is completeness, or a further roster, reckoned from one that is another's.
    let further = [
        "select",
        "cases",
        "--mandate",
        "other.statement",
        "--to",
        "further",
    ];
    let further = [&further[..], &["--previous", &roster]].concat();
    let told = standing.run("sender", &further).refused("policy").stderr;
    assert!(told.contains("another mandate"), "{told}");
}

/// A case without anything that a person in another role must take first.
fn plain(reference: &str) -> String {
    case(reference, |sections| {
        let actions = &mut sections["handover"]["actions"]["value"];
        for action in actions.as_array_mut().unwrap() {
            action["needs_acceptance"] = false.into();
        }
    })
}

/// S-87 in small: a case goes on to a further organisation, by roster and package of its own, and the
/// mandate may close when both have accepted. S-82: what practices are sent beside counts nothing.
#[test]
fn s82_s87_a_redirected_case_is_accepted_by_the_next_and_the_mandate_closes() {
    let standing = Standing::of(&[("to = [\"ZZ902\"]", "to = [\"ZZ902\", \"ZZG01\"]")]);
    let place = &standing.place;
    for reference in ["NR-1", "NR-2"] {
        let mut one: Value = serde_json::from_str(&plain(reference)).unwrap();
        let distribution = &mut one["sections"]["handover"]["distribution"]["value"];
        // Each has a practice of its own, of which one is known here.
        let practice = if reference == "NR-1" {
            "ZZG01"
        } else {
            "ZZG02"
        };
        distribution[1]["org"]["ods"] = practice.into();
        distribution[1]["channel"] = "package".into();
        place.write(&format!("cases/{reference}.json"), one.to_string());
    }
    for who in ["sender", "recipient", "gp"] {
        standing.bind(who);
    }
    let to = |second: &str| format!("case,organisation\nNR-1,ZZ902\nNR-2,{second}\n");
    place.write("first.csv", to("ZZ902"));
    standing.select(&["--recipients", "first.csv"]).done();
    let beside = ["--for", "ZZG01:gp", "--leave-out", "--json"];
    let made = standing.seal("cases", "out", &beside);
    // The practice that nobody seals for is named.
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    let made = made.json();
    assert_eq!(made["left_out"][0]["for"], "ZZG02:gp");
    assert_eq!(made["left_out"].as_array().unwrap().len(), 1);
    let cases = |made: &Value| {
        let packages = made["packages"].as_array().unwrap();
        packages
            .iter()
            .map(|one| one["cases"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(cases(&made), [2, 1]);
    let practice = standing.run("gp", &["open", "out/ZZG01-gp.handover", "--as", "json"]);
    let practice = practice.done().json();
    assert_ne!(practice["sections"]["handover"]["case_reference"], "NR-1");
    for index in ["out/ZZ902-receiving-service.index", "out/ZZG01-gp.index"] {
        let name = index.replace("out/", "transfer/");
        std::fs::copy(place.path(index), place.path(&name)).unwrap();
    }
    let transfer = ["--statement", "transfer", "--to", "transfer"];
    let says = |who: &str, arguments: &[&str]| standing.run(who, &[arguments, &transfer].concat());
    says("recipient", &["receipt", PACKAGE, "--rung", "opened"]).done();
    let redirect = [
        "redirect",
        PACKAGE,
        "--case",
        "NR-2",
        "--reason",
        "not-our-area",
    ];
    let redirect = [
        &redirect[..],
        &["--to-organisation", "ZZG01", "--role", "prescriber"],
    ]
    .concat();
    says("recipient", &redirect).done();
    let team = ["--team", "North team", "--worker", "P. Shah", "--role"];
    let accept = |package: &'static str, case: &'static str, role: &'static str| {
        let arguments = ["accept", package, "--case", case];
        [&arguments[..], &team, &[role]].concat()
    };
    says("recipient", &accept(PACKAGE, "NR-1", "prescriber")).done();
    let mandate = standing.only("mandate");
    let reconcile = |more: &[&str]| {
        let arguments = [
            "reconcile",
            "--mandate",
            &mandate,
            "--statement",
            "transfer",
            "--json",
        ];
        let run = standing.run("sender", &[&arguments[..], more].concat());
        (run.code, run.json())
    };
    let (code, open) = reconcile(&[]);
    assert_eq!(
        (code, &open["totals"]),
        (Some(1), &json!({"accepted": 1, "redirected": 1}))
    );
    assert_eq!(open["holders"], json!({"ZZ901": 1, "ZZ902": 1}));

    // The sender sends it on: by a further roster, in a further package.
    let first = standing.only("roster");
    standing.countersign("authority", "roster");
    place.write("next.csv", to("ZZG01"));
    std::fs::rename(place.path("transfer"), place.path("before")).unwrap();
    std::fs::create_dir(place.path("transfer")).unwrap();
    let first = first.replace("transfer/", "before/");
    let mandate_before = mandate.replace("transfer/", "before/");
    let select = [
        "select",
        "cases",
        "--mandate",
        &mandate_before,
        "--previous",
        &first,
    ];
    let select = [
        &select[..],
        &["--recipients", "next.csv", "--to", "transfer"],
    ]
    .concat();
    standing
        .run(
            "sender",
            &[&select[..], &["--statement", "before"]].concat(),
        )
        .done();
    let second = standing.only("roster");
    let all = ["--statement", "before", "--statement", "transfer"];
    let freeze = [
        "countersign",
        &second,
        "--role",
        "office",
        "--to",
        "transfer",
    ];
    standing
        .run("authority", &[&freeze[..], &all].concat())
        .done();
    let seal = [
        "seal",
        "cases",
        "--to",
        "next",
        "--for",
        "ZZG01:receiving-service",
    ];
    let others = ["--mandate", &mandate_before, "--leave-out", "--json"];
    let seal = [&seal[..], &others, &all].concat();
    let made = standing.run("sender", &seal).json();
    assert_eq!(cases(&made), [1]);
    for file in std::fs::read_dir(place.path("before")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), place.path("transfer").join(file.file_name())).unwrap();
    }
    let next = "next/ZZG01-receiving-service.handover";
    let index = "transfer/next.index";
    std::fs::copy(
        place.path("next/ZZG01-receiving-service.index"),
        place.path(index),
    )
    .unwrap();
    says("gp", &["receipt", next, "--rung", "opened"]).done();
    says("recipient", &accept(PACKAGE, "NR-2", "prescriber")).refused("not-entitled");
    says("gp", &accept(next, "NR-2", "team-leader")).done();
    let (code, closed) = reconcile(&[]);
    assert_eq!(closed["obstacles"], json!([]));
    assert_eq!(
        (code, &closed["totals"]),
        (Some(0), &json!({"accepted": 2}))
    );
    assert_eq!(closed["holders"], json!({"ZZ902": 1, "ZZG01": 1}));
    assert_eq!(
        (&closed["read"], &closed["uncounted"]),
        (&json!(2), &json!([]))
    );

    // The sender alone sees its own references, on its own screen.
    let (_, own) = reconcile(&["--references"]);
    let mut named: Vec<&str> = own["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["reference"].as_str().unwrap())
        .collect();
    named.sort_unstable();
    assert_eq!(named, ["NR-1", "NR-2"]);
}
