//! D-40 to D-42 and D-58: nobody opens what they are not cleared for.

use super::{Found, Reader, View};
use crate::{Answered, Label, SectionName, sections::LivesWith};

/// D-40: a labelled statement in a section of an audience that is not cleared.
pub(super) fn labels_cleared(view: &View<'_>, found: &mut Found<'_>) {
    not_cleared(view, found, |label, reader| {
        label.needs_release() || reader.audience.clears(label)
    });
}

/// D-41: `gra` only by release to a named health professional, belief of consent recorded (Gender
/// Recognition Act 2004, section 22; SI 2005/635, article 5).
pub(super) fn gra_released(view: &View<'_>, found: &mut Found<'_>) {
    not_cleared(view, found, |label, reader| {
        label != Label::Gra || has_release(reader, label, true)
    });
}

/// D-42: `hfea` and `adoption` only by release; of an adopted child no name, birth or place.
pub(super) fn restricted_released(view: &View<'_>, found: &mut Found<'_>) {
    not_cleared(view, found, |label, reader| {
        !matches!(label, Label::Adoption | Label::Hfea)
            || has_release(reader, label, label == Label::Hfea)
    });
    let message = "An adopted child: neither name, birth nor place can be carried.";
    let case = view.case;
    for (n, child) in case
        .contact
        .dependants
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        if child.lives_with != LivesWith::Adopted {
            continue;
        }
        for (member, is_there) in [
            ("name", child.name.is_some()),
            ("birth", child.birth.is_some()),
            ("text", child.text.is_some()),
        ] {
            if is_there {
                found.add(format!("contact.dependants.value[{n}].{member}"), message);
            }
        }
        for (n, place) in case
            .location
            .places
            .value()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if place.r#for.item().as_ref() == Some(&child.id) {
                found.add(format!("location.places.value[{n}]"), message);
            }
        }
        for (n, one) in case
            .location
            .local_authorities
            .value()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if one.r#for.iter().flatten().any(|item| *item == child.id) {
                found.add(
                    format!("location.local_authorities.value[{n}].for"),
                    message,
                );
            }
        }
    }
}

fn not_cleared(
    view: &View<'_>,
    found: &mut Found<'_>,
    is_cleared: impl Fn(Label, &Reader<'_>) -> bool,
) {
    let labels = &view.walked().labels;
    if labels.is_empty() {
        return;
    }
    for reader in view.readers() {
        for one in labels {
            if reader.opens(view.case, one.section) && !is_cleared(one.label, &reader) {
                let audience = reader.audience.name();
                found.add(&*one.path, format!("{audience} may not see {}.", one.path));
            }
        }
    }
}

/// Whether the entry of 914 releases the label to one named organisation or professional; where
/// the law asks for consent, the basis has to speak of it.
fn has_release(reader: &Reader<'_>, label: Label, needs_consent: bool) -> bool {
    reader.entry.is_some_and(|entry| {
        entry.org.is_some()
            && entry.release.iter().flatten().any(|release| {
                let basis = release.basis.as_str().to_lowercase();
                release.label == label
                    && !basis.trim().is_empty()
                    && (!needs_consent || basis.contains("consent"))
            })
    })
}

/// D-58: 914 grants what the profile does.
pub(super) fn grants_as_profile(view: &View<'_>, found: &mut Found<'_>) {
    for (n, entry) in view.entries() {
        let path = format!("handover.distribution.value[{n}]");
        let name = entry.audience.as_str();
        let Some(audience) = view.profile.audience(name) else {
            found.add(
                format!("{path}.audience"),
                format!("{name} is not in the profile."),
            );
            continue;
        };
        for (m, section) in entry.sections.iter().enumerate() {
            let is_granted = match section {
                SectionName::LocationProtected => {
                    audience.keeps_protected()
                        && audience.sections().contains(&SectionName::Location)
                }
                section => audience.sections().contains(section),
            };
            if !is_granted {
                found.add(
                    format!("{path}.sections[{m}]"),
                    format!("{name} has no {section}."),
                );
            }
        }
    }
}
