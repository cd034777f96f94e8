//! From a charity's spreadsheet to cases: the commands of a newcomer, and what becomes of each row.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::support::{Place, Run};

/// What a small service keeps: heading in rows 3 and 4, totals below, mixed dates, "ask Jo", an objection, two people of
/// one name and birthday, an impossible birthday, a refuge. All invented.
const SHEET: &[u8] = include_bytes!("../sheets/clients.xlsx");

/// What a person types where `confirm` asks: the two questions and what only they can say, that the columns that look
/// sure are right, then the others one by one.
const ANSWERS: &str = "\
yes
yes
Marl Valley Recovery
Millrace Recovery
marl-2026
2026-12-14
2026-12-01
Sharon Price
team-leader
2026-12-01T16:00:00Z
020 7946 0100
weekdays 9:00 to 17:00
2027-03-31
contract-change
6(1)(e)
9(2)(h)
all
yes
yes

yes
yes
yes
open
yes
";

fn typed(place: &Place, arguments: &[&str], typed: &str) -> Run {
    let mut command: Command = place.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    Run::of(&child.wait_with_output().unwrap(), arguments)
}

/// Imports the sheet.
const IMPORT: [&str; 6] = [
    "import",
    "clients.xlsx",
    "--mapping",
    "clients.mapping.toml",
    "--to",
    "caseload",
];

/// Decides who goes.
pub(crate) const SELECT: [&str; 8] = [
    "select",
    "caseload",
    "--transfer-date",
    "2026-12-14",
    "--as-of",
    "2026-12-01",
    "--to",
    "decided",
];

/// A place with the sheet, imported as far as a person confirmed it.
pub(crate) fn imported() -> Place {
    let place = Place::new();
    place.write("clients.xlsx", SHEET);
    place.run(&["mapping", "new", "clients.xlsx"]).done();
    typed(
        &place,
        &["mapping", "confirm", "clients.mapping.toml"],
        ANSWERS,
    );
    place.run(&IMPORT);
    place
}

/// The totals are no person and are held against what there is; every guess is marked.
#[test]
fn a_proposal_says_what_it_saw_and_claims_nothing() {
    let place = Place::new();
    place.write("clients.xlsx", SHEET);
    let said = place.run(&["mapping", "new", "clients.xlsx"]).done().stdout;
    for told in [
        "25 people",
        "headings in rows 3 and 4",
        "row 31 is nobody: a total",
        "says 8 H in Risk H/M/L, BUT THERE ARE 7",
        "NO COLUMN SAYS",
        "an allergy; whether she is pregnant",
    ] {
        assert!(said.contains(told), "{told}\n{said}");
    }
    let mapping = String::from_utf8(place.read("clients.mapping.toml")).unwrap();
    assert_eq!(mapping.matches("guessed = true").count(), 22);
    // Nobody confirmed anything: import asks for what only people can say, and then takes nothing but the reference.
    assert!(
        place
            .run(&IMPORT)
            .stderr
            .contains("the mapping does not say yet")
    );
}

#[test]
fn every_row_is_accounted_for() {
    let place = imported();
    let summary: Value = serde_json::from_slice(&place.read("caseload/summary.json")).unwrap();
    let number = |name: &str| summary["summary"][name].as_u64().unwrap();
    assert_eq!(
        (number("rows"), number("drafts"), number("rejected")),
        (25, 25, 0)
    );
    let said = place.run(&SELECT).done().stdout;
    let decided = |line: &str| {
        let (reference, decision) = line.split_once(' ').unwrap();
        let words: Vec<&str> = decision.split_whitespace().collect();
        let found = said
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut found = found.filter(|told| told.first() == Some(&reference));
        assert_eq!(found.next().unwrap()[1..], words, "{said}");
    };
    // One name and one birthday; one NHS number on two rows; a closing without its day. Clients go, refuge or prison or not.
    decided("MV010 undecided possible-duplicate");
    decided("MV011 undecided possible-duplicate");
    decided("MV002 undecided possible-duplicate");
    decided("MV023 undecided indeterminate-date (discharge-date-missing)");
    for client in ["MV003", "MV006", "MV015", "MV018", "MV020", "MV024"] {
        decided(&format!("{client} include current"));
    }
}

/// What a person decided counts where the rules left it open, and is refused where they did not.
#[test]
fn people_decide_what_the_rules_leave_open() {
    let place = imported();
    place.write(
        "decided.csv",
        "case,decision,by,reason\nMV010,include,Jo Hale,Asked him.\n",
    );
    let decided = ["--decided", "decided.csv"];
    let said = place.run(&[&SELECT[..], &decided].concat()).done().stdout;
    assert!(said.contains("MV010          include    decided"), "{said}");
    let words: Vec<&str> = said.split_whitespace().collect();
    assert!(words.join(" ").contains("1 decided"), "{said}");
    place.write(
        "decided.csv",
        "case,decision,by,reason\nMV001,exclude,Jo Hale,Asked her.\nMV099,include,Jo Hale,Who?\n",
    );
    let run = place.run(&[&SELECT[..6], &decided].concat());
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    for told in ["not undecided, or not there", "MV099"] {
        assert!(
            run.stderr.contains(told) || run.stdout.contains(told),
            "{told}: {}{}",
            run.stdout,
            run.stderr
        );
    }
}

/// What the next worker would read, before anything is written.
#[test]
fn a_preview_shows_one_person_as_she_will_be_read() {
    let place = imported();
    let preview = [
        "import",
        "clients.xlsx",
        "--mapping",
        "clients.mapping.toml",
        "--preview",
        "MV001",
    ];
    let said = place.run(&preview).done().stdout;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "Karen Ashdown",
        "Methadone 60ml",
        "Safeguarding?: Yes - CP plan",
        "Do not leave voicemail - ex partner has phone",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    let nobody = [
        "import",
        "clients.xlsx",
        "--mapping",
        "clients.mapping.toml",
        "--preview",
        "MV099",
    ];
    place
        .run(&nobody)
        .fails(3, "not done: nobody in the extract has that reference");
}

/// What nobody confirmed is told, is no success, and nothing of it is taken.
#[test]
fn a_guess_that_nobody_confirmed_is_not_read_and_told() {
    let place = Place::new();
    place.write("clients.xlsx", SHEET);
    place.run(&["mapping", "new", "clients.xlsx"]).done();
    let only_said = ANSWERS.split("all\n").next().unwrap();
    typed(
        &place,
        &["mapping", "confirm", "clients.mapping.toml"],
        only_said,
    );
    let run = place.run(&IMPORT);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr
            .contains("nobody has confirmed what these columns say"),
        "{}",
        run.stderr
    );
    let cases = String::from_utf8(place.read("caseload/cases.jsonl")).unwrap();
    assert_eq!(cases.lines().count(), 25);
    for told in ["Ashdown", "\"high\"", "none-known", "Methadone"] {
        assert!(!cases.contains(told), "{told}");
    }
}
