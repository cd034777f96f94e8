//! Why a case is handed over, or stays.

use std::{fmt, str::FromStr};

use handover_dataset::{
    OutOfBounds,
    eligibility::{Reason, Ruling},
};
use handover_trust::ReasonCode;
use serde_json::{Value, json};

/// Why a case is handed over, stays, or waits for a person.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "what rules, people and requests decide: there is no other"
)]
pub enum Ground {
    /// A practitioner decided what the rules left open.
    Decided,
    /// Somebody came back after a roster had excluded the case.
    Request,
    /// The rules.
    Rules(Reason),
    /// There are no rules: each case by itself.
    Single,
}

/// The grounds that are one word, beside those that name an extra rule.
const WORDS: [&str; 12] = [
    "current",
    "deceased",
    "decided",
    "indeterminate-date",
    "journeys-too-few",
    "lost-at-earlier-transfer",
    "never-started",
    "outside-window",
    "possible-duplicate",
    "recent-closure",
    "request",
    "single",
];

impl Ground {
    /// The code of a case that was asked for: of a roster, and of field 903.
    pub const REQUEST: &'static str = "request";

    /// The words that a ground may be, for whoever looks for the right one.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        WORDS.into_iter().chain(["extra:", "proposed:"])
    }

    /// Whether this ruling can rest on it.
    #[must_use]
    pub fn may_rule(&self, ruling: Ruling) -> bool {
        match self {
            Self::Decided => ruling != Ruling::Undecided,
            Self::Request | Self::Single => ruling == Ruling::Include,
            Self::Rules(reason) => reason.ruling() == ruling,
        }
    }

    /// Field 903 of an included case.
    pub(crate) fn basis(&self) -> Value {
        match self {
            Self::Rules(Reason::Extra(rule)) => json!({"code": "extra-rule", "rule": rule}),
            other => json!({"code": other.to_string()}),
        }
    }

    /// The ground of a row of a roster, which writes it without a colon.
    pub(crate) fn of_row(code: &ReasonCode) -> Option<Self> {
        let code = code.as_str();
        let rule = |kind: &str| code.strip_prefix(kind)?.strip_prefix('-');
        if let Some(rule) = rule("extra") {
            return Some(Self::Rules(Reason::Extra(rule.to_owned())));
        }
        if let Some(rule) = rule("proposed") {
            return Some(Self::Rules(Reason::Proposed(rule.to_owned())));
        }
        code.parse().ok()
    }

    /// The code as a roster writes it, which has no colon.
    pub(crate) fn row_code(&self) -> Option<ReasonCode> {
        self.to_string().replace(':', "-").parse().ok()
    }
}

/// The word of a decisions file: `journeys-too-few`, `extra:unplanned-exit`.
impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decided => f.write_str("decided"),
            Self::Request => f.write_str(Self::REQUEST),
            Self::Rules(reason) => write!(f, "{reason}"),
            Self::Single => f.write_str("single"),
        }
    }
}

impl FromStr for Ground {
    type Err = OutOfBounds;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "decided" => Ok(Self::Decided),
            Self::REQUEST => Ok(Self::Request),
            "single" => Ok(Self::Single),
            word => word.parse().map(Self::Rules),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for word in WORDS
            .into_iter()
            .chain(["extra:unplanned-exit", "proposed:x"])
        {
            let ground: Ground = word.parse().unwrap();
            assert_eq!(ground.to_string(), word);
            assert_eq!(Ground::of_row(&ground.row_code().unwrap()), Some(ground));
        }
        for word in ["Current", "extra:", "extra", "because", ""] {
            assert!(word.parse::<Ground>().is_err(), "{word}");
        }
    }

    /// A case that a roster includes by an extra rule keeps the basis that field 903 has for it.
    #[test]
    fn a_row_by_an_extra_rule_becomes_that_basis() {
        let ground = Ground::of_row(&"extra-unplanned-exit".parse().unwrap()).unwrap();
        assert_eq!(
            ground.basis(),
            json!({"code": "extra-rule", "rule": "unplanned-exit"})
        );
    }
}
