//! When a statement was first seen.

use crate::{Concerned, Countersign, Mandate, PosixTime, Statement};

/// What a judging party knows about when it first saw a statement.
///
/// A statement is judged at that moment, not at the moment it claims and not now: else an acceptance
/// would lapse with the certificate that signed it, and responsibility would fall back to a sender that
/// no longer exists.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    pub(crate) now: PosixTime,
    pub(crate) recorded: Option<PosixTime>,
    pub(crate) witnesses: Option<Witnesses<'a>>,
}

/// What others said in the role `seen`, and by what it is found out whose word counts.
///
/// Fit are the commissioner of the statement's mandate, and the server on the card of a recipient, as the
/// directory has it at the time of the witness (A.5): the library looks for them itself, in the statement and
/// in the mandate that it names. Everybody else's word is passed over, and so is that of the statement's own
/// organisation, what is about another statement, and what is said in another role.
#[derive(Clone, Copy, Debug, Default)]
pub struct Witnesses<'a> {
    pub(crate) mandates: &'a [Statement<Mandate>],
    pub(crate) countersigns: &'a [&'a Statement<Countersign>],
    pub(crate) concerned: Option<&'a Concerned>,
}

impl<'a> Witnesses<'a> {
    /// The mandates and the countersigns that are at hand, in any order, whatever they are about.
    #[must_use]
    pub const fn new(
        mandates: &'a [Statement<Mandate>],
        countersigns: &'a [&'a Statement<Countersign>],
    ) -> Self {
        Self {
            mandates,
            countersigns,
            concerned: None,
        }
    }

    /// With whom the statements concern that countersigns are about: without it no witness of a countersign is
    /// heard.
    #[must_use]
    pub const fn concerning(self, concerned: &'a Concerned) -> Self {
        Self {
            concerned: Some(concerned),
            ..self
        }
    }
}

impl<'a> Sight<'a> {
    /// It arrives now, and nobody else is known to have seen it before.
    #[must_use]
    pub const fn now(now: PosixTime) -> Self {
        Self {
            now,
            recorded: None,
            witnesses: None,
        }
    }

    /// We stored, beside the statement, that we first saw it at `first_seen`.
    #[must_use]
    pub const fn recorded(mut self, first_seen: PosixTime) -> Self {
        self.recorded = Some(first_seen);
        self
    }

    /// Others say in the role `seen` when they saw it; only counts where there is no record of ours.
    #[must_use]
    pub const fn witnessed(mut self, by: Witnesses<'a>) -> Self {
        self.witnesses = Some(by);
        self
    }
}
