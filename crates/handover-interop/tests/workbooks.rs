//! Workbooks in place of CSV: the rest of the import does not see the difference.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_interop::{ExtractFile, Import, Mapping, NoticeKind, RejectionReason};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Note, Workbook, Worksheet};
use serde_json::Value;

/// A mapping of one table of people, with whatever else it says of the file and of its columns.
fn mapping(table: &str, says: &str) -> Mapping {
    Mapping::from_toml(&format!(
        r#"
mapping = "m"
profile = "caseload-transfer@1"
[table.people]
key = "Ref"
{table}
[case]
table = "people"
[handover.case_reference]
value = {{ column = "Ref" }}
[person.birth_date]
value = {{ date = {{ column = "DOB", date = "dd/mm/yyyy" }}, estimated = false }}
[third_parties.notes]
value = [{{ text = {{ column = "Notes" }} }}]
{says}
"#
    ))
    .unwrap()
}

const XLSX: &str = "file = \"people.xlsx\"";

fn file(workbook: &mut Workbook) -> [ExtractFile; 1] {
    [ExtractFile::new(
        "people.xlsx",
        workbook.save_to_buffer().unwrap(),
    )]
}

fn rows(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) {
    for (row, cells) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell).unwrap();
        }
    }
}

fn import(table: &str, make: impl FnOnce(&mut Workbook)) -> Import {
    let mut workbook = Workbook::new();
    make(&mut workbook);
    mapping(table, "").import(&file(&mut workbook)).unwrap()
}

fn field<'v>(import: &'v Import, reference: &str, path: &str) -> &'v Value {
    let case = import.draft(reference).unwrap().case();
    case.pointer(&format!("/sections/{path}"))
        .unwrap_or(&Value::Null)
}

fn notices(import: &Import) -> Vec<(u64, NoticeKind)> {
    let notices = import.notices().iter();
    notices.map(|one| (one.line(), one.kind())).collect()
}

fn rejected(import: &Import) -> Vec<(u64, RejectionReason)> {
    let rejected = import.rejected().iter();
    rejected.map(|one| (one.line(), one.reason())).collect()
}

#[test]
fn typed_days_are_read_whatever_the_column_says_of_written_ones() {
    let import = import(XLSX, |workbook| {
        let sheet = workbook.add_worksheet();
        rows(
            sheet,
            0,
            &[
                &["Ref", "DOB", "Notes"],
                &["A1", "", "a"],
                &["A2", "23/04/1985", "b"],
            ],
        );
        let day = Format::new().set_num_format("dd/mm/yyyy");
        sheet
            .write_with_format(1, 1, ExcelDateTime::from_ymd(1985, 4, 23).unwrap(), &day)
            .unwrap();
    });
    for reference in ["A1", "A2"] {
        let day = field(&import, reference, "person/birth_date/value/date");
        assert_eq!(day, "1985-04-23");
    }
    assert!(import.rejected().is_empty() && import.summary().is_whole());
}

/// In CSV the same text is one that the column's form does not know.
#[test]
fn a_written_day_of_another_form_is_not_read_in_csv() {
    let csv = ExtractFile::new("people.csv", &b"Ref,DOB,Notes\nA1,1985-04-23,a\n"[..]);
    let import = mapping("file = \"people.csv\"", "").import(&[csv]).unwrap();
    let form = RejectionReason::OtherDateForm("yyyy-mm-dd[ hh:mm]");
    assert_eq!(rejected(&import), [(2, form)]);
}

#[test]
fn headings_stand_where_the_mapping_says_and_totals_are_nobody() {
    let lines: &[&[&str]] = &[
        &["Our list - please do not sort"],
        &[""],
        &["CLIENT", "", "NOTES"],
        &["Ref", "DOB", "Notes"],
        &["A1", "23/04/1985", "a"],
        &["A2", "", "b"],
        &[""],
        &["TOTAL", "2", "2 notes"],
    ];
    let book = import(&format!("{XLSX}\nheadings = 4"), |workbook| {
        rows(workbook.add_worksheet(), 0, lines);
    });
    let csv: Vec<String> = lines.iter().map(|cells| cells.join(",")).collect();
    let csv = ExtractFile::new("people.csv", format!("{}\n", csv.join("\n")).into_bytes());
    let text = mapping("file = \"people.csv\"\nheadings = 4", "")
        .import(&[csv])
        .unwrap();
    for import in [&book, &text] {
        assert_eq!((import.summary().rows, import.summary().drafts), (2, 2));
        assert!(import.rejected().is_empty(), "{:?}", rejected(import));
        assert_eq!(
            notices(import),
            [
                (1, NoticeKind::TextLine),
                (3, NoticeKind::TextLine),
                (8, NoticeKind::Total)
            ]
        );
        assert_eq!(import.draft("A1").unwrap().line(), 5);
    }
}

