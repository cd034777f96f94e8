//! Where the rows of a table are kept between two looks at them.

use super::{
    head::Head,
    keys::{ByKey, Keys},
    table::Row,
    text::Text,
};
use handover_sheet::StoredText;
use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hasher},
    io,
    sync::Arc,
};

/// Between two rows so many bytes are read rather than passed over.
const GAP: u64 = 4096;

/// The rows of a table.
pub(crate) enum Kept<'s> {
    /// They are made of another table's.
    Derived,
    Held(ByKey<Row>),
    Stored {
        text: Text<'s>,
        delimiter: u8,
        places: ByKey<RowPlace>,
        /// Lines of rows whose last cell may go on in the next.
        cut: BTreeSet<u64>,
    },
}

impl Default for Kept<'_> {
    fn default() -> Self {
        Self::Held(ByKey::of(&[], Vec::new(), 0))
    }
}

/// Where a row stands in a text, and by what it is known again.
#[derive(Clone, Copy)]
pub(super) struct RowPlace {
    line: u64,
    offset: u64,
    length: u32,
    mark: u32,
}

impl RowPlace {
    pub(super) fn new(line: u64, offset: u64, length: usize, cells: &csv::StringRecord) -> Self {
        Self {
            line,
            offset,
            // No block holds a longer one.
            length: u32::try_from(length).unwrap_or(u32::MAX),
            mark: mark(cells),
        }
    }

    fn end(&self) -> u64 {
        self.offset.saturating_add(u64::from(self.length))
    }
}

/// Another row has another mark, but for one in four thousand millions.
fn mark(cells: &csv::StringRecord) -> u32 {
    let mut hasher = DefaultHasher::new();
    hasher.write(cells.as_slice().as_bytes());
    let [a, b, c, d, ..] = hasher.finish().to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

impl Kept<'_> {
    pub(super) const fn is_derived(&self) -> bool {
        matches!(self, Self::Derived)
    }

    /// Whether a key has rows here; of a derived table that is not known.
    pub(super) fn has(&self, key: u32) -> bool {
        match self {
            Self::Derived => false,
            Self::Held(rows) => !rows.of_key(key).is_empty(),
            Self::Stored { places, .. } => !places.of_key(key).is_empty(),
        }
    }

    /// The rows of some keys, in no order.
    pub(super) fn rows(&self, whose: &[u32], keys: &Keys, head: &Head) -> io::Result<Vec<Row>> {
        let (text, delimiter, places, cut) = match self {
            Self::Derived => return Ok(Vec::new()),
            Self::Held(rows) => {
                let of_keys = whose.iter().flat_map(|key| rows.of_key(*key));
                return Ok(of_keys.cloned().collect());
            }
            Self::Stored {
                text,
                delimiter,
                places,
                cut,
            } => (text, *delimiter, places, cut),
        };
        let mut wanted: Vec<(u32, &RowPlace)> = Vec::new();
        for key in whose {
            let of_key = places.of_key(*key).iter();
            wanted.extend(of_key.map(|place| (*key, place)));
        }
        wanted.sort_by_key(|(_, place)| place.offset);
        let bytes = joined(text, &wanted)?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(bytes.as_slice());
        let width = head.columns().count();
        let mut rows = Vec::with_capacity(wanted.len());
        for (key, place) in wanted {
            let mut cells = csv::ByteRecord::new();
            let is_there = matches!(reader.read_byte_record(&mut cells), Ok(true));
            // What is beyond the headings was seen to hold nothing.
            cells.truncate(width);
            let cells = csv::StringRecord::from_byte_record(cells).ok();
            let cells = cells.filter(|cells| is_there && mark(cells) == place.mark);
            let cells = cells.ok_or(io::ErrorKind::InvalidData)?;
            let key = Arc::clone(keys.name(key));
            let mut row = Row::new(place.line, key, cells);
            row.is_cut = cut.contains(&place.line);
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Rows of a text one after the other.
fn joined(text: &Text<'_>, places: &[(u32, &RowPlace)]) -> io::Result<Vec<u8>> {
    let size = text.size();
    let is_near = |one: &(u32, &RowPlace), next: &(u32, &RowPlace)| {
        next.1.offset.saturating_sub(one.1.end()) <= GAP
    };
    // What would be a byte order mark at the beginning of a text is none in the middle.
    let (mut joined, mut block) = (vec![b'\n'], Vec::new());
    for near in places.chunk_by(is_near) {
        let (Some((_, first)), Some((_, last))) = (near.first(), near.last()) else {
            continue;
        };
        let end = last.end().min(size);
        let length = end.saturating_sub(first.offset);
        block.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
        text.read_at(&mut block, first.offset)?;
        for (_, place) in near {
            let from = usize::try_from(place.offset - first.offset).unwrap_or(usize::MAX);
            let length = usize::try_from(place.length).unwrap_or(usize::MAX);
            let row = block.get(from..from.saturating_add(length));
            let row = row.ok_or(io::ErrorKind::UnexpectedEof)?;
            joined.extend_from_slice(row);
            if !row.ends_with(b"\n") && !row.ends_with(b"\r") {
                joined.push(b'\n');
            }
        }
    }
    Ok(joined)
}
