//! A package file that is being read: bounded runs of cases, both cores busy.

use std::io::{self, Read, Seek, SeekFrom};

use handover_cbor::Limits;
use handover_trust::Package;
use rayon::prelude::*;

use crate::{
    ReceiveError,
    index::{self, IndexEntry},
    layout::{CASES_AT, Layout, LayoutError, MAGIC, TRAILER_LEN},
    tree::{Hash, RootBuilder, sha256},
};

/// The most cases that are read, sealed or opened at once.
pub(crate) const RUN_CASES: usize = 256;

/// The most bytes of cases that are read, sealed or opened at once; a longer case goes alone.
pub(crate) const RUN_BYTES: usize = 8 << 20;

/// The cases of a file, of which the index says where they lie.
#[derive(Debug)]
pub(crate) struct CaseFile<R> {
    source: R,
    layout: Layout,
    entries: Vec<IndexEntry>,
    /// Where each case begins.
    offsets: Vec<u64>,
    /// Where the last case ends, if the index is right.
    end: u64,
}

impl<R: Read + Seek> CaseFile<R> {
    /// Reads trailer, index and head, and returns the head's bytes beside the file.
    pub(crate) fn read(mut source: R) -> Result<(Self, Vec<u8>), ReceiveError> {
        let layout = read_layout(&mut source)?;
        let entries = decode_index(&read_index(&mut source, &layout)?)?;
        let head = read_head(&mut source, &layout)?;

        let (mut offsets, mut end) = (Vec::with_capacity(entries.len()), CASES_AT);
        for entry in &entries {
            offsets.push(end);
            end += entry.length;
        }
        let file = Self {
            source,
            layout,
            entries,
            offsets,
            end,
        };
        Ok((file, head))
    }

    /// Checks the index against the head and every case against the index, run by run.
    pub(crate) fn check(&mut self, head: &Package) -> Result<(), ReceiveError> {
        check_index(&self.entries, head)?;
        if self.end != self.layout.index_at {
            return Err(ReceiveError::Altered);
        }
        let (mut from, mut buffer) = (0, Vec::new());
        while from < self.entries.len() {
            let run = self.read_run(from, &mut buffer)?;
            from += run.len();
            if !run.par_iter().all(|(entry, case)| is_case_of(entry, case)) {
                return Err(ReceiveError::Altered);
            }
        }
        Ok(())
    }

    pub(crate) fn entries(&self) -> &[IndexEntry] {
        &self.entries
    }

    /// The place of a case, from 0.
    pub(crate) fn place_of(&self, token: &[u8; 32]) -> Option<usize> {
        index::place_of(&self.entries, token)
    }

    /// The bytes of one case, with one seek.
    pub(crate) fn read_case(&mut self, place: usize) -> io::Result<Option<(IndexEntry, Vec<u8>)>> {
        let (Some(entry), Some(offset)) = (self.entries.get(place), self.offsets.get(place)) else {
            return Ok(None);
        };
        self.source.seek(SeekFrom::Start(*offset))?;
        let case = read_bytes(&mut self.source, entry.length)?;
        Ok(Some((*entry, case)))
    }

    /// Reads some cases into `buffer`, which grows as needed, beginning with the one at `from`: one or
    /// more, unless there is none.
    pub(crate) fn read_run<'a>(
        &'a mut self,
        from: usize,
        buffer: &'a mut Vec<u8>,
    ) -> io::Result<Vec<(&'a IndexEntry, &'a [u8])>> {
        let entries = self.entries.get(from..).unwrap_or_default();
        let run = entries.get(..run_len(entries)).unwrap_or_default();
        let Some(offset) = self.offsets.get(from) else {
            return Ok(Vec::new());
        };
        self.source.seek(SeekFrom::Start(*offset))?;
        let len = run.iter().map(|entry| to_usize(entry.length)).sum();
        if buffer.len() < len {
            buffer.resize(len, 0);
        }
        let read = buffer.get_mut(..len).unwrap_or_default();
        self.source.read_exact(read)?;
        let mut rest = &*read;
        Ok(run
            .iter()
            .map(|entry| {
                let case = rest
                    .split_off(..to_usize(entry.length))
                    .expect("the buffer is as long as the run");
                (entry, case)
            })
            .collect())
    }
}

/// Reads where things lie: the magic at both ends, and the offsets of the trailer.
pub(crate) fn read_layout(source: &mut (impl Read + Seek)) -> Result<Layout, ReceiveError> {
    let file_len = source.seek(SeekFrom::End(0))?;
    if file_len < CASES_AT + TRAILER_LEN {
        return Err(ReceiveError::Truncated);
    }
    let mut magic = [0; 8];
    source.seek(SeekFrom::Start(0))?;
    source.read_exact(&mut magic)?;
    if magic != MAGIC {
        return Err(ReceiveError::UnknownFormat);
    }
    let mut trailer = [0; 24];
    source.seek(SeekFrom::Start(file_len - TRAILER_LEN))?;
    source.read_exact(&mut trailer)?;
    Layout::read(&trailer, file_len).map_err(|error| match error {
        LayoutError::Limit => ReceiveError::Limit,
        LayoutError::Truncated => ReceiveError::Truncated,
    })
}

