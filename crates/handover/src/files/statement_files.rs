//! Files that are there, and what each claims to be.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover_cbor::Limits;
use handover_files::FileError;
use handover_package::{Evidence, SignedIndex};
use handover_transfer::{Judge, Memory};
use handover_trust::{Kind, StatementId, statement_id, statement_kind};

use super::{
    GatheredStatements, InputError, OtherFile, RefusedFile, is_package, refuse_broken_statement,
    unverified_head_bytes, unverified_index,
};

/// The longest file that can be a statement or a signed index, in bytes.
const MAX_LEN: usize = Limits::LONG_STATEMENT.max_len;

/// Files that claim to be of a transfer, read and not yet judged.
///
/// A file that a person names must be of a transfer, and must hold. In a folder, what is neither is left aside and
/// told ([`Aside`]): one bad file does not hold up a transfer.
#[derive(Debug, Default)]
pub struct StatementFiles {
    files: Vec<StatementFile>,
    /// Heads of packages that will be received by these statements.
    heads: Vec<Vec<u8>>,
    /// The head in evidence, which must hold.
    evidence: Option<(PathBuf, Vec<u8>)>,
}

/// A file that claims to be of a transfer; nobody has judged it.
#[derive(Debug)]
struct StatementFile {
    path: PathBuf,
    /// Its content; of a package what it says in clear.
    bytes: Vec<u8>,
    claim: Claim,
    /// Whether a person named the file itself, not the folder it is in.
    is_named: bool,
}

/// What the bytes of a file claim to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Claim {
    /// A package, or its signed index.
    Index,
    Statement(Kind),
}

/// A file that claims to be a statement; nobody has judged it.
#[derive(Debug)]
#[non_exhaustive]
pub struct UnreadStatement {
    /// The file.
    pub path: PathBuf,
    /// What it claims to be.
    pub kind: Kind,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What is left aside while files are read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Aside<'a> {
    /// A part of a file with several statements in it, which is none of a transfer.
    Contained {
        /// The file.
        file: &'a Path,
    },
    /// A statement in a folder that does not hold.
    NotTaken(&'a RefusedFile),
    /// Files that are no statements of a transfer.
    Others {
        /// Where they are.
        folder: &'a Path,
        /// Which.
        files: &'a [PathBuf],
    },
}

impl StatementFiles {
    /// Reads what the paths lead to, in the order of the names; a folder stands for the files in it.
    ///
    /// # Errors
    ///
    /// [`InputError`]: a named file is not of a transfer, or a file cannot be read.
    pub fn find(paths: &[PathBuf], aside: &mut dyn FnMut(Aside<'_>)) -> Result<Self, InputError> {
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                in_folder(path, &mut files, aside)?;
            } else {
                files.push(read(path, true)?.ok_or_else(|| other_file(path))?);
            }
        }
        Ok(Self {
            files,
            ..Self::default()
        })
    }

