use serde::{Deserialize, Serialize};

use super::{rule, strictly_ascending};
use crate::{
    Date, EventWord, OrganisationId, OrganisationRole, PosixTime, ReasonCode, StatementId, Token,
    entitlement::Claim,
};

/// Something happened to cases; rule `event`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Event {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The holder or the sender.
    pub by: OrganisationId,
    /// The mandate of the cases.
    pub mandate: Option<StatementId>,
    /// The package of the cases.
    pub package: Option<StatementId>,
    /// What happened.
    pub event: EventWord,
    /// On which day.
    pub on: Date,
    /// Why, where the profile has reasons.
    pub code: Option<ReasonCode>,
    /// The cases, tokens strictly ascending.
    pub rows: Vec<EventRow>,
}

/// A case to which it happened; rule `event-row`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a row of format 1")]
pub struct EventRow(
    /// The case.
    pub Token,
    /// The verdict or event that it answers.
    pub Option<StatementId>,
);

super::payload!(
    Event,
    |_| Claim::Person(OrganisationRole::Provider),
    |event| {
        rule(!event.rows.is_empty())?;
        rule(strictly_ascending(event.rows.iter().map(|row| row.0)))
    }
);
