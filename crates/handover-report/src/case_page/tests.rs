use handover::case::Profile;
use serde_json::{Value, json};

use super::*;
use crate::{
    Paint,
    sheet::{SheetStyle, read},
};

const EXAMPLES: [&str; 2] = [
    include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json"),
    include_str!("../../../handover-dataset/tests/examples/maternity-discharge.json"),
];

fn reading(case: &Value) -> Reading {
    let style = SheetStyle {
        at: "2026-10-01T09:00:00Z".parse().unwrap(),
        stale: Profile::built_in("caseload-transfer").map(|profile| profile.stale_days()),
        paint: Paint::plain(),
    };
    read(case, &style)
}

fn example(n: usize) -> Value {
    serde_json::from_str(EXAMPLES[n]).unwrap()
}

/// Every text of a case that could be markup; the others stay what they are.
fn spoilt(value: &mut Value) {
    const MARKUP: &str =
        "</style></q><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;<!-- \u{202e}";
    match value {
        Value::String(text) if text.contains(' ') || text.starts_with(char::is_uppercase) => {
            text.push_str(MARKUP)
        }
        Value::Array(items) => items.iter_mut().for_each(spoilt),
        Value::Object(members) => members.values_mut().for_each(spoilt),
        _ => {}
    }
}

/// The names of the elements of a page, in their order.
fn elements(page: &str) -> Vec<&str> {
    let tags = page.split('<').skip(1).filter(|tag| !tag.starts_with('!'));
    tags.map(|tag| tag.split([' ', '>']).next().unwrap())
        .collect()
}

/// Whatever stands in a case is text: the page has the same elements as without it, and no script.
#[test]
fn a_case_full_of_markup_is_text() {
    for n in 0..EXAMPLES.len() {
        let plain = page(&reading(&example(n)));
        let mut case = example(n);
        spoilt(&mut case["sections"]);
        let hostile = reading(&case);
        let html = page(&hostile);
        let known: std::collections::BTreeSet<_> = elements(&plain).into_iter().collect();
        let new: Vec<_> = elements(&html)
            .into_iter()
            .filter(|name| !known.contains(name))
            .collect();
        // A further name or gap may add a list; nothing of the case adds an element of another kind.
        assert!(
            new.iter()
                .all(|name| matches!(*name, "ul" | "li" | "/ul" | "/li" | "q" | "/q")),
            "{new:?}"
        );
        assert!(
            html.matches("&#60;script&#62;").count() > 20,
            "shown, and not left out"
        );
        assert!(!html.contains('\u{202e}') && html.contains("[U+202E]"));
        assert_eq!(html.matches("</style>").count(), 1);
        let list = people(vec![Person::new(hostile, "0001.html".to_owned())], 0);
        assert!(!list.contains("<script") && !list.contains("<img"));
        assert_eq!(list.matches("</style>").count(), 1);
    }
}

/// Nothing is loaded, sent or run, whatever a browser would do with a mistake of ours.
#[test]
fn a_page_is_whole_by_itself() {
    let html = page(&reading(&example(0)));
    for forbidden in [
        "<script", "<img", "<link", "<iframe", "<form", "http://", "https://", "url(", "@import",
        " style=", " on",
    ] {
        let found = html.find(forbidden);
        let is_word = |at: usize| {
            forbidden == " on" && !html[at..].split('>').next().unwrap().contains("=\"")
        };
        assert!(found.is_none_or(is_word), "{forbidden}");
    }
    assert!(html.contains(
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
    ));
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en-GB\">"));
    assert!(html.contains("<title>Joanna Winterley, case NR-20417</title>"));
}

/// An id stands once, and what refers to one finds it; headings do not skip a level.
#[test]
fn ids_and_headings_are_in_order() {
    for n in 0..EXAMPLES.len() {
        let html = page(&reading(&example(n)));
        let after = |mark: &'static str| {
            html.split(mark)
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap())
        };
        let ids: Vec<&str> = after(" id=\"").collect();
        let once: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{ids:?}");
        for wanted in after("href=\"#").chain(after("aria-labelledby=\"")) {
            assert!(ids.contains(&wanted), "{wanted}");
        }
        assert_eq!(html.matches("<h1>").count(), 1);
        assert!(!html.contains("<h3"));
    }
}

/// Twins have a card each.
#[test]
fn twins_have_a_card_each() {
    let mut case = example(1);
    let babies = case
        .pointer_mut("/sections/maternity/babies/value")
        .unwrap()
        .as_array_mut()
        .unwrap();
    babies.truncate(1);
    let mut second = babies[0].clone();
    second["id"] = json!("b2");
    babies.push(second);
    let html = page(&reading(&case));
    assert!(html.contains("id=\"baby\"") && html.contains("id=\"baby-2\""));
    assert!(html.contains("href=\"#baby-2\""));
}

/// The three looks have classes of their own, and a word each.
#[test]
fn the_three_looks_are_three() {
    let html = page(&reading(&example(0)));
    for say in [
        "<span class=\"say yes\">Safe</span>",
        "<span class=\"say no\">Not safe</span>",
        "<span class=\"say ask\">Nobody asked</span>",
    ] {
        assert!(html.contains(say), "{say}");
    }
}

#[test]
fn a_string_of_css_ends_where_it_should() {
    assert_eq!(
        css_string("Ann \"O'Hara\" </style>\\"),
        "\"Ann \\22 O\\27 Hara\\22  \\3c \\2f style\\3e \\5c \""
    );
}

fn person(name: &str, level: &str, due: &str) -> Person {
    let case = json!({"sections": {
        "person": {"names": {"value": [{"family": name}]}},
        "risk": {"level": {"value": {"level": level}}},
        "handover": {"actions": {"value": [
            {"id": "a1", "kind": "other", "text": "Ring the council", "due": due, "priority": "urgent", "status": "open"},
            {"id": "a2", "kind": "assess-risk", "text": "Assess", "due": "2026-10-09", "priority": "soon", "status": "open"}]}}
    }});
    Person::new(reading(&case), format!("{name}.html"))
}

/// The most urgent first; the sooner day, then the higher risk; what most have in common is said once, above.
#[test]
fn the_list_begins_with_the_most_urgent() {
    let listed = vec![
        person("Rest", "medium", "2026-12-01"),
        person("Later", "very-high", "2026-10-02"),
        person("High", "high", "2026-12-01"),
        person("Sooner", "medium", "2026-10-01"),
        person("Sooner-high", "high", "2026-10-01"),
    ];
    let html = people(listed, 2);
    let place = |words: &str| {
        html.find(words)
            .unwrap_or_else(|| panic!("{words}: {html}"))
    };
    let order = [
        "Sooner-high.html",
        "Sooner.html",
        "Later.html",
        "High.html",
        "Rest.html",
    ];
    assert!(order.map(place).is_sorted());
    assert!(
        html.contains("<li>Assess risk, by Fri 9 October: 5 of 5</li>"),
        "{html}"
    );
    assert_eq!(html.matches("Assess risk").count(), 1);
    assert!(
        html.contains("Nothing is due."),
        "what all have sets nobody apart"
    );
    assert!(html.contains("<b>2 cannot be read</b>"));
    assert!(html.contains("<title>5 people</title>"));
}
