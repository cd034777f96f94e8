//! What to do when a page is not made, or nothing is kept of it.

use handover::{
    caseload::{CaseFindings, ReaderPartError},
    cbor::RefusalClass,
};
use handover_identity::PageListError;

use super::Problem;

impl From<ReaderPartError> for Problem {
    fn from(error: ReaderPartError) -> Self {
        let policy = |next: &str| Self::refused(RefusalClass::Policy, error.to_string(), next);
        match &error {
            ReaderPartError::Blocked(found) => policy("`handover check` says what to do.").naming(found),
            ReaderPartError::NoCallBack => {
                policy("Say in field 909 whom to ring, with a telephone number.")
            }
            ReaderPartError::NoCase => {
                policy("`handover select` says who is handed over, and `handover case show` shows a case.")
            }
            ReaderPartError::NoSender => policy("Say in field 905 who hands over."),
            ReaderPartError::NotByPage => policy(
                "Say in field 914 which organisation reads it as which audience, with the channel `page`.",
            ),
            ReaderPartError::NotSplit(found) => policy(
                "The checks of what this audience may see are named above; without any, what is left is no case.",
            )
            .naming(found),
            ReaderPartError::Several => policy("Name one of them with --organisation."),
            ReaderPartError::Caseload(_) => match error {
                ReaderPartError::Caseload(error) => error.into(),
                error => Self::our_bug(error.to_string()),
            },
            _ => Self::our_bug(error.to_string()),
        }
    }
}

impl From<PageListError> for Problem {
    fn from(error: PageListError) -> Self {
        match error {
            PageListError::Known => Self::usage(
                error.to_string(),
                "`handover page list` says what. What was said is not taken back.",
            ),
            PageListError::Memory(error) => error.into(),
            PageListError::NoPage => {
                Self::usage(error.to_string(), "`handover page list` names every page.")
            }
            PageListError::Sealed(error) => error.into(),
            error => Self::our_bug(error.to_string()),
        }
    }
}

impl Problem {
    /// With the checks that stand in the way of a case.
    fn naming(self, found: &CaseFindings) -> Self {
        let checks = found.stopping();
        if checks.is_empty() {
            return self;
        }
        self.made_of([format!("{}: {}", found.reference, checks.join(", "))])
    }
}
