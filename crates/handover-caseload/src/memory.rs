//! What a sender remembers of the cases under a mandate, whoever keeps it.

use handover_dataset::CaseReference;
use handover_identity::{CaseEntry, MandateLedger};
use handover_trust::Token;

/// The sender's memory of one mandate: it leads from cases to tokens, and back.
pub trait CaseMemory: Send + Sync {
    /// The token of a case under this mandate, known here or not.
    fn token(&self, reference: &CaseReference) -> Token;

    /// What is remembered about the case of a token; `None` for a case that is not known here.
    fn entry(&self, token: &Token) -> Option<&CaseEntry>;
}

impl CaseMemory for MandateLedger {
    fn token(&self, reference: &CaseReference) -> Token {
        Self::token(self, reference)
    }

    fn entry(&self, token: &Token) -> Option<&CaseEntry> {
        Self::entry(self, token)
    }
}
