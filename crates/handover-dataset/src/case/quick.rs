//! A case in one pass, where nothing is wrong with it.
//!
//! Whoever wrote a case must be told everything that is wrong with it, so [`read`] goes
//! field by field over a tree of values. Of a
//! caseload almost every case is right at once: this road takes those, without a tree, and leaves
//! every other to that one.

use serde::Deserialize;
use serde_json::Value;

use super::{Case, MHD, read, refs};
use crate::{
    ProfileReference, SectionName,
    tape::{Node, Tape},
};

/// The case, if it is written as it would be read: nothing unknown, doubled, empty or of another
/// form. `None` says nothing but that it must be read the slow way.
pub(super) fn case(json: &[u8]) -> Option<Box<Case>> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let tape = Tape::deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    whole(&tape)
}

/// The same of a value.
pub(super) fn case_of(value: &Value) -> Option<Box<Case>> {
    whole(&Tape::of(value).ok()?)
}

/// A case is so large that it is moved as a whole nowhere.
fn whole(tape: &Tape<'_>) -> Option<Box<Case>> {
    let case = document(tape.root())?;
    let is_whole = SectionName::ALL
        .iter()
        .all(|name| read::rules(&case, *name).is_ok())
        && read::missing_plain_fields(&case.handover).is_empty()
        && refs::check(&case).is_empty();
    is_whole.then_some(case)
}

fn document(document: Node<'_, '_>) -> Option<Box<Case>> {
    let (mut mhd, mut profile, mut sections) = (None, None, None);
    for (name, member) in document.members()? {
        let place = match name {
            "mhd" => &mut mhd,
            "profile" => &mut profile,
            "sections" => &mut sections,
            _ => return None,
        };
        if place.replace(member).is_some() {
            return None;
        }
    }
    if mhd?.text() != Some(MHD) {
        return None;
    }
    let profile: ProfileReference = profile?.read_strictly()?;
    let mut case = Box::new(Case::new(profile));
    for (name, section) in sections?.members()? {
        let name: SectionName = name.parse().ok()?;
        if case.carried.contains(&name) {
            return None;
        }
        case.carry(name);
        match name {
            SectionName::Person => case.person = section.read_strictly()?,
            SectionName::Contact => case.contact = section.read_strictly()?,
            SectionName::Location => case.location = section.read_strictly()?,
            SectionName::LocationProtected => return None,
            SectionName::Plan => case.plan = section.read_strictly()?,
            SectionName::Risk => case.risk = section.read_strictly()?,
            SectionName::ThirdParties => case.third_parties = section.read_strictly()?,
            SectionName::Closures => case.closures = section.read_strictly()?,
            SectionName::Maternity => case.maternity = section.read_strictly()?,
            SectionName::Handover => case.handover = section.read_strictly()?,
        }
    }
    Some(case)
}
