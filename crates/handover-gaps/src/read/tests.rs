//! What is filled in becomes an answer, whole.

mod mistakes;

use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use handover_caseload::{CaseFindings, FileError};
use handover_dataset::{Case, Profile, checks};
use handover_sheet::Book;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::answers_of;
use crate::Gaps;

const CASE: &str = include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json");

/// A row by its headings; of the sheet of who answers by what is asked.
type Row = BTreeMap<String, String>;

/// A case with a level that was not read, silence about the place, and medicines of which little is known.
fn case() -> Case {
    let mut case: Value = serde_json::from_str(CASE).unwrap();
    let sections = &mut case["sections"];
    sections["risk"]["level"] = json!({"absent": "not-read", "note": "Risk: ask Jo"});
    sections["risk"]["safety_plan"] = json!({"absent": "not-read"});
    let location = sections["location"].as_object_mut().unwrap();
    location.remove("address_sensitivity");
    sections["plan"]["prescribing"] = json!({"value": [
        {"id": "rx1", "text": "Methadone 60ml", "prescriber": {"name": "Dr Ash", "phone": "020 7946 0103"}},
        {"id": "rx2", "medicine": {"text": "Diazepam"}}
    ]});
    Case::from_value(case).unwrap()
}

fn workbook() -> &'static [u8] {
    static WRITTEN: OnceLock<Vec<u8>> = OnceLock::new();
    WRITTEN.get_or_init(written)
}

fn written() -> Vec<u8> {
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let case = case();
    let findings = CaseFindings {
        reference: "NR-20417".to_owned(),
        file: "1.json".to_owned(),
        findings: checks::run(&case, &profile, &checks::CheckContext::default()),
    };
    let mut gaps = Gaps::new(&profile);
    gaps.add(&findings, Some(&case));
    gaps.workbook().unwrap()
}

/// The workbook with what somebody typed into each row, of which the sheet of who answers is filled in.
fn filled(mut fill: impl FnMut(&str, &mut Row)) -> Vec<u8> {
    with_sheets(|sheet, headings, rows| {
        if sheet == "Who answers" {
            for (row, said) in [
                (0, "Sharon Price"),
                (1, "team leader"),
                (2, "24/11/2026 16:00"),
                (3, "paper file"),
            ] {
                rows[row][1] = said.to_owned();
            }
            return;
        }
        for row in rows.iter_mut().skip(1) {
            let cells = headings.iter().cloned().zip(row.iter().cloned());
            let mut cells: Row = cells.collect();
            fill(sheet, &mut cells);
            for (heading, cell) in headings.iter().zip(row.iter_mut()) {
                *cell = cells[heading].clone();
            }
        }
    })
}

/// The workbook with its sheets changed: name, headings and all rows.
fn with_sheets(mut change: impl FnMut(&str, &[String], &mut Vec<Vec<String>>)) -> Vec<u8> {
    let mut workbook_out = Workbook::new();
    for sheet in Book::read(workbook()).unwrap().sheets {
        let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap();
        let cells = |row: &handover_sheet::SheetRow| {
            (0..width.max(2))
                .map(|at| row.text(at).to_owned())
                .collect()
        };
        let mut rows: Vec<Vec<String>> = sheet.rows.iter().map(cells).collect();
        let headings = rows[0].clone();
        change(&sheet.name, &headings, &mut rows);
        let to = workbook_out.add_worksheet().set_name(&sheet.name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (at, cell) in (0..).zip(cells) {
                to.write_string(row, at, cell).unwrap();
            }
        }
    }
    workbook_out.save_to_buffer().unwrap()
}

fn read(bytes: &[u8]) -> Result<Value, Vec<String>> {
    let book = Book::read_workbook(bytes).unwrap();
    answers_of(&book, Path::new("gaps.xlsx")).map_err(|error| match error {
        FileError::Mistakes(_, all) => all.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    })
}

/// What each correction of the only case says, and the first of them whole.
fn corrected(answers: &Value) -> Vec<Value> {
    let all = answers["corrections"]["NR-20417"].as_array().unwrap();
    all.iter().map(|one| one["sections"].clone()).collect()
}

fn put(row: &mut Row, heading: &str, text: &str) {
    let cell = row.get_mut(heading).unwrap_or_else(|| panic!("{heading}"));
    text.clone_into(cell);
}

fn key(row: &Row) -> &str {
    row.get("Key").map_or("", String::as_str)
}

