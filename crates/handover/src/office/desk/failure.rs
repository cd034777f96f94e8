//! Why something cannot be said of a case, told so that a person finds the case, and nobody else.

use std::collections::BTreeMap;

use handover_trust::Token;

use super::NotSayable;

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

/// Why there is nothing to sign.
#[derive(Debug)]
pub(super) enum NothingSaid {
    /// Of some cases it cannot be said.
    Failed(Failures),
    /// There is no case of which it can be said.
    NoCase,
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
    pub(super) fn none_or_refuse(self) -> Result<(), NothingSaid> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(NothingSaid::Failed(self))
    }

    /// The rows that can be signed; beside them, where a person asked for all that can be said, what was
    /// left out. If anything else failed, or there is no row, nothing is signed.
    pub(super) fn or_rows<R>(
        mut self,
        looked_at: impl IntoIterator<Item = Result<(Token, R), Failure>>,
        leaves_out: bool,
    ) -> Result<(Vec<R>, Self), NothingSaid> {
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
            return Err(NothingSaid::NoCase);
        }
        Ok((rows.into_values().collect(), left_out))
    }
}
