//! A draft with decisions, answers and mandate laid over it.

use handover_dataset::{Case, Finding, eligibility::Ruling};
use handover_package::{MandateFieldError, fill_mandate_field};
use serde_json::Value;

use super::{Caseload, CaseloadError};
use crate::draft::DraftBytes;

/// A draft with everything laid over it, before any check.
pub(super) struct Completed {
    pub(super) reference: String,
    /// The case, or what is wrong with its form.
    pub(super) case: Result<Case, Vec<Finding>>,
    pub(super) kept: Vec<String>,
    pub(super) other_mandate: Option<MandateFieldError>,
}

impl Caseload {
    /// With field 904, where the cases go under a mandate.
    pub(super) fn completed(&self, bytes: &DraftBytes) -> Result<Option<Completed>, CaseloadError> {
        let mut completed = self.laid_over(bytes)?;
        if let (Some(mandate), Some(one)) = (&self.mandate, &mut completed)
            && let Ok(case) = &mut one.case
        {
            one.other_mandate = fill_mandate_field(case, mandate).err();
        }
        Ok(completed)
    }

    fn laid_over(&self, bytes: &DraftBytes) -> Result<Option<Completed>, CaseloadError> {
        if self.decisions.is_none()
            && self.answers.is_empty()
            && let Some(case) = bytes.case()
            && let Some(reference) = case.reference()
        {
            return Ok(Some(Completed {
                reference: reference.as_str().to_owned(),
                case: Ok(case),
                kept: Vec::new(),
                other_mandate: None,
            }));
        }
        let mut draft = bytes.draft()?;
        let reference = draft.reference().to_owned();
        if let Some(decisions) = &self.decisions {
            // Every draft has a decision: those without one were refused.
            let decided = decisions.of(&reference);
            let Some(decided) = decided.filter(|decided| decided.ruling == Ruling::Include) else {
                return Ok(None);
            };
            put(
                &mut draft.value,
                "handover",
                "basis",
                decided.ground.basis(),
            );
            // An import wrote the rules that it knew of: those that decided count.
            let rules = draft
                .value
                .pointer_mut("/sections/handover/mandate/rules")
                .filter(|rules| rules.is_string());
            if let Some(rules) = rules {
                *rules = decisions.rules_name().into();
            }
            let counted = draft.value.pointer("/sections/closures/journey_count");
            if counted.is_none()
                && let Some(count) = decisions.journey_count(decided)
            {
                put(&mut draft.value, "closures", "journey_count", count);
            }
        }
        let kept = self.answers.complete(&reference, &mut draft.value);
        Ok(Some(Completed {
            reference,
            case: draft.into_case(),
            kept,
            other_mandate: None,
        }))
    }
}

fn put(case: &mut Value, section: &str, field: &str, value: Value) {
    let section = case.pointer_mut(&format!("/sections/{section}"));
    if let Some(fields) = section.and_then(Value::as_object_mut) {
        fields.insert(field.to_owned(), value);
    }
}
