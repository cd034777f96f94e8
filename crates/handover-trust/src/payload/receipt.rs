use handover_cbor::RefusalClass;
use serde::{Deserialize, Serialize};

use super::{rule, strictly_ascending};
use crate::{
    OrganisationId, PosixTime, ReceiptRung, ShortName, StatementId, Token, entitlement::Claim,
};

/// A machine has a package; rule `receipt`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Receipt {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The recipient, or the hub that keeps packages for it.
    pub by: OrganisationId,
    /// The recipient.
    pub r#for: OrganisationId,
    /// The mandate of the package.
    pub mandate: Option<StatementId>,
    /// The package.
    pub package: StatementId,
    /// The audience for which it was opened; none if it is only stored.
    pub audience: Option<ShortName>,
    /// How far the machine got.
    pub rung: ReceiptRung,
    /// The cases that could not be opened, tokens strictly ascending.
    pub unreadable: Vec<UnreadableRow>,
}

/// A case that could not be opened, and why.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "a row of format 1")]
pub struct UnreadableRow(
    /// The case.
    pub Token,
    /// Why.
    pub RefusalClass,
);

super::payload!(Receipt, |receipt| Claim::Receipt(receipt), |receipt| {
    let stored = receipt.rung == ReceiptRung::Stored;
    rule(receipt.audience.is_none() == stored)?;
    rule(receipt.unreadable.is_empty() || !stored)?;
    rule(strictly_ascending(
        receipt.unreadable.iter().map(|row| row.0),
    ))
});
