//! What an extract is made of.

use crate::extract::held_at;
use handover_sheet::StoredText;
use std::{borrow::Cow, fmt, io};

/// One file of an extract, whose bytes need not be held: rows of text are read where they stand, again and again.
pub trait ExtractSource: StoredText {
    /// The file's name, as the mapping writes it.
    fn name(&self) -> &str;

    /// The bytes, if they are held.
    fn held(&self) -> Option<&[u8]> {
        None
    }
}

/// One file of an extract: its name and its bytes as they were read.
///
/// `Debug` shows neither: the bytes are people's records, and a name may be one too.
#[derive(Clone)]
pub struct ExtractFile {
    name: String,
    bytes: Cow<'static, [u8]>,
}

impl ExtractFile {
    /// A file of an extract; `name` is its name without folders, as the mapping writes it.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }

    /// The file's name, as the mapping writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes as they were read.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl StoredText for ExtractFile {
    fn size(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        held_at(&self.bytes, bytes, offset)
    }
}

impl ExtractSource for ExtractFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn held(&self) -> Option<&[u8]> {
        Some(&self.bytes)
    }
}

impl fmt::Debug for ExtractFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractFile(..)")
    }
}