    /// With others behind them.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.files.extend(more.files);
        self.heads.extend(more.heads);
        self.evidence = self.evidence.or(more.evidence);
        self
    }

    /// With a package, or its signed index, of which something is to be said; gives back its id. Of a package file
    /// only what it says in clear is looked at.
    ///
    /// # Errors
    ///
    /// [`InputError::NotAnIndex`], and those of [`find`](Self::find).
    pub fn add_package(&mut self, path: &Path) -> Result<Option<StatementId>, InputError> {
        let found = read(path, true)?.filter(|file| file.claim == Claim::Index);
        let file = found.ok_or_else(|| InputError::NotAnIndex {
            path: path.to_owned(),
        })?;
        let id = statement_id(SignedIndex::unverified_head(&file.bytes));
        self.files.push(file);
        Ok(id)
    }

    /// With the head of a package that will be received by these statements: it is judged as of when it was first
    /// seen, and one that was here before its sender's certificate ran out, or was revoked, is still good.
    ///
    /// Why a head cannot be read, or does not hold, is told by whoever receives the package.
    pub fn add_head_of(&mut self, package: &Path) {
        self.heads.extend(unverified_head_bytes(package));
    }

    /// With the statements in evidence, whose head must hold.
    ///
    /// # Errors
    ///
    /// [`InputError::Evidence`].
    pub fn add_evidence(
        &mut self,
        path: &Path,
        bytes: &[u8],
        aside: &mut dyn FnMut(Aside<'_>),
    ) -> Result<(), InputError> {
        let contained = Evidence::unverified_statements(bytes);
        let mut contained = contained
            .map_err(|source| InputError::Evidence {
                path: path.to_owned(),
                source,
            })?
            .into_iter();
        let head = contained.next().unwrap_or_default();
        for bytes in contained {
            match statement_kind(&bytes) {
                None | Some(Kind::Card | Kind::Directory | Kind::Package) => {
                    aside(Aside::Contained { file: path });
                }
                Some(kind) => self.files.push(StatementFile {
                    path: path.to_owned(),
                    bytes,
                    claim: Claim::Statement(kind),
                    is_named: false,
                }),
            }
        }
        self.evidence = Some((path.to_owned(), head));
        Ok(())
    }

    /// The id of the first, if it is a statement.
    #[must_use]
    pub fn first_id(&self) -> Option<StatementId> {
        let first = self.files.first()?;
        statement_id(&first.bytes)
    }

    /// The statements as they lie there, for whoever passes them on, without packages and signed indexes.
    #[must_use]
    pub fn into_statements(self) -> Vec<UnreadStatement> {
        let files = self.files.into_iter();
        let statements = files.filter_map(|file| match file.claim {
            Claim::Index => None,
            Claim::Statement(kind) => Some(UnreadStatement {
                path: file.path,
                kind,
                bytes: file.bytes,
            }),
        });
        statements.collect()
    }

    /// Judges them all; gives back the memory with what was seen, to be kept.
    ///
    /// # Errors
    ///
    /// [`InputError::NotTaken`] of a file that a person named; [`InputError::Head`] of evidence.
    pub fn judge<M: Memory>(
        &self,
        mut judge: Judge<'_, M>,
        aside: &mut dyn FnMut(Aside<'_>),
    ) -> Result<(GatheredStatements, M), InputError> {
        let all: Vec<&[u8]> = self.files.iter().map(|file| &*file.bytes).collect();
        let outcomes = judge.take_all(&all);
        let mut refused = Vec::new();
        for (file, outcome) in self.files.iter().zip(outcomes) {
            let Err(source) = outcome else {
                continue;
            };
            let path = file.path.clone();
            if file.is_named {
                return Err(InputError::NotTaken { path, source });
            }
            let file = RefusedFile::new(path, &source);
            aside(Aside::NotTaken(&file));
            refused.push(file);
        }
        for head in &self.heads {
            let _ = judge.take_head(head);
        }
        if let Some((path, head)) = &self.evidence {
            let path = path.clone();
            let judged = judge.take_head(head);
            judged.map_err(|source| InputError::Head { path, source })?;
        }
        let (known, memory) = judge.finish();
        Ok((GatheredStatements::new(known, refused), memory))
    }
}

/// What a file is that was named and is no statement of a transfer.
fn other_file(path: &Path) -> InputError {
    let bytes = fs::read(path).unwrap_or_default();
    let is = match statement_kind(&bytes) {
        Some(Kind::Card) => OtherFile::Card,
        Some(Kind::Directory) => OtherFile::Directory,
        Some(Kind::Package) => OtherFile::Head,
        _ if Evidence::is_claimed_by(&bytes) => OtherFile::Evidence,
        _ => OtherFile::Unknown,
    };
    InputError::NotOfATransfer {
        path: path.to_owned(),
        is,
    }
}

fn in_folder(
    folder: &Path,
    files: &mut Vec<StatementFile>,
    aside: &mut dyn FnMut(Aside<'_>),
) -> Result<(), InputError> {
    let told = |error| FileError::reading(folder, error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        paths.push(entry.map_err(told)?.path());
    }
    paths.sort();
    let mut others = Vec::new();
    for path in paths {
        let found = match path.is_file() {
            true => read(&path, false)?,
            false => None,
        };
        match found {
            Some(file) => files.push(file),
            None => others.push(path),
        }
    }
    if !others.is_empty() {
        aside(Aside::Others {
            folder,
            files: &others,
        });
    }
    Ok(())
}

/// One file, if it claims to be of a transfer; of a package what it says in clear.
fn read(path: &Path, is_named: bool) -> Result<Option<StatementFile>, InputError> {
    let found = |claim, bytes| {
        Ok(Some(StatementFile {
            path: path.to_owned(),
            bytes,
            claim,
            is_named,
        }))
    };
    if is_package(path)? {
        return match unverified_index(path) {
            Ok(bytes) => found(Claim::Index, bytes),
            Err(error) if is_named => Err(error),
            Err(_) => Ok(None),
        };
    }
    let told = |error| FileError::reading(path, error);
    let len = fs::metadata(path).map_err(told)?.len();
    if usize::try_from(len).map_or(true, |len| len > MAX_LEN) {
        return Ok(None);
    }
    let bytes = fs::read(path).map_err(told)?;
    match statement_kind(&bytes) {
        Some(Kind::Card | Kind::Directory | Kind::Package) => Ok(None),
        Some(kind) => found(Claim::Statement(kind), bytes),
        None if SignedIndex::is_claimed_by(&bytes) => found(Claim::Index, bytes),
        None if is_named => refuse_broken_statement(path, &bytes).map(|()| None),
        None => Ok(None),
    }
}
