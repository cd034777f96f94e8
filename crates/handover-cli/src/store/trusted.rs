//! The directory, and the memory that keeps it from going back.

use std::{fs, io, path::Path};

use handover::{AcceptedDirectory, CertificateUse, PosixTime, Thumbprint, VerifiedDirectory};

use super::{Identity, KeyName};
use crate::{
    output::NewFile,
    problem::{Problem, shown},
    refusals::refusal,
};

/// The file in an identity folder that remembers the directory seen last.
const MEMORY: &str = "directory-seen.json";

/// A directory to be verified.
pub(crate) struct DirectoryInput<'a> {
    /// The file.
    pub(crate) file: &'a Path,
    /// What the authority gave by another road.
    pub(crate) anchor: Option<Thumbprint>,
    /// The identity folder with the memory, if there is one.
    pub(crate) identity: Option<&'a Path>,
    /// When.
    pub(crate) now: PosixTime,
}

/// Verifies a directory, and remembers that it was seen.
pub(crate) fn trusted_directory(input: &DirectoryInput<'_>) -> Result<VerifiedDirectory, Problem> {
    let memory = input.identity.map(|folder| folder.join(MEMORY));
    let last = memory.as_deref().map(recall).transpose()?.flatten();
    let known = input
        .anchor
        .or_else(|| last.as_ref().map(|last| *last.anchor()));
    let anchor = match known {
        Some(anchor) => anchor,
        None => own_anchor(input.identity)?.ok_or_else(|| {
            Problem::usage(
                "the directory's anchor is not known here yet",
                match input.identity {
                    Some(_) => "Give --anchor: the authority tells it, by another road than the file.",
                    None => {
                        "Give --identity, whose folder remembers it, or --anchor, as the authority told \
                         it by another road than the file."
                    }
                },
            )
        })?,
    };
    let bytes = fs::read(input.file).map_err(|error| {
        let problem = Problem::reading(input.file, &error);
        match error.kind() {
            io::ErrorKind::NotFound => {
                problem.advise("Name it with --directory; the authority gives it to everybody.")
            }
            _ => problem,
        }
    })?;
    let directory = VerifiedDirectory::from_bytes(&bytes, &anchor, last.as_ref(), input.now)
        .map_err(|error| {
            refusal(
                &format!("the directory {} was not taken", shown(input.file)),
                error.class(),
                error,
            )
        })?;
    if let Some(memory) = memory
        && last.as_ref() != Some(directory.accepted())
    {
        remember(&memory, directory.accepted())?;
    }
    Ok(directory)
}

/// The anchor of whoever is the authority itself.
fn own_anchor(identity: Option<&Path>) -> Result<Option<Thumbprint>, Problem> {
    let Some(folder) = identity else {
        return Ok(None);
    };
    let identity = Identity::read(folder)?;
    if !identity.has(CertificateUse::Authority) {
        return Ok(None);
    }
    let certificate = identity.certificate(&KeyName::of_use(CertificateUse::Authority))?;
    Ok(Some(certificate.thumbprint()))
}

fn recall(memory: &Path) -> Result<Option<AcceptedDirectory>, Problem> {
    match fs::read(memory) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| {
            Problem::input_output(
                format!("{} is damaged", shown(memory)),
                "Move it away and give --anchor again; until then an old directory would pass.",
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::reading(memory, &error)),
    }
}

fn remember(memory: &Path, accepted: &AcceptedDirectory) -> Result<(), Problem> {
    let text = serde_json::to_vec_pretty(accepted)
        .map_err(|_| Problem::our_bug("the accepted directory has no JSON"))?;
    NewFile::rewrite(memory, &text)
}
