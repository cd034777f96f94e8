//! Lines in the place of others; the rest stays byte for byte.

use std::collections::BTreeMap;

use handover_files::{FileError, Lock, NewFile};
use zeroize::Zeroizing;

use super::{CaseLines, index, index_of, wide, written::Line};
use crate::DraftError;

/// So much is copied at once.
const BLOCK: u64 = 1 << 20;

/// Why lines were not replaced.
pub(crate) enum NotReplaced {
    /// Somebody else changed the file meanwhile.
    Changed,
    Draft(DraftError),
    File(FileError),
}

impl From<FileError> for NotReplaced {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl CaseLines {
    /// Puts lines in the place of others, by their places: all of them or none.
    pub(crate) fn replace(&self, lines: &BTreeMap<usize, Line>) -> Result<(), NotReplaced> {
        let lock = self.path.with_file_name(Self::LOCK);
        let _held = Lock::hold(&lock)?;
        // Whoever changed the file since has another one in its place, or other lines.
        let now = Self::open(&self.path).map_err(NotReplaced::Draft)?;
        if now.entries != self.entries {
            return Err(NotReplaced::Changed);
        }
        let told = |error| FileError::reading(&self.path, error);
        let mut file = NewFile::replacing(&self.path)?;
        let mut entries = Vec::new();
        let (mut copied, mut written) = (0_u64, 0_u64);
        for (place, entry) in self.entries.iter().enumerate() {
            written = written.saturating_add(now.copy(copied, entry.offset, &mut file)?);
            let end = entry.offset.saturating_add(wide(entry.length));
            match lines.get(&place) {
                Some(line) => {
                    file.put(line.as_bytes())?;
                    let mut other = line.entry(written, entry.blank_before);
                    other.looked.mended = true;
                    entries.push(other);
                    written = written.saturating_add(wide(line.as_bytes().len()));
                }
                None => {
                    let mut same = entry.clone();
                    same.offset = written;
                    entries.push(same);
                    written = written.saturating_add(now.copy(entry.offset, end, &mut file)?);
                }
            }
            copied = end;
        }
        let size = now.file.size().map_err(told)?;
        now.copy(copied, size, &mut file)?;
        file.finish()?;
        if let Some(beside) = index_of(&self.path) {
            NewFile::rewrite(&beside, &index::written(&entries))?;
        }
        Ok(())
    }

    /// Copies a part of the file; how much it is.
    fn copy(&self, from: u64, to: u64, file: &mut NewFile) -> Result<u64, FileError> {
        let mut at = from;
        while at < to {
            let step = to.saturating_sub(at).min(BLOCK);
            let mut bytes = Zeroizing::new(vec![0; usize::try_from(step).unwrap_or(0)]);
            self.file
                .read_at(&mut bytes, at)
                .map_err(|error| FileError::reading(&self.path, error))?;
            file.put(&bytes)?;
            at = at.saturating_add(step);
        }
        Ok(to.saturating_sub(from))
    }
}
