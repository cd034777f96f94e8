use serde::{Deserialize, Serialize};

use crate::{OrganisationId, PosixTime, ShortName, StatementId, entitlement::Claim};

/// Somebody agrees to one statement, or shows when it was seen; rule `countersign`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Countersign {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The organisation of the signer.
    pub by: OrganisationId,
    /// The role of the person, or [`OFFICE`](Self::OFFICE), or [`SEEN`](Self::SEEN).
    pub role: ShortName,
    /// The statement.
    pub statement: StatementId,
}

impl Countersign {
    /// The role in which an organisation's office agrees.
    pub const OFFICE: &str = "office";
    /// The role in which a third party shows when it first saw the statement.
    pub const SEEN: &str = "seen";
}

super::payload!(
    Countersign,
    |countersign| Claim::Countersign(countersign),
    |_| Ok(())
);
