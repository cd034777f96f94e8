//! The desk under a mandate: the roster says whose answer counts.

use std::fs;

use serde_json::{Value, json};

use handover::trust::{Countersign, Receipt, ReceiptRung, Verdict, VerdictAnswer, VerdictRow};

use crate::{
    desk::{TO, says},
    handmade::{Agreed, NOW, agree, further_roster, place, say, seal, sections, time, token},
    packages::Sealed,
    support::Run,
    verdicts::WHO,
};

const PACKAGE: &str = "package.handover";

/// Three cases for ZZ902 in one package, opened there.
fn transfer() -> (Sealed, Agreed) {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902"), (2, "ZZ902"), (3, "ZZ902")]);
    let cases = (1..4).map(|n| (n, sections(n))).collect();
    seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], cases);
    by(
        &sealed,
        "recipient",
        &["receipt", PACKAGE, "--rung", "opened"],
        &[],
    )
    .done();
    (sealed, agreed)
}

fn by(sealed: &Sealed, who: &str, verb: &[&str], more: &[&str]) -> Run {
    says(sealed, who, verb, &[&TO[..], more].concat())
}

fn accept(sealed: &Sealed, more: &[&str]) -> Run {
    let more = [&["--role", "prescriber"], &WHO[..], more].concat();
    by(sealed, "recipient", &["accept", PACKAGE], &more)
}

/// The third case was redirected, and a further roster sends it to ZZG01.
#[test]
fn only_the_recipient_in_the_roster_accepts() {
    let (sealed, agreed) = transfer();
    let third = token(3).to_string();
    redirect(&sealed, &third);
    further_roster(&sealed, &agreed, 3, "ZZG01");
    accept(&sealed, &["--case", &third]).refused("not-entitled");
    let said = accept(&sealed, &["--all", "--json"]).done().json();
    assert_eq!(said["verdicts"], serde_json::json!({"accepted": 2}));
    assert_eq!(said["left_out"][0]["token"], third);
    assert_eq!(said["left_out"][0]["class"], "not-entitled");
    accept(&sealed, &["--case", "NR-1"]).refused("conflict");
}

fn redirect(sealed: &Sealed, case: &str) {
    let to = ["--to-organisation", "ZZG01", "--role", "prescriber"];
    let redirect = [&["--reason", "not-our-area", "--case", case], &to[..]].concat();
    by(sealed, "recipient", &["redirect", PACKAGE], &redirect).done();
}

#[test]
fn accepts_nothing_whose_agreement_is_not_at_hand() {
    let (sealed, _) = transfer();
    let more = ["--to", "transfer", "--role", "prescriber", "--case", "NR-1"];
    let more = [&more[..], &WHO].concat();
    let told = says(&sealed, "recipient", &["accept", PACKAGE], &more).refused("policy");
    assert!(
        told.stderr.contains("the mandate is not at hand"),
        "{}",
        told.stderr
    );
}

/// S-85, S-77, S-54, S-86: the way of a case, each word in its turn.
#[test]
fn a_case_goes_its_way_word_by_word() {
    let (sealed, _) = transfer();
    let case = token(1).to_string();
    let case = ["--case", case.as_str()];
    let event = |who: &str, word: &str, more: &[&str]| {
        let role = if who == "recipient" {
            "prescriber"
        } else {
            "team-leader"
        };
        let more = [&case[..], &["--role", role], more].concat();
        by(&sealed, who, &["event", word, PACKAGE], &more)
    };
    event("sender", "answered", &[]).refused("policy");
    let query = ["--reason", "other", "--role", "prescriber"];
    by(
        &sealed,
        "recipient",
        &["query", PACKAGE],
        &[&case[..], &query].concat(),
    )
    .done();
    event("sender", "answered", &[]).done();
    event("recipient", "contacted", &[]).refused("not-entitled");
    accept(&sealed, &case).done();
    event("sender", "withdrawn", &["--code", "other"]).refused("policy");
    event("sender", "recalled", &["--code", "other"]).done();
    for _ in 0..3 {
        event("recipient", "not-engaged", &[]).done();
    }
    event("recipient", "contacted", &[]).done();
    event("recipient", "reviewed", &[]).done();
}

/// Who sent a case on does not accept it after all: nothing tells that it would count.
#[test]
fn a_redirected_case_is_not_accepted_by_who_sent_it_on() {
    let (sealed, _) = transfer();
    redirect(&sealed, &token(1).to_string());
    let before = sealed.place.everything();
    let told = accept(&sealed, &["--case", "NR-1"]).refused("not-entitled");
    assert!(
        told.stderr.contains("until a further roster"),
        "{}",
        told.stderr
    );
    assert_eq!(before, sealed.place.everything());
}

