//! Rows that are no file's own: parts of a cell, people repeated in the rows of their episodes.

use crate::{field, import, mapping, reasons};
use handover_interop::{Import, NoticeKind, RejectionReason};

const PHONES: &str = r#"
[table.phones]
of = "people"
column = "PHONE"
split = [";", "\n"]
as = "phone"
[contact.telecoms]
rows = "phones"
item = { kind = "mobile", value = { column = "NUMBER", as = "phone", need = true }, rank = { position = true }, safe = "unknown" }
absent = "not-held-by-sender"
"#;

/// Cells of several lines above make a line another row than a spreadsheet shows: both are told.
#[test]
fn a_row_is_told_as_a_spreadsheet_counts_it() {
    let import = import(
        PHONES,
        "ID,\"PHONE\n(mobile)\",PHONE\nA1,\"a\nb\",\"07700 900002\n07700 900003\"\nA2,,ask Jo\n",
    );
    let listed = &import.rejected()[0];
    assert_eq!((listed.line(), listed.row()), (6, 3));
    assert!(
        listed
            .to_string()
            .starts_with("people.csv, line 6 (row 3 in a spreadsheet), column PHONE")
    );
}

#[test]
fn two_numbers_in_a_cell_are_two() {
    let import = import(
        PHONES,
        "ID,PHONE\nA1,07700 900001; 020 7946 0001\nA2,\"07700 900002\n07700 900003 (mum)\"\nA3,ask Jo\nA4,\nA5,07700 900004; none\n",
    );
    let numbers = |reference| -> Vec<String> {
        let items = field(&import, reference, "contact/telecoms/value").as_array();
        let items = items.into_iter().flatten();
        items
            .map(|one| one["value"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(numbers("A1"), ["+447700900001", "+442079460001"]);
    assert_eq!(numbers("A2"), ["+447700900002", "+447700900003"]);
    let absent = |reference| field(&import, reference, "contact/telecoms/absent").clone();
    assert_eq!(absent("A3"), "not-read");
    assert_eq!(absent("A4"), "not-held-by-sender");
    // One of two is said, and that there was more.
    assert_eq!(numbers("A5"), ["+447700900004"]);
    assert_eq!(field(&import, "A5", "contact/telecoms/incomplete"), true);
    assert_eq!(reasons(&import), [RejectionReason::NotAPhone; 2]);
    assert!(
        import
            .rejected()
            .iter()
            .all(|one| one.column() == Some("PHONE"))
    );
}

/// The words around a number are told where no field takes them.
#[test]
fn words_beside_a_number_are_not_dropped() {
    let import = import(PHONES, "ID,PHONE\nA1,07700 900001 text only\n");
    let words = import
        .notices()
        .iter()
        .find(|one| one.kind() == NoticeKind::NotMapped);
    assert_eq!(words.and_then(|one| one.column()), Some("PHONE: WORDS"));
    let says = PHONES.replace(
        "need = true }",
        "need = true }, text = { column = \"WORDS\" }",
    );
    let import = crate::import(&says, "ID,PHONE\nA1,07700 900001 text only\n");
    let text = field(&import, "A1", "contact/telecoms/value/0/text");
    assert_eq!(text, "text only");
}

const EPISODES: &str = r#"
[table.episodes]
file = "people.csv"
key = "ID"
[person.names]
item = { use = "usual", family = { column = "SURNAME", need = true } }
[person.birth_date]
value.date = { column = "BORN", date = "dd/mm/yyyy" }
value.estimated = false
absent = "unknown"
[[handover.practitioners]]
item = { name = { column = "WORKER", need = true }, role = "key-worker", lead = true }
absent = "not-held-by-sender"
[closures.journeys]
rows = "episodes"
item.n = { position = true }
item.referred_on = { column = "START", date = "dd/mm/yyyy" }
item.closed_on = { column = "END", date = "dd/mm/yyyy" }
item.synthetic = false
"#;

fn episodes(rows: &str) -> Import {
    import(
        EPISODES,
        &format!("ID,SURNAME,BORN,WORKER,START,END\n{rows}"),
    )
}

#[test]
fn a_person_in_a_row_for_each_episode_is_one() {
    let import = episodes(
        "A1,Testmere,01/02/1980,Peg,01/01/2025,01/03/2025\nA1,Testmere,01/02/1980,,01/06/2026,\nB1,Otherfold,13/04/1975,Lorne,01/01/2025,\n",
    );
    assert!(import.rejected().is_empty());
    let summary = import.summary();
    assert!(summary.is_whole());
    assert_eq!((summary.rows, summary.drafts, summary.repeated), (3, 2, 1));
    let journeys = field(&import, "A1", "closures/journeys/value")
        .as_array()
        .unwrap();
    assert_eq!(journeys.len(), 2);
    // A row that says nothing does not contradict one that does.
    let worker = field(&import, "A1", "handover/practitioners/value/0/name");
    assert_eq!(worker, "Peg");
    let told: Vec<(NoticeKind, u64)> = import
        .notices()
        .iter()
        .map(|one| (one.kind(), one.line()))
        .collect();
    assert!(told.contains(&(NoticeKind::SamePerson, 3)), "{told:?}");
    assert!(!told.iter().any(|(kind, _)| *kind == NoticeKind::NotMapped));
}

#[test]
fn what_the_rows_of_a_person_say_differently_is_not_read() {
    let import = episodes(
        "A1,Testmere,01/02/1980,Peg,01/01/2025,\nA1,Testmere,01/02/1980,Lorne,01/06/2026,\n",
    );
    assert_eq!(
        field(&import, "A1", "handover/practitioners/absent"),
        "not-read"
    );
    let listed: Vec<(RejectionReason, u64, Option<&str>)> = import
        .rejected()
        .iter()
        .map(|one| (one.reason(), one.line(), one.column()))
        .collect();
    let differs = |line| (RejectionReason::Differs, line, Some("WORKER"));
    assert_eq!(listed, [differs(2), differs(3)]);
    assert!(import.summary().is_whole());
}

/// A mistyped key joins two people: neither is taken.
#[test]
fn two_people_with_one_key_are_not_made_one() {
    let import = episodes(
        "A1,Testmere,01/02/1980,Peg,01/01/2025,\nA1,Otherfold,13/04/1975,Peg,01/06/2026,\n",
    );
    assert!(import.drafts().is_empty());
    assert_eq!(reasons(&import), [RejectionReason::DuplicateKey; 2]);
    assert!(import.summary().is_whole());
}

#[test]
fn rows_that_repeat_exactly_are_counted_once() {
    let row = "A1,Testmere,01/02/1980,Peg,01/01/2025,\n";
    let import = episodes(&format!("{row}{row}"));
    assert!(import.summary().is_whole());
    assert_eq!(import.summary().repeated, 1);
}

/// Twelve days of birth, of which so many are none.
fn births(says: &str, unread: usize) -> Import {
    let says = format!(
        "{says}\n[person.birth_date]\nvalue.date = {{ column = \"BORN\", date = \"dd/mm/yyyy\" }}\nvalue.estimated = false\nabsent = \"unknown\""
    );
    let rows: String = (0..12)
        .map(|n| {
            let day = if n < unread { "hostel" } else { "13/04/1975" };
            format!("A{},{day}\n", n + 10)
        })
        .collect();
    import(&says, &format!("ID,BORN\n{rows}B1,\n"))
}

#[test]
fn a_column_that_was_hardly_read_is_over_its_budget() {
    assert!(births("", 2).over_budget().is_empty());
    let import = births("", 3);
    let over = import.over_budget();
    assert_eq!(over.len(), 1);
    let one = &over[0];
    assert_eq!(
        (one.column.as_str(), one.unread, one.filled),
        ("BORN", 3, 12)
    );
    let says = "[budget]\n\"people.BORN\" = { of_100 = 25, why = \"ages stand in it\" }";
    assert!(births(says, 3).over_budget().is_empty());
    assert_eq!(births(says, 4).over_budget().len(), 1);
    assert!(mapping("[budget]\n\"people.BORN\" = { of_100 = 25 }").is_err());
}

/// What nobody sees in a key makes no other person; a name keeps its letters.
#[test]
fn a_key_with_characters_of_no_width_is_the_same_key() {
    let import = episodes(
        "\u{feff}A\u{200b}1,O\u{2019}Br\u{ad}ien,01/02/1980,Peg,01/01/2025,\nA1\u{a0},,,,01/06/2026,\n",
    );
    assert_eq!(import.drafts().len(), 1);
    let journeys = field(&import, "A1", "closures/journeys/value")
        .as_array()
        .unwrap();
    assert_eq!(journeys.len(), 2);
    let family = field(&import, "A1", "person/names/value/0/family");
    assert_eq!(family, "O\u{2019}Br\u{ad}ien");
}
