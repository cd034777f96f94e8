use super::{
    super::{Layout, WorkbookTables},
    CASELOAD, MATERNITY,
    any_case::Maker,
    as_csv, as_workbook, cases_back, whole,
};
use handover_dataset::Case;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::sync::LazyLock;

static LAYOUT: LazyLock<Layout> = LazyLock::new(Layout::of_the_dataset);

fn case(json: &str) -> Case {
    Case::from_json(json).unwrap()
}

#[test]
fn the_worked_examples_lose_nothing() {
    let cases = [case(CASELOAD), case(MATERNITY)];
    let mut sorted = cases.to_vec();
    sorted.sort_by_key(|case| case.reference().cloned());
    for files in [as_csv(&LAYOUT, &cases), as_workbook(&LAYOUT, &cases)] {
        assert!(cases_back(&LAYOUT, &files) == sorted);
    }
}

#[test]
fn a_sheet_that_is_full_goes_on_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let tables = WorkbookTables::new(&LAYOUT, folder.path())
        .unwrap()
        .with_rows(4);
    let cases = [case(CASELOAD), case(MATERNITY)];
    let files = whole(&LAYOUT, tables, &cases);
    let book = handover_sheet::Book::read(&files[0].1).unwrap();
    assert!(book.sheet("Fields 2").is_some());
    assert_eq!(cases_back(&LAYOUT, &files).len(), 2);
}

/// Whoever reads a row sees that more is said of it: labels, contradictions.
#[test]
fn a_row_says_of_what_more_is_said() {
    let mut json: Value = serde_json::from_str(CASELOAD).unwrap();
    json["sections"]["handover"]["actions"]["value"][1]["labels"] = json!(["psy"]);
    let files = as_csv(&LAYOUT, &[Case::from_value(json).unwrap()]);
    let last = |file: &str| {
        let (_, bytes) = files.iter().find(|(name, _)| name == file).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let records = reader.records().map(Result::unwrap);
        let last = records.map(|record| record.iter().next_back().unwrap().to_owned());
        last.collect::<Vec<_>>()
    };
    assert_eq!(last("risk.csv"), ["incidents, red flags, safety plan"]);
    assert_eq!(last("third-parties.csv"), ["parties"]);
    assert_eq!(last("actions.csv"), ["", "labels"]);
    assert_eq!(last("people.csv"), [""]);
}

/// What is long, or holds what no cell does, stands in `Fields`, and the cell says so.
#[test]
fn what_no_cell_holds_is_told() {
    let mut json: Value = serde_json::from_str(CASELOAD).unwrap();
    let long = "\u{1f600}".repeat(32_767);
    for text in [long.as_str(), " x", "[not asked]", "_x0041_", "#N/A"] {
        json["sections"]["risk"]["safety_plan"]["value"] = json!(text);
        let cases = [Case::from_value(json.clone()).unwrap()];
        let csv = as_csv(&LAYOUT, &cases);
        let risk = csv.iter().find(|(name, _)| name == "risk.csv").unwrap();
        assert!(String::from_utf8_lossy(&risk.1).contains("[see Fields]"));
        for files in [csv, as_workbook(&LAYOUT, &cases)] {
            assert!(cases_back(&LAYOUT, &files) == cases);
        }
    }
}

/// An item of which nothing is said is a row, and a line break in a line is no further line.
#[test]
fn what_is_hard_to_tell_apart_is_kept() {
    let mut json: Value = serde_json::from_str(CASELOAD).unwrap();
    json["sections"]["risk"]["marac"]["value"] = json!([{}, { "area": "Northmoor" }]);
    let advice = &mut json["sections"]["closures"]["re_presentation_advice"]["value"];
    advice["check_first"] = json!(["a\nb", "c"]);
    let cases = [Case::from_value(json).unwrap()];
    for files in [as_csv(&LAYOUT, &cases), as_workbook(&LAYOUT, &cases)] {
        assert!(cases_back(&LAYOUT, &files) == cases);
    }
}

/// Nothing is run: in CSV no cell begins as a formula does, in a workbook each cell is text by its type.
#[test]
fn no_cell_is_a_formula() {
    let mut json: Value = serde_json::from_str(CASELOAD).unwrap();
    for text in ["=1+1", "+1", "-1", "@a"] {
        json["sections"]["person"]["names"]["value"][0]["family"] = json!(text);
        let cases = [Case::from_value(json.clone()).unwrap()];
        let csv = as_csv(&LAYOUT, &cases);
        for (name, bytes) in &csv {
            for record in csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(bytes.as_slice())
                .records()
            {
                for cell in &record.unwrap() {
                    assert!(
                        !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                        "{name}: {cell}"
                    );
                }
            }
        }
        let workbook = as_workbook(&LAYOUT, &cases);
        let book = handover_sheet::Book::read(&workbook[0].1).unwrap();
        let people = book.sheet("People").unwrap();
        let found = people
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .find(|cell| cell.text == text)
            .unwrap();
        assert_eq!(found.kind, handover_sheet::CellKind::Text);
        for files in [csv, workbook] {
            assert!(cases_back(&LAYOUT, &files) == cases);
        }
    }
}

proptest! {
    // A seed cannot be made smaller.
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any case comes back from CSV, and from a workbook, as it was.
    #[test]
    fn any_case_comes_back(seed: [u8; 32]) {
        let case = Maker::new(seed).case();
        let cases = [case];
        prop_assert!(cases_back(&LAYOUT, &as_csv(&LAYOUT, &cases)) == cases);
        prop_assert!(cases_back(&LAYOUT, &as_workbook(&LAYOUT, &cases)) == cases);
    }
}

/// What is tried holds something: every section, every kind of row.
#[test]
fn the_cases_that_are_tried_are_full() {
    let (mut sheets, mut fields) = (std::collections::BTreeSet::new(), 0);
    for seed in 0..24 {
        let case = Maker::new([seed; 32]).case();
        let rows = LAYOUT.rows_of(&case, "token");
        sheets.extend(rows.0.iter().map(|row| row.sheet));
        fields += rows
            .0
            .iter()
            .filter(|row| row.sheet == Layout::FIELDS)
            .count();
    }
    let missing: Vec<&str> = LAYOUT
        .in_order()
        .filter(|(at, _)| !sheets.contains(at))
        .map(|(_, sheet)| sheet.name.as_str())
        .collect();
    assert_eq!(missing, [""; 0]);
    assert!(fields > 100, "{fields}");
}
