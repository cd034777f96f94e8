//! Where things lie in a package file (section "The file" of `schemas/PROTOCOL.md`).

use handover_cbor::Limits;

/// The first and the last eight bytes.
pub(crate) const MAGIC: [u8; 8] = *b"HANDOVR1";

/// Where the first case begins, in bytes.
pub(crate) const CASES_AT: u64 = 8;

/// Two offsets and the magic, in bytes.
pub(crate) const TRAILER_LEN: u64 = 24;

/// The most cases of one package.
pub(crate) const MAX_CASES: usize = 1_000_000;

/// The longest head, in bytes.
pub(crate) const MAX_HEAD_LEN: u64 = 1 << 20;

/// The parts of a file of known length.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Layout {
    pub(crate) index_at: u64,
    pub(crate) head_at: u64,
    /// Where the head ends and the trailer begins.
    pub(crate) trailer_at: u64,
}

/// Why the end of a file is not the trailer of a package.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum LayoutError {
    /// Index or head would be longer than allowed.
    Limit,
    /// There is no trailer, or its offsets lead outside.
    Truncated,
}

impl Layout {
    /// Reads the trailer of a file that is `file_len` bytes long.
    pub(crate) fn read(trailer: &[u8; 24], file_len: u64) -> Result<Self, LayoutError> {
        let [offsets @ .., _, _, _, _, _, _, _, _] = trailer;
        let mut numbers = offsets
            .chunks_exact(8)
            .map(|chunk| chunk.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)));
        let (Some(index_at), Some(head_at)) = (numbers.next(), numbers.next()) else {
            return Err(LayoutError::Truncated);
        };
        let trailer_at = file_len
            .checked_sub(TRAILER_LEN)
            .ok_or(LayoutError::Truncated)?;
        let is_inside = CASES_AT <= index_at && index_at <= head_at && head_at <= trailer_at;
        if !is_inside || !trailer.ends_with(&MAGIC) {
            return Err(LayoutError::Truncated);
        }
        let layout = Self {
            index_at,
            head_at,
            trailer_at,
        };
        let max_index = u64::try_from(Limits::INDEX.max_len).unwrap_or(u64::MAX);
        if layout.index_len() > max_index || layout.head_len() > MAX_HEAD_LEN {
            return Err(LayoutError::Limit);
        }
        Ok(layout)
    }

    pub(crate) const fn index_len(&self) -> u64 {
        self.head_at - self.index_at
    }

    pub(crate) const fn head_len(&self) -> u64 {
        self.trailer_at - self.head_at
    }

    /// The last bytes of the file.
    pub(crate) fn trailer(&self) -> [u8; 24] {
        let mut trailer = [0; 24];
        trailer[..8].copy_from_slice(&self.index_at.to_be_bytes());
        trailer[8..16].copy_from_slice(&self.head_at.to_be_bytes());
        trailer[16..].copy_from_slice(&MAGIC);
        trailer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        index_at: 100,
        head_at: 200,
        trailer_at: 300,
    };

    #[test]
    fn reads_back_its_trailer_at_the_right_length_only() {
        assert_eq!(Layout::read(&LAYOUT.trailer(), 324), Ok(LAYOUT));
        assert_eq!(
            Layout::read(&LAYOUT.trailer(), 223),
            Err(LayoutError::Truncated)
        );
        assert_eq!(
            Layout::read(&LAYOUT.trailer(), 23),
            Err(LayoutError::Truncated)
        );
    }

    #[test]
    fn refuses_offsets_that_lead_outside_and_another_magic() {
        for (index_at, head_at) in [(7, 200), (201, 200), (100, 301), (u64::MAX, u64::MAX)] {
            let trailer = Layout {
                index_at,
                head_at,
                ..LAYOUT
            }
            .trailer();
            assert_eq!(Layout::read(&trailer, 324), Err(LayoutError::Truncated));
        }
        let mut trailer = LAYOUT.trailer();
        trailer[23] = b'2';
        assert_eq!(Layout::read(&trailer, 324), Err(LayoutError::Truncated));
    }

    #[test]
    fn refuses_lengths_over_the_limits_before_anything_is_read() {
        let head_too_long = Layout {
            trailer_at: 200 + MAX_HEAD_LEN + 1,
            ..LAYOUT
        };
        let index_too_long = Layout {
            head_at: 101 + (96 << 20),
            trailer_at: 1 << 40,
            ..LAYOUT
        };
        for layout in [head_too_long, index_too_long] {
            assert_eq!(
                Layout::read(&layout.trailer(), layout.trailer_at + TRAILER_LEN),
                Err(LayoutError::Limit)
            );
        }
    }
}
