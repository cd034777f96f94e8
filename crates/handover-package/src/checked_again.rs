use handover_dataset::{Case, Finding, Profile, Severity, checks};
use handover_trust::{Mandate, ShortName, Statement};

use crate::{MandateFieldError, check_mandate_field, is_reply};

/// Looks at opened cases as those see them who opened them: the checks of the dataset once more (V-34), and whether
/// each case says that it is of the mandate of its package (V-38). A sender may have skipped them.
#[derive(Debug)]
pub struct CheckedAgain<'a> {
    profile: &'a Profile,
    audiences: Vec<ShortName>,
    mandate: Option<&'a Statement<Mandate>>,
}

/// What stands against a case that can be read and should not have been sealed as it is.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct CaseFaults {
    /// What its sender should have seen (V-34); they quote the case.
    pub findings: Vec<Finding>,
    /// It says that it is of another mandate than its package's (V-38).
    pub other_mandate: Option<MandateFieldError>,
}

impl<'a> CheckedAgain<'a> {
    /// For a package that was opened as these audiences, with its mandate if that is at hand.
    #[must_use]
    pub const fn new(
        profile: &'a Profile,
        audiences: Vec<ShortName>,
        mandate: Option<&'a Statement<Mandate>>,
    ) -> Self {
        Self {
            profile,
            audiences,
            mandate,
        }
    }

    /// What stands against the case; nothing against a reply, which is words and no record.
    #[must_use]
    pub fn look(&self, case: &Case) -> CaseFaults {
        if is_reply(case) {
            return CaseFaults::default();
        }
        let audiences = self.audiences.iter().map(ShortName::as_str);
        let mut findings = checks::run_opened(case, self.profile, audiences);
        findings.retain(|finding| finding.severity > Severity::Reported);
        let mandate = self.mandate;
        CaseFaults {
            findings,
            other_mandate: mandate.and_then(|mandate| check_mandate_field(case, mandate).err()),
        }
    }
}

impl CaseFaults {
    /// The numbers of the checks that the case fails, each once; none if it fails none. They hold nothing of the case.
    #[must_use]
    pub fn checks(&self) -> Vec<String> {
        let findings = self.findings.iter();
        let mut checks: Vec<String> = findings.map(|one| one.check.to_string()).collect();
        checks.sort_unstable();
        checks.dedup();
        checks.extend(self.other_mandate.map(|_| "V-38".to_owned()));
        checks
    }
}
