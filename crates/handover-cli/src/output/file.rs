//! Files that are there whole or not at all.

use std::{
    fs::{File, Permissions},
    io::{self, BufWriter, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::pending::Pending;
use crate::problem::Problem;

/// A file being written beside its final place, under a name nobody looks for.
///
/// It is for its owner only, whatever the umask; [`finish`](Self::finish) syncs it and gives it its
/// name. Dropped before that, or at a signal, it vanishes.
pub(crate) struct NewFile {
    path: PathBuf,
    writer: BufWriter<NamedTempFile>,
    pending: Pending,
}

impl NewFile {
    /// Begins a file that will be at `path`, where nothing may be yet.
    pub(crate) fn create(path: &Path) -> Result<Self, Problem> {
        let told = |error: io::Error| Problem::writing(path, &error);
        if path.symlink_metadata().is_ok() {
            return Err(told(io::ErrorKind::AlreadyExists.into()));
        }
        Self::begin(path).map_err(told)
    }

    /// Begins a file that will take the place of the one at `path`.
    pub(crate) fn replacing(path: &Path) -> Result<Self, Problem> {
        Self::begin(path).map_err(|error| Problem::writing(path, &error))
    }

    /// Writes a whole file at once, where nothing may be yet.
    pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
        Self::create(path)?.filled(bytes)
    }

    /// Writes a whole file at once, in the place of the one that is there.
    pub(crate) fn rewrite(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
        Self::replacing(path)?.filled(bytes)
    }

    fn filled(mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.write_all(bytes)
            .map_err(|error| Problem::writing(&self.path, &error))?;
        self.finish()
    }

    fn begin(path: &Path) -> io::Result<Self> {
        let temporary = tempfile::Builder::new()
            .prefix(".handover-")
            .suffix(".part")
            .tempfile_in(folder_of(path))?;
        let pending = Pending::at(temporary.path());
        temporary
            .as_file()
            .set_permissions(Permissions::from_mode(0o600))?;
        Ok(Self {
            path: path.to_owned(),
            writer: BufWriter::with_capacity(1 << 18, temporary),
            pending,
        })
    }

    /// Syncs the content, gives the file its name and syncs the folder.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let Self {
            path,
            writer,
            pending,
        } = self;
        let told = |error: io::Error| Problem::writing(&path, &error);
        let temporary = writer
            .into_inner()
            .map_err(|error| told(error.into_error()))?;
        temporary.as_file().sync_all().map_err(told)?;
        temporary
            .persist(&path)
            .map_err(|error| told(error.error))?;
        drop(pending);
        sync(folder_of(&path)).map_err(told)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Makes a file that somebody else wrote survive a power cut: its content and its name.
pub(crate) fn make_durable(path: &Path) -> Result<(), Problem> {
    sync(path)
        .and_then(|()| sync(folder_of(path)))
        .map_err(|error| Problem::reading(path, &error))
}

/// The folder in which `path` is.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Makes a file's content, or the names in a folder, survive a power cut.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn appears_whole_for_the_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn leaves_nothing_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = NewFile::create(&folder.path().join("a")).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn never_writes_over_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        NewFile::write(&path, b"first").unwrap();
        assert!(NewFile::write(&path, b"second").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        NewFile::rewrite(&path, b"third").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"third");
    }
}
