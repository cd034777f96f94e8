use serde::Deserialize;
use thiserror::Error;

use crate::{Grammar, Limits, RefusalClass, check};

/// Why bytes were not read as one value.
///
/// Holds nothing of the input, so it may be logged.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum DecodeError {
    /// A length, depth or count is over its bound, or claims to be.
    #[error("larger, deeper or more than allowed")]
    Limit,
    /// The bytes are not one whole CBOR item.
    #[error("not one well-formed item")]
    Malformed,
    /// The bytes are CBOR in an encoding other than RFC 8949, section 4.2.1, or of a kind that the
    /// format does not use: floats, tags, `undefined`.
    #[error("not the deterministic encoding")]
    NotDeterministic,
    /// The item is none that the grammar has here.
    #[error("not of the grammar")]
    Shape,
}

impl DecodeError {
    /// The refusal class: `limits`, `parse`, `not-deterministic` or `schema`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Limit => RefusalClass::Limits,
            Self::Malformed => RefusalClass::Parse,
            Self::NotDeterministic => RefusalClass::NotDeterministic,
            Self::Shape => RefusalClass::Schema,
        }
    }
}

/// Reads one value from `bytes`, which must be its one encoding and nothing else.
///
/// The bytes pass [`check`] before anything is built, so a hostile input costs no memory.
///
/// # Errors
///
/// Those of [`check`], and [`DecodeError::Shape`] if the item does not have the form of `T`.
pub fn from_slice<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    grammar: Grammar,
    limits: &Limits,
) -> Result<T, DecodeError> {
    check(bytes, grammar, limits)?;
    cbor4ii::serde::from_slice(bytes).map_err(|_| DecodeError::Shape)
}
