use crate::{CheckId, Finding, Severity};

/// Takes what one check finds.
pub(crate) struct Found<'a> {
    check: CheckId,
    severity: Severity,
    /// Whether a practitioner has acknowledged what the check finds.
    is_answered: bool,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Found<'a> {
    pub(super) const fn new(
        check: CheckId,
        severity: Severity,
        is_answered: bool,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self {
            check,
            severity,
            is_answered,
            findings,
        }
    }

    /// Something that is to be mended at `path`, in the words of who has to mend it; nothing new
    /// if it has been acknowledged.
    pub(crate) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        if !self.is_answered {
            self.add_in_any_case(path, message);
        }
    }

    /// Something that no acknowledgement settles: an action that must be there as well.
    pub(crate) fn add_in_any_case(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding {
            check: self.check,
            severity: self.severity,
            path: path.into(),
            message: message.into(),
        });
    }
}
