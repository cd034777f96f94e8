//! A mapping that cannot be used says where and why.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_interop::{Mapping, MappingProblem};

const GOOD: &str = r#"
mapping = "m"
profile = "caseload-transfer@1"
[table.people]
file = "people.csv"
key = "ID"
[case]
table = "people"
[constants]
as_of = "2026-10-05"
[handover.case_reference]
value = { column = "ID" }
[person.birth_date]
value.date = { column = "BORN", date = "dd/mm/yyyy", not_after = "as_of" }
value.estimated = false
absent = "unknown"
"#;

fn error(from: &str, to: &str) -> (usize, String, MappingProblem) {
    assert!(GOOD.contains(from), "{from}");
    let error = Mapping::from_toml(&GOOD.replace(from, to)).unwrap_err();
    (
        error.line(),
        error.key().to_owned(),
        error.problem().clone(),
    )
}

#[test]
fn the_untouched_mapping_is_good() {
    assert_eq!(
        Mapping::from_toml(GOOD).unwrap().profile(),
        "caseload-transfer@1"
    );
}

#[test]
fn unknown_keys_are_refused_with_their_line() {
    use MappingProblem::UnknownKey;
    for (from, to, line, key) in [
        ("profile =", "colour = 1\nprofile =", 3, "colour"),
        (
            "[person.birth_date]",
            "[person.birthdate]",
            13,
            "person.birthdate",
        ),
        (
            "value.estimated",
            "value.estimate",
            15,
            "person.birth_date.value.estimate",
        ),
        (
            "date = \"dd/mm/yyyy\"",
            "dat = \"dd/mm/yyyy\"",
            14,
            "person.birth_date.value.date.dat",
        ),
        ("absent =", "abscent =", 16, "person.birth_date.abscent"),
        (
            "key = \"ID\"",
            "key = \"ID\"\nkeys = 1",
            7,
            "table.people.keys",
        ),
        ("[case]", "[cases]", 7, "cases"),
    ] {
        let (found_line, found_key, problem) = error(from, to);
        if key == "cases" {
            assert_eq!(problem, MappingProblem::Missing);
            continue;
        }
        assert_eq!(
            (found_line, found_key.as_str(), problem),
            (line, key, UnknownKey)
        );
    }
}

#[test]
fn names_that_nothing_defines_are_refused() {
    use MappingProblem::UnknownName;
    assert_eq!(
        error("not_after = \"as_of\"", "not_after = \"asof\"").2,
        UnknownName
    );
    assert_eq!(
        error("table = \"people\"", "table = \"persons\"").2,
        UnknownName
    );
    assert_eq!(
        error("{ column = \"ID\" }", "{ column = \"ID\", in = \"risks\" }").2,
        UnknownName
    );
    assert_eq!(
        error("{ column = \"ID\" }", "{ column = \"ID\", map = \"sex\" }").2,
        UnknownName
    );
}

#[test]
fn a_value_that_no_text_uses_is_refused() {
    let (line, key, problem) = error(
        "{ column = \"ID\" }",
        "{ write = \"{a}\", values = { a = \"x\", b = \"y\" } }",
    );
    assert_eq!(
        (line, key.as_str()),
        (12, "handover.case_reference.value.values.b")
    );
    assert_eq!(problem, MappingProblem::UnknownKey);
}

#[test]
fn dates_reasons_and_kinds_are_checked() {
    let (line, key, problem) = error("dd/mm/yyyy", "dd/mm/yy");
    assert_eq!(
        (line, key.as_str()),
        (14, "person.birth_date.value.date.date")
    );
    assert_eq!(problem, MappingProblem::UnknownDateFormat);
    assert!(matches!(
        error("\"unknown\"", "\"unknwon\"").2,
        MappingProblem::Expected { .. }
    ));
    assert!(matches!(
        error("\"ID\" }", "7 }").2,
        MappingProblem::Expected { .. }
    ));
    assert_eq!(
        error("profile = \"caseload-transfer@1\"", "").2,
        MappingProblem::Missing
    );
    assert_eq!(
        error("mapping = \"m\"", "mapping = ").2,
        MappingProblem::Syntax
    );
}

#[test]
fn the_message_is_for_the_data_officer() {
    let text = GOOD.replace("absent =", "abscent =");
    let error = Mapping::from_toml(&text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 16, key `person.birth_date.abscent`: unknown key"
    );
}

#[test]
fn nothing_too_deep_or_too_large_is_read() {
    let deep = format!("{{ value = {} }}", "[".repeat(40) + &"]".repeat(40));
    let (.., problem) = error("{ column = \"ID\" }", &deep);
    assert!(matches!(
        problem,
        MappingProblem::TooDeep | MappingProblem::Syntax
    ));
    let large = "#".repeat(Mapping::MAX_LEN + 1);
    assert_eq!(
        *Mapping::from_toml(&large).unwrap_err().problem(),
        MappingProblem::TooLarge
    );
}

#[test]
fn constants_can_be_replaced() {
    let mut mapping = Mapping::from_toml(GOOD).unwrap();
    assert!(mapping.set("as_of", "2026-10-06"));
    assert_eq!(mapping.constant("as_of"), Some("2026-10-06"));
    assert!(!mapping.set("asof", "2026-10-06"));
}
