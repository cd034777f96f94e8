//! What a charity's cases lack, as a workbook that people fill in, and what becomes of their answers.

use std::{collections::BTreeMap, fs, process::Command};

use handover_sheet::Book;
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::{
    sheet::{SELECT, imported},
    support::{Place, Run},
};

const CHECK: [&str; 4] = ["check", "caseload", "--decisions", "decided"];

/// A row by its headings.
type Row = BTreeMap<String, String>;

/// The cases of the charity's sheet, decided.
fn decided() -> Place {
    let (place, _) = Place::begun("the charity's cases, decided", || {
        let place = imported();
        place.run(&SELECT).done();
        (place, String::new())
    });
    place
}

/// The same, with the workbook of what is missing.
fn asked() -> Place {
    let place = decided();
    let run = place.run(&[&CHECK[..], &["--workbook", "gaps.xlsx"]].concat());
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(
        run.stderr.contains("gaps.xlsx is there: "),
        "{}",
        run.stderr
    );
    place
}

fn check(place: &Place, answers: &[&str]) -> Run {
    let answers = answers.iter().flat_map(|file| ["--answers", *file]);
    let all: Vec<&str> = CHECK.into_iter().chain(answers).chain(["--json"]).collect();
    place.run(&all)
}

/// What still stops each case, or wants somebody's word.
fn stopping(run: &Run) -> BTreeMap<String, Vec<String>> {
    let report: Value = serde_json::from_str(&run.stdout).expect(&run.stderr);
    let cases = report["cases"].as_array().unwrap().iter();
    let said = cases.map(|case| {
        let findings = case["findings"].as_array().unwrap().iter();
        let stops = findings.filter(|one| one["severity"] != "reported");
        let stops = stops.map(|one| {
            let word = |name: &str| one[name].as_str().unwrap().to_owned();
            format!("{} {}", word("check"), word("path"))
        });
        (case["case"].as_str().unwrap().to_owned(), stops.collect())
    });
    said.collect()
}

