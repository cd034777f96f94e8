//! What stands between cases and a handover.

use handover::caseload::CaseFindings;
use serde::{Serialize, Serializer};

use crate::{Page, Report, findings::report, opaque::opaque_debug};

/// What was found in the cases that were checked.
#[expect(
    clippy::exhaustive_structs,
    reason = "what was checked, by what, and what was found"
)]
pub struct Checked<'a> {
    /// Whether what is only reported is told too.
    pub is_of_all: bool,
    /// What was found, case by case.
    pub findings: &'a [CaseFindings],
    /// How many drafts the folder holds.
    pub drafts: usize,
    /// The reference of the profile.
    pub profile: &'a str,
}

opaque_debug!(Checked<'_>);

/// For machines.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CheckedDocument<'a> {
    /// How many may not be sealed as they are.
    blocked: usize,
    cases: Vec<CheckedCase<'a>>,
    checked: usize,
    /// How many drafts the folder holds.
    drafts: usize,
    profile: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct CheckedCase<'a> {
    blocked: bool,
    /// The sender's own reference.
    case: &'a str,
    file: &'a str,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FindingRow<'a> {
    check: String,
    message: &'a str,
    path: &'a str,
    /// blocks, ack or reported.
    severity: String,
}

impl<'a> CheckedCase<'a> {
    fn new(case: &'a CaseFindings) -> Self {
        let findings = case.findings.iter().map(|finding| FindingRow {
            check: finding.check.to_string(),
            message: &finding.message,
            path: &finding.path,
            severity: finding.severity.to_string(),
        });
        Self {
            blocked: case.is_blocked(),
            case: &case.reference,
            file: &case.file,
            findings: findings.collect(),
        }
    }
}

impl Serialize for Checked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let blocked = self.findings.iter().filter(|case| case.is_blocked());
        CheckedDocument {
            blocked: blocked.count(),
            cases: self.findings.iter().map(CheckedCase::new).collect(),
            checked: self.findings.len(),
            drafts: self.drafts,
            profile: self.profile,
        }
        .serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Checked<'_> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Checked".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        CheckedDocument::json_schema(generator)
    }
}

impl Report for Checked<'_> {
    fn tell(&self, page: &mut Page) {
        page.laid_out(&report(self.findings, self.is_of_all, page.paint));
    }
}