/// Two answers that contradict each other: nothing is built on either, and the sender stays responsible.
#[test]
fn nothing_is_said_behind_contradicting_answers() {
    let (sealed, agreed) = transfer();
    let answer = |answer| {
        let verdict = Verdict {
            at: time(NOW),
            by: "ZZ902".parse().unwrap(),
            mandate: Some(*agreed.mandate.id()),
            package: package_id(&sealed),
            audience: "receiving-service".parse().unwrap(),
            verdicts: vec![VerdictRow {
                token: token(1),
                re: None,
                answer,
            }],
        };
        say(&sealed, "recipient", "person-prescriber", verdict);
    };
    let reason = || "other".parse().unwrap();
    answer(VerdictAnswer::Queried { reason: reason() });
    answer(VerdictAnswer::Refused { reason: reason() });
    let query = [
        "--reason",
        "other",
        "--role",
        "prescriber",
        "--case",
        "NR-1",
    ];
    let told = by(&sealed, "recipient", &["query", PACKAGE], &query);
    let told = told.refused("conflict").stderr;
    assert!(told.contains("contradicting answers were given"), "{told}");
    let case = token(1).to_string();
    let event = [
        "event",
        "withdrawn",
        PACKAGE,
        "--case",
        &case,
        "--code",
        "other",
    ];
    let told = by(&sealed, "sender", &event, &["--role", "team-leader"]);
    let told = told.refused("conflict").stderr;
    assert!(told.contains("contradicting answers were given"), "{told}");
    // Only the recipient's acceptance ends it.
    accept(&sealed, &["--case", "NR-1"]).done();
}

/// What its sender took back is not accepted.
#[test]
fn what_was_taken_back_is_not_accepted() {
    let (sealed, _) = transfer();
    let case = token(1).to_string();
    let event = [
        "event",
        "withdrawn",
        PACKAGE,
        "--case",
        &case,
        "--code",
        "other",
    ];
    by(&sealed, "sender", &event, &["--role", "team-leader"]).done();
    let told = accept(&sealed, &["--case", "NR-1"])
        .refused("policy")
        .stderr;
    assert!(told.contains("its sender took it back"), "{told}");
    let told = by(&sealed, "sender", &event, &["--role", "team-leader"]);
    assert!(
        told.refused("conflict")
            .stderr
            .contains("withdrawn already")
    );
}

/// Words under a mandate are sealed to a party of it.
#[test]
fn words_go_under_the_same_mandate() {
    let (sealed, _) = transfer();
    sealed.place.write("question.txt", "Which pharmacy?");
    let query = [
        "--reason",
        "other",
        "--role",
        "prescriber",
        "--words",
        "question.txt",
    ];
    let query = [&query[..], &["--case", "NR-1", "--json"]].concat();
    let said = by(&sealed, "recipient", &["query", PACKAGE], &query)
        .done()
        .json();
    let words = said["words"].as_str().unwrap();
    let open = ["--statement", "transfer"];
    let read = sealed.open("sender", words, &open).done().stdout;
    assert!(read.contains("Which pharmacy?"), "{read}");
    sealed.open("authority", words, &open).refused("recipient");
    sealed.open("gp", words, &open).refused("recipient");
}

/// Evidence proves that responsibility moved only where it shows that the roster sent the case there.
#[test]
fn evidence_with_the_mandate_names_the_holder() {
    let (sealed, _) = transfer();
    accept(&sealed, &["--case", "NR-1"]).done();
    let case = token(1).to_string();
    let make = |to: &str, more: &[&str]| {
        let arguments = ["evidence", PACKAGE, "--case", &case, "--to", to];
        let more = [&["--statement", "transfer"], more].concat();
        says(&sealed, "recipient", &arguments, &more).done().stderr
    };
    let without = make("without", &[]);
    assert!(
        without.contains("the acceptance in it proves nothing by itself"),
        "{without}"
    );
    assert_eq!(make("with", &["--with-mandate"]), "");
    fs::remove_dir_all(sealed.place.path("transfer")).unwrap();
    let proof = |file: &str| sealed.verify(file, &["--json"]).done().json();
    assert_eq!(proof("without")["holder"], Value::Null);
    assert_eq!(proof("with")["holder"], "ZZ902");
    let text = sealed.verify("without", &[]).done().stdout;
    assert!(
        text.contains("no roster here sends the case there"),
        "{text}"
    );
    let text = sealed.verify("with", &[]).done().stdout;
    assert!(
        text.contains("listed it to go to ZZ902 (current)"),
        "{text}"
    );
}

