use handover_cbor::RefusalClass;
use handover_trust::{
    OrganisationId, Receipt, ReceiptRung, Sight, Statement, StatementError, VerifiedDirectory,
};
use thiserror::Error;

use crate::Parcel;

/// Why what came is no receipt for a parcel.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReceiptError {
    /// It is about another package or mandate.
    #[error("receipt is for another package")]
    OtherPackage,
    /// It is for nobody to whom the parcel goes at this server.
    #[error("receipt is for another recipient")]
    OtherRecipient,
    /// It is signed by another organisation than the one that runs the server.
    #[error("receipt is signed by another organisation than the server's")]
    OtherSigner,
    /// It says something else than that the package is stored.
    #[error("receipt does not say stored")]
    OtherRung,
    /// It is no statement that holds.
    #[error("receipt does not hold: {0}")]
    Statement(StatementError),
}

impl ReceiptError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::OtherPackage | Self::OtherRung => RefusalClass::Replay,
            Self::OtherRecipient => RefusalClass::Recipient,
            Self::OtherSigner => RefusalClass::NotEntitled,
            Self::Statement(error) => error.class(),
        }
    }
}

/// A package is stored, for each recipient of the parcel: the receipts, all verified.
#[derive(Clone, Debug)]
pub struct Stored {
    pub(crate) receipts: Vec<Statement<Receipt>>,
}

impl Stored {
    /// One receipt for each recipient.
    #[must_use]
    pub fn receipts(&self) -> &[Statement<Receipt>] {
        &self.receipts
    }
}

/// Verifies a `stored` receipt: whose it is, and that it is for this parcel.
pub(crate) fn verified(
    bytes: &[u8],
    parcel: &Parcel,
    server: &OrganisationId,
    directory: &VerifiedDirectory,
    sight: &Sight<'_>,
) -> Result<Statement<Receipt>, ReceiptError> {
    let receipt: Statement<Receipt> = directory
        .verify(bytes, sight)
        .map_err(ReceiptError::Statement)?;
    let payload = receipt.payload();
    if payload.package != *parcel.id() || payload.mandate != parcel.head().payload().mandate {
        return Err(ReceiptError::OtherPackage);
    }
    if payload.rung != ReceiptRung::Stored {
        return Err(ReceiptError::OtherRung);
    }
    if !parcel.recipients().contains(&payload.r#for) {
        return Err(ReceiptError::OtherRecipient);
    }
    if payload.by != *server {
        return Err(ReceiptError::OtherSigner);
    }
    Ok(receipt)
}
