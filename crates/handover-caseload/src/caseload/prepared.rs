use std::fmt;

use handover_dataset::{Case, Checked};
use handover_package::MandateFieldError;

use crate::CaseFindings;

/// One case with what was found in it.
#[non_exhaustive]
pub struct Prepared {
    /// Its place among the drafts.
    pub place: usize,
    /// The case, checked; else as far as it got.
    pub case: PreparedCase,
    /// What was found in it.
    pub findings: CaseFindings,
    /// Fields in which the extract says something else than the answers.
    pub kept: Vec<String>,
    /// How its field 904 differs from the mandate.
    pub other_mandate: Option<MandateFieldError>,
    /// SHA-256 of the draft.
    pub digest: [u8; 32],
}

/// How far a draft got.
#[expect(
    clippy::exhaustive_enums,
    reason = "its form is wrong, its content is, or neither"
)]
pub enum PreparedCase {
    /// It is a case, and nothing stands in its way.
    Checked(Box<Checked<Case>>),
    /// It is a case, and something stands in its way.
    Blocked(Box<Case>),
    /// Its form is wrong.
    Malformed,
}

impl Prepared {
    /// The case, as far as there is one.
    #[must_use]
    pub fn into_case(self) -> Option<Case> {
        self.case.into_case()
    }
}

impl PreparedCase {
    /// The case, as far as there is one.
    #[must_use]
    pub fn into_case(self) -> Option<Case> {
        match self {
            Self::Checked(case) => Some(case.into_case()),
            Self::Blocked(case) => Some(*case),
            Self::Malformed => None,
        }
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prepared(..)")
    }
}

impl fmt::Debug for PreparedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedCase(..)")
    }
}
