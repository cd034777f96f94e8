use std::collections::BTreeMap;

use handover_cbor::RefusalClass;
use handover_trust::{
    Kind, OrganisationId, Package, Receipt, Sight, Statement, StatementError, StatementId, Verdict,
    VerifiedDirectory,
};
use thiserror::Error;

use crate::StatementEntry;

/// What a server has of one package: everything in it was verified.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PackageStatus {
    /// The head, if it holds.
    pub head: Option<Statement<Package>>,
    /// The receipts.
    pub receipts: Vec<Statement<Receipt>>,
    /// Verdicts on cases by recipient and word: rows, so a case that was queried and accepted counts twice.
    pub verdicts: BTreeMap<(OrganisationId, &'static str), u64>,
    /// Statements that do not hold.
    pub refused: Vec<NotHeld>,
}

/// Why a statement does not hold.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum NotHeld {
    /// It is about another package than the one it is listed under.
    #[error("about another package than the one it is listed under")]
    Elsewhere,
    /// As a statement it does not hold.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl NotHeld {
    /// The refusal class.
    #[must_use]
    pub fn class(&self) -> RefusalClass {
        match self {
            Self::Elsewhere => RefusalClass::Replay,
            Self::Statement(error) => error.class(),
        }
    }
}

impl PackageStatus {
    /// Adds what the server lists under the package; what does not hold is named.
    pub fn add(
        &mut self,
        entry: &StatementEntry,
        bytes: &[u8],
        directory: &VerifiedDirectory,
        sight: &Sight<'_>,
    ) {
        if let Err(not_held) = self.verified(entry, bytes, directory, sight) {
            self.refused.push(not_held);
        }
    }

    fn verified(
        &mut self,
        entry: &StatementEntry,
        bytes: &[u8],
        directory: &VerifiedDirectory,
        sight: &Sight<'_>,
    ) -> Result<(), NotHeld> {
        match entry.kind {
            Kind::Package => {
                let head = directory.verify(bytes, sight)?;
                self.head = Some(head);
            }
            Kind::Receipt => {
                let receipt: Statement<Receipt> = directory.verify(bytes, sight)?;
                is_about(entry, receipt.payload().package)?;
                self.receipts.push(receipt);
            }
            Kind::Verdict => {
                let verdict: Statement<Verdict> = directory.verify(bytes, sight)?;
                let verdict = verdict.payload();
                is_about(entry, verdict.package)?;
                for row in &verdict.verdicts {
                    let key = (verdict.by.clone(), row.answer.as_str());
                    let count = self.verdicts.entry(key).or_default();
                    *count = count.saturating_add(1);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The server lists a statement under the package that it names.
fn is_about(entry: &StatementEntry, package: StatementId) -> Result<(), NotHeld> {
    if entry.package == Some(package) {
        Ok(())
    } else {
        Err(NotHeld::Elsewhere)
    }
}
