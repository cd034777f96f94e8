//! Folders that are there whole or not at all.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rayon::prelude::*;
use tempfile::TempDir;

use crate::{
    FileError, NewFile,
    file::folder_of,
    pending::Pending,
    system::{self, FsSync},
};

/// A folder being filled beside its final place.
///
/// It and what is written in it are for their owner only. Dropped before [`finish`](Self::finish) it vanishes.
#[derive(Debug)]
pub struct NewFolder {
    path: PathBuf,
    temporary: TempDir,
    pending: Pending,
    /// Where it lies, if that can be synced in one go.
    fs_sync: Option<FsSync>,
    /// Files that are written and not synced yet: together at the end costs a fraction.
    unsynced: Mutex<Vec<PathBuf>>,
    /// Whether a folder that is there makes room.
    replaces: bool,
}

impl NewFolder {
    /// Begins a folder that will be at `path`, where nothing may be yet.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`], with [`io::ErrorKind::AlreadyExists`] where something is.
    pub fn create(path: &Path) -> Result<Self, FileError> {
        if path.symlink_metadata().is_ok() {
            return Err(FileError::writing(
                path,
                io::ErrorKind::AlreadyExists.into(),
            ));
        }
        Self::begin(path, false)
    }

    /// Begins a folder that will take the place of the one at `path`, of which nothing stays.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`].
    pub fn replacing(path: &Path) -> Result<Self, FileError> {
        Self::begin(path, true)
    }

    fn begin(path: &Path, replaces: bool) -> Result<Self, FileError> {
        let told = |error: io::Error| FileError::writing(path, error);
        let (temporary, pending) = Pending::made(
            || {
                tempfile::Builder::new()
                    .prefix(".handover-")
                    .suffix(".part")
                    .tempdir_in(folder_of(path))
            },
            TempDir::path,
        )
        .map_err(told)?;
        system::make_folder_private(temporary.path()).map_err(told)?;
        Ok(Self {
            path: path.to_owned(),
            fs_sync: FsSync::under(temporary.path()),
            temporary,
            pending,
            unsynced: Mutex::default(),
            replaces,
        })
    }

    /// Where the folder is while it is being filled.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes one file in it, from any thread; `name` may lead through folders.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`], which names the final folder.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.inside(name)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        system::private(&mut options)
            .open(&path)
            .and_then(|mut file| {
                system::make_private(&file)?;
                file.write_all(bytes)
            })
            .map_err(|error| FileError::writing(&self.path, error))?;
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        unsynced.push(path);
        Ok(())
    }

    /// Begins one file in it.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`], which names the file by its final place.
    pub fn file(&self, name: &str) -> Result<NewFile, FileError> {
        NewFile::create_as(&self.inside(name)?, &self.path.join(name))
    }

    /// The path of a file in it, whose folder is made if need be.
    fn inside(&self, name: &str) -> Result<PathBuf, FileError> {
        let path = self.path().join(name);
        let inside = folder_of(&path);
        if inside != self.path() && !inside.exists() {
            make_folder(inside).map_err(|error| {
                let named = self.path.join(name);
                FileError::writing(folder_of(&named), error)
            })?;
        }
        Ok(path)
    }

    /// Syncs everything, gives the folder its name and syncs that.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`]; then nothing is left.
    pub fn finish(self) -> Result<(), FileError> {
        let Self {
            path,
            temporary,
            pending,
            fs_sync,
            unsynced,
            replaces,
        } = self;
        let told = |error: io::Error| FileError::writing(&path, error);
        let files = unsynced
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        match fs_sync {
            Some(fs_sync) if files.len() >= MANY => fs_sync.sync(),
            _ => files
                .par_iter()
                .try_for_each(|file| system::sync_file(file)),
        }
        .map_err(told)?;
        let mut folders = BTreeSet::from([temporary.path().to_owned()]);
        folders.extend(files.iter().map(|file| folder_of(file).to_owned()));
        for folder in folders {
            system::sync_folder(&folder).map_err(told)?;
        }
        if replaces && path.is_dir() {
            // The one that was there is then the temporary one, and vanishes.
            system::exchange(temporary.path(), &path).map_err(told)?;
            temporary.close().map_err(told)?;
        } else {
            fs::rename(temporary.path(), &path).map_err(told)?;
            drop(temporary.keep());
        }
        drop(pending);
        system::sync_folder(folder_of(&path)).map_err(told)
    }
}

/// From so many files on, the whole file system is synced in one go: others may be writing much to it, but of few files
/// nobody would notice.
const MANY: usize = 16;

/// Makes one folder, for its owner only, whatever the umask.
///
/// # Errors
///
/// [`FileError::Write`].
pub fn private_folder(path: &Path) -> Result<(), FileError> {
    make_folder(path).map_err(|error| FileError::writing(path, error))
}

fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    system::make_folder_private(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appears_whole() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("new");
        let folder = NewFolder::create(&path).unwrap();
        folder.write("inside/a", b"a").unwrap();
        folder.file("inside/b").unwrap().finish().unwrap();
        assert!(!path.exists());
        folder.finish().unwrap();
        assert_eq!(fs::read(path.join("inside/a")).unwrap(), b"a");
        assert_eq!(fs::read(path.join("inside/b")).unwrap(), b"");
    }

    /// So many that the file system is synced in one go, where it can be.
    #[test]
    fn appears_whole_with_many_files() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("new");
        let folder = NewFolder::create(&path).unwrap();
        for number in 0..MANY {
            folder.write(&number.to_string(), b"a").unwrap();
        }
        folder.finish().unwrap();
        assert_eq!(fs::read_dir(path).unwrap().count(), MANY);
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

    /// Nothing of the folder before stays, and nothing of it goes before the new one is whole.
    #[test]
    fn takes_the_place_of_another() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("there");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("old"), b"old").unwrap();
        drop(NewFolder::replacing(&path).unwrap());
        let folder = NewFolder::replacing(&path).unwrap();
        folder.write("new", b"new").unwrap();
        assert!(path.join("old").exists());
        folder.finish().unwrap();
        assert_eq!(fs::read(path.join("new")).unwrap(), b"new");
        assert!(!path.join("old").exists());
        assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 1);
    }

    /// A temporary name means nothing to a person.
    #[test]
    fn errors_name_the_final_place() {
        let outer = tempfile::tempdir().unwrap();
        let path = outer.path().join("new");
        let folder = NewFolder::create(&path).unwrap();
        folder.write("a", b"a").unwrap();
        let FileError::Write { path: named, .. } = folder.file("a").unwrap_err() else {
            panic!("another error");
        };
        assert_eq!(named, path.join("a"));
    }
}
