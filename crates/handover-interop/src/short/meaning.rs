//! What a column of a sheet may mean.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

/// A meaning of a column: a word that the short form of a mapping has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    says: String,
    #[serde(default)]
    pub(super) cell: toml::Table,
    #[serde(default)]
    dates: bool,
    codes: Option<String>,
    #[serde(default)]
    wanted: bool,
    #[serde(default)]
    becomes: toml::Table,
}

impl Meaning {
    /// All meanings by their words, in alphabetical order.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static Self)> {
        ALL.iter().map(|(word, meaning)| (word.as_str(), meaning))
    }

    /// The meaning of a word, if it is one.
    #[must_use]
    pub fn of(word: &str) -> Option<&'static Self> {
        ALL.get(word)
    }

    /// What a column of this meaning says, for a sentence: "the level of risk now".
    #[must_use]
    pub fn says(&self) -> &str {
        &self.says
    }

    /// Whether its cells are days.
    #[must_use]
    pub const fn is_day(&self) -> bool {
        self.dates
    }

    /// Whether a receiving worker misses it where a sheet has no such column.
    #[must_use]
    pub const fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// What a code of its list is in the dataset.
    pub(super) fn becomes(&self, code: toml::Value) -> toml::Value {
        let other = code.as_str().and_then(|code| self.becomes.get(code));
        other.cloned().unwrap_or(code)
    }

    /// The list of codes that its cells are of.
    #[must_use]
    pub fn codes(&self) -> Option<&str> {
        self.codes.as_deref()
    }
}

static ALL: LazyLock<BTreeMap<String, Meaning>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/sheet-meanings.toml"))
        .expect("the file of meanings is read in a test")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_meanings_is_of_its_form() {
        assert!(Meaning::all().count() > 30);
        assert!(Meaning::of("risk-level").is_some_and(|one| one.codes() == Some("risk-level")));
    }
}
