//! D-56 and D-57: law, confidence and the person's own word.

use super::{Found, View, signing::is_same_person};
use crate::{Answered, SectionName, YesNoUnknown, sections::Override};

/// D-56: the lawful basis and the duty of confidence are both answered, each for itself.
pub(super) fn basis_stated(view: &View<'_>, found: &mut Found<'_>) {
    let handover = &view.case.handover;
    let message = "Why share without consent?";
    let silent = [
        ("lawful_basis", handover.lawful_basis.is_none()),
        ("confidentiality", handover.confidentiality.is_none()),
    ];
    for (field, is_silent) in silent {
        if is_silent && view.sees(SectionName::Handover, field) {
            found.add(format!("handover.{field}"), message);
        }
    }
    if let Some(confidence) = handover.confidentiality.value()
        && confidence.consented != YesNoUnknown::Yes
        && !view.is_split()
        && (confidence.reason_if_not.is_none() || confidence.authorised_by.is_none())
    {
        found.add("handover.confidentiality.value", message);
    }
}

/// D-57: an objection is overridden by author and Caldicott Guardian together, or stands.
pub(super) fn objection_heard(view: &View<'_>, found: &mut Found<'_>) {
    let Some(notice) = view.case.handover.notice.value() else {
        return;
    };
    let is_overridden = notice.r#override.as_ref().is_some_and(is_by_two);
    if notice.objection && !is_overridden && !view.is_split() {
        found.add("handover.notice.value.objection", "The person objected.");
    }
}

fn is_by_two(given: &Override) -> bool {
    given.caldicott_guardian.role.as_str() == "caldicott-guardian"
        && !is_same_person(&given.author, &given.caldicott_guardian)
        && !given.text.as_str().trim().is_empty()
}
