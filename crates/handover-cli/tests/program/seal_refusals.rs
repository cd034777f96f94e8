//! What `seal` refuses under a mandate, each with its own words: a check behind it might have the same class.

use std::fs;

use serde_json::json;

use crate::{
    mandated::{PACKAGE, refused},
    standing::{Standing, case},
};

#[test]
fn another_profile_of_the_same_name_is_not_the_mandates() {
    let standing = Standing::new();
    let profile = standing.place.run(&["schema", "profile"]).done().stdout;
    standing
        .place
        .write("own.toml", format!("{profile}\n# changed\n"));
    let told = standing.seal("cases", "out", &["--profile", "own.toml"]);
    let told = told.refused("policy").stderr;
    assert!(
        told.contains("the mandate asks for another profile"),
        "{told}"
    );
}

/// A split case is under no mandate: with nothing but these nobody would take the persons on.
#[test]
fn somebody_must_take_the_cases_on() {
    let standing = Standing::new();
    for reference in ["NR-1", "NR-2"] {
        let only_practice = case(reference, |sections| {
            let distribution = &mut sections["handover"]["distribution"]["value"];
            distribution[0]["channel"] = "verbal".into();
            distribution[1]["channel"] = "package".into();
        });
        standing
            .place
            .write(&format!("cases/{reference}.json"), only_practice);
    }
    let mandate = standing.only("mandate");
    let seal = ["seal", "cases", "--to", "out", "--for", "ZZG01:gp"];
    let under = ["--mandate", &mandate, "--statement", "transfer"];
    let told = standing.run("sender", &[&seal[..], &under].concat());
    let told = told.fails(2, "usage: under a mandate somebody must take the cases on");
    assert!(
        told.stderr.contains("no --for names receiving-service"),
        "{}",
        told.stderr
    );
    assert!(!standing.place.path("out").exists());
}

/// A witness of time has agreed to nothing.
#[test]
fn a_witness_does_not_bind() {
    let standing = Standing::of(&[]);
    standing.bind("sender").select(&[]).done();
    let mandate = standing.only("mandate");
    let seen = [
        "countersign",
        &mandate,
        "--role",
        "seen",
        "--to",
        "transfer",
    ];
    standing.run("recipient", &seen).done();
    let told = standing
        .seal("cases", "out", &[])
        .refused("countersignature")
        .stderr;
    assert!(told.contains("ZZ902 has not countersigned it"), "{told}");
}

/// Leaving out what blocks lets nothing go that must not.
#[test]
fn leaving_out_lets_no_other_case_go() {
    let standing = Standing::new();
    standing
        .place
        .write("cases/NR-3.json", case("NR-3", |_| {}));
    let told = standing.seal("cases", "out", &["--leave-out", "--json"]);
    refused(&told, "policy");
    assert_eq!(told.json()["extra"].as_array().unwrap().len(), 1);
    fs::remove_file(standing.place.path("cases/NR-3.json")).unwrap();
    standing.seal("cases", "out", &[]).done();
    let again = standing.seal("cases", "again", &["--leave-out", "--json"]);
    refused(&again, "conflict");
    assert_eq!(again.json()["already_sealed"].as_array().unwrap().len(), 2);
}

/// A package stands in the place of one for the same recipients and no other.
#[test]
fn a_package_for_others_does_not_stand_in_its_place() {
    let standing = two_recipients();
    // The case of the other recipient stays, and is named.
    let told = standing.seal("cases", "out", &[]);
    refused(&told, "policy");
    let line = "NR-2: nobody seals for this reader ZZG01:receiving-service";
    assert!(told.stdout.contains(line), "{}", told.stdout);
    let made = standing.seal("cases", "out", &["--leave-out", "--json"]);
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    let made = made.json();
    assert_eq!(made["packages"][0]["cases"], json!(1));
    assert_eq!(made["left_out"][0]["case"], "NR-2");
    let mandate = standing.only("mandate");
    let seal = [
        "seal",
        "cases",
        "--to",
        "next",
        "--for",
        "ZZG01:receiving-service",
    ];
    let under = ["--mandate", &mandate, "--statement", "transfer"];
    let supersedes = ["--supersedes", PACKAGE, "--leave-out"];
    let seal = [&seal[..], &under, &supersedes].concat();
    let told = standing.run("sender", &seal).refused("policy").stderr;
    assert!(
        told.contains("no package here could stand in the place of that one"),
        "{told}"
    );
    // What is sealed already stays out, and its readers are no longer missed: the other recipient's goes.
    let seal = [
        "seal",
        "cases",
        "--to",
        "rest",
        "--for",
        "ZZG01:receiving-service",
        "--json",
    ];
    let rest = standing.run("sender", &[&seal[..], &under].concat()).done();
    assert_eq!(rest.json()["packages"][0]["cases"], json!(1));
}

/// Of two packages in one go only that of the same roster stands in the place of the one before.
#[test]
fn only_the_package_of_the_same_roster_is_superseded() {
    let standing = Standing::new();
    standing.seal("cases", "out", &[]).done();
    let first = standing.only("roster");
    standing
        .place
        .write("cases/NR-3.json", case("NR-3", |_| {}));
    standing.select(&["--previous", &first]).done();
    let supersedes = ["--supersedes", PACKAGE, "--json"];
    let made = standing.seal("cases", "again", &supersedes).done().json();
    let packages = made["packages"].as_array().unwrap();
    let mut said: Vec<(u64, bool)> = packages
        .iter()
        .map(|one| {
            (
                one["cases"].as_u64().unwrap(),
                one["supersedes"].is_string(),
            )
        })
        .collect();
    said.sort_unstable();
    assert_eq!(said, [(1, false), (2, true)]);
}

/// Each case goes to the recipient of its row alone, whoever else is named.
#[test]
fn a_case_goes_to_the_recipient_of_its_row_alone() {
    let standing = two_recipients();
    let mandate = standing.only("mandate");
    let both = [
        "--for",
        "ZZ902:receiving-service",
        "--for",
        "ZZG01:receiving-service",
    ];
    let seal = [&["seal", "cases", "--to", "out", "--json"], &both[..]].concat();
    let under = ["--mandate", &mandate, "--statement", "transfer"];
    let made = standing
        .run("sender", &[&seal[..], &under].concat())
        .done()
        .json();
    let packages = made["packages"].as_array().unwrap();
    assert_eq!(packages.len(), 2);
    for package in packages {
        assert_eq!(package["cases"], 1);
        assert_eq!(package["stanzas"].as_array().unwrap().len(), 1);
    }
}

/// The first case goes to ZZ902, the second to ZZG01.
fn two_recipients() -> Standing {
    let standing = Standing::of(&[("to = [\"ZZ902\"]", "to = [\"ZZ902\", \"ZZG01\"]")]);
    standing.bind("sender").bind("recipient").bind("gp");
    let table = "case,organisation\nNR-1,ZZ902\nNR-2,ZZG01\n";
    standing.place.write("recipients.csv", table);
    standing.select(&["--recipients", "recipients.csv"]).done();
    standing
}
