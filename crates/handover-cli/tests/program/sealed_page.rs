//! Sealed pages: made for readers who have no program, opened with seven words, kept as not confirmed until a person
//! says who has read each.

use handover::page::{Code, SealedPage};
use serde_json::Value;

use crate::support::Place;

const CASE: &str = include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json");

/// A place with an identity, and a case whose GP gets a page.
fn place() -> (Place, String) {
    let place = Place::new();
    place.identity_since("2026-09-01", "identity", "ZZ901", &[]);
    let mut case: Value = serde_json::from_str(CASE).unwrap();
    let handover = &mut case["sections"]["handover"];
    handover["distribution"]["value"][1]["channel"] = "page".into();
    let reference = handover["case_reference"].as_str().unwrap().to_owned();
    place.write("case.json", case.to_string());
    (place, reference)
}

fn new<'a>(reference: &'a str, to: &'a str) -> Vec<&'a str> {
    let rest = "--for gp --owner S.Brook --by 2026-09-20 --at 2026-09-16T10:00:00Z --json";
    let mut all = vec!["page", "new", "case.json", "--case", reference, "--to", to];
    all.extend(rest.split(' '));
    all
}

/// The page holds the GP's part and nothing else, opens with its code, and is not confirmed until somebody says so.
#[test]
fn a_page_is_made_told_and_confirmed() {
    let (place, reference) = place();
    let made: Value =
        serde_json::from_str(&place.run(&new(&reference, "elms.html")).done().stdout).unwrap();
    assert_eq!(made["reader"], "Larch Row Surgery");
    let (name, code) = (
        made["name"].as_str().unwrap(),
        made["code"].as_str().unwrap(),
    );

    let file = String::from_utf8(place.read("elms.html")).unwrap();
    assert!(file.contains("For Larch Row Surgery") && file.contains("+442079460101"));
    let opened = SealedPage::from_file(file.clone())
        .open(&Code::from_typed(code))
        .unwrap();
    let whole: Value = serde_json::from_str(CASE).unwrap();
    let names = whole["sections"]["person"]["names"]["value"][0]["family"]
        .as_str()
        .unwrap();
    assert!(opened.contains(names));
    assert!(!opened.contains("<script"));
    for of_others in [reference.as_str(), "MARAC", "Corin"] {
        assert!(!opened.contains(of_others), "{of_others}");
        assert!(!file.contains(of_others), "{of_others}");
    }
    // What is kept names no person, and neither file nor memory the code.
    let kept = String::from_utf8(place.read("identity/pages.json")).unwrap();
    assert!(!kept.contains(&reference) && !kept.contains(code) && !file.contains(code));

    let list = |more: &[&str]| place.run(&[&["page", "list", "--json"], more].concat());
    let waits = list(&["--at", "2026-09-17", "--cases"]).done().stdout;
    let waits: Value = serde_json::from_str(&waits).unwrap();
    assert_eq!(
        (waits["unconfirmed"].as_u64(), waits["overdue"].as_u64()),
        (Some(1), Some(0))
    );
    assert_eq!(waits["pages"][0]["case"], reference.as_str());
    let late = list(&["--at", "2026-09-21"]);
    assert_eq!(late.code, Some(1));
    let late: Value = serde_json::from_str(&late.stdout).unwrap();
    assert_eq!(
        (late["overdue"].as_u64(), &late["pages"][0]["case"]),
        (Some(1), &Value::Null)
    );

    let read = [
        "page",
        "read",
        name,
        "--by",
        "Dr Shah",
        "--told",
        "S. Brook",
        "--at",
        "2026-09-21",
    ];
    let told = place.run(&read).done().stdout;
    assert!(
        told.contains("read by Dr Shah, who told S. Brook on 21 September 2026"),
        "{told}"
    );
    place
        .run(&read)
        .fails(2, "usage: it is known what became of that page");
    let done: Value = serde_json::from_str(&list(&["--at", "2026-09-30"]).done().stdout).unwrap();
    assert_eq!(
        (done["unconfirmed"].as_u64(), done["overdue"].as_u64()),
        (Some(0), Some(0))
    );
}

/// What cannot be a page is none, and stands in no list.
#[test]
fn what_is_no_page_is_refused() {
    let (place, reference) = place();
    place.write("there.html", "somebody's file");
    let mut to_there = new(&reference, "there.html");
    to_there.pop();
    place
        .run(&to_there)
        .fails(3, "not done: there.html cannot be written");
    assert_eq!(place.read("there.html"), b"somebody's file");

    let mut other = new(&reference, "x.html");
    other.pop();
    let at = other.iter().position(|word| *word == "gp").unwrap();
    for (audience, why) in [
        ("receiving-service", "the case names no such reader by page"),
        ("pharmacy", "the case names no such reader by page"),
    ] {
        other[at] = audience;
        let told = place.run(&other).refused("policy").stderr;
        assert!(told.contains(why), "{told}");
    }
    other[at] = "gp";
    let at = other.iter().position(|word| *word == reference).unwrap();
    other[at] = "NR-0";
    let told = place.run(&other).refused("policy").stderr;
    assert!(told.contains("no case that is handed over"), "{told}");
    assert!(!place.path("x.html").exists() && !place.path("identity/pages.json").exists());
    place
        .run(&["page", "read", "a-b-c", "--by", "x", "--told", "y"])
        .fails(2, "usage: no page has that name");
}
