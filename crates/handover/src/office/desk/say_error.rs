use handover_transfer::Unsayable;
use handover_trust::EventWord;
use thiserror::Error;

use super::{Failures, NothingSaid, TableError, TermsError};
use crate::OfficeError;

/// Why nothing was signed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SayError {
    /// Of some cases it cannot be said.
    #[error("cases or lines cannot be taken")]
    Failed(Failures),
    /// There is no case of which it can be said.
    #[error("there is no case of which it can be said")]
    NoCase,
    /// The word is not ours to say.
    #[error("{word}: {source}")]
    NotOurs {
        /// The word.
        word: EventWord,
        /// Why.
        source: Unsayable,
    },
    /// The office could not do it.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// What is said of all cases is no answer, or none that counts.
    #[error(transparent)]
    Terms(#[from] TermsError),
}

impl From<NothingSaid> for SayError {
    fn from(nothing: NothingSaid) -> Self {
        match nothing {
            NothingSaid::Failed(failures) => Self::Failed(failures),
            NothingSaid::NoCase => Self::NoCase,
        }
    }
}
