//! A caseload as a person looks into it and mends it.

use std::fs;

use serde_json::{Value, json};

use crate::support::Place;

fn imported() -> Place {
    let place = Place::new();
    place.import("caseload", &[]).done();
    place
}

fn shown(place: &Place, reference: &str) -> Value {
    let told = place.run(&["case", "show", "caseload", reference]).done();
    serde_json::from_str(&told.stdout).unwrap()
}

/// Every line but that of one case.
fn others(place: &Place, reference: &str) -> Vec<String> {
    let text = String::from_utf8(place.read("caseload/cases.jsonl")).unwrap();
    let own = format!("\"case_reference\":\"{reference}\"");
    let lines = text.lines().map(str::to_owned);
    lines.filter(|line| !line.contains(&own)).collect()
}

#[test]
fn one_case_is_mended_and_the_others_stay() {
    let place = imported();
    let before = others(&place, "HB0294");
    assert_eq!(before.len(), 119);
    let mut case = shown(&place, "HB0294");
    case["sections"]["handover"]["call_back"] = json!({"absent": "not-asked"});
    place.write("case.json", case.to_string());
    let edit = [
        "case",
        "edit",
        "caseload",
        "HB0294",
        "--from",
        "case.json",
        "--json",
    ];
    let said = place.run(&edit).done().json();
    assert_eq!(said, json!({"changed": 1, "left": 119, "same": 0}));
    assert_eq!(shown(&place, "HB0294"), case);
    assert_eq!(others(&place, "HB0294"), before);
    // It is no change that nobody knows of.
    let told = place.run(&["check", "caseload", "--case", "HB0294"]);
    assert!(!told.stderr.contains("by hand"), "{}", told.stderr);
    let again = place.import("caseload", &["--replace"]);
    again.fails(2, "usage: 1 case of caseload was mended by hand");
    assert_eq!(shown(&place, "HB0294"), case);
}

#[test]
fn what_is_no_case_of_this_reference_changes_nothing() {
    let place = imported();
    let before = place.read("caseload/cases.jsonl");
    let edit = ["case", "edit", "caseload", "HB0294", "--from", "case.json"];
    let other = shown(&place, "HB0100").to_string();
    let whole = shown(&place, "HB0294").to_string();
    let twice = whole.replacen("\"mhd\":", "\"mhd\":\"x\",\"mhd\":", 1);
    for (text, says) in [
        ("{", "not done: case.json is not JSON"),
        (
            other.as_str(),
            "not done: the reference of the case is another one",
        ),
        (
            twice.as_str(),
            "not done: case.json: a member is written twice",
        ),
    ] {
        place.write("case.json", text);
        place.run(&edit).fails(3, says);
        assert_eq!(place.read("caseload/cases.jsonl"), before);
    }
    place
        .run(&["case", "show", "caseload", "HB9999"])
        .fails(2, "usage: no case has this reference");
}

/// The editor is whatever its name says; what cannot be taken is not thrown away.
#[test]
fn an_editor_is_run() {
    let place = imported();
    let edit = |program: &str| {
        let arguments = ["case", "edit", "caseload", "HB0294"];
        let mut command = place.command(&arguments);
        command.env("EDITOR", program);
        crate::support::Run::of(&command.output().unwrap(), &arguments)
    };
    edit("/usr/bin/sed -i s/HB0294/HB0295/")
        .fails(3, "not done: the reference of the case is another one");
    let kept = String::from_utf8(place.read("caseload/case.not-taken.json")).unwrap();
    assert!(kept.contains("HB0295"));
    edit("/bin/false").fails(3, "not done: the editor ended with a failure");
    edit("/usr/bin/sed -i s/mhd.1/mhd\\/2/").done();
    assert_eq!(shown(&place, "HB0294")["mhd"], "mhd/2");
    let left = place.everything();
    assert!(!left.iter().any(|name| name.contains(".part")), "{left:?}");
    let nobody = place.run(&["case", "edit", "caseload", "HB0294"]);
    nobody.fails(2, "usage: no editor is named");
}

#[test]
fn cases_go_out_as_files_and_come_back() {
    let place = imported();
    let before = place.read("caseload/cases.jsonl");
    let export = ["case", "export", "caseload", "--to", "files"];
    place.run(&export).done();
    assert_eq!(fs::read_dir(place.path("files")).unwrap().count(), 120);
    let take = ["case", "take", "files", "--into", "caseload", "--json"];
    let said = place.run(&take).done().json();
    assert_eq!(said, json!({"changed": 0, "left": 0, "same": 120}));
    assert_eq!(place.read("caseload/cases.jsonl"), before);
    // Files are taken by every verb as the lines are.
    let of = |cases: &str| place.run(&["check", cases, "--json"]).json()["summary"].clone();
    assert_eq!(of("files"), of("caseload"));
    let mut case: Value = serde_json::from_slice(&place.read("files/0007.json")).unwrap();
    case["sections"]["handover"]["call_back"] = json!({"absent": "not-asked"});
    place.write("files/0007.json", case.to_string());
    fs::remove_file(place.path("files/0008.json")).unwrap();
    let said = place.run(&take).done().json();
    assert_eq!(said, json!({"changed": 1, "left": 1, "same": 118}));
    case["sections"]["handover"]["case_reference"] = json!("HB9999");
    place.write("files/0007.json", case.to_string());
    let now = place.read("caseload/cases.jsonl");
    place.run(&take[..5]).fails(
        3,
        "not done: files/0007.json: the caseload holds no case of this reference",
    );
    assert_eq!(place.read("caseload/cases.jsonl"), now);
}

/// Nothing of an old import stays beside a new one, and nothing vanishes that is not an import's.
#[test]
fn an_import_takes_the_place_of_another_when_it_is_asked() {
    let place = imported();
    let told = place
        .import("caseload", &[])
        .fails(3, "not done: caseload cannot be written");
    assert!(told.stderr.contains("--replace"), "{}", told.stderr);
    let before = place.read("caseload/cases.jsonl");
    place.import("caseload", &["--replace"]).done();
    assert_eq!(place.read("caseload/cases.jsonl"), before);
    place.write("caseload/answers.json", "{}");
    let foreign = "usage: caseload holds files that no import wrote";
    place.import("caseload", &["--replace"]).fails(2, foreign);
    assert!(place.path("caseload/answers.json").exists());
    place.import("elsewhere", &["--replace"]).done();
}
