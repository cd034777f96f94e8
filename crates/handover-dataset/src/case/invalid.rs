use std::{error::Error, fmt};

use crate::{Finding, finding::write_checks};

/// What is no case: a document of another form than the dataset's, and what is wrong with it.
///
/// The findings quote the document: they stay on the machine that made them.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidCase {
    /// Everything that is wrong with its form, one at least. They block sealing, whatever the profile.
    pub findings: Vec<Finding>,
}

impl InvalidCase {
    pub(super) const fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }
}

impl fmt::Debug for InvalidCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InvalidCase(..)")
    }
}

/// The numbers of the checks, and nothing of the document.
impl fmt::Display for InvalidCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the document is not a case:")?;
        write_checks(f, &self.findings)
    }
}

impl Error for InvalidCase {}
