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

/// Checks D-54 and D-55: who signs a case, and who agrees to it.
const SECOND_SIGNATURE: [u8; 2] = [54, 55];

/// Field 702, which the rules fill in as they decide.
const JOURNEY_COUNT: &str = "closures.journey_count";

/// What keeps cases from being handed over, taken together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NotReady {
    /// How many cases.
    pub cases: usize,
    /// Whether all that they want is a second person's agreement.
    pub wants_agreement_only: bool,
    /// Whether nobody has counted the journeys of one of them.
    pub is_uncounted: bool,
}

impl NotReady {
    /// What keeps these cases.
    pub fn of<'a>(blocked: impl IntoIterator<Item = &'a CaseFindings>) -> Self {
        let mut all = Self {
            cases: 0,
            wants_agreement_only: true,
            is_uncounted: false,
        };
        for case in blocked {
            all.cases = all.cases.saturating_add(1);
            let mut paths = case.findings.iter().map(|finding| &finding.path);
            all.is_uncounted |= paths.any(|path| path == JOURNEY_COUNT);
            let findings = case.findings.iter();
            let mut stops = findings.filter(|finding| finding.severity > Severity::Reported);
            all.wants_agreement_only &=
                stops.all(|finding| SECOND_SIGNATURE.contains(&finding.check.number()));
        }
        all
    }
}

impl CaseFindings {
    /// Whether the case may not be sealed as it is.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.severity > Severity::Reported)
    }

    /// The same without what only a second person's agreement answers.
    #[must_use]
    pub fn without_agreement(mut self) -> Self {
        let is_of_agreement =
            |finding: &Finding| SECOND_SIGNATURE.contains(&finding.check.number());
        self.findings.retain(|finding| !is_of_agreement(finding));
        self
    }

    /// What is wrong with a second person's agreement, or that there is none.
    pub fn of_agreement(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(|finding| SECOND_SIGNATURE.contains(&finding.check.number()))
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
