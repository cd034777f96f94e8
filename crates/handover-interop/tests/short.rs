//! A sheet with a line for each column: what is carried, what is not read, and what a guess counts for.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "short/rows.rs"]
mod rows;

use handover_interop::{ExtractFile, Import, Mapping};
use serde_json::Value;
use std::collections::BTreeMap;

const MAPPING: &str = include_str!("short/mapping.toml");
const CLIENTS: &[u8] = include_bytes!("short/clients.csv");

fn import(mapping: &str) -> Import {
    import_of(mapping, CLIENTS)
}

fn import_of(mapping: &str, sheet: &[u8]) -> Import {
    let mapping = Mapping::from_toml(mapping).unwrap();
    mapping
        .import(&[ExtractFile::new("clients.csv", sheet.to_vec())])
        .unwrap()
}

fn field<'v>(import: &'v Import, reference: &str, path: &str) -> &'v Value {
    let case = import.draft(reference).unwrap().case();
    case.pointer(&format!("/sections/{path}"))
        .unwrap_or(&Value::Null)
}

/// What the field says: its value, or why there is none, and the words of the sheet beside it.
fn says(import: &Import, reference: &str, path: &str) -> String {
    field(import, reference, path).to_string()
}

#[test]
fn what_is_said_is_carried_and_what_is_not_read_keeps_its_words() {
    let import = import(MAPPING);
    assert_eq!(import.drafts().len(), 25);
    for (path, said) in [
        ("risk/level", r#"{"value":{"level":"high"}}"#),
        ("risk/assessed", r#"{"value":{"on":"2026-10-14"}}"#),
        (
            "risk/safeguarding_child",
            r#"{"absent":"not-read","note":"Safeguarding?: Yes - CP plan"}"#,
        ),
        (
            "plan/prescribing",
            r#"{"value":[{"id":"rx1","text":"Methadone 60ml"}]}"#,
        ),
        (
            "location/gp_practice",
            r#"{"value":{"org":{"name":"The Elms"}}}"#,
        ),
        ("handover/notice", r#"{"value":{"objection":false}}"#),
        (
            "contact/dependants",
            r#"{"absent":"not-read","note":"Kids?: 2 (7, 4)"}"#,
        ),
        (
            "third_parties/notes",
            r#"{"value":[{"text":"Notes: Do not leave voicemail - ex partner has phone"}]}"#,
        ),
    ] {
        assert_eq!(says(&import, "MV001", path), said, "{path}");
    }
    // No surgery is called "none".
    for (reference, words) in [("MV004", "none"), ("MV006", "ask")] {
        let said = format!(r#"{{"absent":"not-read","note":"GP surgery: {words}"}}"#);
        assert_eq!(says(&import, reference, "location/gp_practice"), said);
    }
    // Who objects, objects; who was not asked, was not.
    assert_eq!(
        says(&import, "MV006", "handover/notice"),
        r#"{"value":{"objection":true}}"#
    );
    assert_eq!(
        says(&import, "MV015", "handover/notice"),
        r#"{"absent":"not-asked"}"#
    );
    // An impossible day is no other day, and its words stay.
    let born = says(&import, "MV008", "person/birth_date");
    assert_eq!(born, r#"{"absent":"not-read","note":"DOB: 31/06/1988"}"#);
    // Nobody said that a refuge is an ordinary address.
    assert_eq!(
        says(&import, "MV006", "location/address_sensitivity"),
        r#"{"value":"refuge"}"#
    );
    assert_eq!(
        says(&import, "MV001", "location/address_sensitivity"),
        r#"{"absent":"not-asked"}"#
    );
    // "N" was said of concerns, and a person confirmed what it means.
    assert_eq!(
        says(&import, "MV003", "risk/safeguarding_adult"),
        r#"{"absent":"none-known"}"#
    );
    // What the sheet has no column for may stand elsewhere, and somebody said that it does.
    assert_eq!(
        says(&import, "MV001", "plan/allergies"),
        r#"{"absent":"not-read"}"#
    );
}

/// A guess counts for nothing: its column is not read, and neither a level nor an absence comes of it.
#[test]
fn what_nobody_confirmed_is_not_taken() {
    let guessed = MAPPING.replace(
        r#""Risk H/M/L" = { is = "risk-level","#,
        r#""Risk H/M/L" = { guessed = true, is = "risk-level","#,
    );
    assert_ne!(guessed, MAPPING);
    let import = import(&guessed);
    assert_eq!(
        says(&import, "MV001", "risk/level"),
        r#"{"absent":"not-read"}"#
    );
    let none_held = guessed.replace("holds_more = \"yes\"", "holds_more = \"no\"");
    let import = self::import(&none_held);
    assert_eq!(
        says(&import, "MV001", "risk/level"),
        r#"{"absent":"not-read"}"#
    );
    let mapping = Mapping::from_toml(&guessed).unwrap();
    assert_eq!(mapping.guessed(), ["Risk H/M/L"]);
}

/// Who is a client now is asked, not assumed.
#[test]
fn who_is_a_current_client_somebody_says() {
    let asked = MAPPING.replace("current_clients = \"yes\"", "current_clients = \"?\"");
    let mapping = Mapping::from_toml(&asked).unwrap();
    assert_eq!(
        mapping.empty_constants().collect::<Vec<_>>(),
        ["current_clients"]
    );
}

#[test]
fn a_line_that_says_nothing_known_is_named() {
    for (line, instead, problem) in [
        (
            r#"{ is = "surname" }"#,
            r#"{ is = "sirname" }"#,
            "columns.Surname.is",
        ),
        (
            r#"{ is = "surname" }"#,
            r#"{ is = "surname", dates = ["d/m/yyyy"] }"#,
            "columns.Surname.dates",
        ),
        (
            r#"{ is = "surname" }"#,
            r#"{ is = "nothing" }"#,
            "columns.Surname.is",
        ),
        (
            r#"field = "contact.dependants""#,
            r#"field = "contact.children""#,
            "columns.Kids?.field",
        ),
        (
            r#"holds_more = "yes""#,
            r#"holds_more = "perhaps""#,
            "sheet.holds_more",
        ),
        (r#"{ is = "reference" }"#, r#"{ is = "note" }"#, "columns"),
    ] {
        let wrong = MAPPING.replace(line, instead);
        assert_ne!(wrong, MAPPING);
        let error = Mapping::from_toml(&wrong).unwrap_err();
        assert_eq!(error.key(), problem, "{instead}");
    }
}

#[test]
fn a_whole_name_in_one_cell_has_two_parts_or_its_words_stay() {
    let mapping = MAPPING
        .replace(
            r#""Surname" = { is = "surname" }"#,
            r#""Surname" = { is = "full-name" }"#,
        )
        .replace(
            r#""First name(s)" = { is = "given-names" }"#,
            r#""First name(s)" = { is = "note" }"#,
        );
    let sheet = "Ref,Surname\nA1,\"Ash, Mary Ann\"\nA2,Mary Ash\nA3,Mary Ann Ash\n";
    let mapping = Mapping::from_toml(&mapping).unwrap();
    let import = mapping
        .import(&[ExtractFile::new("clients.csv", sheet.as_bytes())])
        .unwrap();
    let name = |reference: &str| says(&import, reference, "person/names");
    assert_eq!(
        name("A1"),
        r#"{"value":[{"family":"Ash","given":"Mary Ann","use":"usual"}]}"#
    );
    assert_eq!(
        name("A2"),
        r#"{"value":[{"family":"Ash","given":"Mary","use":"usual"}]}"#
    );
    assert_eq!(
        name("A3"),
        r#"{"absent":"not-read","note":"Surname: Mary Ann Ash"}"#
    );
}

/// The mapping with other columns; a person may stand in several rows.
fn repeated(columns: &str) -> Mapping {
    let (head, _) = MAPPING.split_once("[columns]").unwrap();
    let head = head.replace("holds_more", "repeated = true\nholds_more");
    let text = format!("{head}[columns]\n\"Ref\" = {{ is = \"reference\" }}\n{columns}");
    Mapping::from_toml(&text).unwrap()
}

/// A row for each episode, and for each prescription: the person is one, and nothing of a row is lost.
#[test]
fn a_person_in_several_rows_is_one_with_all_of_them() {
    let mapping = repeated(
        r#""Name" = { is = "full-name" }
"Start" = { is = "started-on", dates = ["d/m/yyyy"] }
"End" = { is = "closed-on", dates = ["d/m/yyyy"] }
"Why" = { is = "closing-reason", words = { "done" = "planned" } }
"Script" = { is = "medicine" }
"Dose" = { is = "words", field = "plan.prescribing" }
"Level" = { is = "risk-level", words = { "H" = "high", "L" = "standard" } }
"#,
    );
    let sheet = "Ref,Name,Start,End,Why,Script,Dose,Level\n\
        A1,\"Ash, Mary\",1/2/2025,3/4/2025,done,,,H\n\
        A1,\"Ash, Mary\",1/6/2026,,,Methadone,60ml,L\n\
        A1,\"Ash, Mary\",1/6/2026,,,Diazepam,10mg,L\n\
        B1,\"Birch, Tom\",1/2/2025,3/4/2025,done,,,H\n\
        C1,\"Cole, Ann\",1/2/2025,,,,,L\n\
        C1,\"Dean, Ann\",1/2/2025,,,,,L\n";
    let import = mapping
        .import(&[ExtractFile::new("clients.csv", sheet.as_bytes())])
        .unwrap();
    assert!(import.summary().is_whole());
    // Two people with one number are nobody's draft, and both are listed.
    assert_eq!((import.drafts().len(), import.summary().rejected), (2, 2));
    let journeys = field(&import, "A1", "closures/journeys/value");
    assert_eq!(journeys.as_array().unwrap().len(), 2, "{journeys}");
    assert_eq!(journeys[1]["triaged_on"], "2026-06-01");
    // She is a client now by her second row.
    assert_eq!(field(&import, "A1", "handover/basis/code"), "current");
    assert_eq!(
        field(&import, "B1", "handover/basis/code"),
        "recent-closure"
    );
    assert_eq!(
        says(&import, "A1", "plan/prescribing"),
        r#"{"value":[{"id":"rx2","text":"Diazepam"},{"id":"rx3","text":"Methadone"}]}"#
    );
    assert_eq!(
        says(&import, "A1", "third_parties/notes"),
        r#"{"value":[{"text":"Dose: 10mg"},{"text":"Dose: 60ml"}]}"#
    );
    // Her rows say different things of her risk: neither is taken, least of all the lower one.
    assert_eq!(field(&import, "A1", "risk/level/absent"), "not-read");
    assert_eq!(
        says(&import, "B1", "risk/level"),
        r#"{"value":{"level":"high"}}"#
    );
    let closed = field(&import, "B1", "closures/closure/value");
    assert_eq!(closed["closed_on"], "2025-04-03", "{closed}");
}

/// A sheet of little says little: no text speaks of a cell that is not there, and nobody gets a worker without a name.
#[test]
fn what_the_sheet_has_no_column_for_is_in_no_sentence() {
    let import = repeated("\"Surname\" = { is = \"surname\" }\n")
        .import(&[ExtractFile::new(
            "clients.csv",
            b"Ref,Surname\nA1,Ash\n".as_slice(),
        )])
        .unwrap();
    assert!(import.rejected().is_empty(), "{:?}", import.rejected());
    let case = import.draft("A1").unwrap().case().to_string();
    assert!(!case.contains('{') || !case.contains("{x}"), "{case}");
    assert_eq!(
        field(&import, "A1", "handover/practitioners/absent"),
        "not-read"
    );
}

/// A file that is not UTF-8 is read as it was looked at.
#[test]
fn a_windows_file_is_read_and_told() {
    let import = repeated("\"Surname\" = { is = \"surname\" }\n")
        .import(&[ExtractFile::new(
            "clients.csv",
            b"Ref,Surname\nA1,O\x92Neil\n".as_slice(),
        )])
        .unwrap();
    assert_eq!(
        field(&import, "A1", "person/names/value/0/family"),
        "O\u{2019}Neil"
    );
}

/// What was not carried over keeps no client back: an open record goes, and a closed one waits for a person.
#[test]
fn clients_go_although_the_sheet_holds_little_of_them() {
    let decided = decisions(&import(MAPPING));
    let of = |reference: &str| decided.get(reference).unwrap().as_str();
    assert_eq!(of("MV003"), "include current");
    assert_eq!(of("MV024"), "include current");
    assert_eq!(of("MV010"), "undecided possible-duplicate");
    assert_eq!(of("MV011"), "undecided possible-duplicate");
    assert_eq!(of("MV023"), "undecided indeterminate-date");
}

/// Who may stand in the sheet twice waits for a person, also where the other row could not be read.
#[test]
fn whose_second_row_is_lost_waits_as_before() {
    let sheet = String::from_utf8_lossy(CLIENTS);
    for (sound, damaged) in [
        ("MV011,Jones,Paul", "MV011,,Jones,Paul"),
        ("MV011,Jones,Paul", "MV011,Jo,nes,Paul"),
        ("MV011,Jones,Paul", "MV011,Jones,\nPaul"),
        ("MV011,Jones,Paul", "MV011,\"Jones,Paul"),
    ] {
        assert!(sheet.contains(sound));
        let sheet = sheet.replace(sound, damaged);
        let import = import_of(MAPPING, sheet.as_bytes());
        assert!(import.draft("MV011").is_none(), "{damaged:?}");
        let decided = decisions(&import);
        assert_eq!(
            decided["MV010"], "undecided possible-duplicate",
            "{damaged:?}"
        );
        assert_eq!(decided["MV003"], "include current", "{damaged:?}");
    }
}

/// What the rules say of each record.
fn decisions(import: &Import) -> BTreeMap<String, String> {
    use handover_dataset::eligibility::{Decision, Parameters, Rules, select};
    let days = Parameters {
        transfer_date: "2026-12-14".parse().unwrap(),
        as_of: "2026-12-01".parse().unwrap(),
    };
    let selection = select(&Rules::six_months_two_journeys(), days, import.records()).unwrap();
    let said = |one: &Decision| format!("{} {}", one.outcome.as_str(), one.reason);
    let all = selection.decisions().iter();
    all.map(|one| (one.reference.as_str().to_owned(), said(one)))
        .collect()
}
