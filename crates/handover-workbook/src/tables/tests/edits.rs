//! What people do to tables, and what becomes of it.

use super::{
    super::{CaseTables, Layout, TablesError},
    CASELOAD, Files, as_csv, back,
};
use handover_dataset::Case;
use handover_interop::RejectionReason;
use serde_json::{Value, json};

fn files(layout: &Layout) -> Files {
    as_csv(layout, &[Case::from_json(CASELOAD).unwrap()])
}

/// Changes one cell, found by its row's beginning and its heading.
fn edit(files: &mut Files, file: &str, row: &[&str], heading: &str, text: &str) {
    let (_, bytes) = files.iter_mut().find(|(name, _)| name == file).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes.as_slice());
    let mut records: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let column = records[0].iter().position(|cell| cell == heading).unwrap();
    let found = records
        .iter_mut()
        .find(|record| record.iter().zip(row).all(|(cell, begins)| cell == begins));
    found.unwrap()[column] = text.to_owned();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        writer.write_record(record).unwrap();
    }
    *bytes = writer.into_inner().unwrap();
}

const CASE: &str = "NR-20417";

/// An edit is a file, the row's first cells, the heading and the text.
type Edit<'e> = (&'e str, &'e [&'e str], &'e str, &'e str);

fn after(edits: &[Edit<'_>]) -> Result<Value, (String, Option<String>, RejectionReason)> {
    let layout = Layout::of_the_dataset();
    let mut files = files(&layout);
    for (file, row, heading, text) in edits {
        edit(&mut files, file, row, heading, text);
    }
    let read = back(&layout, &files).pop().unwrap();
    read.map(|read| read.case)
        .map_err(|why| (why.file, why.column, why.reason))
}

#[test]
fn one_cell_changes_that_and_only_that() {
    let whole: Value = serde_json::from_str(CASELOAD).unwrap();
    for (edits, pointer, value) in [
        (
            &[("risk.csv", &[CASE][..], "Safety plan", "=another")][..],
            "/risk/safety_plan/value",
            json!("=another"),
        ),
        (
            &[("actions.csv", &[CASE, "2"][..], "Due", "2026-11-03")],
            "/handover/actions/value/1/due",
            json!("2026-11-03"),
        ),
        (
            &[
                ("risk.csv", &[CASE][..], "Level", "Very  high"),
                ("risk.csv", &[CASE][..], "Level code", "very-high"),
            ],
            "/risk/level/value/level",
            json!("very-high"),
        ),
        (
            &[("people.csv", &[CASE][..], "Surname", "O'Neil")],
            "/person/names/value/0/family",
            json!("O'Neil"),
        ),
        (
            &[
                (
                    "fields.csv",
                    &[CASE, "risk.incidents.labels[1]", "code", "sdv"][..],
                    "Value",
                    "psy",
                ),
                (
                    "fields.csv",
                    &[CASE, "risk.incidents.labels[1]", "code", "psy"][..],
                    "Words",
                    "mental health",
                ),
            ],
            "/risk/incidents/labels/0",
            json!("psy"),
        ),
    ] {
        let mut expected = whole.clone();
        *expected
            .pointer_mut(&format!("/sections{pointer}"))
            .unwrap() = value;
        assert!(after(edits) == Ok(expected), "{pointer}");
    }
}

/// An answer takes the place of the reason why there was none, and the reverse.
#[test]
fn a_reason_and_a_value_take_each_others_place() {
    let mut expected: Value = serde_json::from_str(CASELOAD).unwrap();
    expected["sections"]["person"]["pregnancy"] = json!({ "absent": "declined" });
    let declined = after(&[(
        "people.csv",
        &[CASE],
        "Pregnancy status",
        "[declined to say]",
    )]);
    assert!(declined == Ok(expected.clone()));
    expected["sections"]["person"]["pregnancy"] = json!({ "value": { "status": "not-pregnant" } });
    let said = after(&[
        ("people.csv", &[CASE], "Pregnancy status", "not pregnant"),
        (
            "people.csv",
            &[CASE],
            "Pregnancy status code",
            "not-pregnant",
        ),
    ]);
    assert!(said == Ok(expected));
}

/// Two things are never taken for one: the person is refused, and told where.
#[test]
fn what_contradicts_is_refused() {
    use RejectionReason as Why;
    let refused: [(&[Edit<'_>], &str, &str, Why); 21] = [
        (
            &[("risk.csv", &[CASE], "Level", "[see Fields]")],
            "risk.csv",
            "Level",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Safety plan", "#N/A")],
            "risk.csv",
            "Safety plan",
            Why::CellError,
        ),
        (
            &[("actions.csv", &[CASE, "1"], "ID", "[not asked]")],
            "actions.csv",
            "ID",
            Why::Contradicts,
        ),
        (
            &[
                (
                    "fields.csv",
                    &[CASE, "risk.incidents.labels[1]"],
                    "Kind",
                    "text",
                ),
                (
                    "fields.csv",
                    &[CASE, "risk.incidents.labels[1]"],
                    "Field",
                    "risk.safety_plan.value",
                ),
            ],
            "fields.csv",
            "Field",
            Why::Contradicts,
        ),
        (
            &[
                (
                    "fields.csv",
                    &[CASE, "risk.incidents.labels[1]"],
                    "Kind",
                    "text",
                ),
                (
                    "fields.csv",
                    &[CASE, "risk.incidents.labels[1]"],
                    "Value",
                    "",
                ),
            ],
            "fields.csv",
            "Value",
            Why::NotInForm,
        ),
        (
            &[("risk.csv", &[CASE], "Level", "medium")],
            "risk.csv",
            "Level",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Level code", "medium")],
            "risk.csv",
            "Level",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Level", "")],
            "risk.csv",
            "Level",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Level code", "")],
            "risk.csv",
            "Level",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Level", "[not asked]")],
            "risk.csv",
            "Level",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Level code", "lethal")],
            "risk.csv",
            "Level",
            Why::UnknownCode,
        ),
        (
            &[("risk.csv", &[CASE], "Red flags", "strangulation")],
            "risk.csv",
            "Red flags",
            Why::Contradicts,
        ),
        (
            &[("risk.csv", &[CASE], "Judgement high", "perhaps")],
            "risk.csv",
            "Judgement high",
            Why::NotInForm,
        ),
        (
            &[("risk.csv", &[CASE], "Safety plan", "[see Fields]")],
            "people.csv",
            "",
            Why::PointsNowhere,
        ),
        (
            &[("plan.csv", &[CASE], "Engagement kept 6 months", "five")],
            "plan.csv",
            "Engagement kept 6 months",
            Why::NotInForm,
        ),
        (
            &[("actions.csv", &[CASE, "2"], "No.", "1")],
            "actions.csv",
            "No.",
            Why::Contradicts,
        ),
        (
            &[("actions.csv", &[CASE, "2"], "No.", "")],
            "actions.csv",
            "No.",
            Why::NotANumber,
        ),
        (
            &[(
                "sources.csv",
                &[CASE, "risk"],
                "Of",
                "risk.incidents.value[2]",
            )],
            "sources.csv",
            "Of",
            Why::PointsNowhere,
        ),
        (
            &[("sources.csv", &[CASE, "risk"], "Of", "plan")],
            "sources.csv",
            "Recorded at",
            Why::Contradicts,
        ),
        (
            &[(
                "fields.csv",
                &[CASE, "risk.incidents.labels[1]"],
                "Words",
                "mental health",
            )],
            "fields.csv",
            "Words",
            Why::Contradicts,
        ),
        (
            &[(
                "fields.csv",
                &[CASE, "risk.incidents.labels[1]"],
                "Field",
                "risk.level.value.level",
            )],
            "fields.csv",
            "Words",
            Why::UnknownCode,
        ),
    ];
    for (edits, file, column, why) in refused {
        let column = Some(column.to_owned()).filter(|column| !column.is_empty());
        assert_eq!(
            after(edits),
            Err((file.to_owned(), column, why)),
            "{edits:?}"
        );
    }
}

/// A text in parts is whole or none.
#[test]
fn parts_make_a_whole() {
    let layout = Layout::of_the_dataset();
    let mut json: Value = serde_json::from_str(CASELOAD).unwrap();
    json["sections"]["risk"]["safety_plan"]["value"] = json!(format!(" {}", "=".repeat(20_000)));
    let case = Case::from_value(json).unwrap();
    let at = [CASE, "risk.safety_plan.value", "escaped"];
    let after = |part: &str| {
        let mut files = as_csv(&layout, std::slice::from_ref(&case));
        edit(&mut files, "fields.csv", &at, "Part", part);
        let read = back(&layout, &files).pop().unwrap();
        read.map(|_| ()).map_err(|why| (why.file, why.reason))
    };
    assert_eq!(after("1"), Ok(()));
    let fields = |why| Err(("fields.csv".to_owned(), why));
    assert_eq!(after("2"), fields(RejectionReason::Contradicts));
    assert_eq!(after("x"), fields(RejectionReason::NotANumber));
    let gone = Err(("people.csv".to_owned(), RejectionReason::PointsNowhere));
    assert_eq!(after("9"), gone);
}

#[test]
fn what_is_gone_is_told() {
    let layout = Layout::of_the_dataset();
    let of = |files: &Files| CaseTables::of_files(&layout, files).map(|_| ());
    let mut gone = files(&layout);
    gone.retain(|(name, _)| name != "allergies.csv");
    assert_eq!(of(&gone), Err(TablesError::NoSheet("Allergies".to_owned())));
    let mut renamed = files(&layout);
    edit(&mut renamed, "risk.csv", &["Case"], "Safety plan", "Plan");
    let heading = "Safety plan".to_owned();
    let file = "risk.csv".to_owned();
    assert_eq!(of(&renamed), Err(TablesError::Heading { file, heading }));
    let mut twice = files(&layout);
    edit(&mut twice, "risk.csv", &["Case"], "Safety plan", "Level");
    let heading = "Level".to_owned();
    let file = "risk.csv".to_owned();
    assert_eq!(of(&twice), Err(TablesError::Heading { file, heading }));
    let mut later = files(&layout);
    edit(&mut later, "about.csv", &["Version"], "These tables", "2");
    assert_eq!(of(&later), Err(TablesError::Version));
    let mut other = files(&layout);
    edit(
        &mut other,
        "about.csv",
        &["Format"],
        "These tables",
        "something else",
    );
    assert!(CaseTables::of_files(&layout, &other).unwrap().is_none());
    other.retain(|(name, _)| name != "about.csv");
    assert!(CaseTables::of_files(&layout, &other).unwrap().is_none());
}

/// Rows of nobody, and columns of one's own, are told and not read.
#[test]
fn what_belongs_to_nobody_is_told() {
    let layout = Layout::of_the_dataset();
    let mut files = files(&layout);
    edit(&mut files, "allergies.csv", &[CASE], "Case", "OTHER");
    edit(&mut files, "marac.csv", &[CASE], "Case", "");
    edit(&mut files, "risk.csv", &["Case"], "Case", "Case");
    let own = files.iter_mut().find(|(name, _)| name == "units.csv");
    assert!(own.is_none());
    files.push(("mine.csv".to_owned(), b"a,b\n1,2\n".to_vec()));
    let tables = CaseTables::of_files(&layout, &files).unwrap().unwrap();
    let strays: Vec<_> = tables
        .strays()
        .into_iter()
        .map(|stray| (stray.file, stray.reason))
        .collect();
    assert_eq!(
        strays,
        [
            ("marac.csv".to_owned(), RejectionReason::KeyMissing),
            ("allergies.csv".to_owned(), RejectionReason::Orphan),
        ]
    );
    assert_eq!(tables.unread(), [("mine.csv".to_owned(), None)]);
    assert_eq!(tables.people(), 1);
}

/// A person twice is nobody, and a case that nobody may name cannot be kept.
#[test]
fn a_person_stands_in_one_row() {
    let layout = Layout::of_the_dataset();
    let mut twice = files(&layout);
    let (_, people) = twice
        .iter_mut()
        .find(|(name, _)| name == "people.csv")
        .unwrap();
    let row = String::from_utf8(people.clone())
        .unwrap()
        .lines()
        .nth(1)
        .unwrap()
        .to_owned();
    people.extend(row.bytes());
    let read = back(&layout, &twice).pop().unwrap();
    assert_eq!(
        read.map(|_| ()).unwrap_err().reason,
        RejectionReason::DuplicateKey
    );
    let of_token = after(&[("people.csv", &[CASE], "Token", CASE)]);
    assert_eq!(of_token.unwrap_err().2, RejectionReason::UnusableReference);
}
