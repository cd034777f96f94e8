use handover_trust::{Date, EventWord, ReasonCode};

use super::{OfficeDesk, TermsError};
use crate::OfficeMemory;

/// What happened to cases afterwards, or between.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what an event can say")]
pub struct Happening {
    /// What.
    pub word: EventWord,
    /// On which day.
    pub on: Date,
    /// Why: a reason code of the profile; to take a case back needs one.
    pub code: Option<ReasonCode>,
}

impl<M: OfficeMemory> OfficeDesk<'_, M> {
    /// Taking a case back needs a reason of the profile.
    pub(super) fn check_code(&self, happening: &Happening) -> Result<(), TermsError> {
        match (&happening.code, happening.word) {
            (None, EventWord::Recalled | EventWord::Withdrawn) => Err(TermsError::NoReason {
                reasons: self.reasons(),
            }),
            (Some(code), EventWord::Recalled | EventWord::Withdrawn) => self.check_reason(code),
            _ => Ok(()),
        }
    }
}
