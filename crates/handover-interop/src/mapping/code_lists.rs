//! The lists of codes that ship with the project. A code means something in its own list alone: each has a name.

use super::codes::{Codes, Target};
use handover_dataset::code_words;
use serde_json::Value;
use std::{collections::BTreeMap, sync::LazyLock};

macro_rules! lists {
    ($($name:literal)+) => {
        [$(($name, include_str!(concat!("../../data/codes/", $name, ".csv")))),+]
    };
}

/// Each file says what it is and what it leaves out; a row is a word and what it becomes, `absent:REASON` or a value.
const LISTS: [(&str, &str); 16] = lists! {
    "action-status" "closing-reasons" "drugs" "ethnicity-2001" "ndtms-injecting" "ndtms-modalities" "ndtms-reasons"
    "ndtms-reasons-before-2009" "ndtms-routes" "ok-to-share" "risk-hml" "risk-rag" "sex" "sex-nhs" "true-false" "yes-no"
};

/// Lists of words that the dataset has for codes, each with its name there.
const WORDS: [(&str, &str); 3] = [
    ("ndtms-drug-words", "ndtms-drug"),
    (
        "ndtms-reasons-before-2009-words",
        "ndtms-reason-before-2009",
    ),
    ("ndtms-reasons-words", "ndtms-reason"),
];

static READ: LazyLock<BTreeMap<&str, Codes>> = LazyLock::new(|| {
    let lists = names().map(|name| (name, read(rows(name).unwrap_or_default())));
    lists.collect()
});

/// A list that ships with the project.
pub(super) fn named(name: &str) -> Option<&'static Codes> {
    READ.get(name)
}

/// The names of the lists, in alphabetical order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<_> = LISTS.iter().chain(&WORDS).map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.into_iter()
}

/// The words of a list and what each becomes, as the file writes it.
pub(crate) fn rows(name: &str) -> Option<Vec<(String, String)>> {
    let found = |lists: &[(&str, &'static str)]| {
        lists
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, list)| *list)
    };
    if let Some(list) = found(&WORDS) {
        let rows = code_words::list(list);
        return Some(
            rows.map(|(code, words)| (code.to_owned(), words.to_owned()))
                .collect(),
        );
    }
    found(&LISTS).map(parse)
}

fn parse(text: &str) -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let rows = reader.deserialize::<(String, String)>();
    // A row that is none is found by the test that reads every list.
    rows.filter_map(Result::ok).collect()
}

fn read(rows: Vec<(String, String)>) -> Codes {
    let mut codes = Codes::default();
    for (word, value) in rows {
        let target = match value.as_str() {
            "true" => Target::Value(true.into()),
            "false" => Target::Value(false.into()),
            _ => match value.strip_prefix("absent:") {
                Some(reason) => Target::Absent(reason.to_owned()),
                None => Target::Value(Value::String(value)),
            },
        };
        codes.add(&word, target);
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use handover_dataset::AbsentReason;

    #[test]
    fn every_list_is_read_whole_and_says_one_thing_of_a_word() {
        for (name, text) in LISTS {
            let lines = text.lines().filter(|line| !line.starts_with('#')).count();
            let rows = parse(text);
            assert_eq!(rows.len(), lines - 1, "{name}");
            let codes = named(name).unwrap();
            for (word, value) in rows {
                // In whatever case it is written.
                let found = codes.translate(&format!(" {} ", word.to_uppercase()));
                assert!(found.is_some(), "{name}: {word}");
                if let Some(reason) = value.strip_prefix("absent:") {
                    let mut known = AbsentReason::ALL.iter().map(|reason| reason.as_str());
                    assert!(known.any(|known| known == reason), "{name}: {reason}");
                }
            }
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/codes");
        assert_eq!(std::fs::read_dir(folder).unwrap().count(), LISTS.len());
        assert!(names().is_sorted());
    }
}
