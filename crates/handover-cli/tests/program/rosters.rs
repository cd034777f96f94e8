//! Rosters: everybody in the extract, by token.

use std::fs;

use handover::trust::{Decision, Roster, RosterCounts, RosterRow, Sight, VerifiedDirectory};
use serde_json::{Value, json};

use crate::{
    handmade::{NOW, signer_of, time},
    mandated::refused,
    standing::Standing,
    support::Place,
    transfers::Transfer,
};

/// [`AT`](crate::support::AT) in POSIX seconds.
const AT_SECS: u64 = 1_264_759_200;

/// Somebody decides about whatever the rules leave open.
pub(crate) const OWNED: [&str; 4] = [
    "--undecided-owner",
    "Service manager",
    "--undecided-by",
    "2010-02-12",
];

fn show(transfer: &Transfer, roster: &str, more: &[&str]) -> Value {
    let mut arguments = vec!["roster", "show", roster, "--json"];
    arguments.extend(more);
    transfer.look(&arguments).done().json()
}

/// The token of a case, by the sender's ledger.
fn token(transfer: &Transfer, roster: &str, case: &str) -> String {
    let found = show(transfer, roster, &["--identity", "sender", "--case", case]);
    found["looked_up"]["token"].as_str().unwrap().to_owned()
}

/// Takes people out of an imported caseload, their drafts too; gives back what was there before.
fn without(transfer: &Transfer, cases: &[&str]) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let path = transfer.place.path("caseload/cases.jsonl");
    let mut before = vec![(path.clone(), fs::read(&path).unwrap())];
    transfer.place.change_cases(|line| {
        let draft: Value = serde_json::from_str(line).unwrap();
        let reference = &draft["sections"]["handover"]["case_reference"];
        let goes = cases.contains(&reference.as_str().unwrap());
        if goes { vec![] } else { vec![line.to_owned()] }
    });
    let path = transfer.place.path("caseload/records.json");
    let whole = fs::read(&path).unwrap();
    let mut records: Vec<Value> = serde_json::from_slice(&whole).unwrap();
    let number = records.len();
    records.retain(|record| !cases.contains(&record["reference"].as_str().unwrap()));
    assert_eq!(records.len() + cases.len(), number);
    fs::write(&path, serde_json::to_vec(&records).unwrap()).unwrap();
    before.push((path, whole));
    before
}

/// S-05, S-06, S-08, S-09, S-10, S-11, S-12, S-15, S-17 as a roster has them: everybody is listed, with a reason.
#[test]
fn lists_everybody_and_adds_up() {
    let transfer = Transfer::new();
    let selected = transfer.selected(&OWNED);
    let totals = json!({"exclude": 12, "include": 85, "listed": 120, "undecided": 23});
    for (name, count) in totals.as_object().unwrap() {
        assert_eq!(selected["summary"][name], *count, "{name}");
    }
    let roster = transfer.only("roster");
    let shown = show(&transfer, &roster, &[]);
    assert_eq!(shown["summary"], selected["summary"]);
    assert_eq!(shown["by"], "ZZ901");
    let reasons = shown["summary"]["reasons"].as_array().unwrap();
    let sum: u64 = reasons
        .iter()
        .map(|reason| reason["count"].as_u64().unwrap())
        .sum();
    assert_eq!(sum, 120);
    let words: Vec<&str> = reasons
        .iter()
        .map(|r| r["reason"].as_str().unwrap())
        .collect();
    for word in [
        "current",
        "extra-unplanned-exit",
        "indeterminate-date",
        "deceased",
    ] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
    let text = transfer.look(&["roster", "show", &roster]).done().stdout;
    assert!(
        text.contains("  120  people listed, none left over"),
        "{text}"
    );
    // To people it is spelt as the rules and `select` spell it.
    assert!(!text.contains("extra-"), "{text}");
    assert!(text.contains("  extra:unplanned-exit"), "{text}");
}

