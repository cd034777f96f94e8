//! What is not understood is named.

use std::path::Path;

use handover_caseload::FileError;
use rust_xlsxwriter::Workbook;

use super::{filled, key, put, read, with_sheets};
use crate::read_answers;

/// Each with its sheet, its row and its heading; and nothing of the file is taken.
#[test]
fn what_is_not_understood_is_named() {
    type Typed = (&'static str, &'static str, &'static str, &'static str);
    let cases: [(&[Typed], &str); 14] = [
        (
            &[("Gaps", "location.address_sensitivity", "Answer", "secret")],
            "Answer is not one of: normal, confidential, refuge, pds-sensitive, asked: none known",
        ),
        (
            &[("Gaps", "risk.level", "In words", "quite high")],
            "In words is not an answer by themselves",
        ),
        (
            &[("Gaps", "D-72", "Answer", "none known")],
            "Answer is not acknowledged",
        ),
        (
            &[
                ("Gaps", "risk.level", "Answer", "declined"),
                ("Gaps", "risk.level", "Case", ""),
            ],
            "Case is not a case reference",
        ),
        (
            &[
                ("Gaps", "risk.level", "Answer", "declined"),
                ("Gaps", "risk.level", "Key", "x"),
            ],
            "Key is not what stood there",
        ),
        (
            &[
                ("Gaps", "risk.level", "Answer", "declined"),
                ("Gaps", "risk.level", "Said at", "24/11/2026"),
            ],
            "Said at is not a day and a time",
        ),
        (
            &[
                ("Gaps", "risk.level", "Answer", "declined"),
                ("Gaps", "risk.level", "Said by", "Jo Hale"),
            ],
            "Role of who says it is empty",
        ),
        (
            &[
                ("Gaps", "risk.level", "Answer", "declined"),
                ("Gaps", "risk.level", "Second person", "Una"),
            ],
            "Second person with role is not both",
        ),
        (
            &[("Risk level", "", "Level", "hgh")],
            "Level is not one of: standard, medium, high, very-high",
        ),
        (
            &[("Risk level", "", "Set by", "key worker")],
            "Level is empty",
        ),
        (
            &[
                ("Plan prescribing", "", "Dose, amount", "sixty"),
                ("Plan prescribing", "", "Dose, unit", "mg"),
            ],
            "amount is not of its form",
        ),
        (
            &[("Risk level", "", "As it stands", "{}")],
            "As it stands is not as the program wrote it",
        ),
        (
            &[
                ("Risk level", "", "Level", "high"),
                ("Gaps", "risk.level", "Answer", "declined"),
            ],
            "the answer is not the only one: sheet Gaps, row",
        ),
        (
            &[
                ("Risk level", "", "Level", "high"),
                ("Risk level", "", "Role of who says it", "??"),
                ("Risk level", "", "Said by", "Jo"),
            ],
            "`by` of a correction",
        ),
    ];
    for (typed, told) in cases {
        let bytes = filled(|sheet, row| {
            for (on, about, heading, text) in typed {
                if *on == sheet
                    && row["Case"] == "NR-20417"
                    && (about.is_empty() || key(row) == *about)
                {
                    put(row, heading, text);
                }
            }
        });
        let path = Path::new("gaps.xlsx");
        let Err(FileError::Mistakes(_, mistakes)) = read_answers(&bytes, path) else {
            panic!("{told}");
        };
        let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(
            said.iter().any(|one| one.contains(told)),
            "{told}: {said:?}"
        );
        let (sheet, ..) = typed[0];
        let has_place = said
            .iter()
            .any(|one| one.starts_with(&format!("sheet {sheet}, row ")));
        assert!(has_place || told.starts_with("`by`"), "{said:?}");
    }
}

/// Sheets and columns that nobody knows, and rows that are gone, are told too.
#[test]
fn what_would_be_lost_is_named() {
    let told = |bytes: &[u8], told: &str| {
        let said = read(bytes).unwrap_err();
        assert!(
            said.iter().any(|one| one.contains(told)),
            "{told}: {said:?}"
        );
    };
    let renamed = with_sheets(|sheet, _, rows| {
        if sheet == "Risk level" {
            let at = rows[0].iter().position(|cell| cell == "Level").unwrap();
            "How high".clone_into(&mut rows[0][at]);
            "high".clone_into(&mut rows[2][at]);
        }
    });
    told(
        &renamed,
        "sheet Risk level, row 3: column D is not a column of this sheet",
    );
    let headless = with_sheets(|sheet, _, rows| {
        if sheet == "Risk level" {
            rows.remove(0);
        }
    });
    told(
        &headless,
        "the sheet is not a table: it has no row of headings",
    );
    let gone = filled(|sheet, row| {
        if sheet == "Plan prescribing" && row["Id"] == "rx1" {
            put(row, "Dose, amount", "60");
            put(row, "Dose, unit", "mg");
        }
        if sheet == "Plan prescribing" && row["Id"] == "rx2" {
            row.values_mut().for_each(String::clear);
        }
    });
    told(
        &gone,
        "the table is not whole: of 2 rows of this case 1 are left",
    );
    let other = {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Notes").unwrap();
        sheet.write_string(0, 0, "ring Jo").unwrap();
        workbook.save_to_buffer().unwrap()
    };
    told(
        &other,
        "sheet Notes, row 1: the sheet is not a sheet of this workbook",
    );
    let error = read_answers(b"PK\x03\x04nothing", Path::new("gaps.xlsx")).unwrap_err();
    assert!(matches!(error, FileError::NotAWorkbook(_)));
}

/// Whatever somebody types or another program leaves there: an answer or a mistake, and no end of the program.
#[test]
fn any_cell_is_read_or_named() {
    let huge = "9".repeat(32_000);
    let texts = [
        "=1+1",
        "\u{202e}evil",
        "{\"of\":1,\"is\":[]}",
        "{\"of\":9,\"is\":{}}",
        "31/02/2026 25:61",
        "-",
        "'",
        "0",
        &huge,
        "D-99",
        "D-72 x",
        "risk.level",
        "2026-02-30",
        "\u{1f600}",
        ";;;",
        "acknowledged",
        "yes",
    ];
    for place in 0..40 {
        let bytes = with_sheets(|_, _, rows| {
            for (at, row) in rows.iter_mut().enumerate().skip(2) {
                if let Some(cell) = row.get_mut(place) {
                    texts[(at + place) % texts.len()].clone_into(cell);
                }
            }
        });
        let _answer_or_mistake = read_answers(&bytes, Path::new("gaps.xlsx"));
    }
}
