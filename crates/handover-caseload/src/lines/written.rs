//! A file of cases on its way into a new folder.

use handover_files::{FileError, NewFile, NewFolder};
use handover_interop::Seen;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    CaseLines,
    index::{Entry, Looked, NewIndex},
    wide,
};
use crate::draft::reference_in;

/// Lines that are written one after the other, in ascending order of the references.
pub(crate) struct NewLines<'f> {
    folder: &'f NewFolder,
    file: NewFile,
    index: NewIndex,
    written: u64,
}

/// A case as a line, made ready on any thread.
pub(crate) struct Line {
    bytes: Zeroizing<Vec<u8>>,
    digest: [u8; 32],
    looked: Looked,
}

impl Line {
    /// The line of a draft.
    pub(crate) fn of(draft: &Value) -> Self {
        Self::of_seen(Seen::of(draft))
    }

    /// The line of a draft that was looked at.
    pub(crate) fn of_seen(seen: Seen) -> Self {
        let looked = match &seen.case {
            Some(case) => Looked::of(case),
            None => Looked {
                reference: reference_in(&seen.text),
                facts: None,
                mended: false,
            },
        };
        Self {
            digest: Sha256::digest(&seen.text).into(),
            bytes: Zeroizing::new(seen.text),
            looked,
        }
    }

    pub(super) fn entry(&self, offset: u64, blank_before: usize) -> Entry {
        Entry {
            offset,
            length: self.bytes.len(),
            blank_before,
            digest: self.digest,
            looked: self.looked.clone(),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<'f> NewLines<'f> {
    pub(crate) fn begin(folder: &'f NewFolder) -> Result<Self, FileError> {
        Ok(Self {
            folder,
            file: folder.file(CaseLines::FILE)?,
            index: NewIndex::default(),
            written: 0,
        })
    }

    pub(crate) fn push(&mut self, line: &Line) -> Result<(), FileError> {
        self.file.put(&line.bytes)?;
        self.file.put(b"\n")?;
        let entry = line.entry(self.written, 0);
        let length = wide(entry.length.saturating_add(1));
        self.written = self.written.saturating_add(length);
        self.index.push(&entry);
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), FileError> {
        self.file.finish()?;
        self.index.put_into(self.folder.file(CaseLines::INDEX)?)
    }
}
