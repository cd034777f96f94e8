//! What to do when a directory is not signed.

use handover::{cbor::RefusalClass, trust::DirectoryDraftError};
use handover_identity::AuthorityError;
use handover_report::shown;

use super::Problem;
use crate::refusals::refusal;

impl From<AuthorityError> for Problem {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Card(error) => error.into(),
            AuthorityError::Directory { path, source } => refusal(
                &format!("the directory {} was not taken", shown(&path)),
                source.class(),
                source,
            ),
            AuthorityError::Draft(error) => error.into(),
            AuthorityError::File(error) => error.into(),
            AuthorityError::Key(error) => error.into(),
            AuthorityError::NoKey => Self::usage(
                "this identity has no key that signs directories",
                "Use the authority's identity, made with `identity new --authority`.",
            ),
            AuthorityError::Published(error) => error.into(),
            _ => Self::our_bug("a directory was not written, and it is not known why"),
        }
    }
}

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
            DirectoryDraftError::RevokedKey => Self::refused(
                RefusalClass::Revoked,
                error.to_string(),
                "Ring its organisation: somebody else may have made the card. Fresh keys come from `handover identity replace`.",
            ),
            DirectoryDraftError::Unreplaced => Self::usage(
                error.to_string(),
                "List it with `handover directory add`, or have it made anew by `handover identity replace`.",
            ),
            _ => Self::our_bug("a directory was not signed, and it is not known why"),
        }
    }
}
