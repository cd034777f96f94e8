use std::io;

use handover_dataset::ProfileError;
use handover_trust::{DirectoryError, PeerError, StatementError};
use thiserror::Error;

use crate::OpenError;

/// Why a server was not started.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StartError {
    /// An address cannot be listened at.
    #[error("the address cannot be listened at")]
    Address(#[source] io::Error),
    /// No anchor is configured, and none is remembered.
    #[error("the directory's anchor is not known here yet")]
    Anchor,
    /// The directory was not taken.
    #[error("the directory was not taken: {0}")]
    Directory(#[from] DirectoryError),
    /// The file of the directory cannot be read.
    #[error("the directory cannot be read")]
    DirectoryFile(#[source] io::Error),
    /// What is remembered of the directory is damaged, or cannot be kept.
    #[error("the memory of the directory cannot be used")]
    DirectoryMemory(#[source] io::Error),
    /// The certificate for TLS is another organisation's.
    #[error("the transport certificate is another organisation's")]
    OtherOrganisation,
    /// A profile is none.
    #[error("a profile cannot be used: {0}")]
    Profile(#[source] ProfileError),
    /// The file of a profile cannot be read.
    #[error("a profile cannot be read")]
    ProfileFile(#[source] io::Error),
    /// Receipts that we sign would be refused.
    #[error("the directory does not let this server sign receipts: {0}")]
    Service(#[source] StatementError),
    /// The folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Storage(#[from] OpenError),
    /// Peers would refuse us.
    #[error("the directory does not list the transport certificate: {0}")]
    Transport(#[source] PeerError),
}
