//! A person decides about cases.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{
    desk::{TO, files, folder, says},
    packages::{CASE, PACKAGE, Sealed, TWO_READERS},
    support::Run,
};

/// Three cases sealed for ZZ902, and opened there; their references.
pub(crate) fn caseload() -> Sealed {
    Sealed::begun("a package of three cases", || {
        let sealed = Sealed::new();
        for n in 1..4 {
            let case = CASE.replace("NR-20417", &format!("NR-{n}"));
            sealed.place.write(&format!("cases/{n}.json"), case);
        }
        fs::remove_dir_all(sealed.place.path("out")).unwrap();
        let seal = ["--for", "ZZ902:receiving-service", "--to", "out"];
        says(&sealed, "sender", &["seal", "cases"], &seal).done();
        folder(&sealed);
        sealed
    })
}

/// The recipient says that it opened the package.
pub(crate) fn opened(sealed: &Sealed) {
    let more = [&["--rung", "opened"], &TO[..]].concat();
    says(sealed, "recipient", &["receipt", PACKAGE], &more).done();
}

/// A verdict of the recipient's prescriber.
pub(crate) fn verdict(sealed: &Sealed, verb: &str, more: &[&str]) -> Run {
    let more = [&["--role", "prescriber"], &TO[..], more].concat();
    says(sealed, "recipient", &[verb, PACKAGE], &more)
}

pub(crate) const WHO: [&str; 4] = ["--team", "North team", "--worker", "P. Shah"];

pub(crate) fn accept(sealed: &Sealed, more: &[&str]) -> Run {
    verdict(sealed, "accept", &[&WHO[..], more].concat())
}

#[test]
fn accepts_a_caseload_with_one_signature() {
    let sealed = caseload();
    opened(&sealed);
    let said = accept(&sealed, &["--all", "--json"]).done().json();
    assert_eq!(said["verdicts"], serde_json::json!({"accepted": 3}));
    assert_eq!(said["left_out"], serde_json::json!([]));
    assert_eq!(files(&sealed).len(), 2);
    // Responsibility moves once.
    accept(&sealed, &["--case", "NR-1"]).refused("conflict");
    verdict(&sealed, "query", &["--reason", "other", "--case", "NR-1"]).refused("conflict");
    assert_eq!(files(&sealed).len(), 2);
}

#[test]
fn signs_no_acceptance_that_would_not_count() {
    let sealed = caseload();
    accept(&sealed, &["--case", "NR-1"]).refused("policy");
    opened(&sealed);
    let before = sealed.place.everything();
    accept(&sealed, &["--case", "NR-9"]).refused("policy");
    let token = "00".repeat(32);
    accept(&sealed, &["--case", &token]).refused("policy");
    accept(&sealed, &[]).fails(2, "usage: no case is named");
    accept(&sealed, &["--case", "NR-1", "--case", "NR-1"]).fails(2, "usage: the case is named");
    let lacking = verdict(&sealed, "accept", &["--case", "NR-1"]);
    assert!(
        lacking.stderr.contains("\nGive --team and --worker"),
        "{}",
        lacking.stderr
    );
    lacking.fails(2, "usage: an acceptance names a team");
    accept(&sealed, &["--case", "NR-1", "--audience", "gp"]).refused("recipient");
    accept(&sealed, &["--case", "NR-1", "--at", "2026-12-31"]).refused("expired");
    // Another organisation, to which nothing was sent.
    let gp = [&["--case", &token], &WHO[..], &TO[..]].concat();
    says(&sealed, "gp", &["accept", PACKAGE], &gp).refused("not-entitled");
    says(&sealed, "sender", &["accept", PACKAGE], &gp).refused("not-entitled");
    assert_eq!(before, sealed.place.everything());
}

