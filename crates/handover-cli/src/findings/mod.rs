//! Findings on a caseload, told to the people who have to mend them.

mod report;

use handover::{Finding, Severity};
use serde_json::{Value, json};

pub(crate) use report::{report, said};

/// What was found in one case.
pub(crate) struct CaseFindings {
    /// The sender's reference, as far as the draft has one.
    pub(crate) reference: String,
    /// The draft's file, without its folder.
    pub(crate) file: String,
    pub(crate) findings: Vec<Finding>,
}

impl CaseFindings {
    /// Whether the case may not be sealed as it is.
    pub(crate) fn is_blocked(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity > Severity::Reported)
    }

    /// For machines.
    pub(crate) fn to_json(&self) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "check": finding.check.to_string(),
                    "message": finding.message,
                    "path": finding.path,
                    "severity": finding.severity.to_string(),
                })
            })
            .collect();
        json!({"case": self.reference, "file": self.file, "blocked": self.is_blocked(), "findings": findings})
    }
}
