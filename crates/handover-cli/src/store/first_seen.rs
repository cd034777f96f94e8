//! When each statement was first seen: the moment at which it is judged.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use handover::{Memory, OrganisationId, Payload, PosixTime, Statement, StatementId};

use crate::{
    output::NewFile,
    problem::{Problem, shown},
};

/// The file in an identity folder that remembers when statements were first seen.
const MEMORY: &str = "statements-seen.json";

/// The empty file beside it that a program holds while it writes there; its name stays.
const LOCK: &str = "statements-seen.lock";

/// What an identity remembers of statements that it verified; without an identity, nothing.
pub(crate) struct FirstSeen {
    path: Option<PathBuf>,
    /// Whose memory it is.
    organisation: Option<OrganisationId>,
    seen: Seen,
    /// What was seen first by this program.
    new: Seen,
}

/// Moments by the ids of statements.
type Seen = BTreeMap<String, PosixTime>;

impl FirstSeen {
    /// Reads the memory of an identity folder.
    pub(crate) fn recall(identity: Option<&Path>) -> Result<Self, Problem> {
        let path = identity.map(|folder| folder.join(MEMORY));
        let seen = match &path {
            Some(path) => read(path)?,
            None => Seen::new(),
        };
        Ok(Self {
            path,
            organisation: identity.and_then(organisation_of),
            seen,
            new: Seen::new(),
        })
    }

    /// Notes a statement that we signed, or that somebody gave us, as seen at once.
    pub(crate) fn note<P: Payload>(
        identity: &Path,
        statement: &Statement<P>,
    ) -> Result<(), Problem> {
        let mut memory = Self::recall(Some(identity))?;
        memory.saw(statement.id(), statement.first_seen());
        memory.keep()
    }

    /// When a statement was first seen, if it is remembered.
    pub(crate) fn of(&self, id: &StatementId) -> Option<PosixTime> {
        let id = id.to_string();
        self.seen.get(&id).or_else(|| self.new.get(&id)).copied()
    }

    /// A statement was verified, as first seen then.
    pub(crate) fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        if self.path.is_some() && self.of(id).is_none() {
            self.new.insert(id.to_string(), first_seen);
        }
    }

    /// Keeps what is new, beside what other programs have seen in the meantime: an earlier sight stays.
    pub(crate) fn keep(self) -> Result<(), Problem> {
        let Some(path) = self.path.filter(|_| !self.new.is_empty()) else {
            return Ok(());
        };
        let lock = path.with_file_name(LOCK);
        let _held = hold(&lock).map_err(|error| Problem::writing(&lock, &error))?;
        let mut seen = read(&path)?;
        for (id, moment) in self.new {
            let kept = seen.entry(id).or_insert(moment);
            *kept = moment.min(*kept);
        }
        let text = serde_json::to_vec_pretty(&seen)
            .map_err(|_| Problem::our_bug("times of first sight have no JSON"))?;
        NewFile::rewrite(&path, &text)
    }
}

impl Memory for FirstSeen {
    fn organisation(&self) -> Option<&OrganisationId> {
        self.organisation.as_ref()
    }

    fn first_seen(&self, id: &StatementId) -> Option<PosixTime> {
        self.of(id)
    }

    fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        Self::saw(self, id, first_seen);
    }
}

/// Whose identity a folder holds, as far as it says so; a folder with a memory alone says nothing.
fn organisation_of(identity: &Path) -> Option<OrganisationId> {
    #[derive(serde::Deserialize)]
    struct Whose {
        organisation: OrganisationId,
    }
    let bytes = fs::read(identity.join(super::identity::ABOUT)).ok()?;
    let whose: Whose = serde_json::from_slice(&bytes).ok()?;
    Some(whose.organisation)
}

/// What is remembered; nothing, where there is no memory yet.
fn read(path: &Path) -> Result<Seen, Problem> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
            Problem::input_output(
                format!("{} is damaged", shown(path)),
                "Restore it from a copy; without it, statements count as first seen now.",
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::new()),
        Err(error) => Err(Problem::reading(path, &error)),
    }
}

/// Waits until no other program writes; until the file is dropped, none does.
fn hold(path: &Path) -> io::Result<File> {
    // The memory itself cannot be held: each writing puts another file in its place.
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)?;
    file.lock()?;
    Ok(file)
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
        // An earlier sight by another clock counts, whoever writes last.
        let (mut early, mut late) = (recall(), recall());
        let other = StatementId::from_bytes([8; 32]);
        early.saw(&other, time(3));
        late.saw(&other, time(4));
        early.keep().unwrap();
        late.keep().unwrap();
        assert_eq!(recall().of(&other), Some(time(3)));
        assert_eq!(recall().of(&id), Some(time(5)));
        fs::write(folder.path().join(MEMORY), "no").unwrap();
        assert!(FirstSeen::recall(Some(folder.path())).is_err());
        assert!(FirstSeen::recall(None).unwrap().of(&id).is_none());
    }
}
