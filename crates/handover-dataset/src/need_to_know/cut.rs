use serde_json::{Map, Value, json};
use thiserror::Error;

use super::{Clearance, Knowledge, clearance::Removal, handover};
use crate::{
    Answer, Answered, Audience, Case, CaseReference, Field, Items, Profile, SectionName, Stated,
    Verification,
    sections::{IdentifierKind, Note, OpenAtClosure, OtherIdentifier},
};

/// Why a case was not split.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum SplitError {
    /// What is left is no case: something in it points at what was taken away.
    #[error("what is left is not a case")]
    Incoherent,
    /// The profile has no such audience, or one that opens whole cases.
    #[error("audience does not get split cases")]
    NotSplit,
    /// The case follows another profile.
    #[error("case follows another profile")]
    OtherProfile,
    /// The reference is that of the whole case, which would link the two.
    #[error("reference is that of the whole case")]
    SameReference,
}

/// The audience of that name, for which such cases are split.
///
/// # Errors
///
/// [`SplitError::OtherProfile`]; [`NotSplit`](SplitError::NotSplit) if there is none, or it opens
/// whole cases.
pub(crate) fn audience_for<'a>(
    case: &Case,
    profile: &'a Profile,
    name: &str,
) -> Result<&'a Audience, SplitError> {
    if case.profile().as_str() != profile.reference() {
        return Err(SplitError::OtherProfile);
    }
    let audience = profile.audience(name).ok_or(SplitError::NotSplit)?;
    audience
        .is_split()
        .then_some(audience)
        .ok_or(SplitError::NotSplit)
}

/// What the audience gets of a case, without the answers to checks that rest on what it does not
/// see. Of the result nothing has been checked.
///
/// # Errors
///
/// [`SplitError`] if it cannot be tried, or what is left is no case.
pub(crate) fn cut(
    case: &Case,
    profile: &Profile,
    audience: &Audience,
    reference: &CaseReference,
) -> Result<Case, SplitError> {
    if case.reference() == Some(reference) {
        return Err(SplitError::SameReference);
    }
    let reader = Knowledge::new(case, audience);
    let clearance = &reader.clearance;
    let mut told = case.clone();
    told.handover = handover::told(case, profile, &reader);
    told.handover.case_reference = Some(reference.clone());
    told.closures.open_at_closure = left_open(&told);
    told.person.other_identifiers = identifiers(case);
    told.third_parties.notes = notes(case, &reader);
    let mut whole = told.to_json();
    let Some(Value::Object(mut sections)) = whole.get_mut("sections").map(Value::take) else {
        return Err(SplitError::Incoherent);
    };
    let mut kept = Map::new();
    for name in audience.sections() {
        let Some(Value::Object(members)) = sections.remove(name.as_str()) else {
            continue;
        };
        let is_lost =
            *name == SectionName::Location && case.is_protected() && !audience.keeps_protected();
        let members = if is_lost {
            Map::new()
        } else {
            section(*name, members, audience, clearance)
        };
        kept.insert(name.as_str().to_owned(), Value::Object(members));
    }
    if let Some(handover) = kept
        .get_mut(SectionName::Handover.as_str())
        .and_then(Value::as_object_mut)
    {
        clearance.without_releases_of_others(handover);
    }
    if let Value::Object(document) = &mut whole {
        document.insert("sections".to_owned(), Value::Object(kept));
    }
    let mut part = Case::from_value(whole).map_err(|_| SplitError::Incoherent)?;
    let when = profile.sign_off().countersign_when();
    if !when.iter().any(|condition| part.meets(*condition)) {
        part.handover.countersign = None; // that there is one says which condition held
    }
    Ok(part)
}

/// Of 102 what is not the sender's own: by that number the whole case could be found.
fn identifiers(case: &Case) -> Option<Stated<Items<OtherIdentifier>>> {
    let mut field = case.person.other_identifiers.clone()?;
    let own = case.reference().map(CaseReference::as_str);
    let is_told = |one: &OtherIdentifier| {
        one.kind != IdentifierKind::Local && Some(one.value.as_str()) != own
    };
    if let Answer::Given(all) = &field.answer {
        let told: Vec<OtherIdentifier> = all.iter().filter(|one| is_told(one)).cloned().collect();
        field.answer = Answer::Given(Items::try_from(told).ok()?);
    }
    let conflicts = field.conflicts.into_iter().flat_map(Items::into_vec);
    let told = conflicts.filter(|one| match &one.answer {
        Answer::Given(all) => all.iter().all(is_told),
        Answer::Absent(_) => true,
    });
    field.conflicts = Items::try_from(told.collect::<Vec<_>>()).ok();
    Some(field)
}

