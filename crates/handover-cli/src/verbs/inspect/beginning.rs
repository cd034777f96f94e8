//! What a file is, by how it begins (section "Statements" of `schemas/PROTOCOL.md`).

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use handover::{Limits, RefusalClass, claimed_kind};

use super::glimpse::{MAGIC, TAG};
use crate::{
    problem::{Problem, shown},
    refusals::{NOT_A_PACKAGE, refusal},
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
    let read = package_file(path)?.take(8).read_to_end(&mut begins);
    read.map_err(|error| Problem::reading(path, &error))?;
    Ok(begins == MAGIC)
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
    if !bytes.starts_with(&[TAG]) {
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
