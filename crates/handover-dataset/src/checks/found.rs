use crate::{CheckId, Finding, Severity};

/// Takes what one check finds.
pub(crate) struct Found<'a> {
    check: CheckId,
    severity: Severity,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Found<'a> {
    pub(super) const fn new(
        check: CheckId,
        severity: Severity,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self {
            check,
            severity,
            findings,
        }
    }

    /// Something that is to be mended at `path`, in the words of who has to mend it.
    pub(crate) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding {
            check: self.check,
            severity: self.severity,
            path: path.into(),
            message: message.into(),
        });
    }
}
