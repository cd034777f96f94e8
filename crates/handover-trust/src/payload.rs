//! What a statement of each kind says.
//!
//! Every type here is a closed map of `schemas/handover.cddl`: the rule's name in kebab-case is the
//! type's name. The fields are public because anybody may *compose* a payload; what it means to
//! hold one that somebody signed is [`Statement`](crate::Statement)'s matter.

mod card;
mod completeness;
mod countersign;
mod directory;
mod event;
mod mandate;
mod package;
mod receipt;
mod roster;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
mod verdict;

use handover_cbor::{DecodeError, Grammar, RefusalClass, from_slice, to_vec};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

pub use self::{
    card::{Card, CardCertificate, Contact, SealingKey, ServerAddress},
    completeness::{Completeness, FieldCount},
    countersign::{Countersign, Countersigned},
    directory::{Directory, DirectoryCard, Revocation},
    event::{Event, EventRow},
    mandate::{Mandate, TransferDay},
    package::{Package, Stanza},
    receipt::{Receipt, UnreadableRow},
    roster::{Decision, DueTimes, Roster, RosterCounts, RosterRow},
    verdict::{Verdict, VerdictAnswer, VerdictRow},
};
use crate::{Kind, OrganisationId, PosixTime};

/// The content of a statement of one kind.
///
/// Sealed: the ten kinds are those of the format.
pub trait Payload: DeserializeOwned + Serialize + sealed::Sealed {
    /// The kind of the statement.
    const KIND: Kind;

    /// When the signer says that it was signed.
    fn at(&self) -> PosixTime;

    /// The organisation that says it.
    fn by(&self) -> &OrganisationId;

    /// Checks what `schemas/handover.cddl` says in comments marked "rule", and the counts that the
    /// grammar bounds.
    ///
    /// # Errors
    ///
    /// [`PayloadError::Limits`] for more than a limit allows, else [`PayloadError::Schema`].
    fn check_rules(&self) -> Result<(), PayloadError>;
}

mod sealed {
    #[expect(unnameable_types, reason = "nobody else may implement it")]
    pub trait Sealed: crate::parties::Parties {
        /// By whom it must be signed.
        fn claim(&self) -> crate::entitlement::Claim<'_>;
    }
}

/// Why a payload is not one of the format.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum PayloadError {
    /// Larger, deeper or more than allowed.
    #[error("larger, deeper or more than allowed")]
    Limits,
    /// Not CBOR, or bytes left over.
    #[error("not one well-formed item")]
    Parse,
    /// CBOR in another encoding than the one that the format has.
    #[error("not the deterministic encoding")]
    NotDeterministic,
    /// Not of the grammar, or against one of its rules.
    #[error("not of the grammar")]
    Schema,
}

impl PayloadError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Limits => RefusalClass::Limits,
            Self::NotDeterministic => RefusalClass::NotDeterministic,
            Self::Parse => RefusalClass::Parse,
            Self::Schema => RefusalClass::Schema,
        }
    }
}

impl From<DecodeError> for PayloadError {
    fn from(error: DecodeError) -> Self {
        match error.class() {
            RefusalClass::Limits => Self::Limits,
            RefusalClass::Parse => Self::Parse,
            RefusalClass::NotDeterministic => Self::NotDeterministic,
            _ => Self::Schema,
        }
    }
}

/// By whom a payload must be signed.
pub(crate) fn claim<P: Payload>(payload: &P) -> crate::entitlement::Claim<'_> {
    payload.claim()
}

/// Reads a payload: one item, of the grammar, within its rules.
///
/// The value must encode again to the bytes it came from. So a missing key that serde would take
/// for `null`, or anything else that the codec is lenient about, is refused here once for all types.
pub(crate) fn decode<P: Payload>(bytes: &[u8]) -> Result<P, PayloadError> {
    let payload: P = from_slice(bytes, Grammar::Payload, &P::KIND.limits())?;
    if to_vec(&payload) != bytes {
        return Err(PayloadError::Schema);
    }
    payload.check_rules()?;
    Ok(payload)
}

/// Writes a payload, and reads it back: what we would refuse, we do not sign.
pub(crate) fn encode<P: Payload>(payload: &P) -> Result<Vec<u8>, PayloadError> {
    let bytes = to_vec(payload);
    decode::<P>(&bytes)?;
    Ok(bytes)
}

/// Implements [`Payload`] for a struct with the members of rule `about`.
macro_rules! payload {
    ($name:ident, $claim:expr, $check:expr) => {
        impl super::sealed::Sealed for $name {
            fn claim(&self) -> $crate::entitlement::Claim<'_> {
                let claim: fn(&Self) -> $crate::entitlement::Claim<'_> = $claim;
                claim(self)
            }
        }

        impl super::Payload for $name {
            const KIND: $crate::Kind = $crate::Kind::$name;

            fn at(&self) -> $crate::PosixTime {
                self.at
            }

            fn by(&self) -> &$crate::OrganisationId {
                &self.by
            }

            fn check_rules(&self) -> Result<(), super::PayloadError> {
                let check: fn(&Self) -> Result<(), super::PayloadError> = $check;
                check(self)
            }
        }
    };
}
use payload;

/// `Schema` unless the rule holds.
fn rule(holds: bool) -> Result<(), PayloadError> {
    if holds {
        Ok(())
    } else {
        Err(PayloadError::Schema)
    }
}

/// `Limits` unless the bound is kept.
fn bound(holds: bool) -> Result<(), PayloadError> {
    if holds {
        Ok(())
    } else {
        Err(PayloadError::Limits)
    }
}

fn strictly_ascending<T: Ord>(items: impl Iterator<Item = T> + Clone) -> bool {
    items.clone().zip(items.skip(1)).all(|(a, b)| a < b)
}

fn all_different<T: Eq + std::hash::Hash>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = std::collections::HashSet::new();
    items.into_iter().all(|item| seen.insert(item))
}
