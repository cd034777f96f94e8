//! What a server lists: packages that came, and statements.

use handover_trust::{Kind, OrganisationId, StatementId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A place in a server's list: what comes behind it is new to whoever remembers it.
///
/// Opaque to a client, which gives it back as it came; on the wire a text of decimal digits.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Cursor(u64);

impl Cursor {
    /// Before everything.
    pub const START: Self = Self(0);

    /// Behind the entry of this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number of the last entry before it.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(Self)
            .map_err(|_| serde::de::Error::custom("not a place in a list"))
    }
}

/// What came for a recipient, oldest first.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a closed document of the interface"
)]
pub struct InboxPage {
    /// The packages; at most as many as the server puts on a page.
    pub packages: Vec<InboxEntry>,
    /// Where the next page begins.
    pub next: Cursor,
}

/// A package that came.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a closed document of the interface"
)]
pub struct InboxEntry {
    /// The package: the id of its head.
    pub id: StatementId,
    /// The sender.
    pub by: OrganisationId,
    /// The mandate it goes under.
    pub mandate: Option<StatementId>,
    /// How many cases there are.
    pub cases: u64,
    /// How long the file is, in bytes.
    pub length: u64,
}

/// Statements that the caller may read, in the order in which it came to be allowed to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a closed document of the interface"
)]
pub struct StatementPage {
    /// The statements; at most as many as the server puts on a page.
    pub statements: Vec<StatementEntry>,
    /// Where the next page begins.
    pub next: Cursor,
}

/// A statement that can be fetched by its id.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a closed document of the interface"
)]
pub struct StatementEntry {
    /// The statement.
    pub id: StatementId,
    /// What kind it is of.
    pub kind: Kind,
    /// The package it is about; its own id, if it is the head of one.
    pub package: Option<StatementId>,
    /// The mandate it is under; its own id, if it is one.
    pub mandate: Option<StatementId>,
    /// How long it is, in bytes.
    pub length: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_text_and_survives_numbers_that_json_readers_round() {
        let page = StatementPage {
            statements: Vec::new(),
            next: Cursor::new(u64::MAX),
        };
        let text = serde_json::to_string(&page).unwrap();
        assert_eq!(text, r#"{"statements":[],"next":"18446744073709551615"}"#);
        assert_eq!(serde_json::from_str::<StatementPage>(&text).unwrap(), page);
        assert!(serde_json::from_str::<Cursor>("7").is_err());
        assert!(serde_json::from_str::<Cursor>(r#""x""#).is_err());
    }
}
