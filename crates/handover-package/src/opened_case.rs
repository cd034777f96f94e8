use std::{fmt, ops::Range};

use handover_cbor::{DecodeError, RefusalClass};
use handover_dataset::{Case, OpenSectionError, ProfileReference, SectionName};
use handover_trust::Token;
use zeroize::Zeroizing;

use crate::{
    CaseRefusal,
    keys::{SectionKey, SectionSecret},
    place_rule::check_place,
    sealed_case::{CaseOpener, SealedCase},
};

/// A case of which every section that its reader may open has been verified.
///
/// A partial one, where the audience is not given every section. Wiped when dropped.
pub struct OpenedCase {
    token: Token,
    profile: ProfileReference,
    plain: Zeroizing<Vec<u8>>,
    /// Where each section lies in `plain`.
    sections: Vec<(SectionName, Range<usize>)>,
}

impl OpenedCase {
    /// What stands for the case.
    #[must_use]
    pub const fn token(&self) -> Token {
        self.token
    }

    /// The sections as the sender encoded them, each in its one encoding, in the order of the head.
    ///
    /// This reveals a person.
    pub fn sections(&self) -> impl Iterator<Item = (SectionName, &[u8])> {
        self.sections
            .iter()
            .map(|(name, range)| (*name, self.plain.get(range.clone()).unwrap_or_default()))
    }

    /// One section, if its reader may open it.
    #[must_use]
    pub fn section(&self, wanted: SectionName) -> Option<&[u8]> {
        let (_, bytes) = self.sections().find(|(name, _)| *name == wanted)?;
        Some(bytes)
    }

    /// The sections as a case of the dataset.
    ///
    /// # Errors
    ///
    /// [`OpenSectionError`] if a section is not of the dataset. The numbered checks are the caller's
    /// to run.
    pub fn case(&self) -> Result<Case, OpenSectionError> {
        Case::from_sealed_sections(self.profile.clone(), self.sections())
    }
}

impl fmt::Debug for OpenedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenedCase(..)")
    }
}

/// A section that can be opened in every case of a package, or in one.
#[derive(Debug)]
pub(crate) struct ReadableSection<K> {
    /// Its place among the sections of a case.
    pub(crate) place: usize,
    pub(crate) name: SectionName,
    /// The least padded length, in bytes.
    pub(crate) floor: u32,
    pub(crate) key: K,
}

/// What gives the key of a section of one case.
pub(crate) trait SectionKeySource {
    fn key_for(&self, token: &[u8; 32]) -> SectionKey;
}

impl SectionKeySource for SectionSecret {
    fn key_for(&self, token: &[u8; 32]) -> SectionKey {
        self.section_key(token)
    }
}

impl SectionKeySource for SectionKey {
    fn key_for(&self, _token: &[u8; 32]) -> SectionKey {
        self.clone()
    }
}

/// What is the same for every case of one package.
#[derive(Debug)]
pub(crate) struct CaseTerms<K> {
    pub(crate) nonce: [u8; 16],
    pub(crate) profile: ProfileReference,
    /// How many sections every case has.
    pub(crate) section_count: usize,
    /// Those that can be opened, in the order of the head.
    pub(crate) readable: Vec<ReadableSection<K>>,
}

impl<K: SectionKeySource> CaseTerms<K> {
    /// Opens one case whose hash is that of the index: nothing of it comes out before every readable
    /// section has been verified.
    pub(crate) fn open(&self, token: &[u8; 32], case: &[u8]) -> Result<OpenedCase, CaseRefusal> {
        self.open_sections(token, case)
            .map_err(|class| CaseRefusal {
                token: Token::from_bytes(*token),
                class,
            })
    }

    fn open_sections(&self, token: &[u8; 32], case: &[u8]) -> Result<OpenedCase, RefusalClass> {
        let sealed = SealedCase::decode(case).map_err(DecodeError::class)?;
        if sealed.token != *token || sealed.sections.len() != self.section_count {
            return Err(RefusalClass::Schema);
        }
        let mut opener = CaseOpener::new(&self.nonce, token, case.len());
        let mut sections = Vec::with_capacity(self.readable.len());
        for readable in &self.readable {
            let section = sealed
                .sections
                .get(readable.place)
                .ok_or(RefusalClass::Schema)?;
            let key = readable.key.key_for(token);
            let range = opener.open(readable.name.as_str(), readable.floor, &key, section)?;
            sections.push((readable.name, range));
        }
        let case = OpenedCase {
            token: Token::from_bytes(*token),
            profile: self.profile.clone(),
            plain: opener.into_plain(),
            sections,
        };
        check_place(
            case.section(SectionName::Location),
            case.section(SectionName::LocationProtected),
        )?;
        Ok(case)
    }
}

#[cfg(test)]
mod tests;