/// Neither is the example, nor a list to choose from, nor what stood there.
#[test]
fn an_empty_row_is_no_answer() {
    assert_eq!(
        read(workbook()),
        Ok(json!({"cases": {}, "corrections": {}}))
    );
    let who_alone = filled(|_, _| {});
    assert_eq!(
        read(&who_alone),
        Ok(json!({"cases": {}, "corrections": {}}))
    );
}

#[test]
fn an_answer_goes_with_who_when_and_how_they_know() {
    let bytes = filled(|sheet, row| match (sheet, key(row)) {
        ("Gaps", "location.address_sensitivity") => {
            put(row, "Answer", "Confidential");
            put(row, "Said by", "Jo Hale");
            put(row, "Role of who says it", "key worker");
            put(row, "How they know", "asked her");
        }
        ("Not read", "risk.safety_plan") => put(row, "In words", "Stays with her sister."),
        ("Risk level", _) if row["Case"] != "EXAMPLE" => put(row, "Level", "Very high"),
        _ => {}
    });
    let answers = read(&bytes).unwrap();
    let level =
        json!({"risk": {"level": {"value": {"level": "very-high"}, "note": "Risk: ask Jo"}}});
    let plan = json!({"risk": {"safety_plan": {"value": "Stays with her sister."}}});
    let place = json!({"location": {"address_sensitivity": {"value": "confidential"}}});
    assert_eq!(corrected(&answers), [place, level, plan]);
    let own = &answers["corrections"]["NR-20417"][0];
    assert_eq!(own["by"], json!({"name": "Jo Hale", "role": "key-worker"}));
    assert_eq!(own["at"], "2026-11-24T16:00:00+00:00");
    assert_eq!(own["reason"], "asked her");
    let all = &answers["corrections"]["NR-20417"][1];
    assert_eq!(
        all["by"],
        json!({"name": "Sharon Price", "role": "team-leader"})
    );
    assert_eq!(all["reason"], "paper file");
    assert!(all.get("agreed_by").is_none());
}

#[test]
fn a_reason_takes_its_words_along() {
    let bytes = filled(|sheet, row| match (sheet, key(row)) {
        ("Gaps", "risk.level") => put(row, "Answer", " not  asked"),
        ("Not read", "risk.safety_plan") => {
            put(row, "Answer", "Declined");
            put(row, "In words", "Did not want one.");
            put(row, "Second person", "Una Sherwin");
            put(row, "Role of second person", "team-leader");
        }
        _ => {}
    });
    let answers = read(&bytes).unwrap();
    let level = json!({"risk": {"level": {"absent": "not-asked", "note": "Risk: ask Jo"}}});
    let plan =
        json!({"risk": {"safety_plan": {"absent": "declined", "note": "Did not want one."}}});
    assert_eq!(corrected(&answers), [level, plan]);
    let agreed = &answers["corrections"]["NR-20417"][1]["agreed_by"];
    assert_eq!(
        *agreed,
        json!({"name": "Una Sherwin", "role": "team-leader"})
    );
}

#[test]
fn what_is_acknowledged_is_so_by_check() {
    let bytes = filled(|sheet, row| {
        if sheet == "Gaps" && key(row) == "D-72" {
            put(row, "Answer", "acknowledged");
            put(row, "In words", "the pharmacy closed");
        }
    });
    let answers = read(&bytes).unwrap();
    let all = &answers["cases"]["NR-20417"]["handover"]["acknowledgements"]["value"];
    assert_eq!(
        *all,
        json!([{"check": "D-72", "by": {"name": "Sharon Price", "role": "team-leader"},
            "at": "2026-11-24T16:00:00+00:00", "reason": "paper file; the pharmacy closed"}])
    );
}

/// A changed cell changes that; what has no column stays, and so do the other rows; a further row is called as none is.
#[test]
fn a_list_is_given_whole() {
    let bytes = filled(|sheet, row| {
        if sheet == "Plan prescribing" && row["Id"] == "rx1" {
            put(row, "Dose, amount", "60");
            put(row, "Dose, unit", "mg");
        }
        if sheet == "Plan prescribing" && row["Id"] == "rx3" {
            put(row, "Medicine, in words", "Naltrexone");
            put(row, "Id", "");
        }
    });
    let answers = read(&bytes).unwrap();
    assert_eq!(
        corrected(&answers),
        [json!({"plan": {"prescribing": {"value": [
            {"id": "rx1", "text": "Methadone 60ml", "dose": {"amount": "60", "unit": "mg"},
                "prescriber": {"name": "Dr Ash", "phone": "020 7946 0103"}},
            {"id": "rx2", "medicine": {"text": "Diazepam"}},
            {"id": "rx3", "medicine": {"text": "Naltrexone"}}
        ]}}})]
    );
}