/// Of 603 what rests on nothing that the reader may not know. Whether there were more is not told.
fn notes(case: &Case, reader: &Knowledge<'_>) -> Option<Stated<Items<Note>>> {
    let mut field = case.third_parties.notes.clone()?;
    if let Answer::Given(all) = &field.answer {
        let told = all
            .iter()
            .filter(|note| reader.knows_all(note.about.as_ref()));
        let told: Vec<Note> = told.cloned().collect();
        field.answer = Answer::Given(Items::try_from(told).ok()?);
    }
    field.note = None;
    field.corrected = None;
    field.conflicts = None;
    Some(field)
}

/// Of 706 what is about actions that are still there.
fn left_open(case: &Case) -> Option<Stated<Items<OpenAtClosure>>> {
    let mut field = case.closures.open_at_closure.clone()?;
    let Answer::Given(left) = &field.answer else {
        return Some(field);
    };
    let actions = case.handover.actions.value();
    let is_there = |left: &&OpenAtClosure| {
        let mut actions = actions.into_iter().flatten();
        actions.any(|action| action.id == left.action)
    };
    let left: Vec<OpenAtClosure> = left.iter().filter(is_there).cloned().collect();
    field.answer = Answer::Given(Items::try_from(left).ok()?);
    Some(field)
}

/// What the audience sees of a section.
fn section(
    name: SectionName,
    members: Map<String, Value>,
    audience: &Audience,
    clearance: &Clearance<'_>,
) -> Map<String, Value> {
    let provenance = members.get("provenance").cloned();
    let mut kept = Map::new();
    for (field, mut value) in members {
        if field == "provenance" {
            kept.insert(field, value);
            continue;
        }
        if !audience.has_field(name, &field) {
            continue;
        }
        let is_plain = Field::named(name, &field).is_some_and(|field| field.is_plain);
        if is_plain || statement(&mut value, provenance.as_ref(), clearance) {
            kept.insert(field, value);
        }
    }
    if kept.keys().all(|field| field == "provenance") {
        kept.clear(); // a section without fields is `{}`
    }
    kept
}

/// Takes out of a statement what its reader is not cleared for; whether anything is left of it.
fn statement(field: &mut Value, of_section: Option<&Value>, clearance: &Clearance<'_>) -> bool {
    let Value::Object(members) = field else {
        return true;
    };
    let removal = clearance.removal(members).or_else(|| {
        members
            .get_mut("value")
            .and_then(|value| items(value, clearance))
    });
    match removal {
        Some(Removal::Traceless) => return false,
        Some(Removal::Withheld(reason)) => {
            members.clear();
            members.insert("absent".to_owned(), json!(reason.as_str()));
        }
        None => {
            if let Some(Value::Array(conflicts)) = members.get_mut("conflicts") {
                let before = conflicts.len();
                conflicts.retain(|one| !clearance.hides(one));
                let is_hidden = conflicts.len() < before;
                if conflicts.is_empty() {
                    members.remove("conflicts");
                }
                if is_hidden {
                    // Why it was changed may tell what it was.
                    members.remove("corrected");
                }
            }
        }
    }
    settle(members, of_section);
    true
}

/// Takes labelled items out of the lists in a value; why nothing is left, if so.
fn items(value: &mut Value, clearance: &Clearance<'_>) -> Option<Removal> {
    match value {
        Value::Array(list) => {
            let mut strongest = None;
            list.retain_mut(|item| {
                let own = item.as_object().and_then(|item| clearance.removal(item));
                let removal = own.or_else(|| items(item, clearance));
                strongest = strongest.max(removal);
                removal.is_none()
            });
            strongest.filter(|_| list.is_empty())
        }
        Value::Object(members) => {
            members.retain(|_, member| items(member, clearance).is_none());
            None
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Keeps check D-02: without conflicts nothing is called conflicting.
fn settle(members: &mut Map<String, Value>, of_section: Option<&Value>) {
    if members.contains_key("conflicts") {
        return;
    }
    let provenance = members.get("provenance").or(of_section).cloned();
    let Some(Value::Object(mut provenance)) = provenance else {
        return;
    };
    let conflicting = Verification::Conflicting.as_str();
    if provenance.get("verification").and_then(Value::as_str) == Some(conflicting) {
        let word = Verification::Unconfirmed.as_str();
        provenance.insert("verification".to_owned(), json!(word));
        members.insert("provenance".to_owned(), Value::Object(provenance));
    }
}
