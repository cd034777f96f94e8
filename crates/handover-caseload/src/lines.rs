//! Cases as lines of one file, beside an index that saves reading them.
//!
//! `cases.jsonl` holds one case a line, in ascending order of the references as `import` writes it. It is the truth: people
//! may change it with any program. `cases.index` says of each line where it stands, its SHA-256, its reference and what a
//! selection asks of it. It only saves work: each line is hashed when the file is opened, a line that the index does not
//! know is read, and an index that is not whole is none. Then the index is written anew.

mod index;
mod mended;
mod scan;
mod written;

use std::path::{Path, PathBuf};

use handover_files::{NewFile, system::SharedFile};
use zeroize::Zeroizing;

use self::index::Entry;
pub(crate) use self::{
    mended::NotReplaced,
    written::{Line, NewLines},
};
use crate::{DraftError, draft::DraftBytes, facts::CaseFacts};

/// An open file of cases.
pub(crate) struct CaseLines {
    path: PathBuf,
    file: SharedFile,
    entries: Vec<Entry>,
    /// How many lines the index did not know, though it is whole.
    changed: usize,
}

impl CaseLines {
    /// The file in the folder that `import` wrote.
    pub(crate) const FILE: &'static str = "cases.jsonl";
    /// What stands beside it.
    pub(crate) const INDEX: &'static str = "cases.index";
    /// Held by whoever changes it.
    pub(crate) const LOCK: &'static str = "cases.lock";

    /// Opens a file of cases, and hashes every line of it.
    pub(crate) fn open(path: &Path) -> Result<Self, DraftError> {
        let told = |error| DraftError::Io(path.to_owned(), error);
        let file = SharedFile::open(path).map_err(told)?;
        let beside = index_of(path);
        let kept = beside.as_deref().and_then(index::read);
        let scanned = scan::scan(&file, kept.as_deref()).map_err(told)?;
        let is_as_kept = kept.as_ref().is_some_and(|kept| *kept == scanned.entries);
        if let (false, Some(beside)) = (is_as_kept, &beside) {
            // It only saves work: where it cannot be written, the next one does the work again.
            let _ = NewFile::rewrite(beside, &index::written(&scanned.entries));
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            changed: kept.map_or(0, |_| scanned.unknown),
            entries: scanned.entries,
        })
    }

    pub(crate) const fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) const fn changed(&self) -> usize {
        self.changed
    }

    /// How many lines are not as the import wrote them.
    pub(crate) fn mended(&self) -> usize {
        let mended = self.entries.iter().filter(|entry| entry.looked.mended);
        mended.count()
    }

    pub(crate) fn reference(&self, place: usize) -> Option<&str> {
        self.entry(place).looked.reference.as_deref()
    }

    pub(crate) fn facts(&self, place: usize) -> Option<&CaseFacts> {
        self.entry(place).looked.facts.as_ref()
    }

    /// One case; it must still be what it was when the file was opened.
    pub(crate) fn read(&self, place: usize) -> Result<DraftBytes, DraftError> {
        let entry = self.entry(place);
        let mut bytes = Zeroizing::new(vec![0; entry.length]);
        let read = self.file.read_at(&mut bytes, entry.offset);
        let changed = || DraftError::Changed(self.path.clone());
        read.map_err(|_| changed())?;
        let line = place.saturating_add(entry.blank_before).saturating_add(1);
        let draft = DraftBytes::new(bytes, self.path.clone(), Some(line));
        if draft.digest() == entry.digest {
            Ok(draft)
        } else {
            Err(changed())
        }
    }

    fn entry(&self, place: usize) -> &Entry {
        self.entries.get(place).expect("a place of the caseload")
    }
}

impl std::fmt::Debug for CaseLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaseLines(..)")
    }
}

/// A number of bytes as a place in a file.
fn wide(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// The index of a file of cases; a file of another name has none.
fn index_of(path: &Path) -> Option<PathBuf> {
    (path.file_name()? == CaseLines::FILE).then(|| path.with_file_name(CaseLines::INDEX))
}

#[cfg(test)]
mod tests;
