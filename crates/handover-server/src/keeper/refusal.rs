use handover_package::ReceiveError;
use handover_tls::Peer;
use handover_transfer::{Need, Problem, ProblemDocument, UnfitError};
use handover_trust::{PeerError, StatementError};

use crate::StorageError;

/// Why a request is not done: what the peer is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refusal(pub(crate) ProblemDocument);

impl Refusal {
    pub(crate) const fn incomplete(need: Need) -> Self {
        Self(ProblemDocument::incomplete(need))
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        let document = ProblemDocument::new(problem);
        Self(match problem {
            Problem::Busy => document.after(2),
            Problem::Storage => document.after(30),
            _ => document,
        })
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        tracing::error!(class = "storage", reason = %error, "not stored");
        match error {
            StorageError::Damaged => Problem::Internal.into(),
            StorageError::Failed | StorageError::Full | StorageError::Unavailable => {
                Problem::Storage.into()
            }
        }
    }
}

impl From<ReceiveError> for Refusal {
    fn from(error: ReceiveError) -> Self {
        Problem::from(error.class()).into()
    }
}

impl From<StatementError> for Refusal {
    fn from(error: StatementError) -> Self {
        Problem::from(error.class()).into()
    }
}

impl From<UnfitError> for Refusal {
    fn from(error: UnfitError) -> Self {
        Problem::from(error.class()).into()
    }
}

impl From<PeerError> for Refusal {
    fn from(error: PeerError) -> Self {
        Problem::from(error.class()).into()
    }
}

/// `NotFound` unless it is the peer's: whose it is, nobody else learns.
pub(super) fn owned(peer: &Peer, by: &handover_trust::OrganisationId) -> Result<(), Refusal> {
    if peer.organisation == *by {
        Ok(())
    } else {
        Err(Problem::NotFound.into())
    }
}
