//! Files that are sealed to ourselves, in a folder of their own: forms that are half filled in.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use handover_cbor::to_vec;
use handover_files::{FileError, NewFile};
use handover_trust::ShortName;
use zeroize::Zeroizing;

use crate::{Identity, LedgerError, debug::names_only, own};

/// How the name of such a file ends.
const ENDING: &str = ".own";

/// A folder of files that only the passphrase opens. Nothing of what they hold stands in their names.
pub struct OwnFiles<'a> {
    identity: &'a Identity,
    folder: PathBuf,
}

impl<'a> OwnFiles<'a> {
    /// Those of a folder, which is there.
    #[must_use]
    pub fn of(identity: &'a Identity, folder: &Path) -> Self {
        Self {
            identity,
            folder: folder.to_owned(),
        }
    }

    /// Writes one, in the place of what had that name.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] if it cannot be sealed or written.
    pub fn write(&self, name: &ShortName, plain: &[u8]) -> Result<(), LedgerError> {
        let sealed = own::seal(self.identity, &self.info(name.as_str()), plain)?;
        NewFile::rewrite(&self.path(name), &sealed)?;
        Ok(())
    }

    /// Opens all of them, by their names.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] if one of them cannot be read or opened.
    pub fn open(
        &self,
        passphrase: &str,
    ) -> Result<BTreeMap<ShortName, Zeroizing<Vec<u8>>>, LedgerError> {
        let read = |error: io::Error| FileError::reading(&self.folder, error);
        let mut all = BTreeMap::new();
        for entry in fs::read_dir(&self.folder).map_err(read)? {
            let path = entry.map_err(read)?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.and_then(|name| name.strip_suffix(ENDING)?.parse::<ShortName>().ok());
            let Some(name) = name else { continue };
            let sealed = fs::read(&path).map_err(|error| FileError::reading(&path, error))?;
            let info = self.info(name.as_str());
            let plain = own::open(self.identity, passphrase, &info, &sealed, &path)?;
            all.insert(name, plain);
        }
        Ok(all)
    }

    /// Takes one away; one that is not there is away.
    ///
    /// # Errors
    ///
    /// [`LedgerError::File`].
    pub fn remove(&self, name: &ShortName) -> Result<(), LedgerError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(FileError::writing(&path, error).into())
            }
            _ => Ok(()),
        }
    }

    fn path(&self, name: &ShortName) -> PathBuf {
        self.folder.join(format!("{name}{ENDING}"))
    }

    /// What the sealed bytes are, whose they are and of which name.
    fn info(&self, name: &str) -> Vec<u8> {
        to_vec(&("handover/1 own-file", self.identity.organisation(), name))
    }
}

names_only!(OwnFiles<'_>: "OwnFiles");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{PASSPHRASE, identity};

    #[test]
    fn a_file_is_for_ourselves_under_its_own_name() {
        let folder = tempfile::tempdir().unwrap();
        let outer = tempfile::tempdir().unwrap();
        let identity = identity(outer.path(), "unit", "ZF401", false);
        let files = OwnFiles::of(&identity, folder.path());
        let (one, two): (ShortName, ShortName) = ("d1".parse().unwrap(), "d2".parse().unwrap());
        files.write(&one, b"Nola").unwrap();
        files.write(&one, b"Nola Larkrigg").unwrap();
        let opened = files.open(PASSPHRASE).unwrap();
        assert_eq!(opened.get(&one).unwrap().as_slice(), b"Nola Larkrigg");
        let bytes = fs::read(folder.path().join("d1.own")).unwrap();
        assert!(!bytes.windows(4).any(|four| four == b"Nola"));
        // Another passphrase, and another name.
        assert!(files.open("another passphrase").is_err());
        fs::copy(folder.path().join("d1.own"), folder.path().join("d2.own")).unwrap();
        assert!(matches!(
            files.open(PASSPHRASE),
            Err(LedgerError::Unsealed { .. })
        ));
        files.remove(&two).unwrap();
        files.remove(&two).unwrap();
        assert_eq!(files.open(PASSPHRASE).unwrap().len(), 1);
    }
}
