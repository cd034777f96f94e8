//! Folders that are there whole or not at all.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rayon::prelude::*;
use tempfile::TempDir;

use super::{
    NewFile,
    file::{folder_of, sync},
    pending::Pending,
    whole_system::WholeSystem,
};
use crate::problem::Problem;

/// A folder being filled beside its final place.
pub(crate) struct NewFolder {
    path: PathBuf,
    temporary: TempDir,
    pending: Pending,
    /// Where it lies, if that can be synced in one go.
    system: Option<WholeSystem>,
    /// Files that are written and not synced yet: together at the end costs a fraction.
    unsynced: Mutex<Vec<PathBuf>>,
}

impl NewFolder {
    /// Begins a folder that will be at `path`, where nothing may be yet.
    pub(crate) fn create(path: &Path) -> Result<Self, Problem> {
        let told = |error: io::Error| Problem::writing(path, &error);
        if path.symlink_metadata().is_ok() {
            return Err(told(io::ErrorKind::AlreadyExists.into()));
        }
        let temporary = tempfile::Builder::new()
            .prefix(".handover-")
            .suffix(".part")
            .tempdir_in(folder_of(path))
            .map_err(told)?;
        let pending = Pending::at(temporary.path());
        fs::set_permissions(temporary.path(), Permissions::from_mode(0o700)).map_err(told)?;
        Ok(Self {
            path: path.to_owned(),
            system: WholeSystem::under(temporary.path()),
            temporary,
            pending,
            unsynced: Mutex::default(),
        })
    }

    /// Where the folder is while it is being filled.
    pub(crate) fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes one file in it, from any thread; `name` may lead through folders.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Problem> {
        let path = self.inside(name)?;
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| {
                file.set_permissions(Permissions::from_mode(0o600))?;
                file.write_all(bytes)
            })
            .map_err(|error| self.told(&error))?;
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        unsynced.push(path);
        Ok(())
    }

    /// Begins one file in it.
    pub(crate) fn file(&self, name: &str) -> Result<NewFile, Problem> {
        NewFile::create(&self.inside(name)?).map_err(|problem| self.renamed(problem))
    }

    /// The path of a file in it, whose folder is made if need be.
    fn inside(&self, name: &str) -> Result<PathBuf, Problem> {
        let path = self.path().join(name);
        let inside = folder_of(&path);
        if inside != self.path() && !inside.exists() {
            private_folder(inside).map_err(|problem| self.renamed(problem))?;
        }
        Ok(path)
    }

    /// Gives the folder its name.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let Self {
            path,
            temporary,
            pending,
            system,
            unsynced,
        } = self;
        let told = |error: io::Error| Problem::writing(&path, &error);
        let files = unsynced
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match system {
            Some(system) if files.len() >= MANY => system.sync(),
            _ => files.par_iter().try_for_each(|file| sync(file)),
        }
        .map_err(told)?;
        let mut folders = BTreeSet::from([temporary.path().to_owned()]);
        folders.extend(files.iter().map(|file| folder_of(file).to_owned()));
        for folder in folders {
            sync(&folder).map_err(told)?;
        }
        fs::rename(temporary.path(), &path).map_err(told)?;
        drop(temporary.keep());
        drop(pending);
        sync(folder_of(&path)).map_err(told)
    }

    /// A failure inside, told about the folder that was asked for.
    fn told(&self, error: &io::Error) -> Problem {
        Problem::writing(&self.path, error)
    }

    /// The temporary name means nothing to a person: the final one does.
    fn renamed(&self, problem: Problem) -> Problem {
        problem.naming(self.path(), &self.path)
    }
}

/// From so many files on, the whole file system is synced in one go: others may be writing much to it, but of few files
/// nobody would notice.
const MANY: usize = 16;

/// Makes one folder, for its owner only, whatever the umask.
pub(crate) fn private_folder(path: &Path) -> Result<(), Problem> {
    fs::create_dir(path)
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o700)))
        .map_err(|error| Problem::writing(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appears_whole_for_the_owner_only() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("new");
        let folder = NewFolder::create(&path).unwrap();
        folder.write("inside/a", b"a").unwrap();
        assert!(!path.exists());
        folder.finish().unwrap();
        assert_eq!(fs::read(path.join("inside/a")).unwrap(), b"a");
        for (name, mode) in [("", 0o700), ("inside", 0o700), ("inside/a", 0o600)] {
            let found = fs::metadata(path.join(name)).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode, "{name}");
        }
    }

    #[test]
    fn leaves_nothing_when_dropped_and_takes_no_folder_that_is_there() {
        let outer = tempfile::tempdir().unwrap();
        let folder = NewFolder::create(&outer.path().join("new")).unwrap();
        folder.write("a", b"a").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 0);
        assert!(NewFolder::create(outer.path()).is_err());
    }
}
