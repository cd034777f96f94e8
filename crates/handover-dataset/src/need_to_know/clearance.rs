use serde_json::{Map, Value};

use crate::{AbsentReason, Answered, Audience, Case, Label};

/// What an audience may see of what is labelled.
pub(crate) struct Clearance<'a> {
    audience: &'a Audience,
    /// Labels that 914 releases to each organisation that is this audience.
    released: Vec<Label>,
}

/// How something that must not be seen goes. Ordered: of several, the last is said.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Removal {
    /// As if it had never been there.
    Traceless,
    /// With a reason in its place.
    Withheld(AbsentReason),
}

impl<'a> Clearance<'a> {
    pub(crate) fn new(case: &Case, audience: &'a Audience) -> Self {
        let entries = case.handover.distribution.value();
        let ours: Vec<_> = entries
            .into_iter()
            .flatten()
            .filter(|entry| entry.audience.as_str() == audience.name())
            .collect();
        let is_released = |label: &Label| {
            !ours.is_empty()
                && ours.iter().all(|entry| {
                    let releases = entry.release.iter().flatten();
                    entry.org.is_some() && releases.into_iter().any(|one| one.label == *label)
                })
        };
        let restricted = Label::ALL.iter().filter(|label| label.needs_release());
        Self {
            audience,
            released: restricted
                .filter(|label| is_released(label))
                .copied()
                .collect(),
        }
    }

    /// Whether the audience may see what has these labels.
    pub(crate) fn clears(&self, labels: &[Label]) -> bool {
        labels.iter().all(|label| self.clears_one(*label))
    }

    fn clears_one(&self, label: Label) -> bool {
        self.audience.clears(label) || self.released.contains(&label)
    }

    /// Whether anything in there has a label that the audience is not cleared for.
    pub(super) fn hides(&self, value: &Value) -> bool {
        match value {
            Value::Array(items) => items.iter().any(|item| self.hides(item)),
            Value::Object(members) => {
                self.removal(members).is_some() || members.values().any(|one| self.hides(one))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }

    /// How a statement or item with these members goes; `None` if it stays.
    pub(super) fn removal(&self, members: &Map<String, Value>) -> Option<Removal> {
        let labels = members.get("labels").and_then(Value::as_array)?;
        let words = labels.iter().filter_map(Value::as_str);
        let known = words.filter_map(|word| Label::ALL.iter().find(|label| label.as_str() == word));
        let hidden: Vec<Label> = known
            .copied()
            .filter(|label| !self.clears_one(*label))
            .collect();
        if hidden.iter().any(|label| label.needs_release()) {
            return Some(Removal::Traceless);
        }
        if hidden.contains(&Label::ThirdParty) {
            return Some(Removal::Withheld(AbsentReason::WithheldThirdParty));
        }
        (!hidden.is_empty()).then_some(Removal::Withheld(AbsentReason::WithheldSafety))
    }

    /// Takes out of 914 what it releases to others: that there is something to release is a trace.
    pub(super) fn without_releases_of_others(&self, handover: &mut Map<String, Value>) {
        let entries = handover
            .get_mut("distribution")
            .and_then(|field| field.get_mut("value"))
            .and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten() {
            let is_ours =
                entry.get("audience").and_then(Value::as_str) == Some(self.audience.name());
            if let Value::Object(members) = entry
                && !(is_ours && self.is_releasing(members))
            {
                members.remove("release");
            }
        }
    }

    /// Whether each release of the entry is one that holds for this audience.
    fn is_releasing(&self, entry: &Map<String, Value>) -> bool {
        let releases = entry.get("release").and_then(Value::as_array);
        releases.into_iter().flatten().all(|release| {
            let word = release.get("label").and_then(Value::as_str);
            let label = Label::ALL.iter().find(|label| Some(label.as_str()) == word);
            label.is_some_and(|label| !label.needs_release() || self.released.contains(label))
        })
    }
}
