use handover_cbor::RefusalClass;
use handover_package::MandateFieldError;
use handover_transfer::Unsayable;
use thiserror::Error;

/// Why something cannot be said of a case here.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum NotSayable {
    /// An action of the case must be taken first, by somebody in this role.
    #[error("somebody in the role {role} must take an action of it first")]
    ActionNotTaken {
        /// Which role.
        role: String,
    },
    /// It was named before.
    #[error("the case is named a second time")]
    NamedTwice,
    /// It says that it is of another mandate than its package (V-38): it can be queried.
    #[error(transparent)]
    OtherMandate(MandateFieldError),
    /// A row of a table names no case.
    #[error(transparent)]
    Row(#[from] InvalidRow),
    /// What was decided is no answer yet, or none that counts.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The package holds no such case.
    #[error("the package holds no such case")]
    UnknownCase,
    /// It cannot be read.
    #[error("it cannot be read")]
    Unreadable(RefusalClass),
    /// It would not count.
    #[error(transparent)]
    Unsayable(#[from] Unsayable),
}

impl NotSayable {
    /// The refusal class; none where a table or command is not of the right form.
    #[must_use]
    pub const fn class(&self) -> Option<RefusalClass> {
        match self {
            Self::ActionNotTaken { .. } | Self::UnknownCase => Some(RefusalClass::Policy),
            Self::NamedTwice | Self::Row(_) => None,
            Self::OtherMandate(error) => Some(error.class()),
            Self::Terms(error) => error.class(),
            Self::Unreadable(class) => Some(*class),
            Self::Unsayable(error) => Some(error.class()),
        }
    }

    /// Whether nobody need do anything about it any more.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        matches!(
            self,
            Self::Unsayable(Unsayable::AcceptedAlready(_) | Unsayable::Held(_))
        )
    }
}

/// Why terms are no answer yet, or none that counts.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum TermsError {
    /// A cell of a table is of another form than its column.
    #[error("{0}")]
    Cell(&'static str),
    /// To whom a case should go is missing.
    #[error("say to which organisation")]
    NoOrganisation,
    /// A reason is missing.
    #[error("give a reason, one of: {}", reasons.join(", "))]
    NoReason {
        /// Those of the profile.
        reasons: Vec<String>,
    },
    /// Team or worker is missing.
    #[error("an acceptance names a team and a worker")]
    NoWorker,
    /// Nobody of that id could take it, or it is we.
    #[error("the directory has no other organisation of that id")]
    UnknownOrganisation,
    /// The profile has no such reason.
    #[error("not a reason of the profile, which are: {}", reasons.join(", "))]
    UnknownReason {
        /// Those of the profile.
        reasons: Vec<String>,
    },
}

impl TermsError {
    /// The refusal class; none where something must still be said.
    #[must_use]
    pub const fn class(&self) -> Option<RefusalClass> {
        match self {
            Self::UnknownOrganisation => Some(RefusalClass::NotEntitled),
            Self::UnknownReason { .. } => Some(RefusalClass::Policy),
            Self::Cell(_) | Self::NoOrganisation | Self::NoReason { .. } | Self::NoWorker => None,
        }
    }
}

/// Why a row of a table names no case.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum InvalidRow {
    /// More stands in it than in the first line.
    #[error("more cells than the table has columns")]
    Long,
    /// What stands for the case is no name of one.
    #[error("neither a token (64 hex digits) nor a case reference")]
    NoName,
    /// Nothing stands for the case.
    #[error("names no case")]
    NoCase,
    /// It is no text.
    #[error("not text in UTF-8")]
    NoText,
}
