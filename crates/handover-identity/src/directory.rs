//! The directory, and the memory that keeps it from going back.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use handover_trust::{
    AcceptedDirectory, CertificateUse, DirectoryError, Outdated, PosixTime, StatementError,
    Thumbprint, VerifiedDirectory,
};
use thiserror::Error;

use crate::{
    Identity, IdentityError, KeyError, KeyName, MemoryError, MemoryKind, memory::MemoryFile,
};

/// A directory to be verified.
#[derive(Clone, Copy, Debug)]
pub struct DirectoryInput<'a> {
    /// The file.
    pub file: &'a Path,
    /// What the authority gave by another road.
    pub anchor: Option<Thumbprint>,
    /// The identity folder with the memory, if there is one.
    pub identity: Option<&'a Path>,
    /// When.
    pub now: PosixTime,
}

/// Why a directory was not taken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrustedDirectoryError {
    /// Nobody gave the anchor, and it is not remembered.
    #[error("the directory's anchor is not known here yet")]
    Anchor {
        /// Whether there is an identity folder that will remember it.
        has_identity: bool,
    },
    /// The file cannot be read.
    #[error("{path:?} cannot be read")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The identity folder cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The certificate of our own authority cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What was accepted before cannot be read or kept.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The directory does not hold.
    #[error("directory {path:?} was not taken")]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: DirectoryError,
    },
}

/// Verifies a directory against what was accepted before (V-15, V-16), and remembers that it was seen.
///
/// # Errors
///
/// [`TrustedDirectoryError`], as its variants say.
pub fn trusted_directory(
    input: &DirectoryInput<'_>,
) -> Result<VerifiedDirectory, TrustedDirectoryError> {
    let memory = input
        .identity
        .map(|folder| MemoryFile::new(folder, MemoryKind::Directory));
    let last = memory.as_ref().map(MemoryFile::read).transpose()?.flatten();
    let anchor = anchor(input, last.as_ref())?;
    let bytes = fs::read(input.file).map_err(|source| TrustedDirectoryError::File {
        path: input.file.to_owned(),
        source,
    })?;
    let verified = |last: Option<&AcceptedDirectory>| {
        VerifiedDirectory::from_bytes(&bytes, &anchor, last, input.now).map_err(|source| {
            TrustedDirectoryError::Refused {
                path: input.file.to_owned(),
                source,
            }
        })
    };
    let directory = verified(last.as_ref())?;
    let Some(memory) = memory.filter(|_| last.as_ref() != Some(directory.accepted())) else {
        return Ok(directory);
    };
    remember(&memory, last.as_ref(), directory, verified)
}

/// The same, but a directory that has run out is taken as it held, if it was accepted then: it judges what was first
/// seen in its time. With it comes when it ran out.
///
/// # Errors
///
/// [`TrustedDirectoryError`], as its variants say.
pub fn held_directory(
    input: &DirectoryInput<'_>,
) -> Result<(VerifiedDirectory, Option<PosixTime>), TrustedDirectoryError> {
    let refused = match trusted_directory(input) {
        Ok(directory) => return Ok((directory, None)),
        Err(refused) => refused,
    };
    let last = input.identity.map(accepted_directory).transpose()?;
    let (Some(expires), Some(last)) = (ran_out(&refused), last.flatten()) else {
        return Err(refused);
    };
    let bytes = fs::read(input.file).map_err(|source| TrustedDirectoryError::File {
        path: input.file.to_owned(),
        source,
    })?;
    let is_known = input.anchor.is_none_or(|anchor| anchor == *last.anchor());
    let held = VerifiedDirectory::as_it_held(&bytes, &last).ok();
    let held = held.filter(|_| is_known).ok_or(refused)?;
    Ok((held, Some(expires)))
}

/// When a directory ran out, if nothing else stands against it.
const fn ran_out(refused: &TrustedDirectoryError) -> Option<PosixTime> {
    match refused {
        TrustedDirectoryError::Refused {
            source:
                DirectoryError::Statement(StatementError::Expired(Outdated::Directory { expires })),
            ..
        } => Some(*expires),
        _ => None,
    }
}

