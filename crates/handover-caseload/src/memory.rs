//! What a sender remembers of the cases under a mandate, whoever keeps it.

use std::fmt;

use handover_dataset::CaseReference;
use handover_trust::{PosixTime, Token};

/// Who decides about an undecided case, and by when.
#[derive(Clone, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a name and a time")]
pub struct Owner {
    /// The name.
    pub who: String,
    /// The last second.
    pub by: PosixTime,
}

/// A practitioner's decision about a case that the rules left undecided.
#[derive(Clone, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what, who and why")]
pub struct PersonDecided {
    /// Whether the case is handed over.
    pub include: bool,
    /// Who decided.
    pub by: String,
    /// Why, in words that stay on the sender's machine.
    pub reason: String,
}

/// What is remembered about one case.
#[derive(Clone, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what a roster needs to know again"
)]
pub struct Remembered {
    /// The sender's reference.
    pub reference: CaseReference,
    /// Who decides and by when, while nobody has.
    pub owner: Option<Owner>,
    /// What a practitioner decided.
    pub decided: Option<PersonDecided>,
}

/// The sender's memory of one mandate: it leads from cases to tokens, and back.
pub trait CaseMemory: Sync {
    /// The token of a case under this mandate, known here or not.
    fn token(&self, reference: &CaseReference) -> Token;

    /// What is remembered about the case of a token.
    fn remembered(&self, token: &Token) -> Option<Remembered>;
}

macro_rules! silent {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

silent!(Owner, PersonDecided, Remembered);
