use handover_trust::{OrganisationId, PosixTime, StatementId};

/// What a judging party remembers: when it first saw each statement (V-09).
///
/// Where it is kept - files, a database - is the party's matter; it must be kept before an answer that rests on
/// it is given.
pub trait Memory {
    /// Whose memory it is; none, if it is nobody's.
    fn organisation(&self) -> Option<&OrganisationId>;

    /// When a statement was first seen, if it is remembered.
    fn first_seen(&self, id: &StatementId) -> Option<PosixTime>;

    /// A statement was verified, as first seen at this moment. An earlier sight stays.
    fn saw(&mut self, id: &StatementId, first_seen: PosixTime);
}

/// Nobody's memory: what arrives is first seen now, unless a witness shows an earlier time.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it")]
pub struct NoMemory;

impl Memory for NoMemory {
    fn organisation(&self) -> Option<&OrganisationId> {
        None
    }

    fn first_seen(&self, _: &StatementId) -> Option<PosixTime> {
        None
    }

    fn saw(&mut self, _: &StatementId, _: PosixTime) {}
}

impl<M: Memory + ?Sized> Memory for &mut M {
    fn organisation(&self) -> Option<&OrganisationId> {
        (**self).organisation()
    }

    fn first_seen(&self, id: &StatementId) -> Option<PosixTime> {
        (**self).first_seen(id)
    }

    fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        (**self).saw(id, first_seen);
    }
}
