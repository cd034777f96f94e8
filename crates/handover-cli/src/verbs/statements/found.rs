//! Files that are there, and what each claims to be.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    cbor::Limits,
    package::{Evidence, SignedIndex},
    trust::{Kind, statement_kind},
};
use handover_report::shown;

use crate::{
    problem::Problem,
    screen::Screen,
    verbs::inspect::{is_package, refuse_broken_statement, unverified_index},
};

/// A file that claims to be of a transfer.
pub(super) struct CandidateFile {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
    pub(super) claim: Claim,
    /// Whether a person named the file itself, not the folder it is in.
    pub(super) is_named: bool,
}

/// What the bytes of a file claim to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Claim {
    Index,
    Statement(Kind),
}

/// The longest file that can be a statement or a signed index, in bytes.
const MAX_LEN: usize = Limits::LONG_STATEMENT.max_len;

/// How many names of other files are told.
const TOLD: usize = 8;

/// Reads what the paths lead to, in the order of the names.
pub(super) fn find(paths: &[PathBuf], screen: &Screen) -> Result<Vec<CandidateFile>, Problem> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            in_folder(path, &mut files, screen)?;
        } else {
            files.push(read(path, true)?.ok_or_else(|| another(path))?);
        }
    }
    Ok(files)
}

/// What a file is that is no statement of a transfer, and which verb reads it.
fn another(path: &Path) -> Problem {
    let name = shown(path);
    let bytes = fs::read(path).unwrap_or_default();
    let (what, next) = match statement_kind(&bytes) {
        Some(Kind::Card) => (
            "is the card of an organisation,",
            format!(
                "Give it to the authority: `handover directory add --card {name}=ROLE` lists it; \
                 `handover directory show` prints the cards that are listed."
            ),
        ),
        Some(Kind::Directory) => (
            "is a directory,",
            format!(
                "`handover directory show --directory {name}` verifies and prints it; other verbs take \
                 it with --directory."
            ),
        ),
        Some(Kind::Package) => (
            "is the head of a package by itself,",
            "Name the package, or the .index file that `seal` wrote beside it.".to_owned(),
        ),
        _ if Evidence::is_claimed_by(&bytes) => (
            "is evidence of one case,",
            format!("`handover verify {name}` says what it proves."),
        ),
        _ => (
            "is",
            "It is of no kind that `handover` signs, or not whole: name statements, signed indexes, \
             packages, or folders of them."
                .to_owned(),
        ),
    };
    Problem::usage(format!("{name} {what} no statement of a transfer"), next)
}

/// A statement that a file contains; what is no statement of a transfer is told and left out.
pub(super) fn contained(path: &Path, bytes: Vec<u8>, screen: &Screen) -> Option<CandidateFile> {
    match statement_kind(&bytes) {
        None | Some(Kind::Card | Kind::Directory | Kind::Package) => {
            screen.note(&format!(
                "left alone, for it is no statement of a transfer: a part of {}",
                shown(path)
            ));
            None
        }
        Some(kind) => Some(CandidateFile {
            path: path.to_owned(),
            bytes,
            claim: Claim::Statement(kind),
            is_named: false,
        }),
    }
}

/// A package or signed index that was named.
pub(super) fn package(path: &Path) -> Result<CandidateFile, Problem> {
    let found = read(path, true)?;
    found
        .filter(|file| file.claim == Claim::Index)
        .ok_or_else(|| {
            Problem::usage(
                format!("{} is neither a package nor a signed index", shown(path)),
                "Name the package file, or what `seal` wrote beside it for the commissioner.",
            )
        })
}

fn in_folder(
    folder: &Path,
    files: &mut Vec<CandidateFile>,
    screen: &Screen,
) -> Result<(), Problem> {
    let told = |error| Problem::reading(folder, &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        paths.push(entry.map_err(told)?.path());
    }
    paths.sort();
    let mut others = Vec::new();
    for path in paths {
        let found = if path.is_file() {
            read(&path, false)?
        } else {
            None
        };
        match found {
            Some(file) => files.push(file),
            None => others.push(path),
        }
    }
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .take(TOLD)
            .filter_map(|path| path.file_name())
            .map(|name| shown(Path::new(name)))
            .collect();
        let more = match others.len().saturating_sub(TOLD) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        screen.note(&format!(
            "left alone, for it is no statement of a transfer: {}{more} in {}",
            names.join(", "),
            shown(folder)
        ));
    }
    Ok(())
}

/// One file, if it claims to be of a transfer; of a package what it says in clear.
fn read(path: &Path, is_named: bool) -> Result<Option<CandidateFile>, Problem> {
    let found = |claim, bytes| {
        Ok(Some(CandidateFile {
            path: path.to_owned(),
            bytes,
            claim,
            is_named,
        }))
    };
    if is_package(path)? {
        return match unverified_index(path) {
            Ok(bytes) => found(Claim::Index, bytes),
            Err(problem) if is_named => Err(problem),
            Err(_) => Ok(None),
        };
    }
    let told = |error| Problem::reading(path, &error);
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
