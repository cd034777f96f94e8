//! What is new at a server, into a folder.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use handover_files::{FileError, NewFile, file_name, private_folder};
use handover_package::{SignedIndex, UnverifiedPackage};
use handover_transfer::{Cursor, Judge, KnownStatements, Memory, NoMemory, StatementEntry};
use handover_trust::{
    Countersign, Kind, Package, Sight, Statement, StatementId, Witnesses, statement_id,
    statement_kind,
};
use thiserror::Error;

use crate::{About, Client, ClientError};

/// Why something did not come into a folder.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IntoFolderError {
    /// It did not get through.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// A file or folder cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What became of packages that were to be fetched.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Fetched {
    /// Those that came.
    pub files: Vec<(StatementId, PathBuf)>,
    /// Those that do not hold, or are not whole.
    pub refused: Vec<(StatementId, ClientError)>,
}

impl Client {
    /// Fetches a package, or all in the inbox that are not in the folder, each as of when it was first seen here, or
    /// the server says that it was there: its sender may have ended since. One that does not hold is told, and does
    /// not hold up the others.
    ///
    /// What was seen is noted in `memory`, to be kept whatever comes of this.
    ///
    /// # Errors
    ///
    /// [`IntoFolderError`]; what came before stays.
    pub async fn fetch_into(
        &self,
        package: Option<StatementId>,
        folder: &Path,
        memory: &mut impl Memory,
        mut refused: impl FnMut(&StatementId, &ClientError),
    ) -> Result<Fetched, IntoFolderError> {
        make(folder)?;
        let wanted = match package {
            Some(id) => vec![id],
            None => {
                let (packages, _) = self.whole_inbox(Cursor::START, Duration::ZERO).await?;
                let ids = packages.into_iter().map(|entry| entry.id);
                ids.filter(|id| !package_file(folder, id).exists())
                    .collect()
            }
        };
        let mut fetched = Fetched::default();
        for id in wanted {
            let path = package_file(folder, &id);
            let witnesses = self.witnesses(&id).await;
            let countersigns: Vec<&Statement<Countersign>> =
                witnesses.countersigns().iter().collect();
            let witnesses = Witnesses::new(witnesses.mandates(), &countersigns);
            let sight = Sight::now(self.trust.now()).witnessed(witnesses);
            let seen = memory.first_seen(&id);
            let sight = seen.map_or(sight, |seen| sight.recorded(seen));
            match self.fetch_as_seen(&id, &path, sight).await {
                Ok(()) => {
                    self.saw(&path, &sight, memory);
                    fetched.files.push((id, path));
                }
                Err(ClientError::File(kind)) => {
                    return Err(FileError::writing(&path, kind.into()).into());
                }
                Err(
                    error @ (ClientError::Package(_)
                    | ClientError::OtherPackage
                    | ClientError::Problem(_)),
                ) => {
                    refused(&id, &error);
                    fetched.refused.push((id, error));
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(fetched)
    }

    /// Notes when the head of a package that came was first seen.
    fn saw(&self, path: &Path, sight: &Sight<'_>, memory: &mut impl Memory) {
        let file = fs::File::open(path).map_err(Into::into);
        let read = file.and_then(|file| UnverifiedPackage::read(file)?.unverified_head_bytes());
        let Ok(head) = read else {
            return;
        };
        if let Ok(head) = self.trust.directory().verify::<Package>(&head, sight) {
            memory.saw(head.id(), head.first_seen());
        }
    }

    /// What the server has in the role `seen` about a package; nothing, where it says nothing.
    async fn witnesses(&self, package: &StatementId) -> KnownStatements {
        let listed = self.all_statements(About::Package(*package)).await;
        let listed = listed.unwrap_or_default().into_iter();
        let mut all = Vec::new();
        for entry in listed.filter(|entry| entry.kind == Kind::Countersign) {
            all.extend(self.statement(&entry.id).await);
        }
        let all: Vec<&[u8]> = all.iter().map(AsRef::as_ref).collect();
        let directory = self.trust.directory();
        let mut judge = Judge::new(&directory, NoMemory, self.trust.now());
        // What does not hold is no witness.
        let _ = judge.take_all(&all);
        judge.finish().0
    }

    /// Fetches the statements, and signed indexes of packages, that are not in the folder yet; gives back the new
    /// files. A file that is there under the name of another statement is told, and left alone.
    ///
    /// # Errors
    ///
    /// [`IntoFolderError`]; what came before stays.
    pub async fn pull_into(
        &self,
        about: About,
        folder: &Path,
        mut other: impl FnMut(&Path),
    ) -> Result<Vec<PathBuf>, IntoFolderError> {
        make(folder)?;
        let mut files = Vec::new();
        for entry in self.all_statements(about).await? {
            let path = statement_file(folder, &entry);
            if path.exists() {
                if id_of_file(&path) != Some(entry.id) {
                    other(&path);
                }
                continue;
            }
            let bytes = match entry.kind {
                Kind::Package => self.signed_index(&entry.id).await?,
                _ => self.statement(&entry.id).await?,
            };
            let is_it = match entry.kind {
                Kind::Package => SignedIndex::is_claimed_by(&bytes),
                kind => {
                    statement_kind(&bytes) == Some(kind) && statement_id(&bytes) == Some(entry.id)
                }
            };
            if !is_it {
                return Err(ClientError::OtherStatement.into());
            }
            NewFile::write(&path, &bytes)?;
            files.push(path);
        }
        Ok(files)
    }
}

/// The id of a statement or signed index in a file.
#[must_use]
pub fn id_of_file(path: &Path) -> Option<StatementId> {
    let bytes = fs::read(path).ok()?;
    statement_id(&bytes).or_else(|| statement_id(SignedIndex::unverified_head(&bytes)))
}

/// The folder for what comes: made, for its owner only, if it is not there.
fn make(folder: &Path) -> Result<(), FileError> {
    match folder.is_dir() {
        true => Ok(()),
        false => private_folder(folder),
    }
}

/// The name says which package it is and nothing else: the whole id, so that no two have one name.
fn package_file(folder: &Path, package: &StatementId) -> PathBuf {
    folder.join(format!("{package}.handover"))
}

/// The name says what it is and nothing else.
fn statement_file(folder: &Path, entry: &StatementEntry) -> PathBuf {
    let ending = match entry.kind {
        Kind::Package => "index",
        _ => "statement",
    };
    folder.join(file_name(
        entry.kind.as_str(),
        &entry.id.to_string(),
        ending,
    ))
}
