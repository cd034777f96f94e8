//! What is filed here was seen here: said under our signature, for those who read it only later (A.5).

use bytes::Bytes;
use handover_trust::{Countersign, Kind, OrganisationId, StatementId};

use super::Keeper;
use crate::storage::NewStatement;

/// A statement on its way into the files, as far as its witness needs it.
pub(super) struct Filing {
    pub(super) id: StatementId,
    pub(super) package: Option<StatementId>,
    pub(super) mandate: Option<StatementId>,
    pub(super) readers: Vec<OrganisationId>,
}

impl Filing {
    pub(super) fn of(new: &NewStatement) -> Self {
        Self {
            id: new.id,
            package: new.package,
            mandate: new.mandate,
            readers: new.readers.clone(),
        }
    }
}

impl Keeper {
    /// Signs and files that a statement was seen now, for its readers.
    ///
    /// That the statement is filed does not depend on it: what goes wrong is for the operator to know.
    pub(super) async fn witness(&self, filing: Filing) {
        let now = self.trust.now();
        let Ok(role) = Countersign::SEEN.parse() else {
            return;
        };
        let seen = self.service.sign(Countersign {
            at: now,
            by: self.us.clone(),
            role,
            statement: filing.id.into(),
        });
        let Ok(seen) = seen else {
            tracing::error!("that a statement was seen cannot be signed");
            return;
        };
        let new = NewStatement {
            id: *seen.id(),
            kind: Kind::Countersign,
            by: self.us.clone(),
            package: filing.package,
            mandate: filing.mandate,
            about: Some(filing.id),
            first_seen: now,
            bytes: Bytes::copy_from_slice(seen.as_bytes()),
            readers: filing.readers,
            inbox: Vec::new(),
            opens_to: None,
        };
        if let Err(error) = self.storage.file(new).await {
            tracing::warn!(%error, "that a statement was seen is not filed");
        }
    }
}