/// The workbook with what somebody typed into the rows of each sheet; on the sheet of who answers under `asked` and `said`.
/// Columns and rows in another order, as after sorting and moving them, and a line above the headings.
fn filled(bytes: &[u8], mut fill: impl FnMut(&str, &mut Row)) -> Vec<u8> {
    let book = Book::read(bytes).unwrap();
    let mut workbook = Workbook::new();
    for sheet in &book.sheets {
        let to = workbook.add_worksheet().set_name(&sheet.name).unwrap();
        let is_table = !["Who answers", "Read me"].contains(&sheet.name.as_str());
        let headings: Vec<String> = if is_table {
            let cells = sheet.rows[0].cells.iter();
            cells.map(|cell| cell.text.clone()).collect()
        } else {
            ["asked", "said", "note"].map(str::to_owned).to_vec()
        };
        let mut rows = Vec::new();
        for row in sheet.rows.iter().skip(usize::from(is_table)) {
            let cells = headings.iter().enumerate();
            let mut cells: Row = cells
                .map(|(at, heading)| (heading.clone(), row.text(at).to_owned()))
                .collect();
            if row.text(0) != "EXAMPLE" {
                fill(&sheet.name, &mut cells);
            }
            rows.push(cells);
        }
        let mut first = 0;
        let mut order: Vec<&String> = headings.iter().collect();
        if is_table {
            rows.reverse();
            order.reverse();
            to.write_string(0, 0, "our copy").unwrap();
            for (at, heading) in (0..).zip(&order) {
                to.write_string(1, at, heading.as_str()).unwrap();
            }
            first = 2;
        }
        for (row, cells) in (first..).zip(rows) {
            for (at, heading) in (0..).zip(&order) {
                if !cells[*heading].is_empty() {
                    to.write_string(row, at, &cells[*heading]).unwrap();
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn put(row: &mut Row, heading: &str, text: &str) {
    let cell = row.get_mut(heading).unwrap_or_else(|| panic!("{heading}"));
    text.clone_into(cell);
}

/// What a person fills in who has the paper files: with capitals and blanks as they come.
fn by_hand(sheet: &str, row: &mut Row) {
    match sheet {
        "Who answers" => {
            let said = match row["asked"].as_str() {
                "Said by" => "Sharon Price",
                "Role of who says it" => "Team leader",
                "Said at" => "01/12/2026 15:00",
                "How they know" => "from the paper files",
                _ => "",
            };
            put(row, "said", said);
        }
        "Gaps" => {
            let key = row["Key"].clone();
            let answer = match key.as_str() {
                "risk.marac" | "risk.red_flags" => "None known",
                "plan.allergies" | "plan.prescribing" => " none known ",
                "risk.safeguarding_child" => "none  known",
                "risk.staff_safety" => "not asked",
                "risk.assessed" => "unknown",
                key if key.starts_with("D-") => "Acknowledged",
                _ => "",
            };
            put(row, "Answer", answer);
        }
        "Safeguarding adult" => {
            put(row, "Code, in words", "Adult safeguarding enquiry");
            put(row, "Referral made", "Yes");
        }
        "Person pregnancy" => put(row, "Status", "Not pregnant"),
        "Handover actions" if row["In words"].is_empty() => {
            put(row, "Kind", "confirm-last-dose");
            put(
                row,
                "In words",
                "Ask the pharmacy for the day of the last dose.",
            );
            put(row, "Status", "open");
            put(row, "Due", "15/12/2026");
            put(row, "Owner, role", "prescriber");
        }
        "Risk judgement" => {
            put(row, "High", "Y");
            put(row, "Reasons", "As the team saw it on Monday.");
        }
        "Handover countersign" => {
            put(row, "At", "1/12/2026 16:30");
            put(row, "By, name", "Una Sherwin");
            put(row, "By, role", "senior practitioner");
            put(row, "Decision", "Agreed");
        }
        _ => {}
    }
}

/// What is left when everything was answered that is asked at first.
const LEFT: [(&str, &[&str]); 5] = [
    ("MV004", &["D-36 handover.verbal"]),
    (
        "MV006",
        &[
            "D-36 handover.verbal",
            "D-57 handover.notice.value.objection",
        ],
    ),
    ("MV016", &["D-36 handover.verbal"]),
    ("MV019", &["D-57 handover.notice.value.objection"]),
    ("MV024", &["D-36 handover.verbal"]),
];

fn assert_left(run: &Run) {
    let mut left = stopping(run);
    left.retain(|_, findings| !findings.is_empty());
    let expected: BTreeMap<String, Vec<String>> = LEFT
        .iter()
        .map(|(case, all)| {
            let all = all.iter().map(|one| (*one).to_owned());
            ((*case).to_owned(), all.collect())
        })
        .collect();
    assert_eq!(left, expected, "{}", run.stderr);
}

/// The worst person first, and of each the worst; no check's number stands alone; a name to find the person by.
#[test]
fn what_is_missing_is_told_person_by_person() {
    let place = asked();
    let book = Book::read(&place.read("gaps.xlsx")).unwrap();
    let gaps = book.sheet("Gaps").unwrap();
    let row =
        |at: usize| -> Vec<&str> { (0..7).map(|column| gaps.rows[at].text(column)).collect() };
    assert_eq!(row(0)[..4], ["Case", "Person", "Field", "What is missing"]);
    assert_eq!(row(1)[0], "EXAMPLE");
    assert_eq!(
        row(2),
        [
            "MV015",
            "Nowak, Piotr",
            "Risk: assessed",
            "the record holds it, and it was not read.",
            "",
            "the assessor, or the team leader",
            "here, or Risk assessed",
        ]
    );
    let people: Vec<&str> = gaps.rows.iter().skip(2).map(|row| row.text(0)).collect();
    let mut once = people.clone();
    once.dedup();
    assert_eq!(once.len(), 18, "sorted by person: {once:?}");
    let words = gaps
        .rows
        .iter()
        .find(|row| row.text(4) == "Safeguarding?: YES MARAC");
    assert_eq!(words.unwrap().text(0), "MV006");
    // It is never written over.
    place
        .run(&[&CHECK[..], &["--workbook", "gaps.xlsx"]].concat())
        .fails(3, "not done: gaps.xlsx cannot be written");
}

#[test]
fn gaps_are_filled_in_without_any_json() {
    let place = asked();
    let before = stopping(&check(&place, &[]));
    assert!(before.values().all(|all| all.len() > 30));
    place.write("filled.xlsx", filled(&place.read("gaps.xlsx"), by_hand));
    assert_left(&check(&place, &["filled.xlsx"]));
    // What is left is asked again, and answered beside the first answers.
    let again = ["--answers", "filled.xlsx", "--workbook", "more.xlsx"];
    place.run(&[&CHECK[..], &again].concat());
    let more = filled(&place.read("more.xlsx"), |sheet, row| match sheet {
        "Handover notice" => {
            put(row, "Override, author, name", "Sharon Price");
            put(row, "Override, author, role", "team leader");
            put(row, "Override, caldicott guardian, name", "Bryn Calder");
            put(
                row,
                "Override, caldicott guardian, role",
                "caldicott guardian",
            );
            put(row, "Override, in words", "A child is at risk.");
        }
        "Gaps" | "Who answers" => by_hand(sheet, row),
        _ => {}
    });
    place.write("more-filled.xlsx", more);
    let run = check(&place, &["filled.xlsx", "more-filled.xlsx"]);
    assert!(
        stopping(&run).values().all(Vec::is_empty),
        "{:?}",
        stopping(&run)
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

/// Another program types what it can, drops what it does not know and hides nothing.
#[test]
fn libreoffice_may_save_it_in_between() {
    let place = asked();
    place.write("typed.xlsx", filled(&place.read("gaps.xlsx"), by_hand));
    for format in ["xlsx", "ods"] {
        let profile = format!(
            "-env:UserInstallation=file://{}",
            place.path("profile").display()
        );
        let run = Command::new("soffice")
            .args(["--headless", &profile, "--convert-to", format, "--outdir"])
            .args([place.path(format), place.path("typed.xlsx")])
            .output();
        let Ok(run) = run else {
            eprintln!("SKIPPED: there is no soffice on this machine");
            return;
        };
        assert!(run.status.success());
        let saved = format!("{format}/typed.{format}");
        assert!(fs::exists(place.path(&saved)).unwrap());
        assert_left(&check(&place, &[&saved]));
    }
}

/// Two people fill in copies. Where they disagree both are named, nothing is taken, and no case goes on.
#[test]
fn two_who_say_different_things_are_both_named() {
    let place = asked();
    place.write("one.xlsx", filled(&place.read("gaps.xlsx"), by_hand));
    let other = filled(&place.read("gaps.xlsx"), |sheet, row| match sheet {
        "Who answers" if row["asked"] == "Said by" => put(row, "said", "Jo Hale"),
        "Who answers" => by_hand(sheet, row),
        "Gaps" if row["Case"] == "MV003" && row["Key"] == "risk.marac" => {
            put(row, "Answer", "not held by sender");
        }
        "Gaps" if row["Case"] == "MV003" && row["Key"] == "plan.allergies" => {
            put(row, "Answer", "none known");
        }
        _ => {}
    });
    place.write("other.xlsx", other);
    let run = check(&place, &["one.xlsx", "other.xlsx"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr
            .contains("the answers contradict each other in 1 field"),
        "{}",
        run.stderr
    );
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let disputed = serde_json::json!([{
        "case": "MV003", "field": "risk.marac", "said_by": ["Sharon Price", "Jo Hale"]
    }]);
    assert_eq!(report["disputed"], disputed);
    assert_eq!(stopping(&run)["MV003"], ["D-59 risk.marac"]);
    let answers = ["--answers", "one.xlsx", "--answers", "other.xlsx"];
    let said = place.run(&[&CHECK[..], &answers].concat()).stdout;
    assert!(
        said.contains("MV003  risk.marac: Sharon Price and Jo Hale say different things"),
        "{said}"
    );
}

/// A person alone does not make a case look safer; two do.
#[test]
fn less_risk_needs_a_second_person() {
    let place = asked();
    let lowered = |second: &str| {
        filled(&place.read("gaps.xlsx"), |sheet, row| match sheet {
            "Who answers" => by_hand(sheet, row),
            "Risk level" if row["Case"] == "MV004" => {
                put(row, "Level", "standard");
                put(row, "Second person", second);
                put(
                    row,
                    "Role of second person",
                    if second.is_empty() { "" } else { "team leader" },
                );
            }
            _ => {}
        })
    };
    place.write("alone.xlsx", lowered(""));
    place.write("two.xlsx", lowered("Una Sherwin"));
    let stops = |file: &str| stopping(&check(&place, &[file]))["MV004"].join("; ");
    assert!(
        stops("alone.xlsx").contains("D-70 risk.level"),
        "{}",
        stops("alone.xlsx")
    );
    assert!(!stops("two.xlsx").contains("D-70"), "{}", stops("two.xlsx"));
}

/// A cell that is not understood is named, and nothing of the file is taken.
#[test]
fn a_mistake_is_told_with_its_cell() {
    let place = asked();
    let wrong = filled(&place.read("gaps.xlsx"), |sheet, row| match sheet {
        "Who answers" => by_hand(sheet, row),
        "Gaps" if row["Key"] == "risk.marac" && row["Case"] == "MV003" => {
            put(row, "Answer", "maybe")
        }
        "Risk level" if row["Case"] == "MV004" => put(row, "Level", "hihg"),
        _ => {}
    });
    place.write("wrong.xlsx", wrong);
    let run = place.run(&[&CHECK[..], &["--answers", "wrong.xlsx"]].concat());
    assert_eq!(run.code, Some(3));
    for told in [
        "wrong.xlsx has 2 mistakes",
        "sheet Gaps, row ",
        "Answer is not one of: asked: none known, not asked",
        "sheet Risk level, row ",
        "Level is not one of: standard, medium, high, very-high",
        "Nothing of it was taken.",
    ] {
        let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(told.trim()), "{told}: {said}");
    }
}
