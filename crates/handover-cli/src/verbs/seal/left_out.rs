//! Cases that are not sealed, by name.

use std::collections::BTreeSet;

use handover::{
    Answered, Case, Finding, MandateFieldError, RefusalClass, Severity,
    sections::DistributionChannel,
};
use serde_json::{Value, json};

use super::To;
use crate::{
    caseload::Caseload,
    findings::CaseFindings,
    output::{print, print_json},
    page::Page,
    problem::Problem,
    sheet::count,
    terminal::Paint,
    verbs::check::not_ready,
};

/// How many recipients a message names.
const SHOWN: usize = 5;

/// Cases that are in no package, or in one less than was asked for.
#[derive(Default)]
pub(crate) struct LeftOut {
    /// What stands in the way of a case.
    pub(crate) blocked: Vec<CaseFindings>,
    /// Cases whose field 904 is not about the mandate.
    pub(crate) other_mandate: Vec<(String, MandateFieldError)>,
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
        let mut other_mandate = self.other_mandate.iter();
        blocked.any(|one| one.reference == case)
            || other_mandate.any(|(one, _)| one == case)
            || self.unaddressed.iter().any(|one| one == case)
    }

    /// The refusal of cases that are for nobody who was named: it says whom their field 914 names.
    pub(crate) fn unaddressed(&self, caseload: &Caseload) -> Result<Problem, Problem> {
        let cases = count(self.unaddressed.len(), "case");
        let what =
            format!("none of these recipients stands in field 914 (distribution) of {cases}");
        let mut named = BTreeSet::new();
        for (case, recipients) in caseload.look(recipients_of)? {
            if self.unaddressed.contains(&case) {
                named.extend(recipients.unwrap_or_default());
            }
        }
        let mut named: Vec<String> = named.into_iter().collect();
        if named.is_empty() {
            return Ok(Problem::refused(
                RefusalClass::Policy,
                format!("{what}, and nobody else does"),
                "Say there who gets it: in the mapping under [handover] distribution, or with --answers.",
            ));
        }
        if named.len() > SHOWN {
            let more = named.len().saturating_sub(SHOWN);
            named.truncate(SHOWN);
            named.push(format!("{more} more"));
        }
        Ok(Problem::refused(
            RefusalClass::Policy,
            format!("{what}; there stands {}", named.join(", ")),
            "Name those with --for; or import again with the constant of the mapping that says who gets \
             them, as --set recipient_ods=ID; or give --leave-out-blocked to seal the others.",
        ))
    }

    /// The refusal of a caseload of which nothing is left to be sealed.
    pub(crate) fn nothing_left(&self, caseload: &Caseload) -> Result<Problem, Problem> {
        if !self.unaddressed.is_empty() {
            return self.unaddressed(caseload);
        }
        if !self.other_mandate.is_empty() {
            return Ok(self.of_another_mandate());
        }
        let mut not_split = self.not_split.iter();
        Ok(
            match not_split.find(|(_, case)| !case.findings.is_empty()) {
                Some((to, case)) => Problem::refused(
                    RefusalClass::Policy,
                    format!(
                        "what {} may see of these cases does not pass the checks: {}",
                        to.audience,
                        checks_of(&case.findings).join(", ")
                    ),
                    "Leave that --for away, or complete what this audience may see, with --answers.",
                ),
                None if self.not_split.is_empty() => not_ready(&self.blocked, caseload),
                None => Problem::refused(
                    RefusalClass::Policy,
                    "nothing is left of these cases without what that audience may not see",
                    "Leave that --for away.",
                ),
            },
        )
    }

    fn of_another_mandate(&self) -> Problem {
        Problem::refused(
            RefusalClass::Policy,
            format!(
                "{} of the cases say in field 904, mandate, something else than this mandate",
                self.other_mandate.len()
            ),
            "Correct the field or take it out (it is then filled in), or give --leave-out-blocked.",
        )
    }

    /// Names the cases that are of another mandate by their own word, and refuses.
    pub(crate) fn refuse_other_mandate<T>(&self, as_json: bool) -> Result<T, Problem> {
        let problem = self.of_another_mandate();
        if as_json {
            print_json(&json!({
                "other_mandate": self.other_mandate.iter().map(|(case, why)| {
                    json!({"case": case, "why": why.to_string()})
                }).collect::<Vec<_>>(),
                "problem": problem.to_json().get("problem"),
            }))?;
        } else {
            let mut page = Page::new(Paint::standard_output());
            page.heading("Of another mandate", "");
            for (case, why) in &self.other_mandate {
                page.item(&format!("{case}: {why}"));
            }
            print(&page.into_text())?;
        }
        Err(problem.printed(true))
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
        let other_mandate = self
            .other_mandate
            .iter()
            .map(|(case, _)| json!({"case": case, "checks": ["V-38"], "why": "other-mandate"}));
        let all = blocked.chain(other_mandate);
        let all = all.chain(unaddressed).chain(missing);
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

/// Whom a case names in field 914, as `--for` would.
fn recipients_of(case: &Case) -> Vec<String> {
    let entries = case.handover.distribution.value().into_iter().flatten();
    entries
        .filter(|entry| entry.channel == DistributionChannel::Package)
        .map(|entry| {
            let ods = entry.org.as_ref().and_then(|org| org.ods.as_ref());
            let organisation = ods.map_or("ANY", |ods| ods.as_str());
            format!("{organisation}:{}", entry.audience.as_str())
        })
        .collect()
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
