//! A case of its own for who may see less: dataset section 1, "Need-to-know".

mod clearance;

use serde_json::{Map, Value, json};
use thiserror::Error;

use self::clearance::{Clearance, Removal};
use crate::{Audience, Case, CaseReference, Field, Profile, SectionName, Verification};

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

/// Makes the case that `audience` gets in place of `case`.
///
/// It has the audience's sections and fields and nothing else, but for the fields typed `=`, of
/// which the mandate (904) stays behind: a split case is sealed under none, so that each person
/// counts once. Statements and items with a label that the audience is not cleared for are taken
/// out; where one was, the field says `withheld-third-party` or `withheld-safety`. `gra`, `hfea` and
/// `adoption` leave no trace, unless field 914 releases them to each organisation that is this
/// audience.
///
/// The profile's checks hold of the result with
/// [`seen_by`](crate::checks::CheckContext::seen_by) set to the audience (S-72).
///
/// # Errors
///
/// [`SplitError::OtherProfile`], [`NotSplit`](SplitError::NotSplit) and
/// [`SameReference`](SplitError::SameReference) if it cannot be tried;
/// [`Incoherent`](SplitError::Incoherent) if an item that was taken out is referred to by one that
/// was not.
///
/// # Example
///
/// ```
/// use handover_dataset::{Case, Profile, ProfileError, SectionName, SplitError, split};
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples/caseload-transfer.json"));
/// # let case = Case::from_json(json)?;
///
/// let toml = Profile::built_in_bytes("caseload-transfer").ok_or("a shipped profile")?;
/// let profile = Profile::from_toml(toml)?; // or the bytes of a commissioner's own file
/// assert!(matches!(Profile::from_toml(b"name = 1"), Err(ProfileError::Malformed { .. })));
///
/// // A pharmacy needs to know what to dispense, and nothing of the risk.
/// let part = split(&case, &profile, "pharmacy", &"SPLIT-1".parse()?)?;
/// assert!(part.carries(SectionName::Plan) && !part.carries(SectionName::Risk));
///
/// // The lead audience opens the case itself; and nothing may link the part with the whole.
/// let whole = split(&case, &profile, profile.lead(), &"SPLIT-2".parse()?);
/// assert_eq!(whole.unwrap_err(), SplitError::NotSplit);
/// let linked = split(&case, &profile, "pharmacy", case.reference().ok_or("a reference")?);
/// assert_eq!(linked.unwrap_err(), SplitError::SameReference);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn split(
    case: &Case,
    profile: &Profile,
    audience: &str,
    reference: &CaseReference,
) -> Result<Case, SplitError> {
    if case.profile().as_str() != profile.reference() {
        return Err(SplitError::OtherProfile);
    }
    let audience = profile.audience(audience).ok_or(SplitError::NotSplit)?;
    if !audience.is_split() {
        return Err(SplitError::NotSplit);
    }
    if case.reference() == Some(reference) {
        return Err(SplitError::SameReference);
    }
    let clearance = Clearance::new(case, audience);
    let mut whole = case.to_json();
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
            section(*name, members, audience, &clearance)
        };
        kept.insert(name.as_str().to_owned(), Value::Object(members));
    }
    if let Some(handover) = kept
        .get_mut(SectionName::Handover.as_str())
        .and_then(Value::as_object_mut)
    {
        handover.remove("mandate");
        handover.insert("case_reference".to_owned(), json!(reference.as_str()));
        clearance.without_releases_of_others(handover);
    }
    if let Value::Object(document) = &mut whole {
        document.insert("sections".to_owned(), Value::Object(kept));
    }
    Case::from_value(whole).map_err(|_| SplitError::Incoherent)
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
                conflicts.retain(|one| {
                    one.as_object()
                        .is_none_or(|one| clearance.removal(one).is_none())
                });
                if conflicts.is_empty() {
                    members.remove("conflicts");
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

#[cfg(test)]
mod tests;
