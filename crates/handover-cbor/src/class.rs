use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why bytes or a statement were not taken: the same word everywhere.
///
/// Rule `refusal-class` of `schemas/handover.cddl`; section "Refusal classes" of
/// `schemas/PROTOCOL.md`. The set is closed: a new class is a new format number.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new class is a new format number"
)]
pub enum RefusalClass {
    /// A hash does not match: cases, index or root are not those that were signed.
    Altered,
    /// A certificate breaks the certificate profile.
    Certificate,
    /// Two statements contradict each other.
    Conflict,
    /// A second signature is missing, or is not by whom it must be.
    Countersignature,
    /// A key does not open what it should open.
    Decrypt,
    /// Too late, or dated too far ahead.
    Expired,
    /// Longer, deeper or more than allowed.
    Limits,
    /// Not the one encoding: RFC 8949, section 4.2.1.
    NotDeterministic,
    /// The signer may not say this.
    NotEntitled,
    /// Not CBOR at all, or bytes left over.
    Parse,
    /// Dataset, profile or mandate forbid it.
    Policy,
    /// Addressed to somebody else.
    Recipient,
    /// A good statement that belongs elsewhere.
    Replay,
    /// The certificate or key was revoked.
    Revoked,
    /// Older than what was accepted before.
    Rollback,
    /// Well encoded, but not of the grammar.
    Schema,
    /// The signature is not the signer's over these bytes.
    Signature,
    /// It could not be stored durably.
    Storage,
    /// The end is missing.
    Truncated,
}

impl RefusalClass {
    /// Every class, in alphabetical order.
    pub const ALL: [Self; 19] = [
        Self::Altered,
        Self::Certificate,
        Self::Conflict,
        Self::Countersignature,
        Self::Decrypt,
        Self::Expired,
        Self::Limits,
        Self::NotDeterministic,
        Self::NotEntitled,
        Self::Parse,
        Self::Policy,
        Self::Recipient,
        Self::Replay,
        Self::Revoked,
        Self::Rollback,
        Self::Schema,
        Self::Signature,
        Self::Storage,
        Self::Truncated,
    ];

    /// The word on the wire, on paper and in logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Certificate => "certificate",
            Self::Conflict => "conflict",
            Self::Countersignature => "countersignature",
            Self::Decrypt => "decrypt",
            Self::Expired => "expired",
            Self::Limits => "limits",
            Self::NotDeterministic => "not-deterministic",
            Self::NotEntitled => "not-entitled",
            Self::Parse => "parse",
            Self::Policy => "policy",
            Self::Recipient => "recipient",
            Self::Replay => "replay",
            Self::Revoked => "revoked",
            Self::Rollback => "rollback",
            Self::Schema => "schema",
            Self::Signature => "signature",
            Self::Storage => "storage",
            Self::Truncated => "truncated",
        }
    }
}

impl fmt::Display for RefusalClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of the refusal classes.
#[derive(Debug, Error, Eq, PartialEq)]
#[error("not a refusal class")]
#[non_exhaustive]
pub struct UnknownRefusalClass;

impl FromStr for RefusalClass {
    type Err = UnknownRefusalClass;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == word)
            .ok_or(UnknownRefusalClass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_read_back_from_its_word() {
        for class in RefusalClass::ALL {
            assert_eq!(class.as_str().parse(), Ok(class));
            assert_eq!(
                crate::from_slice(
                    &crate::to_vec(&class),
                    crate::Grammar::Section,
                    &crate::Limits::SECTION,
                ),
                Ok(class)
            );
        }
        assert_eq!("Altered".parse::<RefusalClass>(), Err(UnknownRefusalClass));
    }
}
