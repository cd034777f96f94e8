//! What to do when a file is not what was asked for.

use std::path::Path;

use handover::{
    cbor::RefusalClass,
    files::{InputError, OtherFile},
    package::{HeadError, ReceiveError},
};

use super::{Problem, shown};
use crate::refusals::refusal;

/// What to do with a file that does not begin as a package.
const NOT_A_PACKAGE: &str = "Name a package; `handover verify` says what another file is. A package \
     that was cut at its beginning must be fetched again.";

impl From<InputError> for Problem {
    fn from(error: InputError) -> Self {
        let what = error.to_string();
        let refused = |path: &Path, class| refusal(&shown(path), class, &what);
        match error {
            InputError::BrokenStatement { path, source } => refused(&path, source.class()).advise(
                "It did not arrive whole, or is of another format: fetch or copy it again.",
            ),
            InputError::Evidence { path, source } => refused(&path, source.class()),
            InputError::File(error) => error.into(),
            InputError::Head { path, source } => refused(&path, source.class()),
            InputError::Memory(error) => error.into(),
            InputError::NotAPackage { path } => {
                refused(&path, RefusalClass::Truncated).advise(NOT_A_PACKAGE)
            }
            InputError::NotAnIndex { path } => Self::usage(
                format!("{} is {what}", shown(&path)),
                "Name the package file, or what `seal` wrote beside it for the commissioner.",
            ),
            InputError::NotOfATransfer { path, is } => other_file(&shown(&path), is),
            InputError::NotTaken { path, source } => refused(&path, source.class()),
            InputError::Package { path, source } => not_received(&path, &source),
            InputError::Stream { path } => Self::usage(
                format!("{} is {what}", shown(&path)),
                "Write it to a file first, then name that file.",
            ),
            _ => Self::our_bug(what),
        }
    }
}

/// What a file is that is no statement of a transfer, and which verb reads it.
fn other_file(name: &str, is: OtherFile) -> Problem {
    let (what, next) = match is {
        OtherFile::Card => (
            "is the card of an organisation,",
            format!(
                "Give it to the authority: `handover directory add --card {name}=ROLE` lists it; \
                 `handover directory show` prints the cards that are listed."
            ),
        ),
        OtherFile::Directory => (
            "is a directory,",
            format!(
                "`handover directory show --directory {name}` verifies and prints it; other verbs take \
                 it with --directory."
            ),
        ),
        OtherFile::Head => (
            "is the head of a package by itself,",
            "Name the package, or the .index file that `seal` wrote beside it.".to_owned(),
        ),
        OtherFile::Evidence => (
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

/// Why a package was not taken.
pub(crate) fn not_received(path: &Path, error: &ReceiveError) -> Problem {
    if let ReceiveError::Source(kind) = error {
        return Problem::reading(path, &(*kind).into());
    }
    let problem = refusal(&shown(path), error.class(), error);
    match error {
        ReceiveError::Head(HeadError::RosterNotAtHand) => problem.advise(
            "Fetch what the others have said (`handover pull --to FOLDER`, or ask the sender), and give \
             that folder with --statement.",
        ),
        ReceiveError::Head(HeadError::MissingCountersign) => problem.advise(
            "Fetch what the others have said (`handover pull --to FOLDER`); if it is still missing, ask \
             for the second signature.",
        ),
        ReceiveError::UnknownFormat => problem.advise(NOT_A_PACKAGE),
        _ => problem,
    }
}
