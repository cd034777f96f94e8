//! When each statement was first seen: the moment at which it is judged.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use handover::{PosixTime, StatementId};

use crate::{
    output::NewFile,
    problem::{Problem, shown},
};

/// The file in an identity folder that remembers when statements were first seen.
const MEMORY: &str = "statements-seen.json";

/// What an identity remembers of statements that it verified; without an identity, nothing.
pub(crate) struct FirstSeen {
    path: Option<PathBuf>,
    seen: BTreeMap<String, PosixTime>,
    has_grown: bool,
}

impl FirstSeen {
    /// Reads the memory of an identity folder.
    pub(crate) fn recall(identity: Option<&Path>) -> Result<Self, Problem> {
        let path = identity.map(|folder| folder.join(MEMORY));
        let seen = match path.as_deref().map(|path| (path, fs::read(path))) {
            None => BTreeMap::new(),
            Some((path, Ok(bytes))) => serde_json::from_slice(&bytes).map_err(|_| {
                Problem::input_output(
                    format!("{} is damaged", shown(path)),
                    "Restore it from a copy; without it, statements count as first seen now.",
                )
            })?,
            Some((_, Err(error))) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Some((path, Err(error))) => return Err(Problem::reading(path, &error)),
        };
        Ok(Self {
            path,
            seen,
            has_grown: false,
        })
    }

    /// When a statement was first seen, if it is remembered.
    pub(crate) fn of(&self, id: &StatementId) -> Option<PosixTime> {
        self.seen.get(&id.to_string()).copied()
    }

    /// A statement was verified, as first seen then.
    pub(crate) fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        if self.path.is_some() && self.of(id).is_none() {
            self.seen.insert(id.to_string(), first_seen);
            self.has_grown = true;
        }
    }

    /// Keeps what is new.
    pub(crate) fn keep(self) -> Result<(), Problem> {
        let Some(path) = self.path.filter(|_| self.has_grown) else {
            return Ok(());
        };
        let text = serde_json::to_vec_pretty(&self.seen)
            .map_err(|_| Problem::our_bug("times of first sight have no JSON"))?;
        NewFile::rewrite(&path, &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sight_stays_whatever_comes_later() {
        let folder = tempfile::tempdir().unwrap();
        let recall = || FirstSeen::recall(Some(folder.path())).unwrap();
        let id = StatementId::from_bytes([7; 32]);
        let time = |secs| PosixTime::new(secs).unwrap();
        let mut memory = recall();
        assert_eq!(memory.of(&id), None);
        memory.saw(&id, time(5));
        memory.keep().unwrap();
        let mut memory = recall();
        memory.saw(&id, time(9));
        memory.keep().unwrap();
        assert_eq!(recall().of(&id), Some(time(5)));
        fs::write(folder.path().join(MEMORY), "no").unwrap();
        assert!(FirstSeen::recall(Some(folder.path())).is_err());
        assert!(FirstSeen::recall(None).unwrap().of(&id).is_none());
    }
}