/// The bytes of the index.
pub(crate) fn read_index(source: &mut (impl Read + Seek), layout: &Layout) -> io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(layout.index_at))?;
    read_bytes(source, layout.index_len())
}

/// The bytes of the head.
pub(crate) fn read_head(source: &mut (impl Read + Seek), layout: &Layout) -> io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(layout.head_at))?;
    read_bytes(source, layout.head_len())
}

/// Reads an index of which no case claims to be longer than allowed.
pub(crate) fn decode_index(bytes: &[u8]) -> Result<Vec<IndexEntry>, ReceiveError> {
    let entries = index::decode(bytes).map_err(ReceiveError::Index)?;
    let max_len = u64::try_from(Limits::SEALED_CASE.max_len).unwrap_or(u64::MAX);
    if entries.iter().any(|entry| entry.length > max_len) {
        return Err(ReceiveError::Limit);
    }
    Ok(entries)
}

/// Checks an index against the head that signs it.
pub(crate) fn check_index(entries: &[IndexEntry], head: &Package) -> Result<(), ReceiveError> {
    if u64::try_from(entries.len()) != Ok(head.count) || !index::is_ascending(entries) {
        return Err(ReceiveError::Disordered);
    }
    if index_root(entries) != *head.root.as_bytes() {
        return Err(ReceiveError::Altered);
    }
    Ok(())
}

/// Whether these bytes are the case that the index means.
pub(crate) fn is_case_of(entry: &IndexEntry, case: &[u8]) -> bool {
    sha256(&[case]) == entry.digest
}

/// The root over the leaves of `entries`, computed on all cores.
pub(crate) fn index_root(entries: &[IndexEntry]) -> Hash {
    let mut builder = RootBuilder::default();
    for chunk in entries.chunks(1 << 14) {
        let leaves: Vec<Hash> = chunk.par_iter().map(IndexEntry::leaf).collect();
        leaves.into_iter().for_each(|leaf| builder.push(leaf));
    }
    builder.finish()
}

/// How many of these cases go together.
fn run_len(entries: &[IndexEntry]) -> usize {
    let mut bytes = 0;
    let fits = |entry: &&IndexEntry| {
        bytes += to_usize(entry.length);
        bytes <= RUN_BYTES
    };
    let len = entries.iter().take(RUN_CASES).take_while(fits).count();
    len.max(1).min(entries.len())
}

/// Lengths have been compared with the limits before.
fn to_usize(length: u64) -> usize {
    usize::try_from(length).expect("what is within the limits fits in memory")
}

fn read_bytes(source: &mut impl Read, len: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; to_usize(len)];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(lengths: &[u64]) -> Vec<IndexEntry> {
        let entry = |length: &u64| IndexEntry {
            token: [0; 32],
            length: *length,
            digest: [0; 32],
        };
        lengths.iter().map(entry).collect()
    }

    #[test]
    fn a_run_is_bounded_in_cases_and_bytes_and_never_empty() {
        assert_eq!(run_len(&entries(&[1; 1000])), RUN_CASES);
        assert_eq!(run_len(&entries(&[4 << 20; 5])), 2);
        assert_eq!(run_len(&entries(&[9 << 20, 1])), 1);
        assert_eq!(run_len(&entries(&[5])), 1);
        assert_eq!(run_len(&[]), 0);
    }

    fn file(entries: &[IndexEntry]) -> Vec<u8> {
        let index = index::encode(entries);
        let layout = Layout {
            index_at: CASES_AT,
            head_at: CASES_AT + u64::try_from(index.len()).unwrap(),
            trailer_at: CASES_AT + u64::try_from(index.len()).unwrap(),
        };
        [&MAGIC[..], &index, &layout.trailer()].concat()
    }

    #[test]
    fn a_case_that_claims_too_much_is_refused_before_it_is_looked_for() {
        let read = |length| CaseFile::read(io::Cursor::new(file(&entries(&[length])))).map(|_| ());
        assert_eq!(read(4 << 20), Ok(()));
        assert_eq!(read((4 << 20) + 1), Err(ReceiveError::Limit));
        assert_eq!(read((1 << 53) - 1), Err(ReceiveError::Limit));
    }

    #[test]
    fn too_many_cases_are_refused_before_they_are_read() {
        let mut claims = vec![0x9a, 0x00, 0x3d, 0x09, 0x01]; // 4,000,001 items in one array
        claims.push(0);
        let layout = Layout {
            index_at: CASES_AT,
            head_at: CASES_AT + 6,
            trailer_at: CASES_AT + 6,
        };
        let file = [&MAGIC[..], &claims, &layout.trailer()].concat();
        let refused = CaseFile::read(io::Cursor::new(file))
            .map(|_| ())
            .unwrap_err();
        assert_eq!(refused.class(), handover_cbor::RefusalClass::Limits);
    }
}
