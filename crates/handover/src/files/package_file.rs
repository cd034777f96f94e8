//! What a file is, by how it begins (section "Statements" of `schemas/PROTOCOL.md`).

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use handover_cbor::Limits;
use handover_files::FileError;
use handover_package::{ReceiveError, UnverifiedPackage};
use handover_trust::{Package, begins_as_statement, claimed_kind};

use super::InputError;

/// Opens what should be a package: a file, for it is read from both ends.
///
/// # Errors
///
/// [`InputError::Stream`], [`InputError::File`].
pub fn open_package(path: &Path) -> Result<File, InputError> {
    let told = |error| FileError::reading(path, error);
    let is_stream = match fs::metadata(path) {
        Ok(metadata) => !metadata.is_file() && !metadata.is_dir(),
        Err(error) if error.kind() == ErrorKind::NotFound => path == Path::new("-"),
        Err(error) => return Err(told(error).into()),
    };
    if is_stream {
        return Err(InputError::Stream {
            path: path.to_owned(),
        });
    }
    Ok(File::open(path).map_err(told)?)
}

/// Whether a file begins as a package does.
///
/// # Errors
///
/// Those of [`open_package`].
pub fn is_package(path: &Path) -> Result<bool, InputError> {
    let len = u64::try_from(UnverifiedPackage::BEGINS).unwrap_or(u64::MAX);
    Ok(UnverifiedPackage::is_claimed_by(&beginning(path, len)?))
}

/// The first bytes of a file.
fn beginning(path: &Path, len: u64) -> Result<Vec<u8>, InputError> {
    let mut begins = Vec::new();
    let read = open_package(path)?.take(len).read_to_end(&mut begins);
    read.map_err(|error| FileError::reading(path, error))?;
    Ok(begins)
}

/// What a package file says of itself, and its length in bytes; nobody has verified it.
///
/// # Errors
///
/// Those of [`open_package`], and [`InputError::Package`].
pub fn unverified_head(path: &Path) -> Result<(Package, u64), InputError> {
    unverified(path, |file| Ok((file.unverified_head()?, file.file_len())))
}

/// The bytes of the head of a package file.
///
/// # Errors
///
/// Those of [`unverified_head`].
pub fn unverified_head_bytes(path: &Path) -> Result<Vec<u8>, InputError> {
    unverified(path, UnverifiedPackage::unverified_head_bytes)
}

/// What a package file says in clear, as its signed index; nobody has verified it.
///
/// # Errors
///
/// Those of [`unverified_head`].
pub fn unverified_index(path: &Path) -> Result<Vec<u8>, InputError> {
    unverified(path, UnverifiedPackage::unverified_index)
}

fn unverified<T>(
    path: &Path,
    read: impl FnOnce(&mut UnverifiedPackage<File>) -> Result<T, ReceiveError>,
) -> Result<T, InputError> {
    let file = open_package(path)?;
    let read = UnverifiedPackage::read(file).and_then(|mut file| read(&mut file));
    read.map_err(|source| InputError::Package {
        path: path.to_owned(),
        source,
    })
}

/// Refuses what does not begin as a package does, where one is asked for.
///
/// # Errors
///
/// [`InputError::NotAPackage`], [`InputError::BrokenStatement`], and those of [`open_package`].
pub fn expect_package(path: &Path) -> Result<(), InputError> {
    if is_package(path)? {
        return Ok(());
    }
    let longest = u64::try_from(Limits::LONG_STATEMENT.max_len).unwrap_or(u64::MAX);
    let bytes = beginning(path, longest.saturating_add(1))?;
    refuse_broken_statement(path, &bytes)?;
    Err(InputError::NotAPackage {
        path: path.to_owned(),
    })
}

/// Refuses what begins as a statement does and says of no kind that it is one: cut, or with another header.
///
/// # Errors
///
/// [`InputError::BrokenStatement`].
pub fn refuse_broken_statement(path: &Path, bytes: &[u8]) -> Result<(), InputError> {
    if !begins_as_statement(bytes) {
        return Ok(());
    }
    let kind = claimed_kind(bytes);
    kind.map(drop)
        .map_err(|source| InputError::BrokenStatement {
            path: path.to_owned(),
            source,
        })
}