/// S-32: a prescriber takes the action first, for it asks for one.
#[test]
fn an_action_that_needs_acceptance_is_taken_by_the_role_it_names() {
    let sealed = caseload();
    opened(&sealed);
    let case = [&["--case", "NR-1"], &WHO[..], &TO[..]].concat();
    let by = |role: &'static str| {
        let more = [&["--role", role], &case[..]].concat();
        says(&sealed, "recipient", &["accept", PACKAGE], &more)
    };
    let told = by("team-leader").refused("policy").stderr;
    assert!(told.contains("a key-worker must take") || told.contains("a prescriber must take"));
    says(&sealed, "recipient", &["accept", PACKAGE], &case)
        .fails(2, "usage: this identity has several");
    by("midwife").fails(2, "usage: this identity has no person in that role");
    by("prescriber").done();
}

/// S-32: a countersign of the package in that role will do, if it is of the recipient.
#[test]
fn s32_a_countersign_takes_the_action_too() {
    let sealed = caseload();
    opened(&sealed);
    let by_leader = |more: &[&str]| {
        let more = [
            &["--role", "team-leader", "--case", "NR-1"],
            &WHO[..],
            &TO[..],
            more,
        ]
        .concat();
        says(&sealed, "recipient", &["accept", PACKAGE], &more)
    };
    by_leader(&[]).refused("policy");
    let take = |who: &str, role: &str| {
        let arguments = ["countersign", PACKAGE, "--role", role];
        says(&sealed, who, &arguments, &TO)
    };
    // The sender's own people take nothing on for the recipient.
    take("sender", "team-leader").done();
    take("recipient", "prescriber").done();
    let told = by_leader(&[]).refused("policy").stderr;
    assert!(told.contains("a key-worker must take"), "{told}");
    take("recipient", "key-worker").done();
    by_leader(&[]).done();
}

/// An action that only another organisation can take is named to whoever accepts, and stops nobody.
#[test]
fn an_action_of_another_organisation_does_not_keep_a_case_from_acceptance() {
    let owned_by = |ods: &str| {
        let sealed = Sealed::new();
        let mut case: serde_json::Value = serde_json::from_str(CASE).unwrap();
        let actions = &mut case["sections"]["handover"]["actions"]["value"];
        let owner =
            serde_json::json!({"org": {"name": "Larch Row Surgery", "ods": ods}, "role": "gp"});
        actions.as_array_mut().unwrap().truncate(1);
        let mut review = actions[0].clone();
        review["id"] = "a2".into();
        review["kind"] = "other".into();
        review["owner"] = owner;
        if ods.is_empty() {
            review["owner"]["org"]
                .as_object_mut()
                .unwrap()
                .remove("ods");
        }
        actions.as_array_mut().unwrap().push(review);
        sealed.place.write("cases/1.json", case.to_string());
        fs::remove_dir_all(sealed.place.path("out")).unwrap();
        let seal = ["--for", "ZZ902:receiving-service", "--to", "out"];
        says(&sealed, "sender", &["seal", "cases"], &seal).done();
        folder(&sealed);
        opened(&sealed);
        accept(&sealed, &["--all"])
    };
    let told = owned_by("ZZG01").done().stderr;
    assert!(
        told.contains("must be taken by another organisation"),
        "{told}"
    );
    // Without a code, or with that of one of the two sides, somebody here must take it.
    for ods in ["", "ZZ901", "ZZ902"] {
        let told = owned_by(ods).refused("policy").stderr;
        assert!(told.contains("a gp must take"), "{told}");
    }
}

