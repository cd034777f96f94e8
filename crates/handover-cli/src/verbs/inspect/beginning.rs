//! What a file is, by how it begins (section "Statements" of `schemas/PROTOCOL.md`).

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use handover::{
    cbor::{Limits, RefusalClass},
    package::{ReceiveError, UnverifiedPackage},
    trust::{Package, begins_as_statement, claimed_kind},
};
use handover_report::shown;

use crate::{
    problem::Problem,
    refusals::{NOT_A_PACKAGE, not_received, refusal},
};

/// Opens what should be a package: a file, for it is read from both ends.
pub(crate) fn package_file(path: &Path) -> Result<File, Problem> {
    let told = |error| Problem::reading(path, &error);
    let is_stream = match fs::metadata(path) {
        Ok(metadata) => !metadata.is_file() && !metadata.is_dir(),
        Err(error) if error.kind() == ErrorKind::NotFound => path == Path::new("-"),
        Err(error) => return Err(told(error)),
    };
    if is_stream {
        return Err(Problem::usage(
            format!(
                "{} is no file, and a package is read from both ends",
                shown(path)
            ),
            "Write it to a file first, then name that file.",
        ));
    }
    File::open(path).map_err(told)
}

/// Whether a file begins as a package does.
pub(crate) fn is_package(path: &Path) -> Result<bool, Problem> {
    let mut begins = Vec::new();
    let len = u64::try_from(UnverifiedPackage::BEGINS).unwrap_or(u64::MAX);
    let read = package_file(path)?.take(len).read_to_end(&mut begins);
    read.map_err(|error| Problem::reading(path, &error))?;
    Ok(UnverifiedPackage::is_claimed_by(&begins))
}

/// What a package file says of itself; nobody has verified it.
pub(crate) fn unverified_head(path: &Path) -> Result<(Package, u64), Problem> {
    unverified(path, |file| Ok((file.unverified_head()?, file.file_len())))
}

/// The bytes of the head of a package file.
pub(crate) fn unverified_head_bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    unverified(path, UnverifiedPackage::unverified_head_bytes)
}

/// What a package file says in clear, as its signed index; nobody has verified it.
pub(crate) fn unverified_index(path: &Path) -> Result<Vec<u8>, Problem> {
    unverified(path, UnverifiedPackage::unverified_index)
}

fn unverified<T>(
    path: &Path,
    read: impl FnOnce(&mut UnverifiedPackage<File>) -> Result<T, ReceiveError>,
) -> Result<T, Problem> {
    let file = package_file(path)?;
    let read = UnverifiedPackage::read(file).and_then(|mut file| read(&mut file));
    read.map_err(|error| not_received(path, &error))
}

/// Refuses what does not begin as a package does, where one is asked for.
pub(crate) fn expect_package(path: &Path) -> Result<(), Problem> {
    if is_package(path)? {
        return Ok(());
    }
    let longest = u64::try_from(Limits::LONG_STATEMENT.max_len).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = package_file(path)?
        .take(longest.saturating_add(1))
        .read_to_end(&mut bytes);
    read.map_err(|error| Problem::reading(path, &error))?;
    refuse_broken_statement(path, &bytes)?;
    Err(refusal(
        &shown(path),
        RefusalClass::Truncated,
        "this is not a package of format 1",
    )
    .advise(NOT_A_PACKAGE))
}

/// Refuses what begins as a statement does and says of no kind that it is one: cut, or with another header.
pub(crate) fn refuse_broken_statement(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    if !begins_as_statement(bytes) {
        return Ok(());
    }
    claimed_kind(bytes).map(drop).map_err(|error| {
        refusal(
            &shown(path),
            error.class(),
            format!("it begins as a statement: {error}"),
        )
        .advise("It did not arrive whole, or is of another format: fetch or copy it again.")
    })
}
