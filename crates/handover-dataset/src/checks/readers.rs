//! D-61 to D-63: each reader gets what is theirs, and what they need.

use super::{Found, Needles, View, texts::Walked};
use crate::{
    Answered, Channel, CheckId, Items, SectionName, Subject, YesNoUnknown,
    need_to_know::{Knowledge, told},
};

/// The check that answers for one text are given to.
const GROUND: CheckId = CheckId::new(62);

/// D-61: who has to do something gets to read what.
pub(super) fn actions_arrive(view: &View<'_>, found: &mut Found<'_>) {
    for reader in view.readers_apart() {
        let knowledge = Knowledge::new(view.case, reader.audience);
        let name = reader.audience.name();
        let has_actions = reader.audience.has_field(SectionName::Handover, "actions");
        for (n, action) in view.open_actions() {
            let owner = action.owner.as_ref();
            if !owner.is_some_and(|owner| knowledge.is_owner(owner)) {
                continue;
            }
            let arrives = told(action, &knowledge).is_some_and(|told| told.text == action.text);
            if !(arrives && has_actions) {
                found.add(
                    format!("handover.actions.value[{n}]"),
                    format!("{name} does it and cannot read it: what does it rest on?"),
                );
            }
        }
    }
}

/// D-62: nothing in `handover`, and no note, rests on what somebody who opens it may not see; and nothing that is
/// split for somebody names people or meetings that they may not know of.
pub(super) fn ground_known(view: &View<'_>, found: &mut Found<'_>) {
    nobody_unknown(view, found);
    let grounds = grounds(view);
    if grounds.is_empty() {
        return;
    }
    for reader in view.readers() {
        let knowledge = Knowledge::new(view.case, reader.audience);
        for (section, path, about) in &grounds {
            if !reader.opens(view.case, *section) {
                continue;
            }
            for subject in about.iter().filter(|subject| !knowledge.knows(subject)) {
                let (name, subject) = (reader.audience.name(), subject.as_str());
                found.add(
                    path.clone(),
                    format!("{path} rests on {subject}, which {name} may not see."),
                );
            }
        }
    }
}

fn nobody_unknown(view: &View<'_>, found: &mut Found<'_>) {
    for reader in view.readers_apart() {
        let knowledge = Knowledge::new(view.case, reader.audience);
        let Some(part) = view.part_for(reader.audience) else {
            continue;
        };
        let words = knowledge.unknown_words();
        let name = reader.audience.name();
        let walked = Walked::new(&part);
        for text in walked.texts().filter(|text| !is_of_signer(text.path)) {
            for word in &words {
                let mut needles = Needles::default();
                needles.words(word);
                if needles.are_in(text.text) && !view.is_answered_for(GROUND, text.text) {
                    let path = text.path;
                    found.add(path, format!("{path} says {word}, and {name} gets it."));
                }
            }
        }
    }
}

/// Who signs is named whatever their role.
fn is_of_signer(path: &str) -> bool {
    ["author", "countersign", "acknowledgements"]
        .iter()
        .any(|field| path.starts_with(&format!("handover.{field}.")))
}

/// What the words of `handover` and the notes are said to rest on, by their sections and paths.
fn grounds<'a>(view: &View<'a>) -> Vec<(SectionName, String, &'a Items<Subject>)> {
    let handover = &view.case.handover;
    let mut grounds = Vec::new();
    let notes = view.case.third_parties.notes.value().into_iter().flatten();
    for (n, note) in notes.enumerate() {
        let path = format!("third_parties.notes.value[{n}].text");
        let about = note.about.as_ref();
        grounds.extend(about.map(|about| (SectionName::ThirdParties, path, about)));
    }
    let mut take = |path: String, about: Option<&'a Items<Subject>>| {
        grounds.extend(about.map(|about| (SectionName::Handover, path, about)));
    };
    if let Some(about) = handover.sbar.value().and_then(|sbar| sbar.about.as_ref()) {
        for (name, about) in [
            ("situation", &about.situation),
            ("background", &about.background),
            ("assessment", &about.assessment),
            ("recommendation", &about.recommendation),
        ] {
            take(format!("handover.sbar.value.{name}"), about.as_ref());
        }
    }
    let actions = handover.actions.value().into_iter().flatten();
    for (n, action) in actions.enumerate() {
        take(
            format!("handover.actions.value[{n}].text"),
            action.about.as_ref(),
        );
    }
    let answers = handover.acknowledgements.value().into_iter().flatten();
    for (n, answer) in answers.enumerate() {
        take(
            format!("handover.acknowledgements.value[{n}].reason"),
            answer.about.as_ref(),
        );
    }
    grounds
}

/// D-63: the short order calls nothing safe that the whole one does not.
pub(super) fn order_agrees(view: &View<'_>, found: &mut Found<'_>) {
    let Some(order) = view.case.handover.safe_contact.value() else {
        return;
    };
    let contact = &view.case.contact;
    if let Some(known) = contact.safe_contact.value() {
        for (channel, safety) in &order.channels {
            if safety.safe == YesNoUnknown::Yes && !known.is_safe(*channel) {
                let channel = Channel::as_str(*channel);
                found.add(
                    format!("handover.safe_contact.value.channels.{channel}"),
                    format!("Do not {channel}: not safe."),
                );
            }
        }
    }
    if let Some(telecoms) = contact.telecoms.value() {
        for (n, number) in order.numbers.iter().flatten().enumerate() {
            let is_safe = telecoms
                .iter()
                .any(|telecom| telecom.value == number.value && telecom.safe == YesNoUnknown::Yes);
            if !is_safe {
                found.add(
                    format!("handover.safe_contact.value.numbers[{n}]"),
                    "Not a number that is known to be safe.",
                );
            }
        }
    }
}
