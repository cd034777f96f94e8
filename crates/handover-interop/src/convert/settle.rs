//! Writing what the selection decided into the drafts.

use crate::Import;
use handover_dataset::{
    CaseReference,
    eligibility::{Decision, Reason, Rules, Selection},
};
use serde_json::{Map, Value, json};

/// Writes into a draft what the selection decided of it: 903 `basis`, 904 `mandate.rules` and 702
/// `journey_count`.
///
/// A case that is current although its last episode was closed (by the change of contract, or
/// after it) has no closure of its own: 703 is taken out, the episode stays under 701. Excluded
/// and undecided cases keep what the mapping says, but for the count.
pub fn settle_case(case: &mut Value, decision: &Decision, rules: &Rules) {
    let Some(sections) = case.get_mut("sections").and_then(Value::as_object_mut) else {
        return;
    };
    if let Some(closures) = object(sections, "closures") {
        let count = decision.journeys.map_or_else(
            || json!({ "absent": "unknown" }),
            |count| json!({ "value": { "count": count, "rules": rules.reference() } }),
        );
        closures.insert("journey_count".into(), count);
        if decision.reason == Reason::Current {
            closures.remove("closure");
        }
    }
    let Some(handover) = object(sections, "handover") else {
        return;
    };
    let basis = match &decision.reason {
        Reason::Current => json!({ "code": "current" }),
        Reason::RecentClosure => json!({ "code": "recent-closure" }),
        Reason::Extra(rule) => json!({ "code": "extra-rule", "rule": rule }),
        _ => return,
    };
    handover.insert("basis".into(), basis);
    if let Some(mandate) = object(handover, "mandate") {
        mandate.insert("rules".into(), rules.reference().into());
    }
}

impl Import {
    /// Does [`settle_case`] for each draft.
    pub fn settle(&mut self, selection: &Selection, rules: &Rules) {
        for draft in &mut self.drafts {
            let reference = CaseReference::try_from(draft.reference.clone());
            let decision = reference.ok().and_then(|key| selection.decision(&key));
            if let Some(decision) = decision {
                settle_case(draft.case_mut(), decision, rules);
            }
        }
    }
}

fn object<'v>(of: &'v mut Map<String, Value>, member: &str) -> Option<&'v mut Map<String, Value>> {
    of.get_mut(member)?.as_object_mut()
}
