use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, IgnoredAny, SeqAccess, Visitor},
};

use super::{rule, strictly_ascending};
use crate::{
    OrganisationId, OrganisationRole, PosixTime, PublicLabel, ReasonCode, ShortName, StatementId,
    Token, entitlement::Claim,
};

/// A person decided about cases; rule `verdict`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Verdict {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The recipient.
    pub by: OrganisationId,
    /// The mandate of the package.
    pub mandate: Option<StatementId>,
    /// The package.
    pub package: StatementId,
    /// For which audience the person read it.
    pub audience: ShortName,
    /// One for each case decided about, tokens strictly ascending.
    pub verdicts: Vec<VerdictRow>,
}

/// What a person decided about one case; rule `verdict-row`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row of format 1")]
pub struct VerdictRow {
    /// The case.
    pub token: Token,
    /// The verdict or event before it about this case.
    pub re: Option<StatementId>,
    /// What was decided.
    pub answer: VerdictAnswer,
}

/// What a person decided about a case.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the grammar has these five")]
pub enum VerdictAnswer {
    /// The recipient is responsible from now on.
    Accepted {
        /// The team that takes it on.
        team: PublicLabel,
        /// The named worker.
        worker: PublicLabel,
    },
    /// It was sent to the wrong organisation.
    Misdirected {
        /// Why.
        reason: ReasonCode,
    },
    /// Something must be answered first.
    Queried {
        /// Why.
        reason: ReasonCode,
    },
    /// Another organisation should have it.
    Redirected {
        /// Why.
        reason: ReasonCode,
        /// Which.
        to: OrganisationId,
    },
    /// The recipient does not take it.
    Refused {
        /// Why.
        reason: ReasonCode,
    },
}

impl VerdictAnswer {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Misdirected { .. } => "misdirected",
            Self::Queried { .. } => "queried",
            Self::Redirected { .. } => "redirected",
            Self::Refused { .. } => "refused",
        }
    }
}

impl Serialize for VerdictRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (token, re, word) = (self.token, self.re, self.answer.as_str());
        match &self.answer {
            VerdictAnswer::Accepted { team, worker } => {
                (token, re, word, team, worker).serialize(serializer)
            }
            VerdictAnswer::Redirected { reason, to } => {
                (token, re, word, reason, to).serialize(serializer)
            }
            VerdictAnswer::Misdirected { reason }
            | VerdictAnswer::Queried { reason }
            | VerdictAnswer::Refused { reason } => (token, re, word, reason).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for VerdictRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Row)
    }
}

struct Row;

impl<'de> Visitor<'de> for Row {
    type Value = VerdictRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of a verdict")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        fn next<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
            members: &mut A,
        ) -> Result<T, A::Error> {
            members
                .next_element()?
                .ok_or_else(|| A::Error::custom("a row that is too short"))
        }
        let token = next(&mut members)?;
        let re = next(&mut members)?;
        let word: String = next(&mut members)?;
        let answer = match word.as_str() {
            "accepted" => VerdictAnswer::Accepted {
                team: next(&mut members)?,
                worker: next(&mut members)?,
            },
            "misdirected" => VerdictAnswer::Misdirected {
                reason: next(&mut members)?,
            },
            "queried" => VerdictAnswer::Queried {
                reason: next(&mut members)?,
            },
            "redirected" => VerdictAnswer::Redirected {
                reason: next(&mut members)?,
                to: next(&mut members)?,
            },
            "refused" => VerdictAnswer::Refused {
                reason: next(&mut members)?,
            },
            _ => return Err(A::Error::custom("not a word of a verdict")),
        };
        if members.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom("a row that is too long"));
        }
        Ok(VerdictRow { token, re, answer })
    }
}

super::payload!(
    Verdict,
    |_| Claim::Person(OrganisationRole::Provider),
    |verdict| {
        rule(!verdict.verdicts.is_empty())?;
        rule(strictly_ascending(
            verdict.verdicts.iter().map(|row| row.token),
        ))
    }
);
