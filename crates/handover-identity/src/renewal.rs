//! Several files of an identity folder that change together.
//!
//! A card, its certificates and what the folder says about itself must agree. They are written to a
//! folder of their own, which appears whole; from then on they count, and whoever reads the identity
//! next puts them in their places, however often the machine stops on the way.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use handover_files::{FileError, Lock, NewFile, NewFolder};

use crate::about::ABOUT;

/// The folder of files that are on their way to their places.
const FOLDER: &str = "renewal";

/// What stands for a file that goes: none that stays is empty.
const GONE: &[u8] = b"";

/// The file that is held by whoever changes the identity.
const LOCK: &str = "identity.lock";

/// Waits until no other program changes the identity; none does until the lock is given back.
pub(crate) fn hold(identity: &Path) -> Result<Lock, FileError> {
    Lock::hold(&identity.join(LOCK))
}

/// Files being written, which count together or not at all.
pub(crate) struct Renewal {
    identity: PathBuf,
    folder: NewFolder,
}

impl Renewal {
    /// Begins, for whoever has the lock.
    pub(crate) fn begin(identity: &Path) -> Result<Self, FileError> {
        Ok(Self {
            identity: identity.to_owned(),
            folder: NewFolder::create(&identity.join(FOLDER))?,
        })
    }

    /// Writes a file that will take the place of the one of this name.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        self.folder.write(name, bytes)
    }

    /// Takes away the file of this name, if it is there.
    pub(crate) fn remove(&self, name: &str) -> Result<(), FileError> {
        self.write(name, GONE)
    }

    /// From here on the new files count.
    pub(crate) fn finish(self) -> Result<(), FileError> {
        self.folder.finish()?;
        put_in_place(&self.identity)
    }
}

/// Completes a renewal that was finished and interrupted, if there is one.
pub(crate) fn complete_renewal(identity: &Path) -> Result<(), FileError> {
    if identity.join(FOLDER).symlink_metadata().is_err() {
        return Ok(());
    }
    let _held = hold(identity)?;
    put_in_place(identity)
}

/// Puts the files of a renewal that was finished, if it is still there, in their places.
fn put_in_place(identity: &Path) -> Result<(), FileError> {
    let folder = identity.join(FOLDER);
    let told = |error: io::Error| FileError::reading(&folder, error);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(());
        }
        Err(error) => return Err(told(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(told)?.file_name());
    }
    // What the folder says about itself comes last: it speaks of the other files.
    names.sort_by_key(|name| *name == ABOUT);
    for name in names {
        let bytes = fs::read(folder.join(&name)).map_err(told)?;
        let path = identity.join(&name);
        if bytes == GONE {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(FileError::writing(&path, error));
                }
                _ => continue,
            }
        }
        NewFile::rewrite(&path, &bytes)?;
    }
    // Out of the way at once: half of it must never be taken for a renewal.
    let done = tempfile::Builder::new()
        .prefix(".handover-")
        .suffix(".part")
        .tempdir_in(identity)
        .map_err(|error| FileError::writing(identity, error))?;
    fs::rename(&folder, done.path().join(FOLDER))
        .map_err(|error| FileError::writing(&folder, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != LOCK)
            .collect();
        names.sort();
        names
    }

    fn with_old_files() -> tempfile::TempDir {
        let identity = tempfile::tempdir().unwrap();
        for name in ["card", "office.crt.pem", ABOUT] {
            fs::write(identity.path().join(name), "old").unwrap();
        }
        identity
    }

    #[test]
    fn changes_nothing_until_it_is_finished() {
        let identity = with_old_files();
        let renewal = Renewal::begin(identity.path()).unwrap();
        renewal.write("card", b"new").unwrap();
        drop(renewal);
        complete_renewal(identity.path()).unwrap();
        assert_eq!(fs::read(identity.path().join("card")).unwrap(), b"old");
        assert_eq!(names(identity.path()), ["card", ABOUT, "office.crt.pem"]);
    }

    #[test]
    fn what_goes_is_gone_once_it_is_finished() {
        let identity = with_old_files();
        let renewal = Renewal::begin(identity.path()).unwrap();
        for name in ["card", "never-there"] {
            renewal.remove(name).unwrap();
        }
        renewal.finish().unwrap();
        assert_eq!(names(identity.path()), [ABOUT, "office.crt.pem"]);
    }

    /// The machine stops after any number of files are in their places.
    #[test]
    fn is_completed_by_whoever_comes_next() {
        for stopped_after in 0..=3 {
            let identity = with_old_files();
            let renewal = Renewal::begin(identity.path()).unwrap();
            let all = ["card", "office.crt.pem", ABOUT];
            for name in all {
                renewal.write(name, b"new").unwrap();
            }
            renewal.folder.finish().unwrap();
            for name in all.iter().take(stopped_after) {
                fs::write(identity.path().join(name), "new").unwrap();
            }
            complete_renewal(identity.path()).unwrap();
            for name in all {
                assert_eq!(
                    fs::read(identity.path().join(name)).unwrap(),
                    b"new",
                    "{name}"
                );
            }
            assert_eq!(names(identity.path()), ["card", ABOUT, "office.crt.pem"]);
        }
    }
}
