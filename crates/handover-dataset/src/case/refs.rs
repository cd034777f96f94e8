//! Check D-05: what a reference names is there. Ids are of their list, and one each (D-06).

use std::collections::HashSet;

use super::Case;
use crate::{
    AbsentReason, Answered, CheckId, FieldState, Finding, Items, PersonOrRef, Ref, RiskTo,
    SectionName, Severity, Stated, TextOrRef, Who,
};

/// Findings for references that name nothing, and for ids that are doubled or of another list.
///
/// Of a list that the reader does not have, or from which something was withheld, nothing is asked.
pub(crate) fn check(case: &Case) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ids = ids(case);
    let mut known = HashSet::new();
    for (prefix, path, id) in &ids {
        if id.prefix() != *prefix || !known.insert(id.as_str()) {
            findings.push(Finding {
                check: CheckId::new(6),
                severity: Severity::Blocks,
                message: format!("{path}: '{}' is not possible.", id.as_str()),
                path: path.clone(),
            });
        }
    }
    for (path, item) in refs(case) {
        if !known.contains(item.as_str()) && is_list_whole(case, item.prefix()) {
            findings.push(Finding {
                check: CheckId::new(5),
                severity: Severity::Blocks,
                path,
                message: format!("{} does not exist.", item.as_str()),
            });
        }
    }
    findings
}

/// Each id with the letters that its list wants and its path.
fn ids(case: &Case) -> Vec<(&'static str, String, &Ref)> {
    let mut ids = Vec::new();
    macro_rules! list {
        ($prefix:literal, $section:ident . $field:ident) => {
            for (n, item) in case
                .$section
                .$field
                .value()
                .into_iter()
                .flatten()
                .enumerate()
            {
                let (section, field) = (stringify!($section), stringify!($field));
                ids.push((
                    $prefix,
                    format!("{section}.{field}.value[{n}].id"),
                    &item.id,
                ));
            }
        };
    }
    list!("ch", contact.dependants);
    list!("rx", plan.prescribing);
    list!("ap", plan.appointments);
    list!("sg", risk.safeguarding_child);
    list!("sg", risk.safeguarding_adult);
    list!("tp", third_parties.parties);
    list!("b", maternity.babies);
    list!("a", handover.actions);
    ids
}

/// Whether the list of that prefix is all there, so that a reference into it must be found.
fn is_list_whole(case: &Case, prefix: &str) -> bool {
    let (section, field) = match prefix {
        "ch" => (SectionName::Contact, "dependants"),
        "rx" => (SectionName::Plan, "prescribing"),
        "ap" => (SectionName::Plan, "appointments"),
        "sg" => (SectionName::Risk, "safeguarding_child"),
        "tp" => (SectionName::ThirdParties, "parties"),
        "b" => (SectionName::Maternity, "babies"),
        _ => (SectionName::Handover, "actions"),
    };
    let states = case.states(section);
    let state = states.iter().find(|(other, _)| other.name == field);
    let is_withheld = matches!(
        state,
        Some((
            _,
            FieldState::Absent(
                AbsentReason::WithheldLegal
                    | AbsentReason::WithheldSafety
                    | AbsentReason::WithheldThirdParty
            )
        ))
    );
    case.carries(section) && !is_withheld
}

/// What may point at an item of the case.
trait Pointer {
    fn item(&self) -> Option<Ref>;
}

impl Pointer for Ref {
    fn item(&self) -> Option<Ref> {
        Some(self.clone())
    }
}

macro_rules! pointers {
    ($($name:ident),+) => {$(
        impl Pointer for $name {
            fn item(&self) -> Option<Ref> {
                Self::item(self)
            }
        }
    )+};
}

pointers!(PersonOrRef, RiskTo, TextOrRef, Who);

/// Every reference of the case with its path.
fn refs(case: &Case) -> Vec<(String, Ref)> {
    let mut refs = Refs(Vec::new());
    if let Some(safe) = case.contact.safe_contact.value() {
        refs.list(
            "contact.safe_contact.value.safe_to_talk_to",
            safe.safe_to_talk_to.as_ref(),
        );
        refs.list(
            "contact.safe_contact.value.not_safe_to_talk_to",
            safe.not_safe_to_talk_to.as_ref(),
        );
    }
    refs.items(
        "contact.emergency_contacts",
        "party",
        &case.contact.emergency_contacts,
        |one| one.party.as_ref(),
    );
    for (n, one) in case
        .location
        .local_authorities
        .value()
        .into_iter()
        .flatten()
        .enumerate()
    {
        refs.list(
            &format!("location.local_authorities.value[{n}].for"),
            one.r#for.as_ref(),
        );
    }
    refs.items("location.places", "for", &case.location.places, |one| {
        Some(&one.r#for)
    });
    refs.items("plan.dispensing", "for", &case.plan.dispensing, |one| {
        Some(&one.r#for)
    });
    for (n, one) in case.risk.domains.value().into_iter().flatten().enumerate() {
        refs.list(&format!("risk.domains.value[{n}].to"), one.to.as_ref());
    }
    refs.items(
        "risk.safeguarding_child",
        "who",
        &case.risk.safeguarding_child,
        |one| one.who.as_ref(),
    );
    refs.items(
        "risk.safeguarding_adult",
        "who",
        &case.risk.safeguarding_adult,
        |one| one.who.as_ref(),
    );
    refs.items(
        "closures.open_at_closure",
        "action",
        &case.closures.open_at_closure,
        |one| Some(&one.action),
    );
    refs.items(
        "maternity.newborn",
        "baby",
        &case.maternity.newborn,
        |one| Some(&one.baby),
    );
    refs.0
}

struct Refs(Vec<(String, Ref)>);

impl Refs {
    fn list<T: Pointer>(&mut self, path: &str, list: Option<&Items<T>>) {
        for (n, one) in list.into_iter().flatten().enumerate() {
            self.0
                .extend(one.item().map(|item| (format!("{path}[{n}]"), item)));
        }
    }

    fn items<T, P: Pointer>(
        &mut self,
        path: &str,
        member: &str,
        field: &Option<Stated<Items<T>>>,
        pointer: impl Fn(&T) -> Option<&P>,
    ) {
        for (n, one) in field.value().into_iter().flatten().enumerate() {
            let item = pointer(one).and_then(Pointer::item);
            self.0
                .extend(item.map(|item| (format!("{path}.value[{n}].{member}"), item)));
        }
    }
}