/// S-19: the sender leads from a person to the token, a recipient from the token of a case it opened
/// to the row; the commissioner has neither.
#[test]
fn one_person_is_found_by_sender_and_recipient_only() {
    let transfer = Transfer::new();
    transfer.select(&OWNED).done();
    let roster = transfer.only("roster");
    let found = show(
        &transfer,
        &roster,
        &["--identity", "sender", "--case", "HB0294"],
    );
    let found = &found["looked_up"];
    assert_eq!(found["case"], "HB0294");
    assert_eq!(found["row"]["decision"], "include");
    assert_eq!(found["row"]["reason"], "extra-unplanned-exit");
    assert_eq!(found["row"]["to"], "ZZ902");
    // 1d before transfer-date, to the end of that day in London.
    assert_eq!(found["row"]["due"]["stored"], "2010-01-31T23:59:59Z");
    assert_eq!(
        found["row"]["due"]["contacted"],
        json!(null),
        "she left: nobody is due to see her"
    );
    let token = found["token"].as_str().unwrap();
    let by_token = show(&transfer, &roster, &["--token", token]);
    assert_eq!(by_token["looked_up"]["row"], found["row"]);
    assert_eq!(by_token["looked_up"]["case"], json!(null));
    let as_recipient = ["roster", "show", &roster, "--token", token, "--json"];
    let as_recipient = transfer.run("recipient", &as_recipient).done().json();
    assert_eq!(as_recipient["looked_up"]["row"], found["row"]);
    let asked = ["roster", "show", &roster, "--case", "HB0294"];
    for who in ["authority", "recipient"] {
        transfer
            .run(who, &asked)
            .fails(2, "usage: only the sender of a roster can lead");
    }
    let unknown = show(&transfer, &roster, &["--token", &"00".repeat(32)]);
    assert_eq!(unknown["looked_up"]["row"], json!(null));
}

/// S-08: without who decides and by when nobody could freeze the roster, so it is not signed.
#[test]
fn a_roster_with_an_open_end_is_not_signed() {
    let transfer = Transfer::new();
    let before = transfer.place.everything();
    let told = transfer.select(&["--json"]);
    assert_eq!(told.code, Some(1), "{}", told.stderr);
    let asked =
        "refused (policy): the roster: 23 undecided cases have nobody who decides, or no date";
    assert!(told.stderr.starts_with(asked), "{}", told.stderr);
    assert!(
        told.stderr.contains("--undecided-owner NAME"),
        "{}",
        told.stderr
    );
    let undecided: Vec<String> = serde_json::from_value(told.json()["cases"].clone()).unwrap();
    assert_eq!(undecided.len(), 23);
    transfer
        .select(&[])
        .fails_naming(1, asked, &[&undecided[0], &undecided[19]]);

    // One by one, and everybody else by default.
    let table = format!("case;who;by\n{};Dr A;2010-02-05\n", undecided[0]);
    transfer.place.write("undecided.csv", table);
    let told = transfer.select(&["--undecided", "undecided.csv"]);
    let told = told.fails_naming(
        1,
        "refused (policy): the roster: 22 undecided",
        &[&undecided[1]],
    );
    assert!(!told.stdout.contains(&undecided[0]), "{}", told.stdout);
    fs::remove_file(transfer.place.path("undecided.csv")).unwrap();
    assert_eq!(before, transfer.place.everything(), "nothing is signed");
    let table = format!("case;who;by\n{};Dr A;2010-02-05\n", undecided[0]);
    transfer.place.write("undecided.csv", table);
    let mut more = OWNED.to_vec();
    more.extend(["--undecided", "undecided.csv"]);
    transfer.select(&more).done();
    let roster = transfer.only("roster");
    let found = show(
        &transfer,
        &roster,
        &["--identity", "sender", "--case", &undecided[0]],
    );
    assert_eq!(found["looked_up"]["decides"], "Dr A");
    assert_eq!(
        found["looked_up"]["row"]["due"]["accepted"],
        "2010-02-05T23:59:59Z"
    );
    let frozen = transfer.countersign("authority", &roster, "office").done();
    assert!(
        frozen.stderr.contains("120  people listed"),
        "{}",
        frozen.stderr
    );
    transfer
        .countersign("recipient", &roster, "office")
        .refused("not-entitled");
    transfer
        .countersign("authority", &roster, "team-leader")
        .refused("policy");
}

