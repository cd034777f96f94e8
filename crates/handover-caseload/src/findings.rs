//! Findings on a caseload, as data.

use std::fmt;

use handover_dataset::{Finding, Severity};

/// What was found in one case. The findings quote it: they stay on this machine.
#[expect(
    clippy::exhaustive_structs,
    reason = "a case, and what was found in it"
)]
pub struct CaseFindings {
    /// The sender's reference, as far as the draft has one.
    pub reference: String,
    /// The draft's file, without its folder.
    pub file: String,
    /// In the order of their checks.
    pub findings: Vec<Finding>,
}

impl CaseFindings {
    /// Whether the case may not be sealed as it is.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity > Severity::Reported)
    }

    /// The checks that stand in its way, each once.
    #[must_use]
    pub fn stopping(&self) -> Vec<String> {
        let stops = |finding: &&Finding| finding.severity > Severity::Reported;
        let checks = self.findings.iter().filter(stops);
        let mut checks: Vec<String> = checks.map(|finding| finding.check.to_string()).collect();
        checks.sort();
        checks.dedup();
        checks
    }
}

impl fmt::Debug for CaseFindings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseFindings(..)")
    }
}
