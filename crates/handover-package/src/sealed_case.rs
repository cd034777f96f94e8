//! How one case is shut and opened (section "A sealed case" of `schemas/PROTOCOL.md`).

use std::ops::Range;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use handover_cbor::{DecodeError, Grammar, Limits, RefusalClass};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    index::{head, head_len},
    keys::SectionKey,
    padding::{LENGTH_LEN, padded_len},
};

/// The commitment to the key, before the ciphertext, in bytes.
const COMMIT_LEN: usize = 32;

/// The authentication tag of AES-256-GCM, after the ciphertext, in bytes.
const TAG_LEN: usize = 16;

/// A section that is about to be sealed.
pub(crate) struct SectionToSeal<'a> {
    pub(crate) name: &'a str,
    /// The least padded length, in bytes.
    pub(crate) floor: u32,
    pub(crate) key: SectionKey,
    /// The section as CBOR.
    pub(crate) plaintext: &'a [u8],
}

/// Shuts one case: rule `sealed-case` of `schemas/handover.cddl`.
///
/// `out` is as long as [`sealed_case_len`] says, and what it held before does not matter. `None` if it
/// is not, or if a section is longer than its length prefix can say.
pub(crate) fn seal(
    nonce: &[u8; 16],
    token: &[u8; 32],
    sections: &[SectionToSeal<'_>],
    mut out: &mut [u8],
) -> Option<()> {
    let mut heads = Vec::with_capacity(64);
    head(&mut heads, 4, 2);
    head(&mut heads, 2, 32);
    heads.extend(token);
    head(&mut heads, 4, u64::try_from(sections.len()).ok()?);
    let mut aad = CaseAad::new(nonce, token);
    for section in sections {
        let padded = padded_len(section.plaintext.len(), section.floor);
        let sealed_len = COMMIT_LEN + padded + TAG_LEN;
        head(&mut heads, 2, u64::try_from(sealed_len).ok()?);
        out.split_off_mut(..heads.len())?.copy_from_slice(&heads);
        heads.clear();

        out.split_off_mut(..COMMIT_LEN)?
            .copy_from_slice(&section.key.commit());
        let plain = out.split_off_mut(..padded)?;
        let (prefix, rest) = plain.split_first_chunk_mut::<LENGTH_LEN>()?;
        *prefix = u32::try_from(section.plaintext.len()).ok()?.to_be_bytes();
        let (content, padding) = rest.split_at_mut_checked(section.plaintext.len())?;
        content.copy_from_slice(section.plaintext);
        padding.fill(0);
        let tag = aes_key(&section.key)
            .seal_in_place_separate_tag(zero_nonce(), Aad::from(aad.of(section.name)), plain)
            .ok()?;
        out.split_off_mut(..TAG_LEN)?.copy_from_slice(tag.as_ref());
    }
    out.is_empty().then_some(())
}

/// The length of a sealed section, in bytes.
fn sealed_len(len: usize, floor: u32) -> usize {
    COMMIT_LEN + padded_len(len, floor) + TAG_LEN
}

/// The sections of one case that have been opened, one after another in one buffer.
pub(crate) struct CaseOpener {
    aad: CaseAad,
    plain: Zeroizing<Vec<u8>>,
}

impl CaseOpener {
    /// For a case that is `case_len` bytes long: the buffer never grows, so no copy is left behind.
    pub(crate) fn new(nonce: &[u8; 16], token: &[u8; 32], case_len: usize) -> Self {
        Self {
            aad: CaseAad::new(nonce, token),
            plain: Zeroizing::new(Vec::with_capacity(case_len)),
        }
    }

    /// Opens one section after all of it has been checked: the commitment and the tag (`decrypt`),
    /// the padding, which is exact and zero (`not-deterministic`), and the encoding.
    ///
    /// Returns where it lies in the buffer.
    pub(crate) fn open(
        &mut self,
        name: &str,
        floor: u32,
        key: &SectionKey,
        sealed: &[u8],
    ) -> Result<Range<usize>, RefusalClass> {
        let (commit, rest) = sealed
            .split_at_checked(COMMIT_LEN)
            .ok_or(RefusalClass::Decrypt)?;
        let (ciphertext, tag) = rest
            .split_last_chunk::<TAG_LEN>()
            .ok_or(RefusalClass::Decrypt)?;
        if !bool::from(commit.ct_eq(&key.commit())) {
            return Err(RefusalClass::Decrypt);
        }
        let start = self.plain.len();
        self.plain.resize(start + ciphertext.len(), 0);
        let plain = self.plain.get_mut(start..).unwrap_or_default();
        aes_key(key)
            .open_separate_gather(
                zero_nonce(),
                Aad::from(self.aad.of(name)),
                ciphertext,
                tag,
                plain,
            )
            .map_err(|_| RefusalClass::Decrypt)?;
        let len = unpad(plain, floor).ok_or(RefusalClass::NotDeterministic)?;
        let section = start + LENGTH_LEN..start + LENGTH_LEN + len;
        check_section(self.plain.get(section.clone()).unwrap_or_default())
            .map_err(DecodeError::class)?;
        Ok(section)
    }

    /// The buffer with every section that was opened.
    pub(crate) fn into_plain(self) -> Zeroizing<Vec<u8>> {
        self.plain
    }
}

/// The length of the section in `plain`, if the padding is what it must be.
fn unpad(plain: &[u8], floor: u32) -> Option<usize> {
    let (prefix, rest) = plain.split_first_chunk::<LENGTH_LEN>()?;
    let len = usize::try_from(u32::from_be_bytes(*prefix)).ok()?;
    let padding = rest.get(len..)?;
    let is_exact = plain.len() == padded_len(len, floor);
    (is_exact && padding.iter().all(|byte| *byte == 0)).then_some(len)
}

/// Whether `bytes` are one section in its one encoding: rule `section` of `schemas/handover.cddl`.
pub(crate) fn check_section(bytes: &[u8]) -> Result<(), DecodeError> {
    handover_cbor::check(bytes, Grammar::Section, &Limits::SECTION)?;
    match bytes.first() {
        Some(initial) if initial >> 5 == 5 => Ok(()),
        _ => Err(DecodeError::Shape),
    }
}

/// The parts of a sealed case.
#[derive(Debug)]
pub(crate) struct SealedCase<'a> {
    pub(crate) token: [u8; 32],
    pub(crate) sections: Vec<&'a [u8]>,
}

