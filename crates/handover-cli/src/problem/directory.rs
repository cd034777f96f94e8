//! What to do when a directory is not signed.

use handover::trust::DirectoryDraftError;

use super::Problem;
use crate::refusals::refusal;

impl From<DirectoryDraftError> for Problem {
    fn from(error: DirectoryDraftError) -> Self {
        match error {
            DirectoryDraftError::NothingToRevoke => {
                Self::usage(error.to_string(), "Copy it from `handover directory show`.")
            }
            DirectoryDraftError::Payload(error) => {
                refusal("the directory cannot be signed", error.class(), error)
            }
            DirectoryDraftError::Refused(error) => refusal(
                "nobody would take this directory",
                error.class(),
                error,
            )
            .advise(
                "Check the cards: their dates, whom they replace, and that none is listed twice.",
            ),
            _ => Self::our_bug("a directory was not signed, and it is not known why"),
        }
    }
}
