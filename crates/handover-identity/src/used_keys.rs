//! The keys of others that were sealed to: a new one must be vouched for (V-18).

use std::{collections::BTreeMap, path::Path};

use handover_trust::{
    KeyId, OrganisationId, PosixTime, SealingKeyError, SealingPublicKey, VerifiedDirectory,
};
use thiserror::Error;

use crate::{MemoryError, MemoryKind, memory::MemoryFile};

/// Why there is no key to seal to an organisation.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReaderKeyError {
    /// The keys that were used before cannot be read or kept.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The directory gives none, or one that nobody vouches for.
    #[error("organisation {organisation} has no key that may be sealed to")]
    Refused {
        /// Whose key it would be.
        organisation: OrganisationId,
        /// Why.
        source: SealingKeyError,
    },
}

/// The keys that an identity sealed to before, with those that it is about to seal to.
#[derive(Debug)]
pub struct UsedKeys {
    file: MemoryFile,
    keys: Keys,
    /// Whether one was used since they were read.
    has_new: bool,
}

type Keys = BTreeMap<OrganisationId, Vec<KeyId>>;

impl UsedKeys {
    /// Reads the memory of an identity folder.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn recall(identity: &Path) -> Result<Self, MemoryError> {
        let file = MemoryFile::new(identity, MemoryKind::UsedKeys);
        let keys = file.read()?.unwrap_or_default();
        Ok(Self {
            file,
            keys,
            has_new: false,
        })
    }

    /// The key to seal to an organisation: one that was used or confirmed before, or one for which they
    /// vouch; the directory alone where there is none (V-18). It counts as used from now on, here.
    ///
    /// `confirmed` are keys that a person confirmed by another road.
    ///
    /// # Errors
    ///
    /// [`ReaderKeyError::Refused`].
    pub fn key_for(
        &mut self,
        organisation: &OrganisationId,
        confirmed: &[KeyId],
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<SealingPublicKey, ReaderKeyError> {
        let key = directory.sealing_key_after(organisation, now, self.of(organisation), confirmed);
        let key = key.map_err(|source| ReaderKeyError::Refused {
            organisation: organisation.clone(),
            source,
        })?;
        self.used(organisation, key.id());
        Ok(key.clone())
    }

    /// The keys of an organisation that were sealed to.
    #[must_use]
    pub fn of(&self, organisation: &OrganisationId) -> &[KeyId] {
        self.keys.get(organisation).map_or(&[], Vec::as_slice)
    }

    /// A key of an organisation is about to be sealed to.
    pub fn used(&mut self, organisation: &OrganisationId, key: KeyId) {
        let known = self.keys.entry(organisation.clone()).or_default();
        if !known.contains(&key) {
            known.push(key);
            self.has_new = true;
        }
    }

    /// Remembers the keys, now that they were sealed to, beside those that other programs have used in the meantime.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn keep(&self) -> Result<(), MemoryError> {
        if !self.has_new {
            return Ok(());
        }
        let held = self.file.hold()?;
        let mut all: Keys = held.read()?.unwrap_or_default();
        for (organisation, used) in &self.keys {
            let known = all.entry(organisation.clone()).or_default();
            let new = used.iter().filter(|key| !known.contains(key));
            let new: Vec<KeyId> = new.copied().collect();
            known.extend(new);
        }
        held.write(&all)
    }
}

/// The key to seal to one reader, which counts as used once it was.
#[derive(Debug)]
pub struct ReaderKey {
    key: SealingPublicKey,
    used: UsedKeys,
}

impl ReaderKey {
    /// Finds it, as [`UsedKeys::key_for`] does.
    ///
    /// # Errors
    ///
    /// [`ReaderKeyError`], as its variants say.
    pub fn find(
        organisation: &OrganisationId,
        identity: &Path,
        confirmed: &[KeyId],
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<Self, ReaderKeyError> {
        let mut used = UsedKeys::recall(identity)?;
        let key = used.key_for(organisation, confirmed, directory, now)?;
        Ok(Self { key, used })
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &SealingPublicKey {
        &self.key
    }

    /// It was sealed to.
    ///
    /// # Errors
    ///
    /// [`MemoryError`], as its variants say.
    pub fn remember(&self) -> Result<(), MemoryError> {
        self.used.keep()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn used(folder: &Path, organisation: &str, key: u8) -> UsedKeys {
        let mut used = UsedKeys::recall(folder).unwrap();
        used.used(&organisation.parse().unwrap(), KeyId::from_bytes([key; 32]));
        used
    }

    /// Several recipients are found before the first of them is remembered.
    #[test]
    fn a_key_that_was_remembered_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let keys = [("ZZ902", 1), ("ZZ903", 2), ("ZZ902", 3)];
        let found = keys.map(|(organisation, key)| used(folder.path(), organisation, key));
        for used in found {
            used.keep().unwrap();
        }
        let all = UsedKeys::recall(folder.path()).unwrap();
        let lens: Vec<usize> = all.keys.values().map(Vec::len).collect();
        assert_eq!(lens, [2, 1]);
    }

    /// Without the lock, programs that read at one time and write one after the other would lose keys.
    #[test]
    fn many_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        thread::scope(|scope| {
            for key in 0..16 {
                let folder = folder.path();
                scope.spawn(move || used(folder, "ZZ902", key).keep().unwrap());
            }
        });
        let all = UsedKeys::recall(folder.path()).unwrap();
        assert_eq!(all.keys.values().map(Vec::len).sum::<usize>(), 16);
    }
}
