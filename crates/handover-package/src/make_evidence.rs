use std::io::{Read, Seek};

use handover_dataset::SectionName;
use handover_trust::{Digest, OrganisationId, SealingPublicKey, Token};
use rayon::prelude::*;
use serde_bytes::ByteBuf;

use crate::{
    Carried, MakeEvidenceError, Opened, Received,
    carried::Whole,
    case_file::is_case_of,
    evidence::{EvidenceKeys, EvidenceMap, evidence_info},
    index::IndexEntry,
    keys::{SecretsBySection, encode_secrets},
    tree::{Hash, inclusion_path},
};

/// To whom evidence shows which sections.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what evidence keys say, before they are sealed"
)]
pub struct EvidenceReader {
    /// The reader.
    pub to: OrganisationId,
    /// The reader's sealing key, as the directory has it.
    pub key: SealingPublicKey,
    /// The sections that the reader may open, of this case only.
    pub sections: Vec<SectionName>,
}

impl<R: Read + Seek> Carried<R> {
    /// Evidence of one case, shut, with statements about it.
    ///
    /// # Errors
    ///
    /// [`MakeEvidenceError`] if there is no such case, or it cannot be read any more.
    pub fn evidence(
        &mut self,
        token: &Token,
        statements: &[&[u8]],
    ) -> Result<Vec<u8>, MakeEvidenceError> {
        make(self.whole_mut(), token, None, statements)
    }
}

impl<R: Read + Seek> Received<R> {
    /// Evidence of one case, shut, with statements about it.
    ///
    /// # Errors
    ///
    /// [`MakeEvidenceError`] if there is no such case, or it cannot be read any more.
    pub fn evidence(
        &mut self,
        token: &Token,
        statements: &[&[u8]],
    ) -> Result<Vec<u8>, MakeEvidenceError> {
        make(self.whole_mut(), token, None, statements)
    }
}

impl<R: Read + Seek> Opened<R> {
    /// Evidence of one case with statements about it, and the keys of some of its sections sealed to
    /// a reader, who can open these and nothing else.
    ///
    /// # Errors
    ///
    /// [`MakeEvidenceError`] if there is no such case, or a section is not ours to show.
    pub fn evidence(
        &mut self,
        token: &Token,
        reader: Option<&EvidenceReader>,
        statements: &[&[u8]],
    ) -> Result<Vec<u8>, MakeEvidenceError> {
        let keys = reader
            .map(|reader| self.evidence_keys(token, reader))
            .transpose()?;
        make(self.whole_mut(), token, keys, statements)
    }

    fn evidence_keys(
        &self,
        token: &Token,
        reader: &EvidenceReader,
    ) -> Result<EvidenceKeys, MakeEvidenceError> {
        let mut secrets = SecretsBySection::new();
        for wanted in &reader.sections {
            let mut readable = self.terms().readable.iter();
            let section = readable
                .find(|section| section.name == *wanted)
                .ok_or(MakeEvidenceError::NotOurs)?;
            let key = section.key.section_key(token.as_bytes());
            secrets.insert(wanted.as_str().to_owned(), key.secret().clone());
        }
        if secrets.is_empty() {
            return Err(MakeEvidenceError::NotOurs);
        }
        let info = evidence_info(self.head().id(), token, &reader.to);
        let (enc, sealed) = reader
            .key
            .seal(&info, &encode_secrets(&secrets))
            .map_err(|_| MakeEvidenceError::UnusableKey)?;
        Ok(EvidenceKeys {
            to: reader.to.clone(),
            key: reader.key.id(),
            enc,
            sealed: ByteBuf::from(sealed),
        })
    }
}

fn make<R: Read + Seek>(
    whole: &mut Whole<R>,
    token: &Token,
    keys: Option<EvidenceKeys>,
    statements: &[&[u8]],
) -> Result<Vec<u8>, MakeEvidenceError> {
    let unknown = MakeEvidenceError::UnknownCase;
    let place = whole.file.place_of(token.as_bytes()).ok_or(unknown)?;
    let (entry, case) = whole.file.read_case(place)?.ok_or(unknown)?;
    if !is_case_of(&entry, &case) {
        return Err(MakeEvidenceError::Altered);
    }
    let leaves: Vec<Hash> = whole
        .file
        .entries()
        .par_iter()
        .map(IndexEntry::leaf)
        .collect();
    let path = inclusion_path(&leaves, place).ok_or(unknown)?;
    Ok(handover_cbor::to_vec(&EvidenceMap {
        head: ByteBuf::from(whole.head.as_bytes()),
        case: ByteBuf::from(case),
        place: u64::try_from(place).map_err(|_| unknown)?,
        path: path.into_iter().map(Digest::from_bytes).collect(),
        keys,
        statements: statements
            .iter()
            .map(|bytes| ByteBuf::from(*bytes))
            .collect(),
    }))
}
