use std::io;

use handover::{
    caseload::{CaseloadError, FileError as CaseloadFileError},
    identity::{
        AuthorityError, CardError, IdentityError, KeyError, NewIdentityError, TrustedDirectoryError,
    },
};
use handover_files::FileError;
use handover_server::StartError;
use thiserror::Error;

use crate::Failure;

/// Why the story was not told to its end.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DemoError {
    /// The story does not go as it is told: our bug.
    #[error("{0}")]
    Broken(&'static str),
    /// A card of the story cannot be read.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The caseload of the story cannot be read.
    #[error(transparent)]
    Caseload(#[from] CaseloadError),
    /// A file that is laid over the caseload cannot be read.
    #[error(transparent)]
    CaseloadFile(#[from] CaseloadFileError),
    /// No connection within this machine can be opened.
    #[error("no connection within this machine (127.0.0.1) can be opened: {}", .0.kind())]
    Connection(#[source] io::Error),
    /// The directory of the story cannot be made.
    #[error(transparent)]
    Directory(#[from] AuthorityError),
    /// A file or folder of the story cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// An identity folder of the story cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A key of the story cannot be opened.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An identity of the story cannot be made.
    #[error(transparent)]
    NewIdentity(#[from] NewIdentityError),
    /// What is told cannot be written.
    #[error("the story cannot be written")]
    Output(#[source] io::Error),
    /// The program did not do a line.
    #[error("the program did not do a line of the story: {}", .0.what)]
    Program(Failure),
    /// The server cannot start.
    #[error("the server of the story cannot start: {0}")]
    Server(#[source] StartError),
    /// Somebody does not take the directory.
    #[error(transparent)]
    TrustedDirectory(#[from] TrustedDirectoryError),
}
