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
        error(
            "{ column = \"ID\" }",
            "{ column = \"ID\", map = \"sexes\" }"
        )
        .2,
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
    for (form, wanted) in [
        ("dd/mm", MappingProblem::UnknownDateFormat),
        ("dd/mm/yy", MappingProblem::CenturyUnsaid),
    ] {
        let (line, key, problem) = error("dd/mm/yyyy", form);
        let at = (14, "person.birth_date.value.date.date");
        assert_eq!((line, key.as_str(), problem), (at.0, at.1, wanted));
    }
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

/// What the dataset does not have at a place, or not in that form, is found when the mapping is read.
#[test]
fn members_are_held_against_the_dataset() {
    let nearest = |word: &str| MappingProblem::UnknownMember {
        nearest: Some(word.to_owned()),
    };
    let holds = |what: &str| MappingProblem::NotTaken {
        expected: what.to_owned(),
    };
    let risk = |says: &str| format!("[risk.level]\n{says}\n[person.birth_date]");
    for (says, key, wanted) in [
        ("value.levl = \"high\"", "value.levl", nearest("level")),
        ("value.level = \"hihg\"", "value.level", nearest("high")),
        (
            "value.level = 3",
            "value.level",
            holds("one of: standard, medium, high, very-high"),
        ),
        (
            "value.level = { column = \"R\", map = { H = \"hgh\" } }",
            "value.level",
            nearest("high"),
        ),
        (
            "value.level = { first = [{ column = \"R\", map = { H = true } }] }",
            "value.level",
            holds("one of: standard, medium, high, very-high"),
        ),
        (
            "value.birth = \"2001\"",
            "value.birth",
            MappingProblem::UnknownMember { nearest: None },
        ),
        ("value = \"high\"", "value", holds("members")),
    ] {
        let (line, found, problem) = error("[person.birth_date]", &risk(says));
        assert_eq!(
            (line, found.as_str()),
            (14, format!("risk.level.{key}").as_str()),
            "{says}"
        );
        assert_eq!(problem, wanted, "{says}");
    }
    let (.., problem) = error("value.estimated = false", "value.estimated = \"no\"");
    assert_eq!(problem, holds("true or false"));
    let (.., problem) = error(
        "value.estimated = false",
        "value.estimated = { column = \"E\" }",
    );
    assert_eq!(problem, holds("true or false"));
    let (line, key, problem) = error("value.estimated", "value.estimate");
    assert_eq!(
        (line, key.as_str()),
        (15, "person.birth_date.value.estimate")
    );
    assert_eq!(problem, nearest("estimated"));
    // In a condition a word that is no key is no member either.
    let (.., problem) = error(
        "[person.birth_date]",
        &risk("when = { colum = \"R\", is = \"H\" }\nabsent = \"unknown\""),
    );
    assert_eq!(problem, MappingProblem::UnknownKey);
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
