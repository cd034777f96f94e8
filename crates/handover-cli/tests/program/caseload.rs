//! An extract on its way to packages: import, select, check.

use serde_json::{Value, json};

use crate::support::Place;

fn imported() -> Place {
    let place = Place::new();
    let account = place.import("caseload", &["--json"]).done().json();
    let summary = &account["summary"];
    let number = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!(number("rows"), 120);
    let sum = ["drafts", "rejected", "repeated", "not_cases"].map(number);
    assert_eq!(number("rows"), sum.iter().sum::<u64>());
    place
}

/// What is left of a spreadsheet that the template names.
const PEOPLE: &str = "\
ID,NHS,SURNAME,BORN
C1,,Fern,03/04/1980
,,Yew,01/01/1990
C1,,Fern,03/04/1980
C2,1234567890,Ash,31/02/1990
";

/// What the template asks for.
const CONSTANTS: [&str; 5] = [
    "author=A",
    "call_back_phone=02079460101",
    "mandate=m",
    "recipient=R",
    "sender=S",
];

/// Rows, columns and cells that are not taken are each told as what they are, and the sum is of rows.
#[test]
fn says_what_of_an_extract_was_not_taken() {
    let place = Place::new();
    place.write("people.csv", PEOPLE);
    let mut run = vec!["import", "people.csv", "--mapping", "wide-csv"];
    run.extend(["--to", "caseload"]);
    run.extend(CONSTANTS.iter().flat_map(|constant| ["--set", constant]));
    let said = place.run(&run).stdout;
    let part = |title: &str| {
        let (_, rest) = said
            .split_once(title)
            .unwrap_or_else(|| panic!("{title}\n{said}"));
        rest.split("\n\n").next().unwrap()
    };
    let sum: Vec<&str> = part("IMPORT BY WIDE-CSV\n").lines().collect();
    assert_eq!(
        sum,
        [
            "          2  drafts of cases",
            "   +      1  rejected rows of people, listed below",
            "   +      1  exact repeats of a row, read once",
            "   =      4  rows of people in the extract"
        ]
    );
    assert_eq!(
        part("\nREJECTED ROWS\n"),
        "   - people.csv, line 3, column ID: the row has no key"
    );
    let columns = part("COLUMNS NOT READ: NO CASE HAS ANYTHING FROM THEM\n");
    assert!(
        columns.starts_with("   - people.csv: the header lacks this column: ADDRESS, "),
        "{columns}"
    );
    assert!(!columns.contains("NHS"), "{columns}");
    let cells = part("CELLS NOT TAKEN: THEIR FIELDS SAY THAT THEY WERE NOT READ\n");
    assert_eq!(cells.lines().count(), 2, "{cells}");
}

fn select(place: &Place, more: &[&str]) -> Value {
    let mut arguments = vec![
        "select",
        "caseload",
        "--transfer-date",
        "2010-02-01",
        "--as-of",
        "2010-02-03",
        "--contract-change",
        "2009-04-01",
        "--json",
    ];
    arguments.extend(more);
    place.run(&arguments).done().json()
}

/// S-15 and S-17: the literal rule does not find her, the commissioner's do; nobody is left over.
#[test]
fn decides_on_everybody_and_says_why() {
    let place = imported();
    let literal = select(&place, &["--literal"]);
    assert_eq!(
        literal["totals"],
        json!({"exclude": 27, "include": 74, "read": 120, "undecided": 19})
    );
    assert_eq!(literal["decisions"]["HB0294"]["reason"], "journeys-too-few");
    let full = select(&place, &["--to", "decisions"]);
    let totals = &full["totals"];
    assert_eq!(
        *totals,
        json!({"exclude": 12, "include": 85, "read": 120, "undecided": 23})
    );
    assert_eq!(
        full["decisions"]["HB0294"]["reason"],
        "extra:unplanned-exit"
    );

    // Further on, the decisions say which cases go and on what basis.
    let checked = place.run(&["check", "caseload", "--decisions", "decisions", "--json"]);
    assert_eq!(checked.code, Some(1));
    assert!(checked.stderr.starts_with("refused (policy): "));
    let checked = checked.json();
    assert_eq!(checked["checked"], 85);
    let blocked = checked["cases"].as_array().unwrap().iter();
    let blocked = blocked.filter(|case| case["blocked"] == true).count();
    assert_eq!(checked["blocked"], blocked);
}

/// Nobody has counted the journeys: the message names the file that `select` wrote.
#[test]
fn names_the_decisions_where_they_are_missing() {
    let place = imported();
    let checked = place.run(&["check", "caseload"]);
    assert_eq!(checked.code, Some(1));
    let hint = checked.stderr.lines().last().unwrap();
    assert!(hint.starts_with("Give --decisions "), "{hint}");
    select(&place, &["--to", "decisions"]);
    let checked = place.run(&["check", "caseload", "--decisions", "decisions"]);
    let hint = checked.stderr.lines().last().unwrap();
    assert!(hint.starts_with("`handover check` says"), "{hint}");
}

