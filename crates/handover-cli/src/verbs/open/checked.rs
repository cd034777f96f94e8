//! What stands against cases that were opened, told.

use handover::{ArrivedCase, case::CaseReference, trust::Token};

use crate::screen::Screen;

/// A case that can be read and should not have been sealed as it is.
pub(crate) struct FailedCase {
    pub(crate) token: Token,
    /// The sender's own, if the reader may see it.
    pub(crate) reference: Option<CaseReference>,
    /// Each check that fails, once.
    pub(crate) checks: Vec<String>,
}

impl FailedCase {
    /// `None` if nothing stands against the case.
    pub(crate) fn of(arrived: &ArrivedCase) -> Option<Self> {
        let checks = arrived.faults.checks();
        (!checks.is_empty()).then(|| Self {
            token: arrived.token,
            reference: arrived.case.reference().cloned(),
            checks,
        })
    }
}

/// Names the cases that fail, on standard error, without a word of what is in them.
pub(super) fn tell(failed: &[FailedCase], screen: &Screen) {
    if failed.is_empty() {
        return;
    }
    for case in failed {
        let reference = case.reference.as_ref().map_or("", CaseReference::as_str);
        screen.note(&format!(
            "policy: case {} {reference} fails {}",
            case.token,
            case.checks.join(", ")
        ));
    }
    screen.note(&format!(
        "{} of the opened cases fail checks that their sender should have run.\n\
         They are readable and written. Read them with care, and ask the sender about them: `handover query`.",
        failed.len()
    ));
}
