//! Cases that are not sealed, by name.

use handover::{Finding, RefusalClass, Severity};
use serde_json::{Value, json};

use super::To;
use crate::{findings::CaseFindings, page::Page, problem::Problem};

/// Cases that are in no package, or in one less than was asked for.
#[derive(Default)]
pub(crate) struct LeftOut {
    /// What stands in the way of a case.
    pub(crate) blocked: Vec<CaseFindings>,
    /// Cases of the roster that are not there.
    pub(crate) missing: Vec<String>,
    /// Cases that name none of the recipients in field 914.
    pub(crate) unaddressed: Vec<String>,
    /// Cases of which a split for this audience does not pass.
    pub(crate) not_split: Vec<(To, CaseFindings)>,
}

impl LeftOut {
    /// Whether a case is named here already, with the reason why it is in no package.
    pub(super) fn names(&self, case: &str) -> bool {
        let mut blocked = self.blocked.iter();
        blocked.any(|one| one.reference == case) || self.unaddressed.iter().any(|one| one == case)
    }

    /// The refusal of cases that are for nobody who was named.
    pub(crate) fn refused(&self) -> Problem {
        Problem::refused(
            RefusalClass::Policy,
            format!(
                "{} of the cases name none of these recipients in field 914, distribution",
                self.unaddressed.len()
            ),
            "Name the recipients that they have, or give --leave-out-blocked to seal the others.",
        )
    }

    /// Every case that is in no package, or in one less, with the reason.
    pub(crate) fn to_json(&self) -> Vec<Value> {
        let blocked = self.blocked.iter().map(|case| {
            json!({"case": case.reference, "checks": checks_of(&case.findings), "why": "blocked"})
        });
        let unaddressed = self
            .unaddressed
            .iter()
            .map(|case| json!({"case": case, "checks": [], "why": "not-addressed"}));
        let not_split = self.not_split.iter().map(|(to, case)| {
            let why = if case.findings.is_empty() {
                "no-case-without-what-this-audience-may-not-see"
            } else {
                "blocked-for-this-audience"
            };
            json!({
                "case": case.reference,
                "checks": checks_of(&case.findings),
                "for": format!("{}:{}", to.organisation, to.audience),
                "why": why,
            })
        });
        let missing = self
            .missing
            .iter()
            .map(|case| json!({"case": case, "checks": [], "why": "missing"}));
        let all = blocked.chain(unaddressed).chain(missing);
        all.chain(not_split).collect()
    }

    /// For people: who is in no package, and why.
    pub(crate) fn tell(&self, page: &mut Page) {
        let left_out = self.to_json();
        if left_out.is_empty() {
            return;
        }
        page.heading("Left out", "");
        for one in left_out {
            let text = |member: &str| one.get(member).and_then(Value::as_str).unwrap_or_default();
            let checks: Vec<&str> = one
                .get("checks")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            page.item(&format!(
                "{}: {} {} {}",
                text("case"),
                text("why").replace('-', " "),
                text("for"),
                checks.join(", ")
            ));
        }
    }
}

fn checks_of(findings: &[Finding]) -> Vec<String> {
    let mut checks: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity > Severity::Reported)
        .map(|finding| finding.check.to_string())
        .collect();
    checks.sort();
    checks.dedup();
    checks
}