#[test]
fn two_rows_of_headings_tell_columns_apart() {
    let lines: &[&[&str]] = &[
        &["CLIENT", "", "WORKER", ""],
        &["Ref", "DOB", "Name", "Notes"],
        &["", "", "", ""],
        &["A1", "23/04/1985", "Jo", "a"],
    ];
    let says = "[left_out]\n\"people.Name\" = \"not needed\"\n";
    for (file, headings, is_known) in [
        ("2", "2", true),
        ("both", "[1, 2]", true),
        ("1", "1", false),
    ] {
        let table = format!("file = \"people.csv\"\nheadings = {headings}");
        let csv: Vec<String> = lines.iter().map(|cells| cells.join(",")).collect();
        let csv = ExtractFile::new("people.csv", csv.join("\n").into_bytes());
        let import = mapping(&table, says).import(&[csv]);
        assert_eq!(import.is_ok(), is_known, "{file}");
    }
    // The same heading twice below different shared ones.
    let lines: &[&[&str]] = &[
        &["CLIENT", "", "", "RISK", ""],
        &["Ref", "DOB", "Notes", "Date", "Notes"],
        &["A1", "23/04/1985", "a", "", "b"],
    ];
    let mapping = Mapping::from_toml(
        r#"
mapping = "m"
profile = "caseload-transfer@1"
[table.people]
file = "people.csv"
key = "Ref"
headings = [1, 2]
[case]
table = "people"
[handover.case_reference]
value = { column = "Ref" }
[third_parties.notes]
value = [{ text = { column = "RISK Notes" } }]
"#,
    )
    .unwrap();
    let csv: Vec<String> = lines.iter().map(|cells| cells.join(",")).collect();
    let csv = ExtractFile::new("people.csv", csv.join("\n").into_bytes());
    let import = mapping.import(&[csv]).unwrap();
    assert_eq!(
        field(&import, "A1", "third_parties/notes/value/0/text"),
        "b"
    );
}

/// Not read, and never empty.
#[test]
fn an_error_of_the_spreadsheet_is_not_read() {
    let book = import(XLSX, |workbook| {
        let sheet = workbook.add_worksheet();
        rows(sheet, 0, &[&["Ref", "DOB", "Notes"], &["A1", "23/04/1985"]]);
        sheet
            .write(1, 2, Formula::new("VLOOKUP(1,B1:B2,1)").set_result("#N/A"))
            .unwrap();
    });
    let csv = ExtractFile::new("people.csv", &b"Ref,DOB,Notes\nA1,23/04/1985,#N/A\n"[..]);
    let csv = mapping("file = \"people.csv\"", "").import(&[csv]).unwrap();
    for import in [&book, &csv] {
        assert_eq!(rejected(import), [(2, RejectionReason::CellError)]);
        assert_eq!(
            field(import, "A1", "third_parties/notes/absent"),
            "not-read"
        );
    }
}

#[test]
fn what_stands_beside_the_values_is_told() {
    let import = import(XLSX, |workbook| {
        let sheet = workbook.add_worksheet();
        rows(
            sheet,
            0,
            &[&["Ref", "DOB", "Notes"], &["A1", "23/04/1985", "a"]],
        );
        sheet.set_row_hidden(1).unwrap();
        sheet.insert_note(1, 2, &Note::new("ask Jo")).unwrap();
        rows(workbook.add_worksheet(), 0, &[&["x"]]);
        workbook.worksheets_mut()[1].set_hidden(true);
    });
    let told: Vec<String> = import.notices().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "people.xlsx: hidden rows: read like the others",
            "people.xlsx, column C2: comments on cells: not taken; write into a cell what must be carried",
            "people.xlsx, column sheet Sheet2: sheet that the mapping does not name; not read"
        ]
    );
    assert_eq!(import.drafts().len(), 1);
}

#[test]
fn a_sheet_is_named_where_several_could_be_meant() {
    let make = |workbook: &mut Workbook| {
        let lines: &[&[&str]] = &[&["Ref", "DOB", "Notes"], &["A1", "23/04/1985", "a"]];
        rows(workbook.add_worksheet().set_name("Old").unwrap(), 0, lines);
        rows(
            workbook.add_worksheet().set_name("Current").unwrap(),
            0,
            lines,
        );
    };
    let mut workbook = Workbook::new();
    make(&mut workbook);
    let error = mapping(XLSX, "").import(&file(&mut workbook)).unwrap_err();
    assert_eq!(error.rejected()[0].reason(), RejectionReason::NoSheet);
    let table = format!("{XLSX}\nsheet = \"current\"");
    let import = import(&table, make);
    assert_eq!(import.drafts()[0].file(), "people.xlsx, sheet current");
}

/// A second table on the sheet: its rows are listed, and if they are people they are not forgotten.
#[test]
fn rows_of_a_further_table_are_listed() {
    for (key, reason) in [
        ("Letter", RejectionReason::OtherTable),
        ("Ref", RejectionReason::OtherPeople),
    ] {
        let import = import(XLSX, |workbook| {
            rows(
                workbook.add_worksheet(),
                0,
                &[
                    &["Ref", "DOB", "Notes"],
                    &["A1", "23/04/1985", "a"],
                    &["A2", "24/04/1985", "b"],
                    &[""],
                    &[key, "Meaning"],
                    &["B1", "high"],
                ],
            );
        });
        assert_eq!(import.drafts().len(), 2);
        let lines = rejected(&import);
        assert_eq!(lines.last(), Some(&(6, reason)));
        assert!(import.summary().is_whole());
    }
}

#[test]
fn a_damaged_workbook_is_refused_in_words() {
    let broken = ExtractFile::new("people.xlsx", &b"PK\x03\x04no zip"[..]);
    let error = mapping(XLSX, "").import(&[broken]).unwrap_err();
    let said = error.rejected()[0].to_string();
    assert!(
        said.contains("cannot be read as one: open it in a spreadsheet"),
        "{said}"
    );
}
