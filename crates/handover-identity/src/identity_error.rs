//! Why an identity was not read.

use std::{io, path::PathBuf};

use handover_files::FileError;
use handover_trust::{ShortName, StatementError};
use thiserror::Error;

use crate::KeyError;

/// Why a folder was not read as an identity.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The file that says what the folder holds cannot be read: it may be no identity folder.
    #[error("{path:?} cannot be read")]
    Absent {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// That file does not describe an identity.
    #[error("{path:?} does not describe an identity")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// A renewal that was interrupted could not be completed.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Why there is no one person who signs.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum PersonError {
    /// The identity has no person at all.
    #[error("identity has no person who may sign")]
    Absent,
    /// None of its persons has that role.
    #[error("identity has no person in that role")]
    OtherRoles {
        /// The roles that its persons have.
        roles: Vec<ShortName>,
    },
    /// It has several persons, and no role was named.
    #[error("identity has several persons")]
    Several {
        /// The roles that they have.
        roles: Vec<ShortName>,
    },
}

/// Why the card of an identity was not read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CardError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The office's certificate was not read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The card does not hold.
    #[error("card {path:?} was not taken")]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        source: StatementError,
    },
}
