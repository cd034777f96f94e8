//! The workbook as people fill it in, with the mistakes that people make.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_interop::{ExtractFile, Import, Mapping, NoticeKind, RejectionReason};
use handover_sheet::Book;
use handover_workbook::{SHEETS, empty_workbook, workbook_with};
use serde_json::Value;
use std::{fs, process::Command};

type Rows = Vec<(&'static str, Vec<Vec<String>>)>;

fn import(bytes: Vec<u8>) -> Import {
    let mapping = Mapping::of_workbook("our list.xlsx", &bytes)
        .unwrap()
        .unwrap();
    mapping
        .import(&[ExtractFile::new("our list.xlsx", bytes)])
        .unwrap()
}

fn field<'v>(import: &'v Import, reference: &str, path: &str) -> &'v Value {
    let case = import.draft(reference).unwrap().case();
    case.pointer(&format!("/sections/{path}"))
        .unwrap_or(&Value::Null)
}

/// A row of a sheet from what somebody typed under some headings.
fn row(sheet: &str, typed: &[(&str, &str)]) -> Vec<String> {
    let spec = SHEETS.iter().find(|spec| spec.name == sheet).unwrap();
    for (heading, _) in typed {
        assert!(
            spec.columns.iter().any(|column| column.heading == *heading),
            "{heading}"
        );
    }
    let cell = |heading: &str| {
        let found = typed.iter().find(|(under, _)| *under == heading);
        found.map_or_else(String::new, |(_, text)| (*text).to_owned())
    };
    spec.columns
        .iter()
        .map(|column| cell(column.heading))
        .collect()
}

fn rows() -> Rows {
    let about = [
        ("Day of the handover", "01/12/2026"),
        ("Day of this list", "24/11/2026"),
        ("Mandate", "m-2026"),
        ("Sending organisation", "Marl Valley Recovery"),
        ("Receiving organisation", "Elm Trust"),
        ("Who filled in this list", "Sharon"),
        ("Their role", "team-leader"),
        (
            "Finished at: day and time, as 23/04/2026 16:00",
            "24/11/2026 16:00",
        ),
        ("Telephone for questions", "020 7946 0100"),
        ("Hours for questions", "weekdays 9 to 5"),
        ("Questions answered until", "31/03/2027"),
        (
            "Kind of handover: contract-change, area-move, step-down or re-presentation",
            "contract-change",
        ),
        (
            "Lawful basis, article 6 of the UK GDPR, as 6(1)(e)",
            "6(1)(e)",
        ),
        (
            "Lawful basis, article 9 of the UK GDPR, as 9(2)(h)",
            "9(2)(h)",
        ),
    ];
    let about = about.map(|(question, answer)| vec![question.to_owned(), answer.to_owned()]);
    vec![
        ("About", about.to_vec()),
        (
            "People",
            vec![
                row(
                    "People",
                    &[
                        ("Case number", "MV002"),
                        ("Surname", "Barlow"),
                        ("Date of birth", "17/11/79"),
                        ("Sex", "M"),
                    ],
                ),
                row(
                    "People",
                    &[
                        ("Case number", " MV001"),
                        ("Surname", "Ashdown"),
                        ("First name", "Karen"),
                        ("Date of birth", "3 Apr 1985"),
                        ("Sex", "Female"),
                        ("NHS number", "999 000 0018"),
                        ("Mobile", "07700 900101"),
                        ("Safeguarding", "Yes - CP plan"),
                        ("Objects to the handover", "YES"),
                        ("Notes", "Do not leave voicemail"),
                    ],
                ),
            ],
        ),
        (
            "Contacts",
            vec![
                row(
                    "Contacts",
                    &[
                        ("Case number", "MV001"),
                        ("Name", "Sam"),
                        ("Who it is", "Child"),
                        ("Born", "2019"),
                        ("Lives with", "the person"),
                    ],
                ),
                row(
                    "Contacts",
                    &[
                        ("Case number", "MV001"),
                        ("Name", "Ida Ash"),
                        ("Who it is", "next of kin"),
                        ("Telephone", "020 7946 0101"),
                    ],
                ),
            ],
        ),
        (
            "Episodes",
            vec![
                row(
                    "Episodes",
                    &[("Case number", "MV001"), ("Started on", "12/01/2025")],
                ),
                row(
                    "Episodes",
                    &[("Case number", "MV002"), ("Started on", "03/06/2024")],
                ),
            ],
        ),
        (
            "Risk",
            vec![
                row(
                    "Risk",
                    &[
                        ("Case number", "MV001"),
                        ("Assessed on", "14/10/2026"),
                        ("Level", "H"),
                        ("What the risk is", "ex has the phone"),
                    ],
                ),
                row(
                    "Risk",
                    &[
                        ("Case number", "MV001"),
                        ("Assessed on", "1/3/2026"),
                        ("Level", "Medium"),
                    ],
                ),
            ],
        ),
        (
            "Prescriptions",
            vec![row(
                "Prescriptions",
                &[
                    ("Case number", "MV001"),
                    ("Medicine", "Methadone 60ml"),
                    ("Collected and supervised", "Boots Station Rd, daily sup"),
                ],
            )],
        ),
        (
            "Actions",
            vec![row(
                "Actions",
                &[
                    ("Case number", "MV002"),
                    ("What is to be done", "Liver clinic"),
                    ("Urgency", "Urgent"),
                    ("Status", "open"),
                ],
            )],
        ),
    ]
}

