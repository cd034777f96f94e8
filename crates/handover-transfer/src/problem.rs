//! What a server tells its peer when it does not do what it was asked.

mod actor;
mod retry;
mod terms;

use handover_cbor::RefusalClass;

pub use self::{actor::Actor, retry::Retry};

/// What a server tells its peer when it does not do what it was asked ([RFC 9457]).
///
/// The whole set: whoever meets one can match on all of it. Each says the refusal class, whether asking
/// again can help, and who must act first; none has room for words of a case or of a peer, so any of
/// them may be logged. [`ProblemDocument`](crate::ProblemDocument) is what travels.
///
/// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a client decides for each of them what to do"
)]
pub enum Problem {
    /// Bytes are not those that were signed for: a case, the index, or a statement of a known id.
    Altered,
    /// Path, query or a header is none of the interface.
    BadRequest,
    /// As much is under way as the server allows; or it stops.
    Busy,
    /// A certificate breaks the certificate profile.
    Certificate,
    /// It contradicts what was taken before, which stays.
    Conflict,
    /// A countersignature that the mandate asks for is not there yet.
    Countersignature,
    /// Only so that every refusal class has its problem: a server opens nothing.
    Decrypt,
    /// Certificate, card, directory or package is out of its time.
    Expired,
    /// Parts of the package are missing; the document says which.
    Incomplete,
    /// The server broke a promise to itself.
    Internal,
    /// A body came without its length.
    LengthRequired,
    /// Longer, deeper or more than the format or this server allows.
    Limits,
    /// The path does not take this method.
    MethodNotAllowed,
    /// Not the one encoding.
    NotDeterministic,
    /// The caller or the signer may not do or say this.
    NotEntitled,
    /// There is no such thing, or it is not the caller's: on purpose the same answer.
    NotFound,
    /// Not CBOR at all, or bytes left over.
    Parse,
    /// Profile, mandate or roster forbid it.
    Policy,
    /// The bytes asked for lie outside of the file.
    RangeNotSatisfiable,
    /// It is addressed to nobody for whom this server keeps packages.
    Recipient,
    /// A good statement that belongs elsewhere.
    Replay,
    /// A certificate was revoked.
    Revoked,
    /// Older than what was accepted before.
    Rollback,
    /// Well encoded, but not of the grammar.
    Schema,
    /// A signature is not the signer's over these bytes.
    Signature,
    /// It could not be stored durably: no room, or a disk that fails.
    Storage,
    /// The body came too slowly.
    TooSlow,
    /// The end is missing.
    Truncated,
    /// It refers to a statement that is not here; that one must come first.
    UnknownStatement,
    /// The body is of another media type than the path takes.
    UnsupportedMediaType,
}

impl Problem {
    /// Every problem, in alphabetical order.
    pub const ALL: [Self; 30] = [
        Self::Altered,
        Self::BadRequest,
        Self::Busy,
        Self::Certificate,
        Self::Conflict,
        Self::Countersignature,
        Self::Decrypt,
        Self::Expired,
        Self::Incomplete,
        Self::Internal,
        Self::LengthRequired,
        Self::Limits,
        Self::MethodNotAllowed,
        Self::NotDeterministic,
        Self::NotEntitled,
        Self::NotFound,
        Self::Parse,
        Self::Policy,
        Self::RangeNotSatisfiable,
        Self::Recipient,
        Self::Replay,
        Self::Revoked,
        Self::Rollback,
        Self::Schema,
        Self::Signature,
        Self::Storage,
        Self::TooSlow,
        Self::Truncated,
        Self::UnknownStatement,
        Self::UnsupportedMediaType,
    ];

    /// Who must act before the request can succeed.
    #[must_use]
    pub const fn act(self) -> Actor {
        self.terms().act
    }

    /// The word of section "Refusal classes" of `schemas/PROTOCOL.md`, if something was refused.
    #[must_use]
    pub const fn class(self) -> Option<RefusalClass> {
        self.terms().class
    }

    /// Whether asking again can help.
    #[must_use]
    pub const fn retry(self) -> Retry {
        self.terms().retry
    }

    /// The HTTP status ([RFC 9110, section 15](https://www.rfc-editor.org/rfc/rfc9110#section-15)).
    #[must_use]
    pub const fn status(self) -> u16 {
        self.terms().status
    }

    /// A short summary for people; always the same for the same problem.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.terms().title
    }

    /// The word that names it: the end of its type, and what logs and metrics say.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.terms().word
    }
}

impl From<RefusalClass> for Problem {
    fn from(class: RefusalClass) -> Self {
        match class {
            RefusalClass::Altered => Self::Altered,
            RefusalClass::Certificate => Self::Certificate,
            RefusalClass::Conflict => Self::Conflict,
            RefusalClass::Countersignature => Self::Countersignature,
            RefusalClass::Decrypt => Self::Decrypt,
            RefusalClass::Expired => Self::Expired,
            RefusalClass::Limits => Self::Limits,
            RefusalClass::NotDeterministic => Self::NotDeterministic,
            RefusalClass::NotEntitled => Self::NotEntitled,
            RefusalClass::Parse => Self::Parse,
            RefusalClass::Policy => Self::Policy,
            RefusalClass::Recipient => Self::Recipient,
            RefusalClass::Replay => Self::Replay,
            RefusalClass::Revoked => Self::Revoked,
            RefusalClass::Rollback => Self::Rollback,
            RefusalClass::Schema => Self::Schema,
            RefusalClass::Signature => Self::Signature,
            RefusalClass::Storage => Self::Storage,
            RefusalClass::Truncated => Self::Truncated,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_problem_has_a_word_of_its_own_and_a_status_of_a_failure() {
        let words: BTreeSet<_> = Problem::ALL.iter().map(|problem| problem.word()).collect();
        assert_eq!(words.len(), Problem::ALL.len());
        for problem in Problem::ALL {
            assert!((400..600).contains(&problem.status()), "{problem:?}");
            assert_eq!(
                problem.title().to_lowercase(),
                problem.title().replace("CBOR", "cbor")
            );
        }
    }

    #[test]
    fn a_refusal_class_is_told_as_itself() {
        for class in RefusalClass::ALL {
            let problem = Problem::from(class);
            assert_eq!(problem.class(), Some(class));
            assert_eq!(problem.word(), class.as_str());
        }
    }

    #[test]
    fn what_can_pass_by_itself_asks_nobody_to_mend_the_request() {
        for problem in Problem::ALL {
            let waits = matches!(problem.retry(), Retry::After);
            let is_ours = matches!(problem.act(), Actor::Nobody | Actor::Operator);
            assert_eq!(waits, is_ours, "{problem:?}");
        }
    }
}
