use handover_trust::{Package, PosixTime, Sight, Statement, StatementError, VerifiedDirectory};

use crate::AtHand;

/// What a package is judged by: who may sign, what was agreed, and which moment it is.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    directory: &'a VerifiedDirectory,
    sight: Sight<'a>,
    at_hand: AtHand<'a>,
    now: PosixTime,
    opened_before: bool,
}

impl<'a> Context<'a> {
    /// Judges what arrives now, with no statement at hand.
    #[must_use]
    pub fn new(directory: &'a VerifiedDirectory, now: PosixTime) -> Self {
        Self {
            directory,
            sight: Sight::now(now),
            at_hand: AtHand::nothing(),
            now,
            opened_before: false,
        }
    }

    /// With these mandates, rosters and countersigns at hand.
    #[must_use]
    pub const fn with(self, at_hand: AtHand<'a>) -> Self {
        Self { at_hand, ..self }
    }

    /// As first seen otherwise than now: by a record of our own, or with a third party's witness.
    #[must_use]
    pub const fn sight(self, sight: Sight<'a>) -> Self {
        Self { sight, ..self }
    }

    /// As opened before: `until` no longer counts.
    #[must_use]
    pub const fn opened_before(self) -> Self {
        Self {
            opened_before: true,
            ..self
        }
    }

    pub(crate) const fn at_hand(&self) -> &AtHand<'a> {
        &self.at_hand
    }

    pub(crate) fn verify_head(&self, head: &[u8]) -> Result<Statement<Package>, StatementError> {
        self.directory.verify(head, &self.sight)
    }

    /// Whether a package that may be opened a first time `until` then can no longer be opened.
    pub(crate) fn is_too_late(&self, until: PosixTime) -> bool {
        self.now > until && !self.opened_before
    }
}
