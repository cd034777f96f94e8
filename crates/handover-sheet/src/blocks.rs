//! A text that is read a block at a time, so that no file need fit into memory.

use std::{io, sync::Arc};

/// So many bytes are read at a time.
const BLOCK: usize = 1 << 20;

/// The bytes of a file, wherever they are kept.
pub trait StoredText: Sync {
    /// How many there are.
    fn size(&self) -> u64;

    /// Fills `bytes` from `offset` on.
    ///
    /// # Errors
    ///
    /// What the system says; [`io::ErrorKind::UnexpectedEof`] if there are fewer.
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;
}

/// What has been read and is still needed of a text.
pub(crate) struct Blocks<'b> {
    block: Block<'b>,
    /// Where in the text the block begins.
    at: u64,
    text: Option<&'b dyn StoredText>,
}

/// Bytes of a text that follow each other.
#[derive(Clone)]
pub(crate) enum Block<'b> {
    Read(Arc<Vec<u8>>),
    Whole(&'b [u8]),
}

impl AsRef<[u8]> for Block<'_> {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Read(bytes) => bytes,
            Self::Whole(bytes) => bytes,
        }
    }
}

impl<'b> Blocks<'b> {
    pub(crate) const fn whole(bytes: &'b [u8]) -> Self {
        Self {
            block: Block::Whole(bytes),
            at: 0,
            text: None,
        }
    }

    pub(crate) fn begin(text: &'b dyn StoredText) -> io::Result<Self> {
        let mut blocks = Self {
            block: Block::Whole(&[]),
            at: 0,
            text: Some(text),
        };
        blocks.read_on(0)?;
        Ok(blocks)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.block.as_ref()
    }

    pub(crate) fn block(&self) -> Block<'b> {
        self.block.clone()
    }

    /// How many bytes the whole text has.
    pub(crate) fn size(&self) -> u64 {
        let held = || wide(self.bytes().len());
        self.text.map_or_else(held, StoredText::size)
    }

    /// Where in the text a place of the block is.
    pub(crate) fn offset_of(&self, place: usize) -> u64 {
        self.at.saturating_add(wide(place))
    }

    /// Whether nothing follows the block.
    pub(crate) fn is_last(&self) -> bool {
        self.offset_of(self.bytes().len()) >= self.size()
    }

    /// Lets go of the bytes before `kept` and reads what follows: as much again as is kept, so that a record of any
    /// length costs what it is long.
    pub(crate) fn read_on(&mut self, kept: usize) -> io::Result<()> {
        let Some(text) = self.text else {
            return Ok(());
        };
        let kept_bytes = self.bytes().get(kept..).unwrap_or_default();
        let from = self.offset_of(self.bytes().len());
        let left = usize::try_from(text.size().saturating_sub(from)).unwrap_or(usize::MAX);
        let more = BLOCK.max(kept_bytes.len()).min(left);
        let mut bytes = Vec::with_capacity(kept_bytes.len().saturating_add(more));
        bytes.extend_from_slice(kept_bytes);
        bytes.resize(kept_bytes.len().saturating_add(more), 0);
        text.read_at(bytes.get_mut(kept_bytes.len()..).unwrap_or_default(), from)?;
        self.at = self.offset_of(kept);
        self.block = Block::Read(Arc::new(bytes));
        Ok(())
    }
}

fn wide(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Records;
    use proptest::prelude::*;

    struct Text(Vec<u8>);

    impl StoredText for Text {
        fn size(&self) -> u64 {
            wide(self.0.len())
        }

        fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
            let from = usize::try_from(offset).unwrap();
            let found = self.0.get(from..from + bytes.len());
            let found = found.ok_or(io::ErrorKind::UnexpectedEof)?;
            bytes.copy_from_slice(found);
            Ok(())
        }
    }

    type Seen = (u64, bool, bool, u64, usize, Vec<Vec<u8>>);

    fn seen(records: Records<'_>) -> Vec<Seen> {
        let seen = |one: crate::Record| {
            let cells = one.cells.iter().map(<[u8]>::to_vec).collect();
            let place = (one.offset, one.length);
            (
                one.line,
                one.is_after_blank,
                one.is_sound,
                place.0,
                place.1,
                cells,
            )
        };
        records.map(seen).collect()
    }

    /// Rows of all kinds around the places where blocks end.
    fn text(rows: &[(u8, usize)]) -> Vec<u8> {
        let mut text = Vec::new();
        for (kind, length) in rows {
            let word = "x".repeat(*length);
            let row = match kind {
                0 => format!("a,{word}\r\n"),
                1 => format!("\"a\n{word}\",b\n"),
                2 => format!("a,\"{word}\n"),
                3 => "\n\r\n".to_owned(),
                4 => format!("\"a\"\"{word}\",\"b\"\r"),
                5 => format!("\u{feff}{word},b\n"),
                _ => format!("\"a\"{word},c\n"),
            };
            text.extend(row.bytes());
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn blocks_are_read_as_the_whole(
            rows in prop::collection::vec((0_u8..7, prop_oneof![0_usize..40, BLOCK / 3..BLOCK]), 0..9)
        ) {
            let text = Text(text(&rows));
            let whole = seen(Records::new(&text.0, b','));
            for (_, _, _, offset, length, _) in &whole {
                let from = usize::try_from(*offset).unwrap();
                prop_assert!(text.0.get(from..from + length).is_some());
            }
            prop_assert_eq!(seen(Records::stored(&text, b',').unwrap()), whole);
        }
    }
}
