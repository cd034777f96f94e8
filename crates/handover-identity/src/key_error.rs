//! Why a key of an identity was not used.

use std::path::PathBuf;

use handover_files::FileError;
use handover_trust::{CertificateError, KeyFileError, KeyMismatch};
use thiserror::Error;

/// Why a key or a certificate of an identity folder was not used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// What stands in the file of a certificate is none of the profile.
    #[error("certificate {path:?} was not taken")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The rule that it breaks.
        source: CertificateError,
    },
    /// A file of the folder cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The private key stays shut.
    #[error("key {path:?} was not opened")]
    Locked {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeyFileError,
    },
    /// The certificate beside the key is another key's.
    #[error("{path:?} is not the key of its certificate")]
    Mismatch {
        /// The file of the key.
        path: PathBuf,
        /// Why.
        source: KeyMismatch,
    },
}
