//! Why something cannot be said of a case, told so that a person finds the case, and nobody else.

use std::collections::BTreeMap;

use handover_cbor::RefusalClass;
use handover_package::MandateFieldError;
use handover_transfer::Unsayable;
use handover_trust::Token;
use thiserror::Error;

use super::{InvalidRow, SayError, TermsError};

/// Which case, without its reference: it would lead to a person.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a case is named in no other way")]
pub enum Subject {
    /// A line of a table, counted from 1.
    Line(u64),
    /// A case that was named by its reference, which stays untold.
    Named,
    /// A case by its token.
    Case(Token),
}

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

/// One case of which something cannot be said.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "which, and why")]
pub struct Failure {
    /// Which case.
    pub subject: Subject,
    /// Why.
    pub why: NotSayable,
}

impl Failure {
    pub(super) fn new(subject: Subject, why: impl Into<NotSayable>) -> Self {
        let why = why.into();
        Self { subject, why }
    }
}

/// Every case of which something cannot be said.
#[derive(Clone, Debug, Default)]
pub struct Failures(Vec<Failure>);

impl Failures {
    pub(super) fn add(&mut self, failure: Failure) {
        self.0.push(failure);
    }

    /// Each of them.
    #[must_use]
    pub fn all(&self) -> &[Failure] {
        &self.0
    }

    /// Nothing is signed where something failed.
    pub(super) fn none_or_refuse(self) -> Result<(), SayError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(SayError::Failed(self))
    }

    /// The rows that can be signed; beside them, where a person asked for all that can be said, what was
    /// left out. If anything else failed, or there is no row, nothing is signed.
    pub(super) fn or_rows<R>(
        mut self,
        looked_at: impl IntoIterator<Item = Result<(Token, R), Failure>>,
        leaves_out: bool,
    ) -> Result<(Vec<R>, Self), SayError> {
        let mut rows = BTreeMap::new();
        let mut left_out = Self::default();
        for one in looked_at {
            match one {
                Ok((token, row)) => {
                    rows.insert(token, row);
                }
                Err(failure) if leaves_out => left_out.add(failure),
                Err(failure) => self.add(failure),
            }
        }
        self.none_or_refuse()?;
        if rows.is_empty() {
            left_out.none_or_refuse()?;
            return Err(SayError::NoCase);
        }
        Ok((rows.into_values().collect(), left_out))
    }
}
