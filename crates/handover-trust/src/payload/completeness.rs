use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{rule, strictly_ascending};
use crate::{
    OrganisationId, OrganisationRole, PosixTime, ReasonCode, StatementId, entitlement::Claim,
};

/// Totals of what a mandate's cases say and lack; rule `completeness`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Completeness {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The sender.
    pub by: OrganisationId,
    /// The mandate.
    pub mandate: StatementId,
    /// Cases of the mandate so far.
    pub count: u64,
    /// One for each field, ids strictly ascending.
    pub fields: Vec<FieldCount>,
}

/// How often a field has a value, is silent, or is absent for a reason; rule `field-count`.
///
/// `None`: the count is small and suppressed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a row of format 1")]
pub struct FieldCount(
    /// The field's id.
    pub u64,
    /// With a value.
    pub Option<u64>,
    /// With nothing at all.
    pub Option<u64>,
    /// Absent, by reason.
    pub BTreeMap<ReasonCode, Option<u64>>,
);

super::payload!(
    Completeness,
    |_| Claim::Office(OrganisationRole::Provider),
    |completeness| {
        rule(strictly_ascending(
            completeness.fields.iter().map(|field| field.0),
        ))
    }
);
