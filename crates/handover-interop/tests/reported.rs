//! What people reported of their extracts, each with the right answer.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_dataset::{
    Date,
    eligibility::{Parameters, Rules, select},
};
use handover_interop::{ExtractFile, Import, Mapping, NoticeKind, RejectionReason};
use serde_json::Value;
use std::{fs, path::PathBuf};

fn import(name: &str) -> Import {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/reported")
        .join(name);
    let mapping = fs::read_to_string(folder.join("mapping.toml")).unwrap();
    let mapping = Mapping::from_toml(&mapping).unwrap();
    let inner = folder.join("extract");
    let files = fs::read_dir(if inner.is_dir() { inner } else { folder }).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let files: Vec<ExtractFile> = files
        .filter(|path| {
            path.extension()
                .is_some_and(|ext| ext == "csv" || ext == "xlsx")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            ExtractFile::new(name, fs::read(path).unwrap())
        })
        .collect();
    mapping.import(&files).unwrap()
}

/// Each decision as `B2 include current`.
fn decisions(import: &Import) -> Vec<String> {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let days = Parameters {
        transfer_date: day("2026-10-01"),
        as_of: day("2026-10-05"),
    };
    let selection = select(&Rules::six_months_two_journeys(), days, import.records()).unwrap();
    let of = |decision: &handover_dataset::eligibility::Decision| {
        let detail = decision
            .detail
            .map_or_else(String::new, |detail| format!(" {detail:?}"));
        let reference = decision.reference.as_str();
        format!(
            "{reference} {} {}{detail}",
            decision.outcome.as_str(),
            decision.reason
        )
    };
    selection.decisions().iter().map(of).collect()
}

fn field<'v>(import: &'v Import, reference: &str, path: &str) -> &'v Value {
    let case = import.draft(reference).unwrap().case();
    case.pointer(&format!("/sections/{path}"))
        .unwrap_or(&Value::Null)
}

/// A death that cannot be read is no sign of life.
#[test]
fn a_death_in_any_words_leaves_the_person_undecided() {
    let days = decisions(&import("01-date-serials"));
    assert!(days.contains(&"B2 undecided indeterminate-date DeathDateInvalid".to_owned()));
    let words = decisions(&import("44-death-words"));
    assert_eq!(words.len(), 4);
    assert!(
        words.iter().all(|one| one.ends_with("DeathDateInvalid")),
        "{words:?}"
    );
}

#[test]
fn a_number_with_spaces_of_any_width_is_taken() {
    let import = import("08-nhs-spaces");
    assert!(import.rejected().is_empty());
    for draft in import.drafts() {
        let number = field(&import, draft.reference(), "person/nhs_number/value/value");
        assert_eq!(number.as_str().unwrap().len(), 10);
    }
}

#[test]
fn commas_behind_the_last_cell_lose_nobody() {
    let import = import("10-trailing-commas-rows-only");
    assert_eq!((import.drafts().len(), import.rejected().len()), (3, 0));
}

/// Two columns of one name, or a name that is not there: who left is not known, and nobody is called current.
#[test]
fn without_the_closing_date_nobody_is_current() {
    for name in ["11-duplicate-header", "68-column-renamed"] {
        let decided = decisions(&import(name));
        assert_eq!(decided.len(), 3);
        assert!(
            decided.iter().all(|one| one.contains(" undecided ")),
            "{decided:?}"
        );
    }
}

#[test]
fn totals_and_lines_of_text_are_no_people() {
    let import = import("18-total-row");
    let people: Vec<&str> = import
        .drafts()
        .iter()
        .map(|draft| draft.reference())
        .collect();
    assert_eq!(people, ["A1", "B1", "B2"]);
    assert!(import.rejected().is_empty());
    let kinds: Vec<NoticeKind> = import
        .notices()
        .iter()
        .map(|notice| notice.kind())
        .collect();
    assert!(kinds.contains(&NoticeKind::Total) && kinds.contains(&NoticeKind::TextLine));
}

/// One bad byte costs its row; the accents of all others stay.
#[test]
fn one_bad_byte_spoils_one_row() {
    let import = import("24-one-bad-byte-auto");
    let reasons: Vec<RejectionReason> = import.rejected().iter().map(|one| one.reason()).collect();
    assert_eq!(reasons, [RejectionReason::BadEncoding]);
    assert_eq!((import.summary().drafts, import.summary().rejected), (2, 1));
    let text = import.drafts().iter().map(|draft| draft.case().to_string());
    assert!(text.into_iter().all(|text| !text.contains('\u{c3}')));
}

#[test]
fn a_long_note_is_carried_whole() {
    let import = import("29-long-cell");
    assert!(import.rejected().is_empty());
    let lengths = ["A1", "B1"].map(|reference| {
        let summary = field(&import, reference, "closures/closure/value/summary");
        summary.as_str().unwrap().chars().count()
    });
    assert!(
        lengths.contains(&2_001) && lengths.contains(&32_767),
        "{lengths:?}"
    );
}

#[test]
fn two_numbers_in_a_cell_are_not_no_number() {
    let import = import("30-multi-value");
    for draft in import.drafts() {
        let absent = field(&import, draft.reference(), "contact/telecoms/absent");
        assert_eq!(absent, "not-read", "{}", draft.reference());
    }
}

#[test]
fn an_id_of_any_text_is_a_person() {
    let import = import("34-id-characters");
    assert_eq!((import.drafts().len(), import.rejected().len()), (5, 0));
}

#[test]
fn a_heading_or_a_code_in_another_case_is_read() {
    let headings = import("61-header-of-one-file");
    let child = field(&headings, "A1", "risk/safeguarding_child");
    assert!(child.get("value").is_some(), "{child}");
    let codes = import("63-status-in-another-case");
    let prescribed = field(&codes, "A1", "plan/prescribing");
    assert!(prescribed.get("value").is_some(), "{prescribed}");
}

/// The newest assessment was not read: the older one is not the latest.
#[test]
fn a_broken_latest_row_is_not_replaced_by_an_older_one() {
    let import = import("65-latest-row-broken");
    assert_eq!(field(&import, "A1", "risk/level/absent"), "not-read");
    assert!(
        decisions(&import).contains(&"A1 undecided indeterminate-date RowUnreadable".to_owned())
    );
}

#[test]
fn a_reason_that_is_not_translated_decides_nothing() {
    let import = import("69-reason-not-translated");
    let unknown = import
        .rejected()
        .iter()
        .filter(|one| one.reason() == RejectionReason::UnknownCode);
    assert_eq!(unknown.count(), 3);
    let undecided = decisions(&import)
        .into_iter()
        .filter(|one| one.contains(" undecided "));
    assert_eq!(undecided.count(), 3);
}

/// A workbook is read as its CSV would be.
#[test]
fn a_workbook_is_read() {
    let import = import("46-xlsx");
    assert!(import.summary().is_whole() && import.drafts().len() == 3);
    let born = field(
        &import,
        import.drafts()[0].reference(),
        "person/birth_date/value/date",
    );
    assert_eq!(born, "1980-02-01");
}
