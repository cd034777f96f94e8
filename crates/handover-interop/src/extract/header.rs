//! The headings of a file of rows: which column is called what.

use crate::{
    Extent, RejectionReason,
    log::{Log, place},
    mapping::TableSpec,
    text_forms::{folded, is_blank},
};
use std::{collections::HashMap, sync::Arc};

/// The columns of a file by their places, and by their names.
pub(super) struct Header {
    pub(super) columns: Vec<Box<str>>,
    pub(super) index: HashMap<Box<str>, usize>,
    pub(super) key_at: usize,
}

impl Header {
    /// Takes headings as they are written; none if they lack the key's, which is listed, with the row `below` that has it.
    pub(super) fn read<'h>(
        spec: &TableSpec,
        used: &[&str],
        (file, line): (&Arc<str>, u64),
        headings: impl Iterator<Item = &'h str>,
        below: impl FnOnce() -> Option<u64>,
        log: &mut Log,
    ) -> Option<Self> {
        let mut columns: Vec<Box<str>> = headings
            .map(|name| name.trim_matches(is_blank).into())
            .collect();
        name_as_mapped(&mut columns, used);
        let mut index = HashMap::new();
        let mut doubled = Vec::new();
        for (at, name) in columns
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.is_empty())
        {
            if index.insert(name.clone(), at).is_some() {
                doubled.push(name);
            }
        }
        for name in doubled {
            // Neither is taken: which one is meant would be a guess.
            index.remove(name);
            let at = place(file, line, Some(name));
            log.reject(at, Extent::Column, RejectionReason::DuplicateName, None);
        }
        let Some(key_at) = index.get(spec.key.as_str()).copied() else {
            let at = place(file, line, Some(&spec.key));
            let row = below().filter(|row| *row > line);
            let why = row.map_or(RejectionReason::KeyColumnMissing, |row| {
                RejectionReason::KeyColumnBelow { row }
            });
            log.reject(at, Extent::File, why, None);
            return None;
        };
        Some(Self {
            columns,
            index,
            key_at,
        })
    }
}

/// A heading that differs from the mapping's by case or spaces alone is the mapping's.
fn name_as_mapped(columns: &mut [Box<str>], used: &[&str]) {
    let lacking = used
        .iter()
        .filter(|name| !columns.iter().any(|column| **column == ***name));
    let lacking: Vec<&str> = lacking.copied().collect();
    for name in lacking {
        let name_folded = folded(name);
        let is_alike = |column: &str| !used.contains(&column) && folded(column) == name_folded;
        // Two alike stay two: which one is meant would be a guess, and the index refuses both.
        for column in columns.iter_mut().filter(|column| is_alike(column)) {
            *column = name.into();
        }
    }
}
