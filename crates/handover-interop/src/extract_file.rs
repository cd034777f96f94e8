//! What an extract is made of.

use std::{borrow::Cow, fmt};

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

impl fmt::Debug for ExtractFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExtractFile(..)")
    }
}
