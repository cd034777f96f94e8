//! Cases grouped by who may read them.

use std::collections::BTreeMap;

use handover::{
    Case, CaseReference, Finding, Org, Profile, RefusalClass, Severity, VerifiedDirectory,
    checks::{self, CheckContext, Recipient},
    random_token, split,
};
use serde_json::{Value, json};

use super::To;
use crate::{
    caseload::Prepared, clock::Moment, findings::CaseFindings, page::Page, problem::Problem,
    refusals::refusal,
};

/// Those to whom cases are being sealed: each in the directory, each an audience of the profile.
pub(crate) struct Recipients(Vec<(To, Org)>);

impl Recipients {
    /// Finds each of them in profile and directory.
    pub(crate) fn new(
        to: &[To],
        profile: &Profile,
        directory: &VerifiedDirectory,
        moment: Moment,
    ) -> Result<Self, Problem> {
        let mut all = Vec::new();
        for to in to {
            if profile.audience(to.audience.as_str()).is_none() {
                let known: Vec<&str> = profile.audiences().iter().map(|a| a.name()).collect();
                return Err(Problem::usage(
                    format!("{} has no audience {}", profile.reference(), to.audience),
                    format!("It has: {}.", known.join(", ")),
                ));
            }
            let listed = directory.organisation(&to.organisation, moment.posix());
            let listed = listed.ok_or_else(|| {
                refusal(
                    &format!("organisation {}", to.organisation),
                    RefusalClass::NotEntitled,
                    "not in the directory, or its card has ended",
                )
                .advise("Ask the authority to add its card, then use the new directory.")
            })?;
            let name = listed.card().payload().name.as_str();
            all.push((to.clone(), org(name, to.organisation.as_str())?));
        }
        Ok(Self(all))
    }

    /// Those who open the case as it is, as the checks want to know them.
    pub(crate) fn to_check(&self, profile: &Profile) -> Vec<Recipient> {
        self.0
            .iter()
            .filter(|(to, _)| !is_split(to, profile))
            .map(|(to, org)| Recipient::new(to.audience.as_str().to_owned(), org.clone()))
            .collect()
    }
}

/// One package to be: who opens it, and its cases.
pub(crate) struct Group {
    pub(crate) to: Vec<To>,
    /// The cases with the sender's own references; a split case has another one inside.
    pub(crate) cases: Vec<(String, Case)>,
}

/// Every package to be, and the cases that are in none.
pub(crate) struct Grouping {
    pub(crate) groups: Vec<Group>,
    /// What stands in the way of a case.
    pub(crate) blocked: Vec<CaseFindings>,
    /// Cases that name none of the recipients in field 914.
    pub(crate) unaddressed: Vec<String>,
    /// Cases of which a split for this audience does not pass.
    pub(crate) not_split: Vec<(To, CaseFindings)>,
}

impl Grouping {
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
    pub(crate) fn left_out(&self) -> Vec<Value> {
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
        blocked.chain(unaddressed).chain(not_split).collect()
    }
}

impl Grouping {
    /// For people: who is in no package, and why.
    pub(crate) fn tell_left_out(&self, page: &mut Page) {
        let left_out = self.left_out();
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

/// Sorts cases into packages: those go together that the same organisations may read.
pub(crate) fn grouped(
    prepared: Vec<Prepared>,
    recipients: &Recipients,
    profile: &Profile,
    context: &dyn Fn(&str) -> CheckContext,
) -> Grouping {
    let mut whole: BTreeMap<Vec<To>, Vec<(String, Case)>> = BTreeMap::new();
    let mut split_up: BTreeMap<To, Vec<(String, Case)>> = BTreeMap::new();
    let mut grouping = Grouping {
        groups: Vec::new(),
        blocked: Vec::new(),
        unaddressed: Vec::new(),
        not_split: Vec::new(),
    };
    for one in prepared {
        let (Some(case), false) = (one.case, one.findings.is_blocked()) else {
            grouping.blocked.push(one.findings);
            continue;
        };
        let reference = one.findings.reference;
        let addressed = addressed(&case.to_json(), recipients);
        let (apart, together): (Vec<To>, Vec<To>) =
            addressed.into_iter().partition(|to| is_split(to, profile));
        if apart.is_empty() && together.is_empty() {
            grouping.unaddressed.push(reference);
            continue;
        }
        for to in apart {
            match split_case(&case, profile, &to, context(&reference)) {
                Ok(part) => {
                    split_up
                        .entry(to)
                        .or_default()
                        .push((reference.clone(), part));
                }
                Err(findings) => grouping.not_split.push((
                    to,
                    CaseFindings {
                        reference: reference.clone(),
                        file: one.findings.file.clone(),
                        findings,
                    },
                )),
            }
        }
        if !together.is_empty() {
            whole.entry(together).or_default().push((reference, case));
        }
    }
    let whole = whole.into_iter().map(|(to, cases)| Group { to, cases });
    let split_up = split_up.into_iter().map(|(to, cases)| Group {
        to: vec![to],
        cases,
    });
    grouping.groups = whole.chain(split_up).collect();
    grouping
}

/// The recipients that field 914 names.
fn addressed(case: &Value, recipients: &Recipients) -> Vec<To> {
    let entries = case
        .pointer("/sections/handover/distribution/value")
        .and_then(Value::as_array);
    let names = |to: &To| {
        entries.into_iter().flatten().any(|entry| {
            let text = |path: &str| entry.pointer(path).and_then(Value::as_str);
            text("/audience") == Some(to.audience.as_str())
                && text("/channel") == Some("package")
                && text("/org/ods").is_none_or(|ods| ods == to.organisation.as_str())
        })
    };
    let mut named: Vec<To> = recipients
        .0
        .iter()
        .filter(|(to, _)| names(to))
        .map(|(to, _)| to.clone())
        .collect();
    named.sort();
    named
}

/// What an audience may see of a case, as a case of its own, if it passes the checks.
///
/// Without findings where what is left is no case.
fn split_case(
    case: &Case,
    profile: &Profile,
    to: &To,
    mut context: CheckContext,
) -> Result<Case, Vec<Finding>> {
    let part =
        split(case, profile, to.audience.as_str(), &fresh_reference()).map_err(|_| Vec::new())?;
    context.seen_by = Some(to.audience.as_str().to_owned());
    let findings: Vec<Finding> = checks::run(&part, profile, &context)
        .into_iter()
        .filter(|finding| finding.severity > Severity::Reported)
        .collect();
    if findings.is_empty() {
        Ok(part)
    } else {
        Err(findings)
    }
}

/// A reference that leads nowhere, so that nothing links a split case with the whole one.
fn fresh_reference() -> CaseReference {
    let token = random_token().to_string();
    let digits = token.get(..24).unwrap_or_default();
    format!("split-{digits}")
        .parse()
        .expect("letters, digits and a hyphen make a reference")
}

fn is_split(to: &To, profile: &Profile) -> bool {
    profile
        .audience(to.audience.as_str())
        .is_some_and(handover::Audience::is_split)
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

fn org(name: &str, ods: &str) -> Result<Org, Problem> {
    serde_json::from_value(json!({"name": name, "ods": ods})).map_err(|_| {
        Problem::usage(
            "an organisation of the directory has a name that the dataset cannot hold",
            "Ask the authority for a card with a shorter name.",
        )
    })
}
