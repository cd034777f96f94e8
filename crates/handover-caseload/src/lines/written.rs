//! A file of cases on its way into a new folder.

use handover_dataset::Case;
use handover_files::{FileError, NewFile, NewFolder};
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    CaseLines,
    index::{self, Entry, Looked},
    wide,
};
use crate::drafts::reference_of;

/// Lines that are written one after the other, in ascending order of the references.
pub(crate) struct NewLines<'f> {
    folder: &'f NewFolder,
    file: NewFile,
    entries: Vec<Entry>,
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
    ///
    /// # Panics
    ///
    /// Never: a draft is an object with text for keys.
    pub(crate) fn of(draft: &Value) -> Self {
        let bytes = serde_json::to_vec(draft).expect("an object with text for keys");
        let bytes = Zeroizing::new(bytes);
        let looked = match Case::from_value(draft.clone()) {
            Ok(case) => Looked::of(&case),
            Err(_) => Looked {
                reference: reference_of(draft).map(str::to_owned),
                facts: None,
                mended: false,
            },
        };
        let digest = Sha256::digest(&*bytes).into();
        Self {
            bytes,
            digest,
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
            entries: Vec::new(),
            written: 0,
        })
    }

    pub(crate) fn push(&mut self, line: &Line) -> Result<(), FileError> {
        self.file.put(&line.bytes)?;
        self.file.put(b"\n")?;
        let entry = line.entry(self.written, 0);
        let length = wide(entry.length.saturating_add(1));
        self.written = self.written.saturating_add(length);
        self.entries.push(entry);
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), FileError> {
        self.file.finish()?;
        let index = index::written(&self.entries);
        self.folder.write(CaseLines::INDEX, &index)
    }
}
