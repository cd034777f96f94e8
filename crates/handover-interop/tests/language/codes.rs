//! Lists of codes that ship with the project, and those that a mapping lays over them.

use crate::{field, import, reasons};
use handover_interop::{Mapping, RejectionReason};

const RISK: &str = "[risk.level]\nvalue.level = { column = \"R\", map = \"risk-hml\", need = true }\nabsent = \"not-asked\"";

#[test]
fn a_list_is_named() {
    let import = import(RISK, "ID,R\nA1,H\nA2,medium \nA3,TBC\nA4,was high\nA5,\n");
    let level = |reference| field(&import, reference, "risk/level/value/level").clone();
    assert_eq!((level("A1"), level("A2")), ("high".into(), "medium".into()));
    let absent = |reference| field(&import, reference, "risk/level/absent").clone();
    // What is no level is none, what the list does not have is not read, and nothing is what the mapping says.
    assert_eq!(absent("A3"), "unknown");
    assert_eq!(absent("A4"), "not-read");
    assert_eq!(absent("A5"), "not-asked");
    assert_eq!(reasons(&import), [RejectionReason::UnknownCode]);
}

#[test]
fn a_list_of_the_mapping_lies_over_one_that_ships() {
    let says = RISK.replace(
        "\"risk-hml\"",
        "[{ M = \"high\", \"1\" = \"standard\" }, \"risk-hml\"]",
    );
    let import = import(&says, "ID,R\nA1,m\nA2,1\nA3,h\n");
    let level = |reference| field(&import, reference, "risk/level/value/level").clone();
    assert_eq!(
        (level("A1"), level("A2"), level("A3")),
        ("high".into(), "standard".into(), "high".into())
    );
}

#[test]
fn yes_and_no_have_many_spellings_and_half_an_answer_is_neither() {
    let says = "[contact.telecoms]\nitem = { kind = \"mobile\", value = \"+447700900001\", rank = 1, safe = { column = \"S\", map = \"yes-no\", need = true } }";
    let words = [
        "Yes",
        "\u{2714}\u{fe0f}",
        "[X]",
        "nope",
        "\u{2717}",
        "n/k",
        "don\u{2019}t know",
        "x",
        "maybe",
        "verbal yes",
        "\u{2612}",
    ];
    let rows: String = words
        .iter()
        .enumerate()
        .map(|(n, word)| format!("A{},{word}\n", n + 10))
        .collect();
    let import = import(says, &format!("ID,S\n{rows}"));
    let read: Vec<String> = (0..words.len())
        .map(|n| field(&import, &format!("A{}", n + 10), "contact/telecoms"))
        .map(|field| {
            field["value"][0]["safe"]
                .as_str()
                .or_else(|| field["absent"].as_str())
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    assert_eq!(
        read,
        [
            "yes", "yes", "yes", "no", "no", "unknown", "unknown", "not-read", "not-read",
            "not-read", "not-read"
        ]
    );
}

/// A number of one list means something else in another: each is asked for by its name.
#[test]
fn a_code_has_the_meaning_of_its_list() {
    let meaning = |list: &str, code: &str| {
        let rows = Mapping::code_list(list).unwrap();
        rows.into_iter()
            .find(|(word, _)| word == code)
            .map(|(_, value)| value)
    };
    assert_eq!(
        meaning("ndtms-reasons-before-2009", "2").as_deref(),
        Some("planned")
    );
    assert_eq!(meaning("sex-nhs", "2").as_deref(), Some("female"));
    assert_eq!(meaning("yes-no", "2"), None);
    // Kept in custody: that is neither planned nor unplanned.
    assert_eq!(meaning("ndtms-reasons", "87"), None);
    assert_eq!(
        meaning("ethnicity-2001", "Z").as_deref(),
        Some("absent:declined")
    );
}
