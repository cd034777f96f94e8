use handover_cbor::{DecodeError, RefusalClass};
use handover_trust::Token;
use thiserror::Error;

/// Why a received package, or evidence, was not opened.
///
/// Holds nothing of the input, so it may be logged.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum OpenError {
    /// The moment until which the package may be opened a first time has passed.
    #[error("too late to be opened a first time")]
    Expired,
    /// What is sealed in the stanza is not one well-formed item of the grammar.
    #[error("secrets cannot be read")]
    MalformedSecrets(#[source] DecodeError),
    /// Its stanzas for us name keys that are not at hand.
    #[error("sealed to a key that is not at hand")]
    NoKey,
    /// There is no stanza for this organisation and audience.
    #[error("nothing in it is for this organisation and audience")]
    NotForUs,
    /// The stanza holds secrets of other sections than it lists.
    #[error("secrets are not of the sections that are listed")]
    OtherSecrets,
    /// The key does not open the stanza, or the stanza was changed: on purpose one answer.
    #[error("not opened by this key")]
    WrongKey,
}

impl OpenError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Expired => RefusalClass::Expired,
            Self::MalformedSecrets(error) => error.class(),
            Self::NotForUs => RefusalClass::Recipient,
            Self::OtherSecrets => RefusalClass::Policy,
            Self::NoKey | Self::WrongKey => RefusalClass::Decrypt,
        }
    }
}

/// Why one case of an opened package cannot be used; the others can.
///
/// A row `unreadable` of the `opened` receipt (scenario S-79). `storage` is our own trouble with
/// reading the bytes, no fault of the package.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("case is unreadable: {class}")]
#[expect(clippy::exhaustive_structs, reason = "a row of format 1")]
pub struct CaseRefusal {
    /// The case.
    pub token: Token,
    /// Why.
    pub class: RefusalClass,
}

impl CaseRefusal {
    /// The refusal class.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        self.class
    }
}
