//! D-48 to D-51: what a maternity unit must not let slip.

use super::{Found, View, linked::of_place};
use crate::{
    Answered, Ref, SectionName, Text, YesNoUnknown,
    sections::{Baby, BabyWith},
};

/// D-48: the hospitals assessed together, if she was not booked where she delivered.
pub(super) fn joint_assessment(view: &View<'_>, found: &mut Found<'_>) {
    let is_absent = view.case.maternity.joint_assessment.value().is_none();
    if view.case.is_unbooked() && is_absent && view.sees(SectionName::Maternity, "joint_assessment")
    {
        found.add("maternity.joint_assessment", "No joint assessment.");
    }
}

/// D-49: the midwives accepted; until then the unit stays responsible.
pub(super) fn midwives_accepted(view: &View<'_>, found: &mut Found<'_>) {
    let is_asked = view
        .profile
        .sealed_sections()
        .contains(&SectionName::Maternity)
        && view.sees(SectionName::Maternity, "midwife_team");
    let is_accepted = view
        .case
        .maternity
        .midwife_team
        .value()
        .is_some_and(|team| team.accepted_by.is_some() && team.accepted_at.is_some());
    if is_asked && !is_accepted {
        found.add("maternity.midwife_team", "Midwives have not accepted.");
    }
}

/// D-50: of a baby who is not with the mother, neither place nor carer stands in her case.
pub(super) fn babies_place_hidden(view: &View<'_>, found: &mut Found<'_>) {
    let message = "Reveals the baby's place.";
    let babies: Vec<&Baby> = view
        .case
        .maternity
        .babies
        .value()
        .into_iter()
        .flatten()
        .filter(|baby| baby.with != Some(BabyWith::Mother))
        .collect();
    let is_hidden = |item: Option<&Ref>| babies.iter().any(|baby| Some(&baby.id) == item);
    let location = &view.case.location;
    for (n, place) in location.places.value().into_iter().flatten().enumerate() {
        if is_hidden(place.r#for.item().as_ref()) {
            found.add(format!("location.places.value[{n}]"), message);
        }
    }
    for (n, one) in location
        .local_authorities
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if one.r#for.iter().flatten().any(|item| is_hidden(Some(item))) {
            found.add(
                format!("location.local_authorities.value[{n}].for"),
                message,
            );
        }
    }
    if babies.is_empty() {
        return;
    }
    for (n, party) in view
        .case
        .third_parties
        .parties
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if party.relation.as_ref().is_some_and(is_carer) {
            found.add(format!("third_parties.parties.value[{n}]"), message);
        }
    }
    for (n, one) in view
        .case
        .contact
        .emergency_contacts
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if one.relation.as_ref().is_some_and(is_carer) {
            found.add(format!("contact.emergency_contacts.value[{n}]"), message);
        }
    }
    for link in view
        .context
        .links
        .iter()
        .filter(|link| is_hidden(link.of.as_ref()))
    {
        let needles = of_place(link);
        for text in view
            .walked()
            .texts()
            .filter(|text| needles.are_in(text.text))
        {
            found.add(text.path, message);
        }
    }
}

/// Whether the word is one for who has a child in foster care or by adoption.
fn is_carer(relation: &Text) -> bool {
    let relation = relation.as_str().to_lowercase();
    ["foster", "adopter", "adoptive", "adopting"]
        .iter()
        .any(|word| relation.contains(word))
}

/// D-51: not disclosed in company is not a no.
pub(super) fn asked_alone(view: &View<'_>, found: &mut Found<'_>) {
    let enquiry = view.case.maternity.routine_enquiry.value();
    if enquiry.is_some_and(|enquiry| enquiry.alone != YesNoUnknown::Yes) {
        found.add(
            "maternity.routine_enquiry.value.alone",
            "Asked, but not alone.",
        );
    }
}