#[test]
fn a_reason_is_one_of_the_profile() {
    let sealed = caseload();
    let case = ["--case", "NR-1"];
    let bad = [&case[..], &["--reason", "too-difficult"]].concat();
    let told = verdict(&sealed, "refuse", &bad).refused("policy").stderr;
    assert!(
        told.contains("not-our-area") && told.contains("capacity"),
        "{told}"
    );
    let lacking = verdict(&sealed, "refuse", &case);
    assert!(
        lacking.stderr.contains("\nGive --reason"),
        "{}",
        lacking.stderr
    );
    lacking.fails(2, "usage: give a reason, one of: ");
    let redirect = [&case[..], &["--reason", "not-our-area"]].concat();
    let lacking = verdict(&sealed, "redirect", &redirect);
    assert!(
        lacking.stderr.contains("\nGive --to-organisation"),
        "{}",
        lacking.stderr
    );
    lacking.fails(2, "usage: say to which organisation");
    for to in ["ZZ999", "ZZ902"] {
        let more = [&redirect[..], &["--to-organisation", to]].concat();
        verdict(&sealed, "redirect", &more).refused("not-entitled");
    }
    assert!(files(&sealed).is_empty());
    let more = [&redirect[..], &["--to-organisation", "ZZG01"]].concat();
    verdict(&sealed, "redirect", &more).done();
}

/// S-85 in part, S-87 in small: what was refused or asked is not accepted with the others.
#[test]
fn accepts_all_but_those_in_a_table() {
    let sealed = caseload();
    opened(&sealed);
    sealed
        .place
        .write("queries.csv", "case;reason\nNR-2;needs-verbal-handover\n");
    let table = ["--from", "queries.csv"];
    verdict(&sealed, "query", &table).done();
    let said = accept(&sealed, &["--all-except", "queries.csv", "--json"]);
    assert_eq!(
        said.done().json()["verdicts"],
        serde_json::json!({"accepted": 2})
    );
    // All that is left: the two are named as accepted already.
    let said = accept(&sealed, &["--all", "--json"]).done().json();
    assert_eq!(said["verdicts"], serde_json::json!({"accepted": 1}));
    let left_out = said["left_out"].as_array().unwrap();
    assert_eq!(left_out.len(), 2);
    assert!(left_out.iter().all(|one| one["class"] == "conflict"));
    // Again: one line for all three, and no list that hides what waits.
    let told = accept(&sealed, &["--all"]).fails_with_notes(1, "refused (conflict): ");
    let line = "3 cases: accepted already, by ZZ902: it moves on by a package of its own";
    assert_eq!(told.stderr.lines().next(), Some(line), "{}", told.stderr);
    assert_eq!(told.stderr.lines().count(), 3, "{}", told.stderr);
}

#[test]
fn what_is_accepted_already_does_not_wait() {
    let sealed = caseload();
    opened(&sealed);
    accept(&sealed, &["--case", "NR-1"]).done();
    accept(&sealed, &["--case", "NR-3"]).done();
    let said = accept(&sealed, &["--all"]).done();
    assert!(said.stdout.contains("2 left out:\n"), "{}", said.stdout);
    assert!(
        said.stdout.contains("2 cases: accepted already"),
        "{}",
        said.stdout
    );
    assert!(!said.stderr.contains("NR-"), "{}", said.stderr);
}

