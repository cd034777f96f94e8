use std::{error::Error, fmt};

use super::{CheckContext, run};
use crate::{
    Case, CheckId, Finding, Profile, ProfileReference, SectionName, Severity, finding::write_checks,
};

/// What has passed every check under a profile: nothing else can be sealed.
///
/// Only [`Case::check`] makes one.
#[derive(Clone, Eq, PartialEq)]
pub struct Checked<T> {
    checked: T,
    profile: ProfileReference,
    sections: Vec<SectionName>,
    findings: Vec<Finding>,
}

/// A case that may not be sealed as it is, and why.
///
/// The findings quote the case: they stay on the machine that made them.
#[non_exhaustive]
pub struct CheckFailed {
    /// The case, as it was.
    pub case: Box<Case>,
    /// Everything that was found, in the order of the checks.
    pub findings: Vec<Finding>,
}

impl Case {
    /// Runs every check: the door to sealing.
    ///
    /// Nothing may block, and what must be acknowledged must be (field 918); the case must be written
    /// for this profile (check D-04). Of a [reply](Profile::is_reply) that alone is asked: it is no record.
    ///
    /// # Errors
    ///
    /// [`CheckFailed`], with the case and everything that was found in it.
    pub fn check(
        self,
        profile: &Profile,
        context: &CheckContext,
    ) -> Result<Checked<Self>, CheckFailed> {
        let mut findings = if profile.is_reply() {
            Vec::new()
        } else {
            run(&self, profile, context)
        };
        findings.extend(other_profile(&self, profile));
        if findings
            .iter()
            .any(|finding| finding.severity > Severity::Reported)
        {
            return Err(CheckFailed {
                case: Box::new(self),
                findings,
            });
        }
        Ok(Checked {
            profile: self.profile().clone(),
            sections: profile.sealed_sections(),
            checked: self,
            findings,
        })
    }
}

impl Profile {
    /// Whether it is for words between the parties of a mandate: they are no record of a person, so the
    /// checks of a record are not asked of them (section "One case" of `schemas/PROTOCOL.md`).
    #[must_use]
    pub fn is_reply(&self) -> bool {
        self.name() == "reply"
    }
}

/// A case names the profile that it was written for (check D-04).
fn other_profile(case: &Case, profile: &Profile) -> Option<Finding> {
    (case.profile().as_str() != profile.reference()).then(|| Finding {
        check: CheckId::new(4),
        severity: Severity::Blocks,
        path: "profile".to_owned(),
        message: format!(
            "The case is written for another profile than {}.",
            profile.reference()
        ),
    })
}

impl<T> Checked<T> {
    /// The profile under which it was checked.
    #[must_use]
    pub const fn profile(&self) -> &ProfileReference {
        &self.profile
    }

    /// What was found and stops nothing.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl Checked<Case> {
    /// The case.
    #[must_use]
    pub const fn case(&self) -> &Case {
        &self.checked
    }

    /// The case, which may then be changed and is no longer checked.
    #[must_use]
    pub fn into_case(self) -> Case {
        self.checked
    }

    /// The sections that the profile seals, in its order, each as CBOR.
    #[must_use]
    pub fn sealed_sections(&self) -> Vec<(SectionName, Vec<u8>)> {
        self.checked.sealed_sections(&self.sections)
    }
}

impl<T> fmt::Debug for Checked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Checked(..)")
    }
}

impl fmt::Debug for CheckFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckFailed(..)")
    }
}

/// The numbers of the checks, and nothing of the case.
impl fmt::Display for CheckFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stops = |finding: &&Finding| finding.severity > Severity::Reported;
        f.write_str("the case does not pass the checks:")?;
        write_checks(f, self.findings.iter().filter(stops))
    }
}

impl Error for CheckFailed {}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &[u8] = include_bytes!("../../tests/examples/caseload-transfer.json");

    #[test]
    fn only_a_case_that_passes_becomes_a_checked_one() {
        let (case, context) = (Case::from_json(CASE).unwrap(), CheckContext::default());
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let names = profile.sealed_sections();
        let checked = case.clone().check(&profile, &context).unwrap();
        assert!(checked.sealed_sections() == case.sealed_sections(&names));
        let mut silent = case.clone();
        silent.handover.call_back = Default::default();
        let failed = silent.check(&profile, &context).unwrap_err();
        assert_eq!(
            failed.to_string(),
            "the case does not pass the checks: D-01"
        );
        // Written for another profile (D-04).
        let other = Profile::built_in("maternity-discharge").unwrap();
        let failed = case.check(&other, &context).unwrap_err();
        assert!(failed.findings.iter().any(|one| one.check.number() == 4));
    }
}
