//! When each statement was first seen, and each package first opened.

use std::{collections::BTreeMap, path::Path};

use handover_transfer::Memory;
use handover_trust::{OrganisationId, Payload, PosixTime, Statement, StatementId};

use crate::{About, MemoryError, MemoryKind, memory::MemoryFile};

/// What an identity remembers of statements that it verified: the moment at which each is judged (V-09). Without an
/// identity, nothing.
#[derive(Debug)]
pub struct FirstSeen {
    /// Whose memory it is.
    organisation: Option<OrganisationId>,
    moments: Moments,
}

impl FirstSeen {
    /// Reads the memory of an identity folder.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn recall(identity: Option<&Path>) -> Result<Self, MemoryError> {
        Ok(Self {
            // A folder that describes no identity has a memory, and is nobody's.
            organisation: identity.and_then(About::organisation_of),
            moments: Moments::recall(identity, MemoryKind::FirstSeen)?,
        })
    }

    /// Notes a statement that we signed, or that somebody gave us, as seen at once.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn note<P: Payload>(identity: &Path, statement: &Statement<P>) -> Result<(), MemoryError> {
        let mut memory = Self::recall(Some(identity))?;
        memory.saw(statement.id(), statement.first_seen());
        memory.keep()
    }

    /// When a statement was first seen, if it is remembered.
    #[must_use]
    pub fn of(&self, statement: &StatementId) -> Option<PosixTime> {
        self.moments.of(statement)
    }

    /// Keeps what is new, beside what other programs have seen in the meantime: an earlier sight stays.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn keep(&mut self) -> Result<(), MemoryError> {
        self.moments.keep()
    }
}

impl Memory for FirstSeen {
    fn organisation(&self) -> Option<&OrganisationId> {
        self.organisation.as_ref()
    }

    fn first_seen(&self, statement: &StatementId) -> Option<PosixTime> {
        self.of(statement)
    }

    fn saw(&mut self, statement: &StatementId, first_seen: PosixTime) {
        self.moments.note(statement, first_seen);
    }
}

/// What an identity remembers of packages that it opened: what was opened in time opens again after its time (V-26).
/// Without an identity, nothing.
#[derive(Debug)]
pub struct OpenedBefore(Moments);

impl OpenedBefore {
    /// Reads the memory of an identity folder.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn recall(identity: Option<&Path>) -> Result<Self, MemoryError> {
        Moments::recall(identity, MemoryKind::OpenedBefore).map(Self)
    }

    /// When a package was first opened, by the id of its head, if it is remembered.
    #[must_use]
    pub fn of(&self, package: &StatementId) -> Option<PosixTime> {
        self.0.of(package)
    }

    /// A package was opened then.
    pub fn opened(&mut self, package: &StatementId, at: PosixTime) {
        self.0.note(package, at);
    }

    /// Keeps what is new, beside what other programs have opened in the meantime: an earlier opening stays.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn keep(&mut self) -> Result<(), MemoryError> {
        self.0.keep()
    }
}

/// Moments by ids: the earliest of each counts.
#[derive(Debug)]
struct Moments {
    file: Option<MemoryFile>,
    known: ById,
    /// What this program was the first to note.
    new: ById,
}

/// Moments by the hex of ids.
type ById = BTreeMap<String, PosixTime>;

impl Moments {
    fn recall(identity: Option<&Path>, memory: MemoryKind) -> Result<Self, MemoryError> {
        let file = identity.map(|folder| MemoryFile::new(folder, memory));
        let known = file.as_ref().map(MemoryFile::read).transpose()?;
        Ok(Self {
            file,
            known: known.flatten().unwrap_or_default(),
            new: ById::new(),
        })
    }

    fn of(&self, id: &StatementId) -> Option<PosixTime> {
        let id = id.to_string();
        self.known.get(&id).or_else(|| self.new.get(&id)).copied()
    }

    fn note(&mut self, id: &StatementId, at: PosixTime) {
        if self.file.is_some() && self.of(id).is_none() {
            self.new.insert(id.to_string(), at);
        }
    }

    fn keep(&mut self) -> Result<(), MemoryError> {
        let Some(file) = self.file.as_ref().filter(|_| !self.new.is_empty()) else {
            return Ok(());
        };
        let held = file.hold()?;
        let mut all: ById = held.read()?.unwrap_or_default();
        for (id, at) in &self.new {
            let kept = all.entry(id.clone()).or_insert(*at);
            *kept = (*at).min(*kept);
        }
        held.write(&all)?;
        self.known = all;
        self.new.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        fs::write(folder.path().join("statements-seen.json"), "no").unwrap();
        assert!(FirstSeen::recall(Some(folder.path())).is_err());
        assert!(FirstSeen::recall(None).unwrap().of(&id).is_none());
    }

    #[test]
    fn a_package_that_was_opened_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let recall = || OpenedBefore::recall(Some(folder.path())).unwrap();
        let package = StatementId::from_bytes([7; 32]);
        let mut memory = recall();
        assert_eq!(memory.of(&package), None);
        memory.opened(&package, PosixTime::new(5).unwrap());
        memory.keep().unwrap();
        assert_eq!(recall().of(&package), Some(PosixTime::new(5).unwrap()));
        let seen = FirstSeen::recall(Some(folder.path())).unwrap();
        assert_eq!(seen.of(&package), None);
    }
}
