//! D-14, D-15, D-16 and D-20: whoever reaches the person does not put them in danger.

use super::{Found, Needles, View};
use crate::{
    Answered, Channel, SectionName, TextOrRef, YesNoUnknown,
    sections::{AddressKind, EmergencyContact, Party, PartyRole, Telecom, TelecomKind},
};

/// D-14: how to reach the person safely was asked not long ago.
pub(super) fn safe_contact_fresh(view: &View<'_>, found: &mut Found<'_>) {
    if !view.expects(SectionName::Contact, "safe_contact") {
        return;
    }
    let limit = i64::from(view.profile.stale_days().safe_contact);
    let is_fresh = view
        .case
        .contact
        .safe_contact
        .value()
        .and_then(|contact| contact.checked_on)
        .is_some_and(|day| view.age(day.first_day()) <= limit);
    if !is_fresh && view.lacks_action(14) {
        found.add("contact.safe_contact", "Safe contact was not checked.");
    }
}

/// D-15: no open action uses a channel that is not safe.
pub(super) fn actions_by_safe_channels(view: &View<'_>, found: &mut Found<'_>) {
    if !view.expects(SectionName::Contact, "safe_contact") {
        return;
    }
    let contact = view.case.contact.safe_contact.value();
    for (n, action) in view.open_actions() {
        let Some(channel) = action.channel else {
            continue;
        };
        if !contact.is_some_and(|contact| contact.is_safe(channel)) {
            found.add(
                format!("handover.actions.value[{n}].channel"),
                format!("Do not {}: not safe.", channel.as_str()),
            );
        }
    }
}

/// D-16: who poses a risk is nobody to call, and no channel rests on an unsafe number.
pub(super) fn danger_not_called(view: &View<'_>, found: &mut Found<'_>) {
    let contact = &view.case.contact;
    let parties = view.case.third_parties.parties.value();
    let dangers: Vec<(&Party, Needles)> = parties
        .into_iter()
        .flatten()
        .filter(|party| {
            party.poses_risk == YesNoUnknown::Yes || party.role == PartyRole::AllegedPerpetrator
        })
        .map(|party| (party, names(party)))
        .collect();
    let emergency = contact.emergency_contacts.value();
    for (n, one) in emergency.into_iter().flatten().enumerate() {
        let is_danger = dangers.iter().any(|(party, names)| {
            one.party.as_ref() == Some(&party.id)
                || one
                    .name
                    .as_ref()
                    .is_some_and(|name| names.are_in(name.as_str()))
        });
        if is_danger {
            found.add(
                format!("contact.emergency_contacts.value[{n}]"),
                format!("{} may be the danger.", called(one)),
            );
        }
    }
    let Some(safe) = contact.safe_contact.value() else {
        return;
    };
    for (n, who) in safe.safe_to_talk_to.iter().flatten().enumerate() {
        let is_danger = dangers.iter().any(|(party, names)| {
            who.item().as_ref() == Some(&party.id) || names.are_in(TextOrRef::as_str(who))
        });
        if is_danger {
            found.add(
                format!("contact.safe_contact.value.safe_to_talk_to[{n}]"),
                format!("{} may be the danger.", who.as_str()),
            );
        }
    }
    let telecoms = contact.telecoms.value().map_or(&[][..], |all| all);
    for (n, telecom) in telecoms.iter().enumerate() {
        let is_relied_on = channels(telecom).iter().any(|channel| {
            let is_safer = |other: &Telecom| {
                other.safe == YesNoUnknown::Yes && channels(other).contains(channel)
            };
            safe.is_safe(*channel) && !telecoms.iter().any(is_safer)
        });
        if telecom.safe == YesNoUnknown::No && is_relied_on {
            found.add(
                format!("contact.telecoms.value[{n}].safe"),
                format!("{} may be the danger.", telecom.value.as_str()),
            );
        }
    }
}

/// By what the contact is called to whoever mends the case.
fn called(contact: &EmergencyContact) -> &str {
    let known = contact.name.as_ref().or(contact.relation.as_ref());
    known.map_or("This contact", |known| known.as_str())
}

fn names(party: &Party) -> Needles {
    let mut names = Needles::default();
    let all = party.name.iter().chain(party.aliases.iter().flatten());
    for name in all {
        names.words(name.as_str());
    }
    names
}

const fn channels(telecom: &Telecom) -> &'static [Channel] {
    match telecom.kind {
        TelecomKind::Mobile => &[Channel::Call, Channel::Text],
        TelecomKind::Email => &[Channel::Email],
        TelecomKind::Other => &[],
    }
}

/// D-20: there is a way to reach the person.
pub(super) fn somehow_reachable(view: &View<'_>, found: &mut Found<'_>) {
    let is_in_view = view.expects(SectionName::Contact, "safe_contact")
        && view.expects(SectionName::Location, "addresses");
    let safe = view.case.contact.safe_contact.value();
    let has_channel =
        safe.is_some_and(|safe| Channel::ALL.iter().any(|channel| safe.is_safe(*channel)));
    let addresses = view.case.location.addresses.value();
    let has_address = addresses.into_iter().flatten().any(|address| {
        address.kind != Some(AddressKind::NoFixedAbode)
            && (address.lines.is_some() || address.postcode.is_some())
    });
    if is_in_view && !has_channel && !has_address {
        found.add("contact.safe_contact", "No way to reach this person.");
    }
}