#[test]
fn takes_a_whole_table_of_decisions_or_nothing() {
    let sealed = caseload();
    opened(&sealed);
    let header = "case,verdict,reason,team,worker,to\n";
    let bad = format!(
        "{header}NR-1,accepted,,,,\nNR-9,refused,capacity,,,\nNR-2,refused,lazy,,,\n\
         NR-2,taken,,,,\nNR-3,redirected,not-our-area,,,\nNR-1,accepted,,,,\n"
    );
    sealed.place.write("bad.csv", bad);
    let run = accept(&sealed, &["--from", "bad.csv"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    for line in ["line 3: ", "line 4: ", "line 5: ", "line 6: ", "line 7: "] {
        assert!(run.stderr.contains(line), "{line}\n{}", run.stderr);
    }
    assert!(!run.stderr.contains("NR-") && run.stderr.ends_with("run it again.\n"));
    assert_eq!(files(&sealed).len(), 1);
    let good = format!(
        "{header}NR-1,,,,\"Okell, S.\",\nNR-2,queried,dataset-incomplete,,,\nNR-3,redirected,not-our-area,,,ZZG01\n"
    );
    sealed.place.write("good.csv", good);
    let said = accept(&sealed, &["--from", "good.csv", "--json"])
        .done()
        .json();
    let expected = serde_json::json!({"accepted": 1, "queried": 1, "redirected": 1});
    assert_eq!(said["verdicts"], expected);
}

#[test]
fn leaves_nothing_where_it_may_not_write_or_the_passphrase_is_wrong() {
    let sealed = caseload();
    opened(&sealed);
    let before = sealed.place.everything();
    let to = [
        &["--role", "prescriber", "--all", "--statement", "transfer"],
        &WHO[..],
    ]
    .concat();
    let nowhere = [&to[..], &["--to", "case.json/x"]].concat();
    says(&sealed, "recipient", &["accept", PACKAGE], &nowhere)
        .fails(3, "not done: case.json/x cannot be written");
    let arguments = [
        &[
            "accept",
            PACKAGE,
            "--identity",
            "recipient",
            "--directory",
            "directory",
        ],
        &[
            "--anchor",
            &sealed.anchor,
            "--at",
            crate::support::AT_2026,
            "--to",
            "transfer",
        ],
        &to[..],
    ]
    .concat();
    let mut command = sealed.place.command(&arguments);
    command.env("HANDOVER_PASSPHRASE", "four other words here");
    Run::of(&command.output().unwrap(), &arguments).refused("decrypt");
    assert_eq!(before, sealed.place.everything());
    accept(&sealed, &["--all"]).done();
    for name in files(&sealed) {
        let path = sealed.place.path(&format!("transfer/{name}"));
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

/// A receipt or verdict about another package counts for nothing here.
#[test]
fn takes_nothing_from_another_package() {
    let sealed = caseload();
    opened(&sealed);
    let seal = ["--for", "ZZ902:receiving-service", "--to", "second"];
    says(&sealed, "sender", &["seal", "cases"], &seal).done();
    let second = "second/ZZ902-receiving-service.handover";
    let more = [&["--role", "prescriber", "--all"], &WHO[..], &TO[..]].concat();
    let run = says(&sealed, "recipient", &["accept", second], &more);
    run.fails_with_notes(1, "refused (policy): ");
    accept(&sealed, &["--all"]).done();
}

/// Only the audience that takes cases on accepts them: a practice reads its part, and is not responsible.
#[test]
fn a_practice_accepts_nothing() {
    let sealed = Sealed::new();
    folder(&sealed);
    sealed.place.write("case.json", TWO_READERS);
    let both = ["--for", "ZZ902:receiving-service", "--for", "ZZG01:gp"];
    sealed.seal("both", &both).done();
    let part = "both/ZZG01-gp.handover";
    let opened = [&["--rung", "opened"], &TO[..]].concat();
    says(&sealed, "gp", &["receipt", part], &opened).done();
    let all = [&["--all", "--role", "team-leader"], &WHO[..], &TO[..]].concat();
    let told = says(&sealed, "gp", &["accept", part], &all);
    let told = told.refused("not-entitled").stderr;
    assert!(
        told.contains("only receiving-service decides about cases"),
        "{told}"
    );
}

/// A question is written where a code belongs: the program says where it goes.
#[test]
fn a_question_is_no_reason_code() {
    let sealed = caseload();
    let asked = ["--reason", "who are they?", "--case", "NR-1"];
    let told = verdict(&sealed, "query", &asked).fails(2, "usage: ").stderr;
    assert!(told.contains("--words"), "{told}");
}

/// A table says what people write: the verb or the verdict.
#[test]
fn a_table_takes_the_word_of_the_verb() {
    let sealed = caseload();
    let table = "case,verdict,reason\nNR-1,query,dataset-incomplete\nNR-2,Queried,other\nNR-3,refuse,capacity\n";
    sealed.place.write("t.csv", table);
    let said = verdict(&sealed, "query", &["--from", "t.csv", "--json"])
        .done()
        .json();
    assert_eq!(
        said["verdicts"],
        serde_json::json!({"queried": 2, "refused": 1})
    );
}
