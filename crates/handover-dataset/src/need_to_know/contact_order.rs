//! Field 919, made for an audience that does not see 202.

use std::collections::BTreeMap;

use super::Knowledge;
use crate::{
    Answered, Case, Channel, Items, Stated, YesNoUnknown,
    sections::{ChannelSafety, ContactOrder, SafeNumber, Telecom, TelecomKind},
};

/// The order that the audience gets: the sender's own, else one made of 201 and 202; `None` if it
/// sees 202 itself.
///
/// Where nobody checked, or the audience may not see what was said, no way is safe.
pub(super) fn told(case: &Case, reader: &Knowledge<'_>) -> Option<Stated<ContactOrder>> {
    if sees_safe_contact(case, reader) {
        return None;
    }
    if let Some(written) = &case.handover.safe_contact
        && case.handover.safe_contact.value().is_some()
        && reader.clearance.clears(written.labels())
    {
        return Some(written.clone());
    }
    let mut told = Stated::given(made(case, reader));
    let known = case.contact.safe_contact.as_ref();
    told.is_incomplete = known.is_some_and(|known| known.is_incomplete);
    Some(told)
}

fn sees_safe_contact(case: &Case, reader: &Knowledge<'_>) -> bool {
    let subject = "contact.safe_contact"
        .parse()
        .expect("a field of a section");
    case.contact.safe_contact.value().is_some() && reader.knows(&subject)
}

fn made(case: &Case, reader: &Knowledge<'_>) -> ContactOrder {
    let mut order = ContactOrder {
        channels: BTreeMap::new(),
        only_the_person: true,
        checked_on: None,
        preferred: None,
        code_word: None,
        numbers: None,
    };
    for channel in Channel::ALL {
        order.channels.insert(*channel, only(YesNoUnknown::No));
    }
    let is_cleared = |stated: &Stated<_>| reader.clearance.clears(Stated::labels(stated));
    let Some(known) = case
        .contact
        .safe_contact
        .as_ref()
        .filter(|stated| is_cleared(stated))
        .and_then(|_| case.contact.safe_contact.value())
    else {
        return order;
    };
    for (channel, safety) in &known.channels {
        let told = if known.is_safe(*channel) {
            safety.clone()
        } else {
            only(safety.safe)
        };
        order.channels.insert(*channel, told);
    }
    order.checked_on = known.checked_on;
    order.preferred = known.preferred.filter(|channel| known.is_safe(*channel));
    order.code_word.clone_from(&known.code_word);
    order.numbers = numbers(case, reader, &|channel| known.is_safe(channel));
    order
}

/// Whether a channel is safe, and nothing of how it would be used.
const fn only(safe: YesNoUnknown) -> ChannelSafety {
    ChannelSafety {
        safe,
        when: None,
        leave_message: None,
        name_service: None,
    }
}

/// The numbers of 201 that are safe and of a way that is, by rank.
fn numbers(
    case: &Case,
    reader: &Knowledge<'_>,
    is_safe: &dyn Fn(Channel) -> bool,
) -> Option<Items<SafeNumber>> {
    let telecoms = case.contact.telecoms.as_ref()?;
    if !reader.clearance.clears(telecoms.labels()) {
        return None;
    }
    let is_of_safe_way = |telecom: &Telecom| match telecom.kind {
        TelecomKind::Mobile => is_safe(Channel::Call) || is_safe(Channel::Text),
        TelecomKind::Email => is_safe(Channel::Email),
        TelecomKind::Other => true,
    };
    let mut safe: Vec<&Telecom> = case
        .contact
        .telecoms
        .value()?
        .iter()
        .filter(|telecom| telecom.safe == YesNoUnknown::Yes && is_of_safe_way(telecom))
        .filter(|telecom| reader.clears(&telecom.labels))
        .collect();
    safe.sort_by_key(|telecom| (telecom.rank.is_none(), telecom.rank));
    let safe = safe.into_iter().map(|telecom| SafeNumber {
        kind: telecom.kind,
        value: telecom.value.clone(),
    });
    Items::try_from(safe.collect::<Vec<_>>()).ok()
}