/// An acceptance of what nobody could read moves nothing, and who shows it is told.
#[test]
fn evidence_says_of_an_acceptance_that_it_does_not_count() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let cases = vec![(1, sections(1))];
    seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], cases);
    let accepted = Verdict {
        at: time(NOW),
        by: "ZZ902".parse().unwrap(),
        mandate: Some(*agreed.mandate.id()),
        package: package_id(&sealed),
        audience: "receiving-service".parse().unwrap(),
        verdicts: vec![VerdictRow {
            token: token(1),
            re: None,
            answer: VerdictAnswer::Accepted {
                team: "North team".parse().unwrap(),
                worker: "P. Shah".parse().unwrap(),
            },
        }],
    };
    say(&sealed, "recipient", "person-prescriber", accepted);
    let case = token(1).to_string();
    let make = [
        "evidence",
        PACKAGE,
        "--case",
        &case,
        "--to",
        "case.evidence",
    ];
    let more = ["--statement", "transfer", "--with-mandate", "--json"];
    let made = says(&sealed, "recipient", &make, &more).done();
    assert_eq!(made.json()["acceptance"], "does-not-count");
    assert!(
        made.stderr.contains("the sender is still responsible"),
        "{}",
        made.stderr
    );
}

/// The id of the only package.
fn package_id(sealed: &Sealed) -> handover::trust::StatementId {
    let verified = sealed.verify(PACKAGE, &["--statement", "transfer", "--json"]);
    verified.done().json()["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

/// S-79: each bad case is listed with its class, and the others open and are accepted.
#[test]
fn an_unreadable_case_is_listed_and_the_others_stay_usable() {
    let sealed = place();
    let rows: Vec<(u8, &str)> = (1..=6).map(|n| (n, "ZZ902")).collect();
    let agreed = agree(&sealed, &rows);
    let mut cases: Vec<_> = (1..=6).map(|n| (n, sections(n))).collect();
    // A field that no version of the dataset has, in four cases of six.
    let bad = [2_u8, 3, 4, 5].map(|n| (n, [0xa1, 0x61, b'a', 0x01], "schema"));
    for (n, section, _) in bad {
        cases[usize::from(n) - 1].1[0].1 = section.to_vec();
    }
    seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], cases);
    let listed: Vec<Value> = bad
        .iter()
        .map(|(n, _, class)| json!({"class": class, "token": token(*n).to_string()}))
        .collect();

    // Opening names each, writes the others, and is not done.
    let told = sealed.open("recipient", PACKAGE, &["--to", "cases"]);
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    // That its mandate is not at hand is said first.
    let lines: Vec<&str> = told.stderr.lines().skip(1).collect();
    assert_eq!(
        lines[4],
        "refused (schema): 4 of 6 cases cannot be read, as named above"
    );
    for ((n, _, class), line) in bad.iter().zip(&lines) {
        assert_eq!(*line, format!("{class}: case {} cannot be read", token(*n)));
    }
    let contents: Value =
        serde_json::from_slice(&sealed.place.read("cases/contents.json")).unwrap();
    let contents = contents.as_array().unwrap();
    let (whole, not): (Vec<&Value>, Vec<&Value>) = contents
        .iter()
        .partition(|listed| listed["class"].is_null());
    let names: Vec<&str> = whole
        .iter()
        .map(|one| one["case"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["NR-1", "NR-6"]);
    for one in whole {
        let file = format!("cases/{}", one["file"].as_str().unwrap());
        assert!(
            String::from_utf8(sealed.place.read(&file))
                .unwrap()
                .contains(one["case"].as_str().unwrap())
        );
    }
    let not: Vec<Value> = not
        .iter()
        .map(|one| json!({"class": one["class"], "token": one["token"]}))
        .collect();
    assert_eq!(not, listed);
    let piped = sealed.open("recipient", PACKAGE, &["--as", "json"]);
    assert_eq!((piped.code, piped.stdout.lines().count()), (Some(1), 2));
    let one = ["--case", "NR-6", "--as", "json"];
    sealed.open("recipient", PACKAGE, &one).done();
    let fourth = token(4).to_string();
    sealed
        .open("recipient", PACKAGE, &["--case", &fourth])
        .fails_with_notes(1, "refused (schema): ");

    let opened = ["receipt", PACKAGE, "--rung", "opened"];
    let receipt = by(&sealed, "recipient", &opened, &["--json"]).done().json();
    assert_eq!(receipt["unreadable"], json!(listed));
    let second = token(2).to_string();
    accept(&sealed, &["--case", &second]).refused("schema");
    let said = accept(&sealed, &["--all", "--json"]).done().json();
    assert_eq!(said["verdicts"], json!({"accepted": 2}));
    assert_eq!(said["left_out"].as_array().unwrap().len(), 4);
}

/// What we cannot read ourselves is not accepted, whatever a receipt of ours says.
#[test]
fn a_receipt_does_not_make_a_case_readable() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let mut bad = sections(1);
    bad[0].1 = vec![0xa1, 0x61, b'a', 0x01];
    seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], vec![(1, bad)]);
    let all_is_well = Receipt {
        at: time(NOW),
        by: "ZZ902".parse().unwrap(),
        r#for: "ZZ902".parse().unwrap(),
        mandate: Some(*agreed.mandate.id()),
        package: package_id(&sealed),
        audience: Some("receiving-service".parse().unwrap()),
        rung: ReceiptRung::Opened,
        unreadable: Vec::new(),
    };
    say(&sealed, "recipient", "service", all_is_well);
    let case = token(1).to_string();
    let told = accept(&sealed, &["--case", &case]).refused("schema").stderr;
    assert!(told.contains("it cannot be read"), "{told}");
}

