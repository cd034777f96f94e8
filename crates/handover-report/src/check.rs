//! What stands between cases and a handover.

use handover::{
    case::CaseReference,
    caseload::{CaseFindings, Disputed},
};
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
    /// Where answers contradict each other.
    pub disputed: &'a [Disputed],
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
    /// What answers say differently, so that nothing is taken for it.
    disputed: Vec<DisputedRow<'a>>,
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

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct DisputedRow<'a> {
    /// The sender's own reference; none where it is said of all cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    field: String,
    /// Names of people, or of files where nobody is named.
    said_by: &'a [String],
}

impl<'a> DisputedRow<'a> {
    fn new(disputed: &'a Disputed) -> Self {
        Self {
            case: disputed.reference.as_ref().map(CaseReference::as_str),
            field: format!("{}.{}", disputed.section, disputed.field),
            said_by: &disputed.said_by,
        }
    }
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
            disputed: self.disputed.iter().map(DisputedRow::new).collect(),
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
        if !self.disputed.is_empty() {
            page.alarm("ANSWERS CONTRADICT EACH OTHER: NOTHING IS TAKEN FOR THESE");
            for row in self.disputed.iter().map(DisputedRow::new) {
                let case = row.case.unwrap_or("all cases");
                let said_by = row.said_by.join(" and ");
                page.item(&format!(
                    "{case}  {}: {said_by} say different things",
                    row.field
                ));
            }
            page.gap();
        }
        page.laid_out(&report(self.findings, self.is_of_all, page.paint));
    }
}
