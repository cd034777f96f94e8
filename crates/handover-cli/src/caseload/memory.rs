//! The ledger of a mandate, as a caseload asks it.

use handover::{CaseReference, Token};
use handover_caseload::{CaseMemory, Owner, PersonDecided, Remembered};

use crate::store::{self, MandateLedger};

impl CaseMemory for MandateLedger {
    fn token(&self, reference: &CaseReference) -> Token {
        Self::token(self, reference)
    }

    fn remembered(&self, token: &Token) -> Option<Remembered> {
        let entry = self.entry(token)?;
        Some(Remembered {
            reference: entry.reference.clone(),
            owner: entry.owner.clone().map(|owner| Owner {
                who: owner.who,
                by: owner.by,
            }),
            decided: entry.decided.clone().map(|decided| PersonDecided {
                include: decided.include,
                by: decided.by,
                reason: decided.reason,
            }),
        })
    }
}

impl From<Remembered> for store::CaseEntry {
    fn from(remembered: Remembered) -> Self {
        Self {
            reference: remembered.reference,
            owner: remembered.owner.map(|owner| store::Owner {
                who: owner.who,
                by: owner.by,
            }),
            decided: remembered.decided.map(|decided| store::PersonDecided {
                include: decided.include,
                by: decided.by,
                reason: decided.reason,
            }),
        }
    }
}