/// Where no case can be read nothing is written.
#[test]
fn a_package_of_unreadable_cases_leaves_no_folder() {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902")]);
    let mut bad = sections(1);
    bad[0].1 = vec![0xa1, 0x61, b'a', 0x01];
    seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], vec![(1, bad)]);
    let told = sealed.open("recipient", PACKAGE, &["--to", "cases"]);
    told.fails_with_notes(1, "refused (schema): 1 of 1 cases cannot be read");
    assert!(!sealed.place.path("cases").exists());
}

/// A package that was opened in time stays open (V-26): our receipt says so, or our memory.
#[test]
fn what_was_opened_in_time_can_be_opened_later() {
    let (sealed, _) = transfer();
    let renew = [
        "directory",
        "add",
        "directory",
        "--identity",
        "authority",
        "--days",
        "300",
    ];
    let renew = [
        &renew[..],
        &["--card", "gp.card=provider", "--at", "2026-09-17"],
    ]
    .concat();
    sealed.place.run(&renew).done();
    let open = |statement: &[&str]| {
        let more = [
            &["--as", "json", "--case", "NR-1", "--at", "2026-12-01"],
            statement,
        ]
        .concat();
        says(&sealed, "recipient", &["open", PACKAGE], &more)
    };
    let memory = sealed.place.path("recipient/packages-opened.json");
    fs::remove_file(&memory).unwrap();
    open(&[]).refused("expired");
    assert!(!memory.exists());
    open(&["--statement", "transfer"]).done();
    assert!(memory.exists());
    open(&[]).done();
}

/// A certificate runs out: what was seen before stands, by our own record or by the commissioner's
/// word, and by nobody else's.
#[test]
fn what_was_seen_in_time_outlives_its_certificate() {
    let (sealed, agreed) = transfer();
    let place = &sealed.place;
    // The recipient's service signs with a certificate that will soon run out: another identity.
    place.identity_since("2026-09-01", "short", "ZZ903", &["--days", "20"]);
    place
        .run(&[
            "identity",
            "card",
            "--identity",
            "short",
            "--to",
            "short.card",
        ])
        .done();
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
    let by = "ZZ903".parse().unwrap();
    let office = crate::handmade::signer(&sealed, "short", "office");
    let agreed_by_short = Countersign {
        at: time(NOW + 86_400),
        by,
        role: "office".parse().unwrap(),
        statement: (*agreed.mandate.id()).into(),
    };
    let statement = office.sign(agreed_by_short).unwrap();
    place.write("late/office.statement", statement.as_bytes());
    place.write("late/mandate.statement", agreed.mandate.as_bytes());
    let verify = |at: &str| {
        let more = ["--statement", "late", "--at", at];
        let arguments = [
            "verify",
            "late/office.statement",
            "--directory",
            "directory",
        ];
        let arguments = [&arguments[..], &["--anchor", &sealed.anchor], &more].concat();
        place.run(&arguments)
    };
    verify("2026-09-18").done();
    let told = verify("2026-09-25");
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    assert!(told.stderr.contains("refused (expired)"), "{}", told.stderr);
    let seen = |who: &str, name: &str, by: &str| {
        let seen = Countersign {
            at: time(NOW + 2 * 86_400),
            by: by.parse().unwrap(),
            role: "seen".parse().unwrap(),
            statement: (*statement.id()).into(),
        };
        let seen = crate::handmade::signer(&sealed, who, "office")
            .sign(seen)
            .unwrap();
        place.write(&format!("late/{name}"), seen.as_bytes());
    };
    // Not the sender's word.
    seen("sender", "by-sender.statement", "ZZ901");
    assert_eq!(verify("2026-09-25").code, Some(1));
    seen("authority", "by-commissioner.statement", "ZZ900");
    verify("2026-09-25").done();
}
