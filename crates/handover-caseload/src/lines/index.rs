//! What stands beside the lines: where each is, and what is known of it.

use std::{fs, path::Path};

use handover_dataset::Case;
use handover_files::{FileError, NewFile};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{draft::reference_in, facts::CaseFacts};

/// The form of the index and of the facts in it. Another number is no index: what facts are may change.
const FORM: u32 = 1;

/// One line.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) offset: u64,
    pub(super) length: usize,
    /// How many lines before it hold nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) blank_before: usize,
    #[serde(with = "hex")]
    pub(super) digest: [u8; 32],
    #[serde(flatten)]
    pub(super) looked: Looked,
}

/// What was seen in a line.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Looked {
    /// The sender's reference, if there is one.
    pub(crate) reference: Option<String>,
    /// What a selection asks; `None` if the line is not of the form of a case.
    pub(crate) facts: Option<CaseFacts>,
    /// Whether a person wrote the line, as far as is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) mended: bool,
}

/// The first line of the index.
#[derive(Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Head {
    form: u32,
    lines: usize,
    /// Of everything that follows, so that nothing of a damaged index is believed.
    #[serde(with = "hex")]
    sha256: [u8; 32],
}

impl Looked {
    /// Reads a line.
    pub(super) fn at(line: &[u8]) -> Self {
        match Case::from_json(line) {
            Ok(case) => Self::of(&case),
            Err(_) => Self {
                reference: reference_in(line),
                facts: None,
                mended: false,
            },
        }
    }

    /// What is seen in a case.
    pub(crate) fn of(case: &Case) -> Self {
        Self {
            reference: case.reference().map(|known| known.as_str().to_owned()),
            facts: Some(CaseFacts::of(case)),
            mended: false,
        }
    }
}

/// The index, if it is there and whole.
pub(super) fn read(path: &Path) -> Option<Vec<Entry>> {
    let bytes = fs::read(path).ok()?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = bytes.split_at_checked(end.checked_add(1)?)?;
    let head: Head = serde_json::from_slice(head).ok()?;
    let digest: [u8; 32] = Sha256::digest(rest).into();
    if head.form != FORM || head.sha256 != digest {
        return None;
    }
    let lines = rest.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    let entries: Vec<Entry> = lines
        .map(|line| serde_json::from_slice(line).ok())
        .collect::<Option<_>>()?;
    (entries.len() == head.lines).then_some(entries)
}

/// The index of these lines, as its file holds it.
pub(super) fn written(entries: &[Entry]) -> Vec<u8> {
    let mut index = NewIndex::default();
    for entry in entries {
        index.push(entry);
    }
    let mut all = index.head();
    for part in index.parts {
        all.extend(part);
    }
    all
}

/// An index on its way: what is written of each line is all that is kept.
#[derive(Default)]
pub(super) struct NewIndex {
    lines: usize,
    digest: Sha256,
    parts: Vec<Vec<u8>>,
}

/// So much of an index stands in one piece: one that grows whole would be there twice.
const PART: usize = 1 << 20;

impl NewIndex {
    pub(super) fn push(&mut self, entry: &Entry) {
        let is_full = |part: &Vec<u8>| part.len() >= PART;
        if self.parts.last().is_none_or(is_full) {
            self.parts.push(Vec::new());
        }
        if let Some(part) = self.parts.last_mut() {
            let before = part.len();
            push(part, entry);
            self.digest.update(part.get(before..).unwrap_or_default());
        }
        self.lines += 1;
    }

    fn head(&self) -> Vec<u8> {
        let mut head = Vec::new();
        push(
            &mut head,
            &Head {
                form: FORM,
                lines: self.lines,
                sha256: self.digest.clone().finalize().into(),
            },
        );
        head
    }

    pub(super) fn put_into(self, mut file: NewFile) -> Result<(), FileError> {
        file.put(&self.head())?;
        for part in self.parts {
            file.put(&part)?;
        }
        file.finish()
    }
}

fn push(bytes: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(&mut *bytes, value).expect("an object with text for keys");
    bytes.push(b'\n');
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands on a reference"
)]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// A digest as people write it.
mod hex {
    use ::hex::{FromHex, encode};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        digest: &[u8; 32],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(digest))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        <[u8; 32]>::from_hex(text).map_err(|_| D::Error::custom("no digest"))
    }
}
