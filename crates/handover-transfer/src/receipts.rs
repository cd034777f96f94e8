//! Receipts: what a machine says of a package, and what it has said already.

use handover_trust::{
    OrganisationId, Package, PosixTime, Receipt, ReceiptRung, ShortName, Statement, StatementId,
    UnreadableRow,
};

use crate::{
    KnownStatements, UnfitError,
    guard::{Cases, Claim},
};

/// That every byte of a package is here, for one of those to whom it went. Make it durable first.
///
/// # Errors
///
/// [`UnfitError::NotEntitled`] if the package is not for `recipient` (V-41).
pub fn stored_receipt(
    head: &Statement<Package>,
    by: &OrganisationId,
    recipient: &OrganisationId,
    at: PosixTime,
) -> Result<Receipt, UnfitError> {
    let receipt = Receipt {
        at,
        by: by.clone(),
        r#for: recipient.clone(),
        mandate: head.payload().mandate,
        package: *head.id(),
        audience: None,
        rung: ReceiptRung::Stored,
        unreadable: Vec::new(),
    };
    Claim::of_receipt(&receipt).check(head, Cases::Some, [])?;
    Ok(receipt)
}

/// That every case of a package was opened and checked, but those that could not be read: each with its class.
#[must_use]
pub fn opened_receipt(
    head: &Statement<Package>,
    by: &OrganisationId,
    audience: ShortName,
    unreadable: Vec<UnreadableRow>,
    at: PosixTime,
) -> Receipt {
    Receipt {
        at,
        by: by.clone(),
        r#for: by.clone(),
        mandate: head.payload().mandate,
        package: *head.id(),
        audience: Some(audience),
        rung: ReceiptRung::Opened,
        unreadable,
    }
}

impl KnownStatements {
    /// The receipt at hand that says just what this one would: it is given again, byte for byte, in its place (S-75).
    #[must_use]
    pub fn receipt_like(&self, receipt: &Receipt) -> Option<&Statement<Receipt>> {
        self.receipts().iter().find(|known| {
            Receipt {
                at: receipt.at,
                ..known.payload().clone()
            } == *receipt
        })
    }

    /// Whether a receipt at hand says that an organisation has opened a package: it opens again after its time (V-26).
    #[must_use]
    pub fn says_opened(&self, by: &OrganisationId, package: &StatementId) -> bool {
        self.receipts().iter().map(Statement::payload).any(|said| {
            said.by == *by && said.rung == ReceiptRung::Opened && said.package == *package
        })
    }
}
