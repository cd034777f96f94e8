//! The handover section as it is written for an audience: dataset B.1, "`handover` of a split case".

use super::{Knowledge, actions, contact_order, sbar};
use crate::{
    AbsentReason, Answer, Case, Items, Profile, SectionName, Stated,
    sections::{Distribution, DistributionChannel, Handover, LeadPractitioner},
};

/// What of the section rests on nothing that the audience may not know.
///
/// Still in it are statements and items with labels, which go as those of every section do, and
/// fields that the audience does not have.
pub(super) fn told(case: &Case, profile: &Profile, reader: &Knowledge<'_>) -> Handover {
    let mut told = case.handover.clone();
    let asked = Asked(profile);
    told.mandate = None;
    if let Some(basis) = &mut told.basis {
        basis.rule = None;
    }
    told.sbar = told.sbar.map(|stated| sbar::told(stated, case, reader));
    told.actions = listed(told.actions, reader, &asked, "actions", |action| {
        actions::told(action, reader)
    });
    told.verbal = told.verbal.and_then(|_| asked.nothing("verbal"));
    told.practitioners = listed(
        told.practitioners,
        reader,
        &asked,
        "practitioners",
        |practitioner| is_told(practitioner, reader).then(|| practitioner.clone()),
    );
    change(&mut told.lawful_basis, |basis| basis.condition = None);
    change(&mut told.confidentiality, |confidentiality| {
        confidentiality.reason_if_not = None;
        confidentiality.authorised_by = None;
    });
    change(&mut told.notice, |notice| notice.r#override = None);
    told.distribution = told
        .distribution
        .map(|stated| distribution(&stated, reader));
    change(&mut told.countersign, |countersign| {
        countersign.comment = None
    });
    told.references = told.references.and_then(|_| asked.nothing("references"));
    told.acknowledgements = None; // what the split case is asked is known once it is there
    told.safe_contact = contact_order::told(case, reader);
    quiet(&mut told.sbar, reader);
    quiet(&mut told.actions, reader);
    quiet(&mut told.call_back, reader);
    quiet(&mut told.practitioners, reader);
    quiet(&mut told.lawful_basis, reader);
    quiet(&mut told.confidentiality, reader);
    quiet(&mut told.notice, reader);
    quiet(&mut told.distribution, reader);
    quiet(&mut told.countersign, reader);
    quiet(&mut told.safe_contact, reader);
    told
}

/// Which fields the profile asks for, under whatever condition.
struct Asked<'a>(&'a Profile);

impl Asked<'_> {
    /// What stands for "nothing of it is for this reader", whether there is something or not.
    fn nothing<T>(&self, field: &str) -> Option<Stated<T>> {
        let is_asked = self
            .0
            .must_answer(|_| true)
            .any(|asked| asked.section == SectionName::Handover && asked.name == field);
        is_asked.then(|| Stated::absent(AbsentReason::NotApplicable))
    }
}

/// The items of a list that are for the audience.
fn listed<T>(
    stated: Option<Stated<Items<T>>>,
    reader: &Knowledge<'_>,
    asked: &Asked<'_>,
    field: &str,
    tell: impl Fn(&T) -> Option<T>,
) -> Option<Stated<Items<T>>> {
    let stated = stated?;
    let items: Vec<T> = match &stated.answer {
        Answer::Given(items) if reader.clearance.clears(stated.labels()) => {
            items.iter().filter_map(tell).collect()
        }
        _ => Vec::new(),
    };
    match Items::try_from(items) {
        Ok(items) => Some(Stated {
            answer: Answer::Given(items),
            ..stated
        }),
        Err(_) => asked.nothing(field),
    }
}

fn is_told(practitioner: &LeadPractitioner, reader: &Knowledge<'_>) -> bool {
    reader.clears(&practitioner.labels)
        && reader.knows_role(practitioner.role.as_ref())
        && practitioner
            .org
            .as_ref()
            .is_none_or(|org| reader.knows_org(org))
}

fn change<T>(stated: &mut Option<Stated<T>>, change: impl FnOnce(&mut T)) {
    if let Some(Stated {
        answer: Answer::Given(value),
        ..
    }) = stated
    {
        change(value);
    }
}

/// The entries of the audience itself; one that says what it gets, if it has none.
fn distribution(
    stated: &Stated<Items<Distribution>>,
    reader: &Knowledge<'_>,
) -> Stated<Items<Distribution>> {
    let entries = match &stated.answer {
        Answer::Given(entries) => entries.iter(),
        Answer::Absent(_) => [].iter(),
    };
    let name = reader.audience.name();
    let own: Vec<Distribution> = entries
        .filter(|entry| entry.audience.as_str() == name)
        .filter(|entry| reader.clears(&entry.labels))
        .cloned()
        .collect();
    let own = Items::try_from(own).unwrap_or_else(|_| {
        let entry = Distribution {
            audience: name.parse().expect("the name of an audience is short"),
            sections: Items::try_from(reader.audience.sections().to_vec())
                .expect("an audience has sections, each once"),
            channel: DistributionChannel::Package,
            org: None,
            release: None,
            provenance: None,
            labels: None,
        };
        Items::try_from(vec![entry]).expect("one entry")
    });
    Stated::given(own)
}

/// Takes away words of which nobody can say what they rest on, and who recorded a statement, if the
/// audience may not know that such a person is there.
fn quiet<T>(stated: &mut Option<Stated<T>>, reader: &Knowledge<'_>) {
    let Some(stated) = stated else {
        return;
    };
    stated.note = None;
    stated.corrected = None;
    stated.conflicts = None;
    stated.provenance = stated
        .provenance
        .take()
        .filter(|provenance| reader.knows_role(Some(&provenance.recorded_by)));
}