/// Signs a roster anew with rows changed, in the place of the one before, as a program without that check would.
fn signed_anew(
    (place, anchor, now): (&Place, &str, u64),
    roster: &str,
    change: impl Fn(&mut RosterRow),
) -> String {
    let (directory, now) = (place.read("directory"), time(now));
    let directory =
        VerifiedDirectory::from_bytes(&directory, &anchor.parse().unwrap(), None, now).unwrap();
    let said = directory.verify::<Roster>(&place.read(roster), &Sight::now(now));
    let mut said = said.unwrap().into_payload();
    said.rows.iter_mut().for_each(change);
    said.counts = RosterCounts::of(&said.rows);
    let said = signer_of(place, "sender", "office").sign(said).unwrap();
    fs::remove_file(place.path(roster)).unwrap();
    let name = format!("transfer/roster-{}.statement", said.id());
    place.write(&name, said.as_bytes());
    name
}

/// S-08: owners for whom an older roster left without one; only then is it frozen.
#[test]
fn a_further_roster_gives_owners_to_undated_people() {
    let transfer = Transfer::new();
    transfer.select(&OWNED).done();
    let roster = transfer.only("roster");
    let undated = |row: &mut RosterRow| {
        if let Decision::Undecided { by } = &mut row.decision {
            *by = None;
        }
    };
    let first = signed_anew(
        (&transfer.place, &transfer.anchor, AT_SECS),
        &roster,
        undated,
    );
    let freeze = |roster: &str| transfer.countersign("authority", roster, "office");
    let told = freeze(&first).refused("policy").stderr;
    assert!(
        told.contains("without a date by which somebody decides there are 23"),
        "{told}"
    );
    let more = ["--previous", &first, "--statement", "transfer"];
    let further = transfer.selected(&[&OWNED[..], &more].concat());
    assert_eq!(further["summary"]["listed"], 23, "{}", further["summary"]);
    assert_eq!(further["summary"]["undecided"], 23);
    let second = transfer
        .all("roster")
        .into_iter()
        .find(|name| *name != first);
    freeze(&first).done();
    freeze(&second.unwrap()).done();
}

