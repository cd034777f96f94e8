//! The index of a package: which case lies where, and what it hashes to.

use handover_cbor::{DecodeError, Grammar, Limits};
use handover_trust::{Digest, Token};
use serde::Deserialize;
use serde_bytes::ByteArray;

use crate::tree::{Hash, leaf};

/// One case in the index; rule `index-entry` of `schemas/handover.cddl`. 72 bytes in memory.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(from = "EntryMembers")]
pub struct IndexEntry {
    pub(crate) token: [u8; 32],
    /// Of the sealed case, in bytes.
    pub(crate) length: u64,
    /// SHA-256 of the sealed case.
    pub(crate) digest: Hash,
}

impl IndexEntry {
    /// The longest encoding, in bytes.
    const MAX_ENCODED_LEN: usize = 1 + 34 + 9 + 34;

    /// What stands for the case.
    #[must_use]
    pub const fn token(&self) -> Token {
        Token::from_bytes(self.token)
    }

    /// Of the sealed case, in bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// SHA-256 of the sealed case.
    #[must_use]
    pub const fn digest(&self) -> Digest {
        Digest::from_bytes(self.digest)
    }

    /// The encoding: an item of the index, and the content of the leaf.
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend([0x83, 0x58, 0x20]);
        out.extend(self.token);
        head(out, 0, self.length);
        out.extend([0x58, 0x20]);
        out.extend(self.digest);
    }

    /// The leaf of the tree: it covers every member, so that nobody can relabel a case.
    pub(crate) fn leaf(&self) -> Hash {
        let mut content = Vec::with_capacity(Self::MAX_ENCODED_LEN);
        self.encode(&mut content);
        leaf(&content)
    }
}

/// Writes the head of a data item in its shortest form (RFC 8949, section 3).
pub(crate) fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let bytes = argument.to_be_bytes();
    let (information, len) = match argument {
        0..24 => {
            out.push(major << 5 | bytes[7]);
            return;
        }
        24..0x100 => (24, 1),
        0x100..0x1_0000 => (25, 2),
        0x1_0000..0x1_0000_0000 => (26, 4),
        _ => (27, 8),
    };
    out.push(major << 5 | information);
    out.extend(bytes.iter().skip(8 - len));
}

/// How many bytes [`head`] writes.
pub(crate) const fn head_len(argument: u64) -> usize {
    match argument {
        0..24 => 1,
        24..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x1_0000_0000 => 5,
        _ => 9,
    }
}

/// The bytes of the index.
pub(crate) fn encode(entries: &[IndexEntry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(9 + entries.len() * IndexEntry::MAX_ENCODED_LEN);
    head(
        &mut out,
        4,
        u64::try_from(entries.len()).unwrap_or(u64::MAX),
    );
    for entry in entries {
        entry.encode(&mut out);
    }
    out
}

/// Reads an index, whatever the order of its tokens.
pub(crate) fn decode(bytes: &[u8]) -> Result<Vec<IndexEntry>, DecodeError> {
    let entries: Vec<IndexEntry> =
        handover_cbor::from_slice(bytes, Grammar::Payload, &Limits::INDEX)?;
    // The codec is lenient about the lengths of arrays: what it read must be what was there.
    if !entries.is_empty() && is_encoding_of(bytes, &entries) {
        Ok(entries)
    } else {
        Err(DecodeError::Shape)
    }
}

/// Whether `bytes` are the encoding of `entries`, without making all of it.
fn is_encoding_of(mut bytes: &[u8], entries: &[IndexEntry]) -> bool {
    let mut expected = Vec::with_capacity(IndexEntry::MAX_ENCODED_LEN);
    head(
        &mut expected,
        4,
        u64::try_from(entries.len()).unwrap_or(u64::MAX),
    );
    for entry in entries {
        let Some(rest) = bytes.strip_prefix(expected.as_slice()) else {
            return false;
        };
        bytes = rest;
        expected.clear();
        entry.encode(&mut expected);
    }
    bytes == expected
}

/// An entry as the array it is on the wire.
#[derive(Deserialize)]
struct EntryMembers(ByteArray<32>, u64, ByteArray<32>);

impl From<EntryMembers> for IndexEntry {
    fn from(EntryMembers(token, length, digest): EntryMembers) -> Self {
        Self {
            token: token.into_array(),
            length,
            digest: digest.into_array(),
        }
    }
}

/// Whether tokens strictly ascend: sorted, and none twice.
pub(crate) fn is_ascending(entries: &[IndexEntry]) -> bool {
    entries.is_sorted_by(|before, after| before.token < after.token)
}

/// The place of a case among entries that ascend, from 0.
pub(crate) fn place_of(entries: &[IndexEntry], token: &[u8; 32]) -> Option<usize> {
    entries
        .binary_search_by(|entry| entry.token.cmp(token))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(lengths: &[u64]) -> Vec<IndexEntry> {
        lengths
            .iter()
            .zip(1..)
            .map(|(length, n)| IndexEntry {
                token: [n; 32],
                length: *length,
                digest: [0xdd; 32],
            })
            .collect()
    }

    #[test]
    fn reads_back_what_it_wrote_in_the_one_encoding() {
        let lengths = [0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, (1 << 53) - 1];
        let entries = entries(&lengths);
        let bytes = encode(&entries);
        assert_eq!(decode(&bytes).unwrap(), entries);
        for length in lengths {
            let mut out = Vec::new();
            head(&mut out, 2, length);
            assert_eq!(out.len(), head_len(length));
        }
    }

    #[test]
    fn the_leaf_covers_every_member() {
        let entry = entries(&[77])[0];
        let leaf = entry.leaf();
        assert_ne!(
            leaf,
            IndexEntry {
                token: [9; 32],
                ..entry
            }
            .leaf()
        );
        assert_ne!(
            leaf,
            IndexEntry {
                length: 78,
                ..entry
            }
            .leaf()
        );
        assert_ne!(
            leaf,
            IndexEntry {
                digest: [9; 32],
                ..entry
            }
            .leaf()
        );
    }

    #[test]
    fn an_empty_index_and_entries_of_another_shape_are_not_of_the_grammar() {
        assert_eq!(decode(&[0x80]), Err(DecodeError::Shape));
        assert_eq!(decode(&[0x81, 0x80]), Err(DecodeError::Shape));
        let mut four_members = encode(&entries(&[1]));
        four_members[1] = 0x84;
        four_members.push(0);
        assert_eq!(decode(&four_members), Err(DecodeError::Shape));
        let mut bytes = encode(&entries(&[1]));
        bytes[2] = 0x58;
        bytes[3] = 0x1f;
        assert!(decode(&bytes).is_err());
    }

    #[test]
    fn equal_tokens_are_not_ascending() {
        let mut entries = entries(&[1, 1]);
        assert!(is_ascending(&entries));
        entries.reverse();
        assert!(!is_ascending(&entries));
        entries[0] = entries[1];
        assert!(!is_ascending(&entries));
    }

    #[test]
    fn an_entry_takes_72_bytes() {
        assert_eq!(size_of::<IndexEntry>(), 72);
    }
}
