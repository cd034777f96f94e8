//! What a column of a sheet may mean.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

/// The columns that a person is asked about together, in the order in which they are asked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_enums, reason = "a face shows each of them")]
pub enum ColumnGroup {
    /// Who somebody is.
    Person,
    /// How to reach them.
    Contact,
    /// Where they live, and who else is near.
    Place,
    /// Risk and safeguarding.
    Risk,
    /// Plan, medicines, who works with them.
    Plan,
    /// Their time with the service, and whether they object.
    Journey,
    /// Notes, and what is not handed over.
    Other,
}

impl ColumnGroup {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Person,
        Self::Contact,
        Self::Place,
        Self::Risk,
        Self::Plan,
        Self::Journey,
        Self::Other,
    ];
}

/// A meaning of a column: a word that the short form of a mapping has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    says: String,
    group: ColumnGroup,
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

    /// With which others a person is asked about it.
    #[must_use]
    pub const fn group(&self) -> ColumnGroup {
        self.group
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

    /// Whether a service can say that it does not hold this of anybody, where a sheet has no such column: under
    /// `[not_held]`, with the name of who says so.
    #[must_use]
    pub fn may_be_not_held(word: &str) -> bool {
        super::recipe::has_elsewhere(word)
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