/// A finding is told in words, with its check, and an answer mends it.
#[test]
fn says_what_to_do_and_takes_answers() {
    let place = imported();
    select(&place, &["--to", "decisions"]);
    let answers = place
        .run(&["schema", "answers", "harrow-2010"])
        .done()
        .stdout;
    place.write("answers.json", answers);
    let check = |more: &[&str]| {
        let mut arguments = vec!["check", "caseload", "--decisions", "decisions"];
        arguments.extend(more);
        place.run(&arguments)
    };
    let before = check(&["--case", "HB0294"]);
    assert_eq!(before.code, Some(1));
    assert!(
        before.stdout.contains("may be the danger. (D-16)"),
        "{}",
        before.stdout
    );
    check(&["--case", "HB0294", "--answers", "answers.json"]).done();
    check(&["--case", "HB9999"]).fails(2, "usage: no case of that reference");
    place.write("foreign.json", r#"{"cases": {"HB9999": {}}}"#);
    check(&["--answers", "foreign.json"])
        .fails(3, "not done: the answers name 1 case that is not there");
    place.write("broken.json", r#"{"evry": {}}"#);
    check(&["--answers", "broken.json"]).fails(
        3,
        "not done: broken.json: there is no such member: evry; did you mean every?",
    );
    place.write(
        "broken.json",
        r#"{"cases": {"HB0294": {"handover": {"call_bak": {}}}}}"#,
    );
    check(&["--answers", "broken.json"]).fails(
        3,
        "not done: broken.json: case HB0294: there is no such field of handover: call_bak; did you mean \
         call_back?",
    );
    place.write("broken.json", "{");
    check(&["--answers", "broken.json"]).fails(
        3,
        "not done: broken.json: line 1, column 1: not of the form",
    );
}

/// Each of these switched a check off or dropped somebody without a word.
#[test]
fn a_decision_is_read_word_by_word() {
    let place = imported();
    select(&place, &["--to", "decisions"]);
    let whole = String::from_utf8(place.read("decisions")).unwrap();
    let check = |change: &dyn Fn(&mut Value)| {
        let mut decisions: Value = serde_json::from_str(&whole).unwrap();
        change(&mut decisions);
        place.write("changed", decisions.to_string());
        place.run(&["check", "caseload", "--decisions", "changed"])
    };
    check(&|file| file["transfer_date"] = "01/02/2010".into()).fails(
        3,
        "not done: changed: transfer_date is not a day such as 2026-10-01, or standing; did you mean \
         2010-02-01?",
    );
    check(&|file| file["decisions"]["HB0294"]["decision"] = "Include".into()).fails(
        3,
        "not done: changed: case HB0294: decision is not include, exclude or undecided; did you mean \
         include?",
    );
    check(&|file| file["decisions"]["HB0294"]["reason"] = "curent".into()).fails(
        3,
        "not done: changed: case HB0294: reason is not a reason of the rules; did you mean current?",
    );
    check(&|file| file["decisions"]["HB0294"]["decision"] = "exclude".into()).fails(
        3,
        "not done: changed: case HB0294: decision does not go with the reason extra:unplanned-exit; did \
         you mean include?",
    );
    // Whoever is in no decision is not left behind without a word.
    let told = check(&|file| drop(file["decisions"].as_object_mut().unwrap().remove("HB0294")));
    told.fails(
        3,
        "not done: the decisions say nothing about 1 case of the folder",
    );
    let whole = whole.replace("\"decisions\"", "\"desisions\"");
    place.write("changed", whole);
    let told = place.run(&["check", "caseload", "--decisions", "changed"]);
    assert!(
        told.stderr.contains("did you mean decisions?"),
        "{}",
        told.stderr
    );
    told.fails(3, "not done: changed: line ");
}

/// An extract of nobody ends with exit code 1, and so does one of which somebody is in no draft.
#[test]
fn an_import_that_leaves_somebody_out_is_seen_in_the_exit_code() {
    let place = Place::new();
    for (people, said) in [
        (PEOPLE, "1 row of people was rejected, and is in no draft"),
        ("ID,NHS,SURNAME,BORN\n", "the extract has no person"),
    ] {
        place.write("people.csv", people);
        let mut run = vec!["import", "people.csv", "--mapping", "wide-csv"];
        let to = said.split_whitespace().next().unwrap();
        run.extend(["--to", to]);
        run.extend(CONSTANTS.iter().flat_map(|constant| ["--set", constant]));
        let told = place.run(&run);
        assert_eq!(told.code, Some(1), "{}", told.stderr);
        assert!(told.stderr.contains(said), "{}", told.stderr);
        assert!(place.path(to).join("summary.json").exists());
    }
}
