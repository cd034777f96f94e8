//! Field 907 for an audience: an action goes with its words, in the words of its kind, or not.

use super::Knowledge;
use crate::{Subject, Text, sections::Action};

/// Kinds of which the dataset itself says what they rest on and what is to be done.
const KINDS: [(&str, &[&str], &str); 7] = [
    ("assess-risk", &["risk"], "Assess the risk."),
    (
        "confirm-last-dose",
        &["plan.dispensing"],
        "Confirm the last dose.",
    ),
    (
        "establish-safe-contact",
        &["handover"],
        "Establish how the person can be reached safely.",
    ),
    (
        "identify-gp",
        &["location.gp_practice"],
        "Find a general practice.",
    ),
    (
        "pregnancy-test",
        &["person.pregnancy"],
        "Test for pregnancy before prescribing.",
    ),
    (
        "prescriber-review",
        &["plan.prescribing"],
        "Review by a prescriber.",
    ),
    (
        "safeguarding-referral",
        &["risk"],
        "Refer the safeguarding concern.",
    ),
];

/// The action as the audience gets it; `None` if it stays behind.
///
/// Its words go if the audience may know all that they rest on. Where nobody said what that is, an
/// action of a kind that a check asks for goes in the words of its kind, to whom sees the fields
/// that this check looks at.
pub(crate) fn told(action: &Action, reader: &Knowledge<'_>) -> Option<Action> {
    let is_open = reader.clears(&action.labels)
        && is_owner_known(action, reader)
        && reader.knows_origin(action.origin)
        && reader.knows_kind(&action.kind);
    if !is_open {
        return None;
    }
    let mut told = action.clone();
    if reader.knows_all(action.about.as_ref()) {
        return Some(told);
    }
    if action.about.is_some() {
        return None;
    }
    told.text = in_words_of_kind(action, reader)?;
    if let Some(owner) = &mut told.owner {
        owner.name = None;
    }
    told.provenance = None;
    Some(told)
}

/// Whether the audience may know of who does it. Of an owner of whom no role is said, nobody knows what they are for.
fn is_owner_known(action: &Action, reader: &Knowledge<'_>) -> bool {
    let Some(owner) = &action.owner else {
        return true;
    };
    reader.knows_role(owner.role.as_ref())
        && owner.org.as_ref().is_none_or(|org| reader.knows_org(org))
}

/// The words of the action's kind, if the audience may know what that kind rests on.
fn in_words_of_kind(action: &Action, reader: &Knowledge<'_>) -> Option<Text> {
    let (_, rests_on, words) = KINDS
        .iter()
        .find(|(kind, ..)| *kind == action.kind.as_str())?;
    let is_known = rests_on.iter().all(|subject| {
        let subject: Subject = subject.parse().expect("a section, or a field of one");
        reader.knows(&subject)
    });
    is_known.then(|| words.parse().expect("a short text"))
}
