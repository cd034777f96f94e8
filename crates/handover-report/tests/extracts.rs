//! The shipped extracts, as they read: every person of both.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::collections::BTreeSet;

use handover::{
    case::{Profile, code_words},
    extract::{Mapping, built_in_extract},
};
use handover_report::{
    Paint, case_page,
    sheet::{SheetStyle, read, write},
};
use serde_json::Value;

fn cases(name: &str) -> Vec<Value> {
    let mapping = Mapping::built_in(name).unwrap();
    let import = mapping.import(&built_in_extract(name).unwrap()).unwrap();
    let drafts = import.drafts().iter();
    drafts.map(|draft| draft.case().clone()).collect()
}

fn style(profile: &str, at: &str) -> SheetStyle {
    SheetStyle {
        at: at.parse().unwrap(),
        stale: Profile::built_in(profile).map(|profile| profile.stale_days()),
        paint: Paint::plain(),
    }
}

/// Paragraphs and points of a page, whole.
fn sentences(page: &str) -> Vec<String> {
    let body = page.split("<main>").nth(1).unwrap();
    let of = |begin: &str, end: &str| -> Vec<String> {
        let pieces = body.split(begin).skip(1);
        pieces
            .filter_map(|piece| Some(piece.split_once(end)?.0.to_owned()))
            .collect()
    };
    let mut all = of("<p>", "</p>");
    all.extend(of("<li>", "</li>"));
    all.retain(|sentence| sentence.split_whitespace().count() > 6);
    all
}

/// Codes of code systems that have words, wherever they stand in a case.
fn codes(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            if let (Some(system), Some(code)) = (text("system"), text("code")) {
                let list = if system == "ndtms" {
                    "ndtms-drug"
                } else {
                    system
                };
                if code_words::words(list, code).is_some() {
                    found.insert(code.to_owned());
                }
            }
            members.values().for_each(|member| codes(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| codes(item, found)),
        _ => {}
    }
}

/// What the sender wrote by hand may have codes in it: it is theirs.
fn without_quotes(page: &str) -> String {
    let parts = page
        .split("<q>")
        .flat_map(|part| part.split("<blockquote>"));
    let mut ours = String::new();
    for (n, part) in parts.enumerate() {
        let end = part
            .split_once("</q>")
            .or_else(|| part.split_once("</blockquote>"));
        ours.push_str(end.filter(|_| n > 0).map_or(part, |(_, rest)| rest));
    }
    ours
}

#[test]
fn nobody_reads_a_code_or_the_same_twice() {
    for (name, profile, at) in [
        ("harrow-2010", "caseload-transfer", "2010-02-04T03:05:00Z"),
        (
            "maternity-2026",
            "maternity-discharge",
            "2026-10-23T02:10:00Z",
        ),
    ] {
        let style = style(profile, at);
        let cases = cases(name);
        assert!(cases.len() > 20);
        for case in cases {
            let reference = case.pointer("/sections/handover/case_reference").unwrap();
            let page = case_page::page(&read(&case, &style));
            let mut seen = BTreeSet::new();
            let twice = sentences(&page).into_iter();
            let twice: Vec<String> = twice
                .filter(|sentence| !seen.insert(sentence.clone()))
                .collect();
            assert!(twice.is_empty(), "{name} {reference}: {twice:#?}");
            let ours = without_quotes(&page);
            let mut found = BTreeSet::new();
            codes(&case["sections"], &mut found);
            for code in found.iter().filter(|code| code.len() > 3) {
                let mut words = ours.split(|c: char| !c.is_ascii_alphanumeric());
                assert!(
                    !words.any(|word| word == code),
                    "{name} {reference}: {code}"
                );
            }
            assert!(
                !page.contains("Also held"),
                "{name} {reference}: every member has its place"
            );
            let sheet = write(&case, &style);
            assert!(
                sheet.lines().all(|line| line.chars().count() <= 100),
                "{name} {reference}"
            );
        }
    }
}
