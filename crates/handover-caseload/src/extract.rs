//! The files of an extract on this machine.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use handover_files::system::SharedFile;
use handover_interop::{ExtractFile, ExtractSource, StoredText, built_in_extract};
use thiserror::Error;

/// Why an extract cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// The file is empty.
    #[error("the extract is empty")]
    Empty(PathBuf),
    /// A file or folder cannot be read.
    #[error("a file of the extract cannot be read")]
    Io(PathBuf, #[source] io::Error),
    /// The folder holds no file.
    #[error("the folder holds no file")]
    NoFile(PathBuf),
    /// There is no file or folder, and no built-in extract, of this name.
    #[error("there is no such extract")]
    Unknown(PathBuf, #[source] io::Error),
}

/// A file of an extract that is read where it lies; one that is built in is held.
pub struct OpenExtract {
    name: String,
    size: u64,
    bytes: Bytes,
}

enum Bytes {
    Held(ExtractFile),
    Stored(SharedFile),
}

impl StoredText for OpenExtract {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        match &self.bytes {
            Bytes::Held(file) => file.read_at(bytes, offset),
            Bytes::Stored(file) => file.read_at(bytes, offset),
        }
    }
}

impl ExtractSource for OpenExtract {
    fn name(&self) -> &str {
        &self.name
    }

    fn held(&self) -> Option<&[u8]> {
        match &self.bytes {
            Bytes::Held(file) => file.held(),
            Bytes::Stored(_) => None,
        }
    }
}

impl fmt::Debug for OpenExtract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenExtract(..)")
    }
}

/// The files of an extract, opened: of a folder, one file, or a built-in one.
///
/// # Errors
///
/// [`ExtractError`].
pub fn open_extract(path: &Path) -> Result<Vec<OpenExtract>, ExtractError> {
    let opened = |name: String, file: &Path| {
        let file = SharedFile::open(file)?;
        let size = file.size()?;
        let bytes = Bytes::Stored(file);
        Ok((OpenExtract { name, size, bytes }, size == 0))
    };
    let held = |file: ExtractFile| OpenExtract {
        name: file.name().to_owned(),
        size: file.size(),
        bytes: Bytes::Held(file),
    };
    each_file(path, opened, held)
}

/// The files of an extract, read whole: of a folder, one file, or a built-in one.
///
/// # Errors
///
/// [`ExtractError`].
pub fn read_extract(path: &Path) -> Result<Vec<ExtractFile>, ExtractError> {
    let read = |name: String, file: &Path| {
        let bytes = fs::read(file)?;
        let is_empty = bytes.is_empty();
        Ok((ExtractFile::new(name, bytes), is_empty))
    };
    each_file(path, read, |file| file)
}

fn each_file<T>(
    path: &Path,
    open: impl Fn(String, &Path) -> io::Result<(T, bool)>,
    built_in: impl Fn(ExtractFile) -> T,
) -> Result<Vec<T>, ExtractError> {
    let told = |error| ExtractError::Io(path.to_owned(), error);
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) => {
            let known = path.to_str().and_then(built_in_extract);
            let known = known.ok_or_else(|| ExtractError::Unknown(path.to_owned(), error))?;
            return Ok(known.into_iter().map(built_in).collect());
        }
    };
    let mut files: Vec<PathBuf> = if about.is_dir() {
        let entries = fs::read_dir(path).map_err(told)?;
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .filter(|file| !matches!(file, Ok(file) if !file.is_file()))
            .collect::<Result<_, _>>()
            .map_err(told)?
    } else {
        vec![path.to_owned()]
    };
    files.sort();
    if files.is_empty() {
        return Err(ExtractError::NoFile(path.to_owned()));
    }
    let files = files.into_iter().map(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        match open(name.into_owned(), &file) {
            Ok((_, true)) if !about.is_dir() => Err(ExtractError::Empty(file)),
            Ok((opened, _)) => Ok(opened),
            Err(error) => Err(ExtractError::Io(file, error)),
        }
    });
    files.collect()
}