/// Remembers a directory that was verified against the last one.
///
/// Another program may have accepted a newer one since: then that counts, and stays.
fn remember(
    memory: &MemoryFile,
    last: Option<&AcceptedDirectory>,
    directory: VerifiedDirectory,
    verified: impl Fn(Option<&AcceptedDirectory>) -> Result<VerifiedDirectory, TrustedDirectoryError>,
) -> Result<VerifiedDirectory, TrustedDirectoryError> {
    let held = memory.hold()?;
    let meanwhile: Option<AcceptedDirectory> = held.read()?;
    let directory = if meanwhile.as_ref() == last {
        directory
    } else {
        verified(meanwhile.as_ref())?
    };
    if meanwhile.as_ref() != Some(directory.accepted()) {
        held.write(directory.accepted())?;
    }
    Ok(directory)
}

/// The directory that an identity accepted last.
///
/// # Errors
///
/// [`MemoryError`], as its variants say.
pub fn accepted_directory(identity: &Path) -> Result<Option<AcceptedDirectory>, MemoryError> {
    MemoryFile::new(identity, MemoryKind::Directory).read()
}

/// Remembers the directory that an identity accepts; one of a higher version that another program has accepted
/// meanwhile stays (V-15).
///
/// # Errors
///
/// [`MemoryError`], as its variants say.
pub fn remember_directory(
    identity: &Path,
    accepted: &AcceptedDirectory,
) -> Result<(), MemoryError> {
    let memory = MemoryFile::new(identity, MemoryKind::Directory);
    let held = memory.hold()?;
    let meanwhile: Option<AcceptedDirectory> = held.read()?;
    if meanwhile.is_none_or(|other| other.version() <= accepted.version()) {
        held.write(accepted)?;
    }
    Ok(())
}

/// The anchor that was given; else the one that is remembered, or our own.
fn anchor(
    input: &DirectoryInput<'_>,
    last: Option<&AcceptedDirectory>,
) -> Result<Thumbprint, TrustedDirectoryError> {
    let known = input.anchor.or_else(|| last.map(|last| *last.anchor()));
    if let Some(known) = known {
        return Ok(known);
    }
    let has_identity = input.identity.is_some();
    own_anchor(input.identity)?.ok_or(TrustedDirectoryError::Anchor { has_identity })
}

/// The anchor of whoever is the authority itself.
fn own_anchor(identity: Option<&Path>) -> Result<Option<Thumbprint>, TrustedDirectoryError> {
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

#[cfg(test)]
mod tests {
    use handover_trust::{Directory, DirectoryCard};

    use super::*;
    use crate::example::{PASSPHRASE, identity, now};

    /// Two programs read the memory at one time; the one with the older directory writes last.
    #[test]
    fn an_older_directory_never_takes_the_place_of_a_newer_one() {
        let outer = tempfile::tempdir().unwrap();
        let council = identity(outer.path(), "council", "ZZ900", true);
        let authority = KeyName::of_use(CertificateUse::Authority);
        let signer = council.signer(&authority, PASSPHRASE).unwrap();
        let card = council.card().unwrap();
        let file = |version: u64| {
            let directory = Directory {
                at: now(),
                by: council.organisation().clone(),
                version,
                expires: now().plus_secs(1_000),
                next_anchor: None,
                cards: vec![DirectoryCard {
                    card: card.as_bytes().to_vec().into(),
                    roles: Vec::new(),
                    succession: None,
                }],
                revocations: Vec::new(),
            };
            let path = outer.path().join(format!("directory-{version}"));
            fs::write(&path, signer.sign(directory).unwrap().as_bytes()).unwrap();
            path
        };
        let (older, newer) = (file(1), file(2));
        let trusted = |file: &Path| {
            trusted_directory(&DirectoryInput {
                file,
                anchor: None,
                identity: Some(council.folder()),
                now: now(),
            })
        };
        let anchor = signer.certificate().thumbprint();
        let bytes = fs::read(&older).unwrap();
        let verified = |last: Option<&AcceptedDirectory>| {
            VerifiedDirectory::from_bytes(&bytes, &anchor, last, now()).map_err(|source| {
                TrustedDirectoryError::Refused {
                    path: older.clone(),
                    source,
                }
            })
        };
        // Nothing is remembered yet when both begin.
        let first = verified(None).unwrap();
        trusted(&newer).unwrap();
        let memory = MemoryFile::new(council.folder(), MemoryKind::Directory);
        let late = remember(&memory, None, first, verified);
        let refused = |result| matches!(result, Err(TrustedDirectoryError::Refused { .. }));
        assert!(refused(late));
        assert!(refused(trusted(&older)));
        assert_eq!(trusted(&newer).unwrap().accepted().version(), 2);
    }
}
