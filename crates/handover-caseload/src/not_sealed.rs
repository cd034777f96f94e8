//! Cases that are not sealed, or not for everybody whom they name, by name.

use std::collections::BTreeSet;

use handover_package::MandateFieldError;
use serde_json::{Value, json};

use crate::{CaseFindings, Reader, To};

/// Cases that are in no package, or in one less than they name readers for.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct NotSealed {
    /// What stands in the way of a case.
    pub blocked: Vec<CaseFindings>,
    /// Cases whose field 904 is not about the mandate.
    pub other_mandate: Vec<(String, MandateFieldError)>,
    /// Cases of the roster that are not there.
    pub missing: Vec<String>,
    /// Cases that name none of the recipients in field 914.
    pub unaddressed: Vec<String>,
    /// Readers whom a case names, and nobody seals for.
    pub unserved: Vec<(String, Reader)>,
    /// Cases that go to nobody at all, because they would not go to whoever takes them on.
    pub without_lead: Vec<String>,
    /// Cases of which a split for this audience does not pass.
    pub not_split: Vec<(To, CaseFindings)>,
}

impl NotSealed {
    /// Whether everything goes to everybody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to_json().is_empty()
    }

    /// How many cases are named here.
    #[must_use]
    pub fn cases(&self) -> usize {
        let all = self.to_json();
        let cases = all.iter().filter_map(|one| one.get("case")?.as_str());
        cases.collect::<BTreeSet<_>>().len()
    }

    /// Whether a case is named here already, with the reason why it is in no package.
    pub(crate) fn names(&self, case: &str) -> bool {
        let mut blocked = self.blocked.iter();
        let mut other_mandate = self.other_mandate.iter();
        blocked.any(|one| one.reference == case)
            || other_mandate.any(|(one, _)| one == case)
            || self.unaddressed.iter().any(|one| one == case)
            || self.without_lead.iter().any(|one| one == case)
    }

    /// Every case that is in no package, or in one less, with the reason.
    #[must_use]
    pub fn to_json(&self) -> Vec<Value> {
        let one = |case: &str, why: &str| json!({"case": case, "checks": [], "why": why});
        let mut all = Vec::new();
        all.extend(self.blocked.iter().map(
            |case| json!({"case": case.reference, "checks": case.stopping(), "why": "blocked"}),
        ));
        let other_mandate = self.other_mandate.iter();
        all.extend(
            other_mandate
                .map(|(case, _)| json!({"case": case, "checks": ["V-38"], "why": "other-mandate"})),
        );
        let unaddressed = self.unaddressed.iter();
        all.extend(unaddressed.map(|case| one(case, "not-addressed")));
        let without_lead = self.without_lead.iter();
        all.extend(without_lead.map(|case| one(case, "not-for-whoever-takes-it-on")));
        all.extend(self.missing.iter().map(|case| one(case, "missing")));
        all.extend(self.unserved.iter().map(|(case, reader)| {
            json!({
                "case": case,
                "checks": [],
                "for": reader.to_string(),
                "why": "nobody-seals-for-this-reader",
            })
        }));
        all.extend(self.not_split.iter().map(|(to, case)| {
            let why = if case.findings.is_empty() {
                "no-case-without-what-this-audience-may-not-see"
            } else {
                "blocked-for-this-audience"
            };
            json!({
                "case": case.reference,
                "checks": case.stopping(),
                "for": to.to_string(),
                "why": why,
            })
        }));
        all
    }
}
