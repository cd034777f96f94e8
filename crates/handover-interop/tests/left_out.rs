//! What a mapping leaves out, and how what is not the latest still goes.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

use handover_interop::{ExtractFile, Import, Mapping, MappingProblem, NoticeKind};
use serde_json::Value;

const MAPPING: &str = r#"
mapping = "m"
profile = "caseload-transfer@1"
[table.people]
file = "people.csv"
key = "ID"
[table.risks]
file = "risks.csv"
key = "ID"
words.VOID = ["Y", ""]
[case]
table = "people"
[view.latest]
table = "risks"
where = { column = "VOID", is_not = ["Y"] }
latest = { column = "DAY", date = "dd/mm/yyyy" }
[view.others]
table = "risks"
rest_of = "latest"
undated = true
[view.dated]
table = "risks"
rest_of = "latest"
[[notice]]
rows = "risks"
when = { column = "VOID", is = "Y" }
why = "taken back"
[[notice]]
when = { column = "ID", empty = false }
at = [{ column = "ONE" }, { column = "TWO" }]
why = "not for others"
[handover.case_reference]
value = { column = "ID" }
[third_parties.notes]
rows = "others"
item.text = { column = "NOTE", need = true }
[plan.goals]
item = { each = "risks", where = { column = "VOID", is_not = ["Y"] }, order = { column = "NOTE" }, newest_first = true, item = { column = "NOTE" } }
[risk.incidents]
rows = "dated"
item.text = { column = "NOTE", need = true }
[left_out]
"people.page" = "seen by nobody"
"#;

fn import() -> Import {
    let people = "ID,ONE,TWO,page.a,page.b.c,pages\nA1,x,,y,z,w\n";
    let risks = "ID,DAY,VOID,NOTE\nA1,01/02/2026,,latest\nA1,01/01/2026,,earlier\nA1,,,undated\n\
                 A1,01/03/2026,Y,void\n";
    let mapping = Mapping::from_toml(MAPPING).unwrap();
    let files = [("people.csv", people), ("risks.csv", risks)];
    let files = files.map(|(name, text)| ExtractFile::new(name, text.as_bytes()));
    mapping.import(&files).unwrap()
}

fn texts(import: &Import, list: &str) -> Vec<String> {
    let items = import.drafts()[0].case().pointer(list).unwrap();
    let text = |item: &Value| {
        item.get("text")
            .unwrap_or(item)
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mut texts: Vec<_> = items.as_array().unwrap().iter().map(text).collect();
    texts.sort();
    texts
}

/// Rows without a date are no earlier levels, and are not lost with them.
#[test]
fn all_that_was_not_chosen_can_go() {
    let import = import();
    let notes = texts(&import, "/sections/third_parties/notes/value");
    assert_eq!(notes, ["earlier", "undated"]);
    let dated = texts(&import, "/sections/risk/incidents/value");
    assert_eq!(dated, ["earlier"]);
}

#[test]
fn a_list_of_rows_is_chosen_and_put_in_order() {
    let import = import();
    let goals = import.drafts()[0]
        .case()
        .pointer("/sections/plan/goals/value");
    assert_eq!(
        goals.unwrap(),
        &serde_json::json!(["undated", "latest", "earlier"])
    );
}

#[test]
fn rows_cells_and_whole_branches_are_left_out_by_name() {
    let import = import();
    let listed = |kind| {
        let of_kind = import
            .notices()
            .iter()
            .filter(move |one| one.kind() == kind);
        of_kind.map(|one| {
            let column = one.column().unwrap_or("-");
            format!("{} {} {column}", one.file(), one.line())
        })
    };
    let left_out: Vec<_> = listed(NoticeKind::LeftOut).collect();
    assert_eq!(
        left_out,
        [
            "people.csv 0 page.a",
            "people.csv 0 page.b.c",
            "people.csv 2 ONE",
            "risks.csv 5 -",
        ]
    );
    let not_mapped: Vec<_> = listed(NoticeKind::NotMapped).collect();
    assert_eq!(not_mapped, ["people.csv 0 pages"]);
}

/// A branch of which something is read: what stands where that stood, or in it, is not passed by.
#[test]
fn what_is_read_is_not_left_out_with_its_branch() {
    let mapping = r#"
mapping = "m"
profile = "caseload-transfer@1"
[table.people]
file = "people.jsonl"
key = "id"
[case]
table = "people"
[handover.case_reference]
value = { column = "id" }
[plan.goals]
item = { column = "a.b" }
absent = "none-known"
[left_out]
"people.a" = "but for b"
"#;
    let mapping = Mapping::from_toml(mapping).unwrap();
    let whole = r#"{"id":"A1","a":{"b":"rest","c":"x"}}"#;
    for (damaged, goal) in [
        (r#"{"id":"A2","a":{"c":"x"}}"#, "none-known"),
        (r#"{"id":"A2","a":{"b":{"d":"x"}}}"#, "not-read"),
        (r#"{"id":"A2","a":"x"}"#, "not-read"),
    ] {
        let text = format!("{whole}\n{damaged}\n").into_bytes();
        let import = mapping
            .import(&[ExtractFile::new("people.jsonl", text)])
            .unwrap();
        let goals = import.drafts()[1]
            .case()
            .pointer("/sections/plan/goals/absent");
        assert_eq!(goals.unwrap(), goal, "{damaged}");
    }
}

/// Of a person's own row a notice says which cells: the row itself is a case.
#[test]
fn a_notice_without_cells_needs_rows() {
    let text = MAPPING.replace("at = [{ column = \"ONE\" }, { column = \"TWO\" }]\n", "");
    let error = Mapping::from_toml(&text).unwrap_err();
    assert!(matches!(error.problem(), MappingProblem::Expected { .. }));
    let text = MAPPING.replace("rest_of = \"latest\"\nundated", "undated");
    let error = Mapping::from_toml(&text).unwrap_err();
    assert!(matches!(error.problem(), MappingProblem::Contradiction));
}
