//! Field 904: a case says under which mandate it is handed over (V-38).

use serde_json::{Value, json};

use crate::{
    desk::{TO, says},
    handmade::{Agreed, agree, place, seal, token},
    mandated::{PACKAGE, refused},
    packages::{CASE, Sealed},
    standing::{Standing, case},
    support::AT_2026,
    verdicts::WHO,
};

/// A mandate from 2026-10-01 on, bound and with a roster.
fn dated() -> Standing {
    let day = "transfer = \"2010-02-01\"";
    let standing = Standing::of(&[(day, "transfer = \"2026-10-01\"")]);
    standing.bind("sender").bind("recipient").select(&[]).done();
    standing
}

fn saying(field: &Value) -> impl Fn(&mut Value) {
    move |sections| sections["handover"]["mandate"] = field.clone()
}

fn silent(sections: &mut Value) {
    let handover = sections["handover"].as_object_mut().unwrap();
    handover.remove("mandate").unwrap();
}

/// What 904 says of a case of the package, opened by its recipient.
fn opened(standing: &Standing, reference: &str) -> Value {
    let open = ["open", PACKAGE, "--case", reference, "--as", "json"];
    let open = [&open[..], &["--statement", "transfer"]].concat();
    let read = standing.run("recipient", &open).done();
    assert_eq!(read.stderr, "");
    read.json()["sections"]["handover"]["mandate"].clone()
}

#[test]
fn seal_fills_in_the_mandate_where_the_case_has_none() {
    let standing = dated();
    standing
        .place
        .write("cases/NR-1.json", case("NR-1", silent));
    standing.seal("cases", "out", &[]).done();
    let mandate = ["mandate", "show", &standing.only("mandate"), "--json"];
    let trust = ["--directory", "directory", "--anchor", &standing.anchor];
    let at = ["--at", AT_2026];
    let shown = standing.place.run(&[&mandate[..], &trust, &at].concat());
    let id = shown.done().json()["id"].clone();
    let filled = json!({"reference": id, "transfer_date": "2026-10-01", "rules": "none"});
    assert_eq!(opened(&standing, "NR-1"), filled);
    // What a case says itself stays.
    assert_eq!(opened(&standing, "NR-2")["reference"], "northmoor-2026");
}

#[test]
fn a_standing_mandate_has_nothing_to_fill_in() {
    let standing = Standing::new();
    standing
        .place
        .write("cases/NR-1.json", case("NR-1", silent));
    standing.seal("cases", "out", &[]).done();
    assert_eq!(opened(&standing, "NR-1"), Value::Null);
}

#[test]
fn seal_refuses_a_case_that_says_another_mandate() {
    let standing = dated();
    let other = json!({"reference": "b", "transfer_date": "2026-11-01", "rules": "r@1"});
    standing
        .place
        .write("cases/NR-2.json", case("NR-2", saying(&other)));
    let told = standing.seal("cases", "out", &[]);
    refused(&told, "policy");
    let line = "NR-2: field 904 has another transfer date than the mandate";
    assert!(told.stdout.contains(line), "{}", told.stdout);
    assert!(!told.stderr.contains("NR-2"), "{}", told.stderr);
    let told = standing.seal("cases", "out", &["--json"]).json();
    assert_eq!(told["other_mandate"][0]["case"], "NR-2");
    assert_eq!(told["problem"]["class"], "policy");
    assert!(!standing.place.path("out").exists());
    // The others go, and it is told once which does not.
    let made = standing.seal("cases", "out", &["--leave-out", "--json"]);
    let left_out = json!([{"case": "NR-2", "checks": ["V-38"], "why": "other-mandate"}]);
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    assert_eq!(made.json()["left_out"], left_out);
}

/// Three cases of which the second is silent and the third of another mandate, sealed by a sender who
/// does not look.
fn careless() -> (Sealed, Agreed) {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902"), (2, "ZZ902"), (3, "ZZ902")]);
    let sections = |n: u8| {
        let mut case: Value = serde_json::from_str(CASE).unwrap();
        let handover = &mut case["sections"]["handover"];
        handover["case_reference"] = format!("NR-{n}").into();
        match n {
            2 => drop(handover.as_object_mut().unwrap().remove("mandate")),
            3 => handover["mandate"]["reference"] = "0".repeat(64).into(),
            _ => {}
        }
        let case = handover::case::Case::from_value(case).unwrap();
        let names = crate::handmade::profile().profile().sealed_sections();
        (n, case.sealed_sections(&names))
    };
    let cases = (1..4).map(sections).collect();
    seal(
        &sealed,
        "package.handover",
        Some(&agreed),
        &["ZZ902"],
        cases,
    );
    (sealed, agreed)
}

/// S-81: the recipient sees the case and its checks, and does not take responsibility for it under a
/// mandate that it is not of.
#[test]
fn the_recipient_does_not_accept_what_is_of_another_mandate() {
    let (sealed, _) = careless();
    let statements = ["--statement", "transfer"];
    let told = sealed.open("recipient", "package.handover", &statements);
    let told = told.done().stderr;
    for n in [2, 3] {
        let line = format!("policy: case {} NR-{n} fails V-38", token(n));
        assert!(told.contains(&line), "{told}");
    }
    assert!(!told.contains("NR-1"), "{told}");
    // Who has not the mandate cannot know, and is told so.
    let without = sealed.open("recipient", "package.handover", &[]).done();
    assert!(!without.stderr.contains("fails V-38"), "{}", without.stderr);
    assert!(
        without.stderr.contains("V-38 were not made"),
        "{}",
        without.stderr
    );

    let by = |verb: &[&str], more: &[&str]| {
        let verb = [&[verb[0], "package.handover"], &verb[1..]].concat();
        says(&sealed, "recipient", &verb, &[&TO[..], more].concat())
    };
    by(&["receipt", "--rung", "opened"], &[]).done();
    let accept = |more: &[&str]| {
        let more = [&["--role", "prescriber"], &WHO[..], more].concat();
        by(&["accept"], &more)
    };
    let told = accept(&["--case", "NR-2"]).refused("policy").stderr;
    assert!(told.contains("does not say under which mandate"), "{told}");
    let told = accept(&["--case", "NR-3"]).refused("policy").stderr;
    assert!(told.contains("names another mandate"), "{told}");
    // Who opened it with its key knows whose cases wait; a machine gets tokens.
    let said = accept(&["--all"]).done();
    let text = said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("2 left out, of which 2 wait: - case NR-2: field 904"),
        "{text}"
    );
    assert!(
        text.contains("case NR-3: field 904 names another"),
        "{text}"
    );
    assert_eq!(said.stderr, "");
    // It can be answered.
    let query = ["query", "--case", "NR-2", "--reason", "other"];
    by(&query, &["--role", "prescriber"]).done();
}
