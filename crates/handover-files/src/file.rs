//! Files that are there whole or not at all.

use std::{
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use crate::{FileError, pending::Pending, system};

/// The name of a file for something with an id, which is whole in it: a part of an id could be ground to that of
/// another.
#[must_use]
pub fn file_name(kind: &str, id: &str, ending: &str) -> String {
    format!("{kind}-{id}.{ending}")
}

/// A file being written beside its final place, under a name nobody looks for.
///
/// It is for its owner only, whatever the umask; [`finish`](Self::finish) syncs it and gives it its
/// name. Dropped before that it vanishes.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    /// The path for whoever reads an error: that of the final folder, while the folder is being filled.
    named: PathBuf,
    writer: BufWriter<NamedTempFile>,
    pending: Pending,
}

impl NewFile {
    /// Begins a file that will be at `path`, where nothing may be yet.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`], with [`io::ErrorKind::AlreadyExists`] where something is.
    pub fn create(path: &Path) -> Result<Self, FileError> {
        Self::create_as(path, path)
    }

    /// The same; errors speak of `named`.
    pub(crate) fn create_as(path: &Path, named: &Path) -> Result<Self, FileError> {
        if path.symlink_metadata().is_ok() {
            return Err(FileError::writing(
                named,
                io::ErrorKind::AlreadyExists.into(),
            ));
        }
        Self::begin(path, named).map_err(|error| FileError::writing(named, error))
    }

    /// Begins a file that will take the place of the one at `path`.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`].
    pub fn replacing(path: &Path) -> Result<Self, FileError> {
        Self::begin(path, path).map_err(|error| FileError::writing(path, error))
    }

    /// Writes a whole file at once, where nothing may be yet.
    ///
    /// # Errors
    ///
    /// As [`create`](Self::create).
    pub fn write(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        Self::create(path)?.filled(bytes)
    }

    /// Writes a whole file at once, in the place of the one that is there.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`]; the file that is there stays.
    pub fn rewrite(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        Self::replacing(path)?.filled(bytes)
    }

    /// Adds these bytes.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`].
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.write_all(bytes)
            .map_err(|error| FileError::writing(&self.named, error))
    }

    fn filled(mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.put(bytes)?;
        self.finish()
    }

    fn begin(path: &Path, named: &Path) -> io::Result<Self> {
        let (temporary, pending) = Pending::made(
            || {
                tempfile::Builder::new()
                    .prefix(".handover-")
                    .suffix(".part")
                    .tempfile_in(folder_of(path))
            },
            NamedTempFile::path,
        )?;
        system::make_private(temporary.as_file())?;
        Ok(Self {
            path: path.to_owned(),
            named: named.to_owned(),
            writer: BufWriter::with_capacity(1 << 18, temporary),
            pending,
        })
    }

    /// Syncs the content, gives the file its name and syncs the folder.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`].
    pub fn finish(self) -> Result<(), FileError> {
        let Self {
            path,
            named,
            writer,
            pending,
        } = self;
        let told = |error: io::Error| FileError::writing(&named, error);
        let temporary = writer
            .into_inner()
            .map_err(|error| told(error.into_error()))?;
        temporary.as_file().sync_all().map_err(told)?;
        temporary
            .persist(&path)
            .map_err(|error| told(error.error))?;
        drop(pending);
        system::sync_folder(folder_of(&path)).map_err(told)
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

/// For formats that go back to fill in what they know only later (ZIP).
impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.writer.seek(to)
    }
}

/// Makes a file that somebody else wrote survive a power cut: its content and its name.
///
/// # Errors
///
/// [`FileError::Read`].
pub fn make_durable(path: &Path) -> Result<(), FileError> {
    system::sync_file(path)
        .and_then(|()| system::sync_folder(folder_of(path)))
        .map_err(|error| FileError::reading(path, error))
}

/// The folder in which `path` is.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut file = NewFile::create(&path).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        make_durable(&path).unwrap();
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
