//! Words that services write in coded columns, and the code proposed for each.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use handover_sheet::folded;

static WORDS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let lines = include_str!("../data/words.tsv").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some(((cells.next()?, cells.next()?), cells.next()?))
    });
    entries.collect()
});

/// The code that a list has for a word; for a state also where a day stands behind it: `Closed 30/10/26`.
pub(crate) fn code_of(list: &str, word: &str) -> Option<String> {
    let word = folded(word);
    let find = |word: &str| WORDS.get(&(list, word)).map(|code| (*code).to_owned());
    find(&word).or_else(|| {
        let (first, rest) = word.split_once(' ')?;
        let is_day = list == "open-or-closed" && rest.starts_with(|c: char| c.is_ascii_digit());
        is_day.then(|| find(first)).flatten()
    })
}

/// The codes that a person may choose for a word of a list; none where only a person who knows the case can say.
pub(crate) fn codes_of(list: &str) -> Vec<&'static str> {
    if list == "no-concern" {
        return Vec::new();
    }
    let codes = WORDS.iter().filter(|((of, _), _)| *of == list);
    let codes: BTreeSet<&str> = codes.map(|(_, code)| *code).collect();
    codes.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use handover_interop::Meaning;

    #[test]
    fn every_list_is_one_that_a_meaning_has() {
        for (list, _) in WORDS.keys() {
            assert!(
                Meaning::all().any(|(_, one)| one.codes() == Some(list)),
                "{list}"
            );
        }
    }

    #[test]
    fn a_word_that_says_little_proposes_no_low_risk() {
        for word in ["", "none", "nil", "-", "?", "0", "n/a"] {
            assert_eq!(code_of("risk-level", word), None, "{word}");
        }
        assert_eq!(code_of("risk-level", " H "), Some("high".to_owned()));
        assert_eq!(
            code_of("open-or-closed", "Closed 30/10/26").as_deref(),
            Some("closed")
        );
    }
}
