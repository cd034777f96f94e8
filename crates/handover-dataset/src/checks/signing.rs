//! D-52 to D-55: somebody does it, somebody answers, and two persons sign.

use super::{Found, View};
use crate::{Answered, Practitioner, Role, SectionName, sections::Decision};

/// D-52: an open action is due at the earliest on the day that the case is authored.
pub(super) fn actions_due(view: &View<'_>, found: &mut Found<'_>) {
    let Some(today) = view.author_date() else {
        return;
    };
    for (n, action) in view.open_actions() {
        let path = format!("handover.actions.value[{n}]");
        let role = action.owner.as_ref().and_then(|owner| owner.role.as_ref());
        if role.is_none() {
            found.add(format!("{path}.owner"), "Who does it: in which role?");
        }
        match action.due {
            None => found.add(format!("{path}.due"), "By when?"),
            Some(due) if due < today => {
                let message = format!(
                    "Due {due}, before the day of signing ({today}): who does it, by when? If it was done, say so."
                );
                found.add(format!("{path}.due"), message);
            }
            Some(_) => {}
        }
    }
}

/// D-53: somebody answers long enough after the transfer.
pub(super) fn call_back_holds(view: &View<'_>, found: &mut Found<'_>) {
    let (Some(call_back), Some(from)) =
        (view.case.handover.call_back.value(), view.reference_date())
    else {
        return;
    };
    let message = match call_back.valid_to {
        None => "Until when does somebody answer?".to_owned(),
        Some(until)
            if i64::from(until.days_since(from)) < i64::from(view.profile.call_back_days()) =>
        {
            format!("Nobody answers after {until}.")
        }
        Some(_) => return,
    };
    found.add("handover.call_back.value.valid_to", message);
}

/// D-54: the second signature is another person's.
pub(super) fn signed_by_two(view: &View<'_>, found: &mut Found<'_>) {
    let handover = &view.case.handover;
    let (Some(author), Some(second)) = (&handover.author, handover.countersign.value()) else {
        return;
    };
    let keys = view.context.signer_keys.as_ref();
    let is_same_key = keys.is_some_and(|keys| keys.author == keys.countersigner);
    if is_same_key || is_same_person(&author.by, &second.by) {
        found.add("handover.countersign.value.by", "Another person must sign.");
    }
}

/// D-55: who signs may, and a second signature that is due is there and agrees.
pub(super) fn signed_as_profile(view: &View<'_>, found: &mut Found<'_>) {
    let handover = &view.case.handover;
    let sign_off = view.profile.sign_off();
    if let Some(author) = &handover.author
        && !sign_off.author_roles().contains(&author.by.role)
    {
        found.add("handover.author.by.role", needs(sign_off.author_roles()));
    }
    let is_due = sign_off
        .countersign_when()
        .iter()
        .any(|when| view.case.meets(*when))
        && view.sees(SectionName::Handover, "countersign");
    let roles = sign_off.countersign_roles();
    match handover.countersign.value() {
        Some(second) if second.decision != Decision::Agreed => {
            found.add("handover.countersign.value.decision", needs(roles));
        }
        Some(second) if is_due && !roles.contains(&second.by.role) => {
            found.add("handover.countersign.value.by.role", needs(roles));
        }
        None if is_due => found.add("handover.countersign", needs(roles)),
        _ => {}
    }
}

fn needs(roles: &[Role]) -> String {
    let roles: Vec<&str> = roles.iter().map(Role::as_str).collect();
    format!("Needs {}.", roles.join(" or "))
}

/// Whether the two bear one name, however it is spaced or cased.
pub(super) fn is_same_person(one: &Practitioner, other: &Practitioner) -> bool {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|char| char.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(one.name.as_str()) == letters(other.name.as_str())
}
