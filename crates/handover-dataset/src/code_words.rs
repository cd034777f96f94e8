//! The words of codes, from `data/code-words.toml`.

use std::{collections::BTreeMap, sync::LazyLock};

type Lists = BTreeMap<String, BTreeMap<String, String>>;

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/code-words.toml"))
        .expect("the file of words is of this form")
});

/// The words of a code of a list: `words("ndtms-drug", "1101")`. `None` where nobody wrote them down.
#[must_use]
pub fn words(list: &str, code: &str) -> Option<&'static str> {
    LISTS.get(list)?.get(code).map(String::as_str)
}

/// The codes of a list and their words, in the order of the codes; none of a list that there is not.
pub fn list(list: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = LISTS.get(list).into_iter().flatten();
    rows.map(|(code, words)| (code.as_str(), words.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::is_snomed_code;

    #[test]
    fn a_code_has_the_words_of_its_own_list() {
        assert_eq!(words("ndtms-drug", "1101"), Some("Heroin (illicit)"));
        assert_eq!(words("ndtms-reason", "85"), Some("Incomplete: dropped out"));
        assert_eq!(
            words("ndtms-reason-before-2009", "6"),
            Some("Dropped out or left")
        );
        assert_eq!(words("ndtms-drug", "0"), None);
        assert_eq!(words("no-list", "1101"), None);
    }

    #[test]
    fn no_code_is_shipped_whose_check_digit_fails() {
        assert!(list("snomed").count() > 20);
        for (code, _) in list("snomed") {
            assert!(is_snomed_code(code), "{code}");
        }
    }
}