#[test]
fn an_empty_workbook_holds_nobody() {
    let bytes = empty_workbook().unwrap();
    let import = import(bytes);
    assert!(import.drafts().is_empty());
    let said: Vec<String> = import.rejected().iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{said:?}");
    let kinds: Vec<NoticeKind> = import.notices().iter().map(|one| one.kind()).collect();
    assert_eq!(kinds, [NoticeKind::Example; 8]);
}

/// Each heading is read, and each that is read is there: else a column would be told as missing or as not read.
#[test]
fn every_column_is_read() {
    let mut all: Rows = rows();
    all.retain(|(name, _)| *name == "About");
    for spec in &SHEETS {
        let filled = spec.columns.iter().map(|column| match column.heading {
            "Case number" => "MV009".to_owned(),
            _ if column.example.is_empty() => "x".to_owned(),
            _ => column.example.to_owned(),
        });
        all.push((spec.name, vec![filled.collect()]));
    }
    let import = import(workbook_with(&all).unwrap());
    assert_eq!(import.drafts().len(), 1);
    let missing: Vec<_> = import
        .rejected()
        .iter()
        .filter(|one| one.reason() == RejectionReason::MissingColumn)
        .collect();
    assert!(missing.is_empty(), "{}", missing[0]);
    // A name of a form is read only of an earlier assessment.
    let unread: Vec<_> = import
        .notices()
        .iter()
        .filter(|one| one.kind() == NoticeKind::NotMapped)
        .collect();
    assert!(unread.is_empty(), "{}", unread[0]);
}

#[test]
fn what_was_typed_is_carried_and_what_was_not_is_not_asked() {
    check(&import(workbook_with(&rows()).unwrap()));
}

fn check(import: &Import) {
    let rejected: Vec<String> = import.rejected().iter().map(ToString::to_string).collect();
    assert!(rejected.is_empty(), "{rejected:?}");
    assert_eq!(import.drafts().len(), 2);
    for (path, value) in [
        ("person/names/value/0/family", "Ashdown"),
        ("person/birth_date/value/date", "1985-04-03"),
        ("person/sex_and_gender/value/administrative", "female"),
        ("person/nhs_number/value/value", "9990000018"),
        ("contact/telecoms/value/0/value", "+447700900101"),
        ("contact/dependants/value/0/birth", "2019"),
        ("contact/emergency_contacts/value/0/kind", "next-of-kin"),
        ("risk/level/value/level", "high"),
        ("risk/earlier_levels/value/0/level", "medium"),
        ("risk/safeguarding_child/absent", "not-read"),
        ("plan/prescribing/value/0/medicine/text", "Methadone 60ml"),
        ("handover/from_to/to/0/name", "Elm Trust"),
        ("handover/mandate/transfer_date", "2026-12-01"),
        ("handover/kind", "contract-change"),
        ("handover/lawful_basis/value/article_6", "6(1)(e)"),
        ("handover/author/at", "2026-11-24T16:00:00+00:00"),
    ] {
        assert_eq!(field(import, "MV001", path), value, "{path}");
    }
    assert_eq!(
        field(import, "MV001", "handover/notice/value/objection"),
        true
    );
    let notes = field(import, "MV001", "third_parties/notes/value").to_string();
    for words in [
        "Do not leave voicemail",
        "Yes - CP plan",
        "ex has the phone",
        "Boots Station Rd, daily sup",
    ] {
        assert!(notes.contains(words), "{notes}");
    }
    assert_eq!(
        field(import, "MV002", "person/birth_date/value/date"),
        "1979-11-17"
    );
    assert_eq!(
        field(import, "MV002", "handover/actions/value/0/needs_acceptance"),
        true
    );
    for path in [
        "contact/telecoms",
        "contact/safe_contact",
        "location/address_sensitivity",
        "plan/prescribing",
        "risk/level",
        "risk/safeguarding_child",
        "third_parties/notes",
        "handover/notice",
    ] {
        let absent = field(import, "MV002", &format!("{path}/absent"));
        assert_eq!(absent, "not-asked", "{path}");
    }
}

