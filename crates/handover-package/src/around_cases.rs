//! What a package file is besides its cases: for a server that keeps the cases in parts.

use crate::{
    SignedIndex, index,
    layout::{CASES_AT, Layout, MAGIC},
};

impl SignedIndex {
    /// What stands before and behind the cases in the package file.
    ///
    /// With the sealed cases in between, in the order of the index, it is the file that the sender wrote,
    /// byte for byte.
    #[must_use]
    pub fn around_cases(&self) -> (Vec<u8>, Vec<u8>) {
        let index = index::encode(self.entries());
        let head = self.head().as_bytes();
        let len = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let index_at = CASES_AT + self.cases_len();
        let head_at = index_at + len(&index);
        let layout = Layout {
            index_at,
            head_at,
            trailer_at: head_at + len(head),
        };
        (MAGIC.to_vec(), [&index, head, &layout.trailer()].concat())
    }

    /// How long all the sealed cases are together, in bytes.
    #[must_use]
    pub fn cases_len(&self) -> u64 {
        self.entries().iter().map(|entry| entry.length()).sum()
    }
}
