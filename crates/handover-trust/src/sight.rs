//! When a statement was first seen.

use crate::{Countersign, PosixTime, Statement};

/// What a judging party knows about when it first saw a statement.
///
/// A statement is judged at that moment, not at the moment it claims and not now: else an acceptance
/// would lapse with the certificate that signed it, and responsibility would fall back to a sender that
/// no longer exists.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    pub(crate) now: PosixTime,
    pub(crate) recorded: Option<PosixTime>,
    pub(crate) witnesses: &'a [Statement<Countersign>],
}

impl<'a> Sight<'a> {
    /// It arrives now, and nobody else is known to have seen it before.
    #[must_use]
    pub const fn now(now: PosixTime) -> Self {
        Self {
            now,
            recorded: None,
            witnesses: &[],
        }
    }

    /// We stored, beside the statement, that we first saw it at `first_seen`.
    #[must_use]
    pub const fn recorded(mut self, first_seen: PosixTime) -> Self {
        self.recorded = Some(first_seen);
        self
    }

    /// Others say in the role `seen` when they saw it; only counts where there is no record of ours.
    ///
    /// Give those of the mandate's commissioner and of the server on the recipient's card. Those about
    /// another statement, in another role, or by the statement's own organisation are passed over.
    #[must_use]
    pub const fn witnessed(mut self, by: &'a [Statement<Countersign>]) -> Self {
        self.witnesses = by;
        self
    }
}