/// S-08: so do decisions, and sealing, which waited for the roster to be frozen, goes on.
#[test]
fn a_further_roster_decides_about_undated_people_and_sealing_goes_on() {
    let standing = Standing::of(&[("statement = \"roster\"", "")]);
    standing.bind("sender").bind("recipient").select(&[]).done();
    let roster = standing.only("roster");
    let shown = ["roster", "show", &roster, "--case", "NR-2", "--json"];
    let token = standing.run("sender", &shown).done().json()["looked_up"]["token"].clone();
    let first = signed_anew((&standing.place, &standing.anchor, NOW), &roster, |row| {
        if row.token.to_string() == token.as_str().unwrap() {
            row.reason = "possible-duplicate".parse().unwrap();
            row.decision = Decision::Undecided { by: None };
        }
    });
    let freeze = |roster: &str| {
        let countersign = ["countersign", roster, "--role", "office"];
        let more = ["--statement", "transfer", "--to", "transfer"];
        standing.run("authority", &[&countersign[..], &more].concat())
    };
    let told = freeze(&first).refused("policy").stderr;
    assert!(told.contains("somebody decides there are 1"), "{told}");
    refused(&standing.seal("cases", "out", &[]), "policy");
    standing.select(&["--previous", &first]).done();
    let files = fs::read_dir(standing.place.path("transfer")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    for roster in names.filter(|name| name.starts_with("roster-")) {
        freeze(&format!("transfer/{roster}")).done();
    }
    let made = standing.seal("cases", "out", &["--json"]).done().json();
    // Each package is of one roster.
    let packages = made["packages"].as_array().unwrap();
    let cases = packages.iter().map(|package| package["cases"].clone());
    assert_eq!(cases.collect::<Vec<_>>(), [1, 1], "{made}");
}

/// S-14: the order of the records changes nothing, byte for byte at one time.
#[test]
fn the_same_people_make_the_same_roster() {
    let transfer = Transfer::new();
    let mut more = OWNED.to_vec();
    more.extend(["--to", "first.statement"]);
    transfer.select(&more).done();
    let path = transfer.place.path("caseload/records.json");
    let mut records: Vec<Value> = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    records.reverse();
    fs::write(&path, serde_json::to_vec(&records).unwrap()).unwrap();
    *more.last_mut().unwrap() = "second.statement";
    transfer.select(&more).done();
    assert_eq!(
        transfer.place.read("first.statement"),
        transfer.place.read("second.statement")
    );
}

/// S-13: late starters and late decisions go into a further roster; nobody is named twice.
#[test]
fn a_further_roster_says_only_what_is_new() {
    let transfer = Transfer::new();
    let whole = without(&transfer, &["HB0294"]);
    let mut first_run = OWNED.to_vec();
    first_run.extend(["--statement", "transfer"]);
    let first = transfer.selected(&first_run);
    assert_eq!(first["summary"]["listed"], 119);
    let roster = transfer.only("roster");
    let undecided = first["decisions"].as_object().unwrap().iter();
    let mut undecided = undecided.filter(|(_, decided)| decided["decision"] == "undecided");
    let (late, _) = undecided.next().unwrap();
    let (later, _) = undecided.next().unwrap();

    for (path, bytes) in whole {
        fs::write(path, bytes).unwrap();
    }
    transfer.select(&first_run).refused("conflict");
    transfer.place.write(
        "decided.csv",
        format!("case,decision,by,reason\n{late},include,Dr A,\"spoke, and \"\"agreed\"\"\"\n"),
    );
    let more = [
        "--statement",
        "transfer",
        "--previous",
        &roster,
        "--decided",
        "decided.csv",
        "--decisions",
        "decisions.json",
    ];
    let further = transfer.selected(&more);
    assert_eq!(further["summary"]["listed"], 2);
    assert_eq!(further["summary"]["include"], 2);
    assert_eq!(further["decisions"][late]["reason"], "decided");
    let all = transfer.all("roster");
    let second = all.iter().find(|name| **name != roster).unwrap();
    assert_eq!(
        show(&transfer, second, &[])["previous"],
        show(&transfer, &roster, &[])["id"]
    );
    let stays = show(
        &transfer,
        second,
        &["--token", &token(&transfer, &roster, "HB0107")],
    );
    assert_eq!(
        stays["looked_up"]["row"],
        json!(null),
        "named before, and not again"
    );
    let decisions: Value = serde_json::from_slice(&transfer.place.read("decisions.json")).unwrap();
    assert_eq!(decisions["decisions"].as_object().unwrap().len(), 120);

    // The same once more: another roster would follow the first one.
    transfer.select(&more[..6]).refused("conflict");
    // On top of the second there is nothing new; what was decided once cannot be decided again.
    let on_top = ["--statement", "transfer", "--previous", second];
    transfer
        .select(&on_top)
        .fails(2, "usage: there is nothing that the rosters before");
    let again = [&on_top[..], &["--decided", "decided.csv"]].concat();
    transfer.select(&again).fails_naming(
        2,
        "usage: --decided names 1 case that is not undecided",
        &[late],
    );
    // A roster that follows the first as well is no longer countersigned by anybody.
    transfer.place.write(
        "decided-otherwise.csv",
        format!("case,decision,by,reason\n{later},exclude,Dr A,moved\n"),
    );
    let rival = [
        "--previous",
        &roster,
        "--decided",
        "decided-otherwise.csv",
        "--to",
        "transfer/rival",
    ];
    transfer.select(&rival).done();
    transfer
        .countersign("authority", second, "office")
        .refused("conflict");
}

#[test]
fn tables_of_people_are_checked_line_by_line() {
    let transfer = Transfer::new();
    let select = |option: &str, table: &str| {
        transfer.place.write("table.csv", table);
        transfer.select(&[option, "table.csv"])
    };
    select("--undecided", "case,by\n")
        .fails(3, "not done: table.csv: line 1: there is no column who");
    let told = select(
        "--undecided",
        "case,who,by\nHB0001,,2010-02-30\nCANARY 1,x,2010-02-01\nHB0001,x,2010-02-01\nHB0001,x,2010-02-01\n",
    );
    assert_eq!(told.code, Some(3));
    for words in [
        "line 2: by is not a day",
        "line 2: who is empty",
        "line 3: case is not",
        "line 5: this case is there twice",
    ] {
        assert!(told.stderr.contains(words), "{words}\n{}", told.stderr);
    }
    assert!(!told.stdout.contains("CANARY") && !told.stderr.contains("CANARY"));
    select(
        "--decided",
        "case,decision,by,reason\nHB9999,include,Dr A,x\n",
    )
    .fails_naming(
        2,
        "usage: the tables name 1 case that is not in the extract",
        &["HB9999"],
    );
    select(
        "--decided",
        "case,decision,by,reason\nHB0294,include,Dr A,x\n",
    )
    .fails_naming(
        2,
        "usage: --decided names 1 case that is not undecided",
        &["HB0294"],
    );
    select(
        "--decided",
        "case,decision,by,reason\nHB0294,perhaps,Dr A,x\n",
    )
    .fails(
        3,
        "not done: table.csv: line 2: decision is not include or exclude",
    );
    // The word that was meant is told, and a column that nobody reads is no column.
    let told = select(
        "--decided",
        "case,decision,by,reason,note\nHB0294,Include,Dr A,x,y\n",
    );
    assert_eq!(told.code, Some(3));
    for words in [
        "line 1: column 5 is none of case, decision, by, reason",
        "line 2: decision is not include or exclude; did you mean include?",
    ] {
        assert!(told.stderr.contains(words), "{words}\n{}", told.stderr);
    }
    select("--undecided", "case,who,by\nHB0294,Dr A,05/02/2010\n").fails(
        3,
        "not done: table.csv: line 2: by is not a day: 2026-10-01; did you mean 2010-02-05?",
    );
    select("--undecided", "case,hwo,by\nHB0294,Dr A,2010-02-05\n")
        .fails_with_notes(3, "not done: table.csv has 2 mistakes");
    let outside = "refused (policy): the roster: 1 case is for an organisation that the mandate does not name";
    let table = "case,organisation\nHB0294,ZZG01\n";
    transfer.place.write("owned.csv", table);
    let owned = [&OWNED[..], &["--recipients", "owned.csv"]].concat();
    transfer
        .select(&owned)
        .fails_naming(1, outside, &["HB0294"]);
    assert!(transfer.all("roster").is_empty());
}

#[test]
fn a_roster_is_under_its_mandate_or_not_at_all() {
    let transfer = Transfer::new();
    let before = transfer.place.everything();
    let mandate = transfer.only("mandate");
    let select = |who: &str, more: &[&str]| {
        let mut arguments = vec![
            "select",
            "caseload",
            "--mandate",
            &mandate,
            "--to",
            "transfer",
        ];
        arguments.extend(more);
        transfer.run(who, &arguments)
    };
    let day = ["--as-of", "2010-02-03"];
    let with = |more: &[&'static str]| [&day[..], more].concat();
    // The built-in rules are not those that the mandate names by their hash.
    select("sender", &day).refused("policy");
    select("recipient", &with(&["--rules", "rules.toml"])).refused("not-entitled");
    select("sender", &["--rules", "rules.toml"]).fails(2, "usage: the day of the extract");
    select(
        "sender",
        &with(&["--rules", "rules.toml", "--transfer-date", "2010-02-01"]),
    )
    .fails(2, "usage: ");
    transfer
        .place
        .write("other.toml", transfer.place.read("rules.toml"));
    select(
        "sender",
        &with(&["--rules", "rules.toml", "--at", "2009-12-01"]),
    )
    .refused("expired");
    select(
        "sender",
        &with(&["--rules", "rules.toml", "--profile", "maternity-discharge"]),
    )
    .refused("policy");
    fs::remove_file(transfer.place.path("other.toml")).unwrap();
    assert_eq!(before, transfer.place.everything());
}

/// Nothing of a person is in a roster, its report, or the ledger; nor is the reference.
#[test]
fn a_roster_says_nothing_of_anybody() {
    let transfer = Transfer::new();
    let mut more = OWNED.to_vec();
    more.extend(["--statement", "transfer"]);
    transfer.select(&more).done();
    let roster = transfer.only("roster");
    let records = String::from_utf8(transfer.place.read("caseload/records.json")).unwrap();
    let records: Vec<Value> = serde_json::from_str(&records).unwrap();
    let mut canaries: Vec<String> = Vec::new();
    for record in &records {
        canaries.push(record["reference"].as_str().unwrap().to_owned());
        let identity = &record["identity"];
        for name in ["family", "nhs_number"] {
            let text = identity[name].as_str().unwrap_or_default();
            if text.len() > 3 {
                canaries.push(text.to_owned());
            }
        }
    }
    assert!(canaries.len() > 200, "{}", canaries.len());
    let ledgers = fs::read_dir(transfer.place.path("sender/mandates")).unwrap();
    let ledger = ledgers.map(|file| file.unwrap().path()).next().unwrap();
    let frozen = transfer.countersign("authority", &roster, "office").done();
    let shown = transfer.look(&["roster", "show", &roster]).done();
    let texts = [
        (
            "the roster",
            String::from_utf8_lossy(&transfer.place.read(&roster)).into_owned(),
        ),
        (
            "the ledger",
            String::from_utf8_lossy(&fs::read(ledger).unwrap()).into_owned(),
        ),
        ("what the commissioner sees", frozen.stderr + &frozen.stdout),
        ("the report", shown.stdout + &shown.stderr),
    ];
    for (what, text) in &texts {
        for canary in &canaries {
            assert!(!text.contains(canary), "{what} tells {canary}");
        }
    }
}

/// A roster lists nobody for handover whose case could not be sealed.
#[test]
fn a_case_of_another_form_is_not_listed() {
    let transfer = Transfer::new();
    transfer.place.change_cases(|line| {
        if !line.contains("\"HB0294\"") {
            return vec![line.to_owned()];
        }
        vec![line.replace("\"case_reference\"", "\"other\": 1, \"case_reference\"")]
    });
    let told = transfer.select(&OWNED).fails_naming(
        1,
        "refused (policy): the roster: 1 case to be handed over is not there, or not of the form of a case",
        &["HB0294"],
    );
    drop(told);
    assert!(transfer.all("roster").is_empty());
}

/// With several recipients each case says who takes it on, or a table does.
#[test]
fn a_case_that_goes_to_nobody_is_not_listed() {
    let standing = Standing::of(&[("to = [\"ZZ902\"]", "to = [\"ZZ902\", \"ZZG01\"]")]);
    standing.select(&[]).fails_naming(
        1,
        "refused (policy): the roster: 2 cases do not say which of the mandate's recipients takes them on",
        &["NR-1", "NR-2"],
    );
}

/// An empty extract is no roster of nobody until somebody says so, and then nobody overlooks it.
#[test]
fn nobody_is_said_and_not_guessed() {
    let transfer = Transfer::new();
    transfer.place.write("caseload/cases.jsonl", "");
    fs::write(transfer.place.path("caseload/records.json"), "[]").unwrap();
    let told = transfer.select(&[]).refused("policy").stderr;
    assert!(told.contains("the extract has no person"), "{told}");
    assert!(told.contains("--nobody"), "{told}");
    assert!(transfer.all("roster").is_empty());
    let signed = transfer.select(&["--nobody", "--json"]).done();
    assert!(signed.stderr.contains("lists nobody"), "{}", signed.stderr);
    assert_eq!(signed.json()["summary"]["listed"], 0);
    let roster = transfer.only("roster");
    let line = "NOBODY: this roster lists no person at all.";
    let shown = transfer.look(&["roster", "show", &roster]).done().stdout;
    assert!(shown.contains(line), "{shown}");
    let frozen = transfer.countersign("authority", &roster, "office").done();
    assert!(frozen.stderr.contains(line), "{}", frozen.stderr);

    // Where there is somebody, it is a slip.
    let transfer = Transfer::new();
    let more = [&OWNED[..], &["--nobody"]].concat();
    transfer.select(&more).fails(
        2,
        "usage: --nobody is given, and the roster would list 120 persons",
    );
    assert!(transfer.all("roster").is_empty());
}

/// The whole way of a case that nobody has decided yet: a person decides, a further roster says so, and
/// `seal` goes on.
#[test]
fn a_late_decision_goes_on_to_its_package() {
    let transfer = Transfer::new();
    fs::remove_dir_all(transfer.place.path("caseload")).unwrap();
    let set = ["--set", "recipient_ods=ZZ902"];
    transfer.place.import("caseload", &set).done();
    let mandate = transfer.only("mandate");
    for who in ["sender", "recipient"] {
        transfer.countersign(who, &mandate, "office").done();
    }
    let of = ["--statement", "transfer", "--decisions"];
    let first = transfer.selected(&[&OWNED[..], &of, &["first.json"]].concat());
    let roster = transfer.only("roster");
    transfer.countersign("authority", &roster, "office").done();
    let decided = first["decisions"].as_object().unwrap().iter();
    let undecided = decided.filter(|(_, decided)| decided["decision"] == "undecided");
    let rows = undecided.map(|(late, _)| format!("{late},include,Dr A,spoke\n"));
    let table = format!("case,decision,by,reason\n{}", rows.collect::<String>());
    transfer.place.write("decided.csv", table);
    let previous = ["--previous", &roster, "--decided", "decided.csv"];
    let further = transfer.selected(&[&of[..], &["second.json"], &previous].concat());
    assert_eq!(further["summary"]["listed"], 23);
    let all = transfer.all("roster");
    let second = all.iter().find(|name| **name != roster).unwrap();
    transfer.countersign("authority", second, "office").done();
    let answers = transfer
        .place
        .run(&["schema", "answers", "harrow-2010"])
        .done()
        .stdout;
    transfer.place.write("answers.json", answers);
    let seal = [
        "seal",
        "caseload",
        "--mandate",
        &mandate,
        "--statement",
        "transfer",
    ];
    let cases = ["--decisions", "second.json", "--answers", "answers.json"];
    let to = [
        "--for",
        "ZZ902:receiving-service",
        "--to",
        "out",
        "--leave-out",
        "--json",
    ];
    let made = transfer.run("sender", &[&seal[..], &cases, &to].concat());
    assert_eq!(made.code, Some(1), "{}", made.stderr);
    let made = made.json();
    let packages = made["packages"].as_array().unwrap();
    let late = packages
        .iter()
        .any(|one| one["roster"] == further["roster"]);
    assert!(late, "{made}");
}

/// Only the mandate's sender says who was considered.
#[test]
fn nobody_else_signs_a_roster() {
    let transfer = Transfer::new();
    let mandate = transfer.only("mandate");
    let select = [
        "select",
        "caseload",
        "--mandate",
        &mandate,
        "--rules",
        "rules.toml",
    ];
    let select = [&select[..], &["--as-of", "2010-02-03", "--to", "transfer"]].concat();
    let told = transfer
        .run("recipient", &select)
        .refused("not-entitled")
        .stderr;
    assert!(
        told.contains("the mandate's sender is ZZ901, not ZZ902"),
        "{told}"
    );
    assert!(transfer.all("roster").is_empty());
}

/// Tokens of a further roster must be those of the first: without its ledger nobody makes one.
#[test]
fn a_further_roster_needs_the_ledger_of_the_first() {
    let transfer = Transfer::new();
    transfer.select(&OWNED).done();
    let first = transfer.only("roster");
    fs::remove_dir_all(transfer.place.path("sender/mandates")).unwrap();
    let more = [&OWNED[..], &["--previous", &first, "--to", "further"]].concat();
    transfer.select(&more).fails(
        2,
        "usage: there is a roster before, and no ledger that leads",
    );
    assert!(!transfer.place.path("further").exists());
}
