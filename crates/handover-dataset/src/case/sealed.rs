//! A case as its sections are sealed: CBOR, one object each.

use handover_cbor::{DecodeError, Grammar, Limits, RefusalClass};
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::{Case, read};
use crate::{ProfileReference, SectionName, tape::Tape};

/// The encoding of a section without fields.
const EMPTY: [u8; 1] = [0xa0];

/// Why opened sections were not taken as a case.
///
/// Holds nothing of the case, so it may be logged.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum OpenSectionError {
    /// The bytes are not a section: not CBOR, not its one encoding, or not of the dataset.
    #[error("not a section of the dataset")]
    Decode(#[source] DecodeError),
    /// The same section came twice, or one lacks what it cannot be without.
    #[error("not the sections of a case")]
    Incomplete,
    /// The place of a person stands in the wrong one of `location` and `location_protected`, or in
    /// both (dataset section 3, `location`).
    #[error("the place stands in the wrong section")]
    Place,
}

impl OpenSectionError {
    /// The refusal class: that of the decoder, `schema`, or `policy` for [`Place`](Self::Place).
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self {
            Self::Decode(error) => error.class(),
            Self::Incomplete => RefusalClass::Schema,
            Self::Place => RefusalClass::Policy,
        }
    }
}

impl Case {
    /// The sections with their bytes to be sealed, in the order of `names`, which is that of the
    /// profile.
    ///
    /// Of `location` and `location_protected` at most one holds something: the second if the case
    /// is protected, so that no sender has to remember and nobody outside can tell.
    #[must_use]
    pub fn sealed_sections(&self, names: &[SectionName]) -> Vec<(SectionName, Vec<u8>)> {
        names
            .iter()
            .map(|name| (*name, self.encoded(*name)))
            .collect()
    }

    fn encoded(&self, name: SectionName) -> Vec<u8> {
        match name {
            SectionName::Person => handover_cbor::to_vec(&self.person),
            SectionName::Contact => handover_cbor::to_vec(&self.contact),
            SectionName::Location if self.is_protected() => EMPTY.to_vec(),
            SectionName::LocationProtected if !self.is_protected() => EMPTY.to_vec(),
            SectionName::Location | SectionName::LocationProtected => {
                handover_cbor::to_vec(&self.location)
            }
            SectionName::Plan => handover_cbor::to_vec(&self.plan),
            SectionName::Risk => handover_cbor::to_vec(&self.risk),
            SectionName::ThirdParties => handover_cbor::to_vec(&self.third_parties),
            SectionName::Closures => handover_cbor::to_vec(&self.closures),
            SectionName::Maternity => handover_cbor::to_vec(&self.maternity),
            SectionName::Handover => handover_cbor::to_vec(&self.handover),
        }
    }

    /// Reads a case from the sections that were opened, which may be some only.
    ///
    /// # Errors
    ///
    /// [`OpenSectionError::Decode`] if a section is not in its one encoding or has a member, code
    /// or label that this version does not know (it is refused, never shown without its label);
    /// [`OpenSectionError::Incomplete`] if a section comes twice or lacks its provenance or a bare
    /// field; [`OpenSectionError::Place`] if a place stands where the sensitivity of the address
    /// does not let it.
    pub fn from_sealed_sections<'a>(
        profile: ProfileReference,
        sections: impl IntoIterator<Item = (SectionName, &'a [u8])>,
    ) -> Result<Self, OpenSectionError> {
        let mut case = Self::new(profile);
        let (mut open_place, mut protected_place) = (false, false);
        for (name, bytes) in sections {
            if case.carried.contains(&name) {
                return Err(OpenSectionError::Incomplete);
            }
            case.carry(name);
            match name {
                SectionName::Location | SectionName::LocationProtected => {
                    let location = decode(bytes)?;
                    if bytes != EMPTY {
                        let place = match name {
                            SectionName::Location => &mut open_place,
                            _ => &mut protected_place,
                        };
                        *place = true;
                        case.location = location;
                    }
                }
                SectionName::Person => case.person = decode(bytes)?,
                SectionName::Contact => case.contact = decode(bytes)?,
                SectionName::Plan => case.plan = decode(bytes)?,
                SectionName::Risk => case.risk = decode(bytes)?,
                SectionName::ThirdParties => case.third_parties = decode(bytes)?,
                SectionName::Closures => case.closures = decode(bytes)?,
                SectionName::Maternity => case.maternity = decode(bytes)?,
                SectionName::Handover => {
                    case.handover = decode(bytes)?;
                    if !read::missing_plain_fields(&case.handover).is_empty() {
                        return Err(OpenSectionError::Incomplete);
                    }
                }
            }
            read::rules(&case, name).map_err(|_| OpenSectionError::Incomplete)?;
        }
        let is_misplaced = match (open_place, protected_place) {
            (true, true) => true,
            (true, false) => case.is_protected(),
            (false, true) => !case.is_protected(),
            (false, false) => false,
        };
        if is_misplaced {
            Err(OpenSectionError::Place)
        } else {
            Ok(case)
        }
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, OpenSectionError> {
    let tape: Tape<'_> = handover_cbor::from_slice(bytes, Grammar::Section, &Limits::SECTION)
        .map_err(OpenSectionError::Decode)?;
    tape.root()
        .read()
        .map_err(|_| OpenSectionError::Decode(DecodeError::Shape))
}