impl<'a> SealedCase<'a> {
    /// Reads a sealed case without opening it.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        handover_cbor::check(bytes, Grammar::Payload, &Limits::SEALED_CASE)?;
        // The gate has shown that the item is whole and every head as short as can be.
        let mut rest = bytes
            .strip_prefix(&[0x82, 0x58, 0x20])
            .ok_or(DecodeError::Shape)?;
        let token = rest.split_off(..32).ok_or(DecodeError::Shape)?;
        let Some((4, count)) = read_head(&mut rest) else {
            return Err(DecodeError::Shape);
        };
        let mut sections = Vec::new();
        for _ in 0..count {
            let Some((2, len)) = read_head(&mut rest) else {
                return Err(DecodeError::Shape);
            };
            sections.push(rest.split_off(..len).ok_or(DecodeError::Shape)?);
        }
        Ok(Self {
            token: token.try_into().map_err(|_| DecodeError::Shape)?,
            sections,
        })
    }
}

/// Takes the head of an item off `rest`: its major type and argument. The bytes have passed the gate.
pub(crate) fn read_head(rest: &mut &[u8]) -> Option<(u8, usize)> {
    let initial = *rest.split_off_first()?;
    let len = match initial & 0x1f {
        information @ 0..24 => return Some((initial >> 5, usize::from(information))),
        24 => 1,
        25 => 2,
        26 => 4,
        _ => 8,
    };
    let argument = rest.split_off(..len)?.iter();
    let argument = argument.fold(0, |n: u64, byte| n << 8 | u64::from(*byte));
    Some((initial >> 5, usize::try_from(argument).ok()?))
}

/// The associated data of each section of one case: rule `case-aad` of `schemas/handover.cddl`.
struct CaseAad {
    bytes: Vec<u8>,
    section_at: usize,
}

impl CaseAad {
    fn new(nonce: &[u8; 16], token: &[u8; 32]) -> Self {
        let mut bytes = Vec::with_capacity(104);
        head(&mut bytes, 4, 4);
        text(&mut bytes, "handover/1 case");
        head(&mut bytes, 2, 16);
        bytes.extend(nonce);
        head(&mut bytes, 2, 32);
        bytes.extend(token);
        let section_at = bytes.len();
        Self { bytes, section_at }
    }

    fn of(&mut self, section: &str) -> &[u8] {
        self.bytes.truncate(self.section_at);
        text(&mut self.bytes, section);
        &self.bytes
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    head(out, 3, u64::try_from(text.len()).unwrap_or(u64::MAX));
    out.extend(text.as_bytes());
}

fn aes_key(key: &SectionKey) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, key.secret().as_bytes());
    LessSafeKey::new(key.expect("the key is 32 bytes long"))
}

/// A key seals one message only, so the nonce says nothing.
fn zero_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

/// The length of a sealed case with sections of these lengths and floors, in bytes.
pub(crate) fn sealed_case_len(sections: impl IntoIterator<Item = (usize, u32)>) -> usize {
    let (mut count, mut total) = (0, 0);
    for (len, floor) in sections {
        let len = sealed_len(len, floor);
        total += head_len(u64::try_from(len).unwrap_or(u64::MAX)) + len;
        count += 1;
    }
    1 + 34 + head_len(count) + total
}

#[cfg(test)]
mod tests;
