//! Every line of a file, hashed on all cores; only those are read that no index knows.

use std::{collections::HashMap, io, ops::Range, sync::OnceLock};

use handover_files::system::SharedFile;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    index::{Entry, Looked},
    wide,
};

/// So much of the file is looked at together.
const BLOCK: usize = 8 << 20;

/// What a file holds.
pub(super) struct Scanned {
    pub(super) entries: Vec<Entry>,
    /// How many lines the index does not know.
    pub(super) unknown: usize,
}

/// The index, by what its lines hold: lines that were moved are known too.
struct Known<'k> {
    entries: &'k [Entry],
    is_there: bool,
    by_digest: OnceLock<HashMap<[u8; 32], usize>>,
}

impl Known<'_> {
    /// What is known of a line that stands at this place among the lines, most likely.
    fn find(&self, place: usize, digest: &[u8; 32]) -> Option<&Looked> {
        if let Some(entry) = self.entries.get(place)
            && entry.digest == *digest
        {
            return Some(&entry.looked);
        }
        let by_digest = self.by_digest.get_or_init(|| {
            let all = self.entries.iter().enumerate();
            all.map(|(at, entry)| (entry.digest, at)).collect()
        });
        let found = self.entries.get(*by_digest.get(digest)?)?;
        Some(&found.looked)
    }
}

/// Looks at every line.
pub(super) fn scan(file: &SharedFile, known: Option<&[Entry]>) -> io::Result<Scanned> {
    let size = file.size()?;
    let known = Known {
        is_there: known.is_some(),
        entries: known.unwrap_or_default(),
        by_digest: OnceLock::new(),
    };
    let mut scanned = Scanned {
        entries: Vec::new(),
        unknown: 0,
    };
    let mut blank = 0_usize;
    // What was read and is not looked at yet, and where it begins.
    let mut held = Zeroizing::new(Vec::new());
    let mut begins = 0_u64;
    let mut read = 0_u64;
    while read < size {
        let step = usize::try_from(size.saturating_sub(read)).unwrap_or(BLOCK);
        let (from, step) = (held.len(), step.min(BLOCK));
        held.resize(from.saturating_add(step), 0);
        file.read_at(held.get_mut(from..).unwrap_or_default(), read)?;
        read = read.saturating_add(wide(step));
        let is_end = read >= size;
        let whole = match held.iter().rposition(|byte| *byte == b'\n') {
            _ if is_end => held.len(),
            Some(at) => at.saturating_add(1),
            None => continue,
        };
        let lines = lines(held.get(..whole).unwrap_or_default());
        let before = scanned.entries.len();
        let mut numbered = Vec::new();
        for line in lines {
            let bytes = held.get(line.clone()).unwrap_or_default();
            if bytes.iter().all(u8::is_ascii_whitespace) {
                blank = blank.saturating_add(1);
            } else {
                let place = before.saturating_add(numbered.len());
                numbered.push((place, blank, line, bytes));
            }
        }
        let looked: Vec<(Entry, bool)> = numbered
            .into_par_iter()
            .map(|(place, blank_before, line, bytes)| {
                let digest = Sha256::digest(bytes).into();
                let found = known.find(place, &digest).cloned();
                let is_unknown = found.is_none();
                let looked = found.unwrap_or_else(|| Looked {
                    mended: known.is_there,
                    ..Looked::at(bytes)
                });
                let entry = Entry {
                    offset: begins.saturating_add(wide(line.start)),
                    length: line.len(),
                    blank_before,
                    digest,
                    looked,
                };
                (entry, is_unknown)
            })
            .collect();
        for (entry, is_unknown) in looked {
            scanned.entries.push(entry);
            scanned.unknown = scanned.unknown.saturating_add(usize::from(is_unknown));
        }
        begins = begins.saturating_add(wide(whole));
        let rest = Zeroizing::new(held.get(whole..).unwrap_or_default().to_vec());
        held = rest;
    }
    Ok(scanned)
}

/// The lines of a text, without what ends them; what follows the last end is one only if there is something.
fn lines(text: &[u8]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0_usize;
    for (at, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        lines.push(start..at);
        start = at.saturating_add(1);
    }
    if start < text.len() {
        lines.push(start..text.len());
    }
    lines
}
