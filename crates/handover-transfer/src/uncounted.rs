use handover_cbor::RefusalClass;
use handover_trust::{Kind, StatementId, Token};

use crate::UnfitError;

/// A statement, or rows of one, that do not count, and why: named, never dropped in silence.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Uncounted {
    /// The statement.
    pub statement: StatementId,
    /// Its kind.
    pub kind: Kind,
    /// Why it does not count.
    pub why: Why,
    /// The cases for which it does not, ascending; none if it does not count at all.
    pub tokens: Vec<Token>,
}

/// Why a statement, or a row of one, does not count.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Why {
    /// The case was accepted already.
    AcceptedAgain,
    /// Another answer to the same, or another roster after the same; or a further roster that does
    /// more than a further roster may.
    Conflict,
    /// What it answers does not count or is not known, or the roster before it is not.
    NoPredecessor,
    /// It is no step from where the case stands: withdrawn after acceptance, answered without a query.
    NotAllowed,
    /// By an organisation that has no part in it.
    NotEntitled,
    /// A verdict by another than the recipient in the roster, or for another than the lead audience.
    NotLead,
    /// The roster does not include the case.
    NotOfRoster,
    /// Accepted, but no `opened` receipt shows that the case could be read.
    NotOpened,
    /// Withdrawn by the sender, and accepted: it came too late, and the holder must answer it.
    Overtaken,
    /// A case, reason or number that is none of the package, profile or mandate.
    Policy,
    /// It is about another mandate.
    Replay,
    /// It is about a package of which no index is at hand.
    UnknownPackage,
}

impl Why {
    /// The word for it in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AcceptedAgain => "accepted-again",
            Self::Conflict => "conflict",
            Self::NoPredecessor => "no-predecessor",
            Self::NotAllowed => "not-allowed",
            Self::NotEntitled => "not-entitled",
            Self::NotLead => "not-lead",
            Self::NotOfRoster => "not-of-roster",
            Self::NotOpened => "not-opened",
            Self::Overtaken => "overtaken",
            Self::Policy => "policy",
            Self::Replay => "replay",
            Self::UnknownPackage => "unknown-package",
        }
    }

    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::AcceptedAgain | Self::Conflict | Self::NoPredecessor | Self::Overtaken => {
                RefusalClass::Conflict
            }
            Self::NotEntitled | Self::NotLead => RefusalClass::NotEntitled,
            Self::NotAllowed | Self::NotOfRoster | Self::NotOpened | Self::Policy => {
                RefusalClass::Policy
            }
            Self::Replay | Self::UnknownPackage => RefusalClass::Replay,
        }
    }
}

impl From<UnfitError> for Why {
    fn from(error: UnfitError) -> Self {
        match error {
            UnfitError::NotEntitled => Self::NotEntitled,
            UnfitError::Policy => Self::Policy,
            UnfitError::Replay => Self::Replay,
        }
    }
}
