//! Writing what the selection decided into the drafts.

use crate::{Import, ImportedCase};
use handover_dataset::eligibility::{Decision, Reason, Rules, Selection};
use serde_json::{Map, Value, json};

impl Import {
    /// Writes into each draft why it is handed over: 903 `basis`, 904 `mandate.rules` and 702
    /// `journey_count`.
    ///
    /// A case that is current although its last episode was closed (by the change of contract, or
    /// after it) has no closure of its own: 703 is taken out, the episode stays under 701.
    /// Excluded and undecided cases keep what the mapping says, but for the count.
    pub fn settle(&mut self, selection: &Selection, rules: &Rules) {
        for draft in &mut self.drafts {
            let reference = draft.reference.clone();
            let decisions = selection.decisions();
            let found = decisions
                .binary_search_by(|decision| decision.reference.as_str().cmp(reference.as_str()));
            if let Some(decision) = found.ok().and_then(|at| decisions.get(at)) {
                draft.settle(decision, rules.reference());
            }
        }
    }
}

impl ImportedCase {
    fn settle(&mut self, decision: &Decision, rules: &str) {
        let Some(sections) = self.case.get_mut("sections").and_then(Value::as_object_mut) else {
            return;
        };
        if let Some(closures) = object(sections, "closures") {
            let count = decision.journeys.map_or_else(
                || json!({ "absent": "unknown" }),
                |count| json!({ "value": { "count": count, "rules": rules } }),
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
            mandate.insert("rules".into(), rules.into());
        }
    }
}

fn object<'v>(of: &'v mut Map<String, Value>, member: &str) -> Option<&'v mut Map<String, Value>> {
    of.get_mut(member)?.as_object_mut()
}