/// What nobody typed is in no case: how far a number was traced, who judged a level and how, midnight as the time of signing.
#[test]
fn nothing_is_said_that_nobody_typed() {
    let mut all = rows();
    let finished = &mut all[0].1[7][1];
    assert_eq!(finished, "24/11/2026 16:00");
    *finished = "24/11/2026".to_owned();
    let import = import(workbook_with(&all).unwrap());
    for (path, members) in [
        ("person/nhs_number/value", "value"),
        ("person/birth_date/value", "date"),
        ("risk/assessed/value", "on"),
        ("risk/level/value", "level local_label"),
        ("risk/earlier_levels/value/0", "level on"),
    ] {
        let said = field(&import, "MV001", path).as_object().unwrap();
        let said: Vec<&str> = said.keys().map(String::as_str).collect();
        assert_eq!(said.join(" "), members, "{path}");
    }
    assert_eq!(
        field(&import, "MV002", "person/nhs_number/absent"),
        "not-asked"
    );
    let at = field(&import, "MV001", "handover/author/at");
    assert!(at.as_str().is_none_or(str::is_empty), "{at}");
}

/// A column renamed, one added, the example gone, the rows in another order.
#[test]
fn mistakes_are_told_and_lose_nothing() {
    let mut all = rows();
    for (name, rows) in &mut all {
        if *name == "People" {
            rows.reverse();
        }
    }
    let bytes = workbook_with(&all).unwrap();
    let bytes = with_words(&bytes, &[("Surname", "Last name")]);
    let import = import(bytes);
    let rejected: Vec<String> = import.rejected().iter().map(ToString::to_string).collect();
    assert!(
        rejected[0].contains("column Surname: the header lacks this column"),
        "{rejected:?}"
    );
    assert_eq!(import.drafts().len(), 2);
    assert_eq!(field(&import, "MV001", "person/names/absent"), "not-read");
}

/// Opened and saved by LibreOffice, which types what it can and drops what it does not know.
#[test]
fn libreoffice_may_save_it_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.xlsx");
    fs::write(&file, workbook_with(&rows()).unwrap()).unwrap();
    for format in ["xlsx", "ods"] {
        let out = folder.path().join(format);
        let profile = format!(
            "-env:UserInstallation=file://{}/profile",
            folder.path().display()
        );
        let run = Command::new("soffice")
            .args(["--headless", &profile, "--convert-to", format, "--outdir"])
            .arg(&out)
            .arg(&file)
            .output();
        let Ok(run) = run else {
            eprintln!("SKIPPED: there is no soffice on this machine");
            return;
        };
        assert!(run.status.success());
        let saved = fs::read(out.join(format!("list.{format}"))).unwrap();
        check(&import(saved));
    }
}

/// The workbook with other words in its cells.
fn with_words(bytes: &[u8], words: &[(&str, &str)]) -> Vec<u8> {
    let book = Book::read(bytes).unwrap();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    for sheet in &book.sheets {
        let to = workbook.add_worksheet().set_name(&sheet.name).unwrap();
        // The examples are deleted, as most people do.
        for row in sheet.rows.iter().filter(|row| row.text(0) != "EXAMPLE") {
            for (at, cell) in (0..).zip(&row.cells) {
                let changed = words.iter().find(|(word, _)| *word == cell.text);
                let text = changed.map_or(cell.text.as_str(), |(_, text)| text);
                let row = u32::try_from(row.number - 1).unwrap();
                to.write_string(row, at, text).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}
