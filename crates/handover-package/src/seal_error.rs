use std::io;

use handover_cbor::{DecodeError, RefusalClass};
use handover_trust::PayloadError;
use thiserror::Error;

use crate::HeadError;

/// Why a package was not sealed.
///
/// A sealer refuses what every recipient would refuse. Holds nothing of a case, so it may be logged.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum SealError {
    /// A token is there twice.
    #[error("a token stands for two cases")]
    DuplicateToken,
    /// What the head would say is not of the format: its dates, its grants, its names.
    #[error("head would not be of the format")]
    Head(#[source] PayloadError),
    /// The head would contradict profile, mandate or roster.
    #[error(transparent)]
    HeadChecks(#[from] HeadError),
    /// More or longer than allowed.
    #[error("longer or more than allowed")]
    Limit,
    /// A place stands in the section of the other kind of case.
    #[error("place of a person stands in the wrong section")]
    MisplacedPlace,
    /// There is no case, or no recipient.
    #[error("nothing to seal, or nobody to seal it to")]
    Nothing,
    /// A case came that is not the next one, or one did not come.
    #[error("cases are not those of the tokens, in their order")]
    OtherCase,
    /// A case was checked under another profile than that of the package.
    #[error("a case was checked under another profile")]
    OtherProfile,
    /// The sections of a case are not those of the profile, in its order.
    #[error("sections are not those of the profile")]
    OtherSections,
    /// A section is not one map in its one encoding.
    #[error("a section is not of the grammar")]
    Section(#[source] DecodeError),
    /// The package could not be written.
    #[error("package could not be written")]
    Sink(io::ErrorKind),
    /// The sealing key of a recipient is none that can be sealed to.
    #[error("sealing key of a recipient cannot be used")]
    UnusableKey,
}

impl SealError {
    /// The class under which a recipient would refuse it; for [`Sink`](Self::Sink) `storage`.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self {
            Self::DuplicateToken | Self::Nothing | Self::OtherCase => RefusalClass::Schema,
            Self::Head(error) => error.class(),
            Self::HeadChecks(error) => error.class(),
            Self::Limit => RefusalClass::Limits,
            Self::MisplacedPlace | Self::OtherProfile | Self::OtherSections => RefusalClass::Policy,
            Self::Section(error) => error.class(),
            Self::Sink(_) => RefusalClass::Storage,
            Self::UnusableKey => RefusalClass::Decrypt,
        }
    }
}

impl From<io::Error> for SealError {
    fn from(error: io::Error) -> Self {
        Self::Sink(error.kind())
    }
}
