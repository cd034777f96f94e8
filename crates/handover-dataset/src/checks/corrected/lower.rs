//! What shows less risk than what stood before, field by field.

use std::collections::BTreeSet;

use super::is_lowered;
use crate::{
    Case, Items, YesNoUnknown,
    sections::{
        Address, AddressKind, Allergy, Change, Checklist, EarlierLevel, EmergencyContact, Incident,
        Judgement, Level, Marac, Notice, Party, RedFlag, RiskDomain, RiskLevel, SafeContact,
        Safeguarding, Sensitivity, StaffSafety, Telecom, YesNoDontKnow,
    },
};

/// The fields that one person alone has corrected to less risk.
pub(super) fn lowered(case: &Case) -> Vec<&'static str> {
    let (contact, location, risk) = (&case.contact, &case.location, &case.risk);
    let all = [
        (
            "contact.telecoms",
            is_lowered(contact.telecoms.as_ref(), telecoms),
        ),
        (
            "contact.safe_contact",
            is_lowered(contact.safe_contact.as_ref(), safe_contact),
        ),
        (
            "contact.emergency_contacts",
            is_lowered(contact.emergency_contacts.as_ref(), contacts),
        ),
        (
            "location.addresses",
            is_lowered(location.addresses.as_ref(), addresses),
        ),
        (
            "location.address_sensitivity",
            is_lowered(location.address_sensitivity.as_ref(), sensitivity),
        ),
        (
            "plan.allergies",
            is_lowered(case.plan.allergies.as_ref(), allergies),
        ),
        ("risk.level", is_lowered(risk.level.as_ref(), level)),
        (
            "risk.earlier_levels",
            is_lowered(risk.earlier_levels.as_ref(), earlier_levels),
        ),
        (
            "risk.incidents",
            is_lowered(risk.incidents.as_ref(), incidents),
        ),
        (
            "risk.changes_since",
            is_lowered(risk.changes_since.as_ref(), changes),
        ),
        ("risk.domains", is_lowered(risk.domains.as_ref(), domains)),
        (
            "risk.checklist",
            is_lowered(risk.checklist.as_ref(), checklist),
        ),
        (
            "risk.judgement",
            is_lowered(risk.judgement.as_ref(), judgement),
        ),
        (
            "risk.red_flags",
            is_lowered(risk.red_flags.as_ref(), red_flags),
        ),
        ("risk.marac", is_lowered(risk.marac.as_ref(), marac)),
        (
            "risk.safeguarding_child",
            is_lowered(risk.safeguarding_child.as_ref(), safeguarding),
        ),
        (
            "risk.safeguarding_adult",
            is_lowered(risk.safeguarding_adult.as_ref(), safeguarding),
        ),
        (
            "risk.staff_safety",
            is_lowered(risk.staff_safety.as_ref(), staff_safety),
        ),
        (
            "third_parties.parties",
            is_lowered(case.third_parties.parties.as_ref(), parties),
        ),
        (
            "handover.notice",
            is_lowered(case.handover.notice.as_ref(), notice),
        ),
    ];
    all.into_iter()
        .filter(|(_, is)| *is)
        .map(|(path, _)| path)
        .collect()
}

/// Whether one of those before is in none now.
fn is_one_gone<T: Ord>(
    before: impl IntoIterator<Item = T>,
    now: impl IntoIterator<Item = T>,
) -> bool {
    let now: BTreeSet<T> = now.into_iter().collect();
    before.into_iter().any(|one| !now.contains(&one))
}

fn count<T>(items: Option<&Items<T>>, counts: impl Fn(&T) -> bool) -> usize {
    items
        .into_iter()
        .flatten()
        .filter(|one| counts(one))
        .count()
}

/// A number that was unsafe is called safe.
fn telecoms(before: &Items<Telecom>, now: Option<&Items<Telecom>>) -> bool {
    let unsafe_before = |now: &Telecom| {
        before
            .iter()
            .any(|one| one.value == now.value && one.safe != YesNoUnknown::Yes)
    };
    now.into_iter()
        .flatten()
        .any(|one| one.safe == YesNoUnknown::Yes && unsafe_before(one))
}

/// A channel that was unsafe is called safe, or somebody not to be talked to is not named any more.
fn safe_contact(before: &SafeContact, now: Option<&SafeContact>) -> bool {
    let now_safe = |channel| now.is_some_and(|now| now.is_safe(channel));
    let mut channels = before.channels.keys();
    let named = before.not_safe_to_talk_to.iter().flatten();
    let still = |one| {
        now.is_some_and(|now| {
            now.not_safe_to_talk_to
                .iter()
                .flatten()
                .any(|other| other == one)
        })
    };
    channels.any(|channel| !before.is_safe(*channel) && now_safe(*channel))
        || named.into_iter().any(|one| !still(one))
}

/// Somebody who was not safe is called safe.
fn contacts(before: &Items<EmergencyContact>, now: Option<&Items<EmergencyContact>>) -> bool {
    // Whom nobody named may be anybody.
    let is_same = |one: &EmergencyContact, now: &EmergencyContact| {
        one.name.is_none() || now.name.is_none() || one.name == now.name
    };
    let unsafe_before = |now: &EmergencyContact| {
        before
            .iter()
            .any(|one| is_same(one, now) && one.safe != YesNoUnknown::Yes)
    };
    now.into_iter()
        .flatten()
        .any(|one| one.safe == YesNoUnknown::Yes && unsafe_before(one))
}

/// A refuge is none any more.
fn addresses(before: &Items<Address>, now: Option<&Items<Address>>) -> bool {
    let refuges = |items| count(items, |one: &Address| one.kind == Some(AddressKind::Refuge));
    refuges(now) < refuges(Some(before))
}

fn sensitivity(before: &Sensitivity, now: Option<&Sensitivity>) -> bool {
    *before != Sensitivity::Normal && now == Some(&Sensitivity::Normal)
}

fn allergies(before: &Items<Allergy>, now: Option<&Items<Allergy>>) -> bool {
    before.iter().any(|one| {
        !now.into_iter()
            .flatten()
            .any(|other| other.substance == one.substance)
    })
}

fn level(before: &Level, now: Option<&Level>) -> bool {
    now.map_or(RiskLevel::Standard, |now| now.level) < before.level
}

fn earlier_levels(before: &Items<EarlierLevel>, now: Option<&Items<EarlierLevel>>) -> bool {
    let highest = |items: Option<&Items<EarlierLevel>>| {
        items.into_iter().flatten().map(|one| one.level).max()
    };
    highest(now) < highest(Some(before))
}

fn incidents(before: &Items<Incident>, now: Option<&Items<Incident>>) -> bool {
    let police = |items| count(items, |one: &Incident| one.police == Some(true));
    count(now, |_| true) < before.len() || police(now) < police(Some(before))
}

fn changes(before: &Items<Change>, now: Option<&Items<Change>>) -> bool {
    count(now, |_| true) < before.len()
}

/// A domain is gone or has a lower score.
fn domains(before: &Items<RiskDomain>, now: Option<&Items<RiskDomain>>) -> bool {
    let score = |one: &RiskDomain| {
        let (impact, likelihood) = (one.impact?.get(), one.likelihood?.get());
        Some(impact.saturating_mul(likelihood))
    };
    before.iter().any(|one| {
        let now = now
            .into_iter()
            .flatten()
            .filter(|now| now.domain == one.domain);
        now.map(score).max() < Some(score(one))
    })
}

/// An item that was answered yes is not.
fn checklist(before: &Checklist, now: Option<&Checklist>) -> bool {
    let yes = |list: &Checklist| -> Vec<u64> {
        let items = list
            .answers
            .iter()
            .flatten()
            .filter(|one| one.answer == YesNoDontKnow::Yes);
        items.map(|one| one.item.get()).collect()
    };
    is_one_gone(yes(before), now.map(yes).unwrap_or_default())
        || now.is_some_and(|now| now.count.map(crate::Int::get) < before.count.map(crate::Int::get))
}

fn judgement(before: &Judgement, now: Option<&Judgement>) -> bool {
    let police = |one: &Judgement| one.police_incidents_12_months.map(crate::Int::get);
    before.high && !now.is_some_and(|now| now.high) || now.and_then(police) < police(before)
}

fn red_flags(before: &Items<RedFlag>, now: Option<&Items<RedFlag>>) -> bool {
    is_one_gone(before.iter().copied(), now.into_iter().flatten().copied())
}

fn marac(before: &Items<Marac>, now: Option<&Items<Marac>>) -> bool {
    let repeats = |items| count(items, |one: &Marac| one.repeat_12_months == Some(true));
    count(now, |_| true) < before.len() || repeats(now) < repeats(Some(before))
}

/// A concern is gone, or has ended.
fn safeguarding(before: &Items<Safeguarding>, now: Option<&Items<Safeguarding>>) -> bool {
    let now: &[Safeguarding] = now.map_or(&[], |now| now);
    let is_open =
        |one: &Safeguarding, all: &[Safeguarding]| one.is_concern() && one.until(all).is_none();
    let is_same = |one: &Safeguarding, other: &Safeguarding| {
        one.who == other.who
            && match (&one.code.code, &other.code.code) {
                (Some(code), Some(other)) => code == other,
                _ => one.code.text == other.code.text,
            }
    };
    before.iter().filter(|one| is_open(one, before)).any(|one| {
        let mut still = now.iter().filter(|other| is_open(other, now));
        !still.any(|other| is_same(one, other))
    })
}

fn staff_safety(before: &StaffSafety, now: Option<&StaffSafety>) -> bool {
    let danger = |one: &StaffSafety| match one.lone_visits_safe {
        YesNoUnknown::Yes => 0,
        YesNoUnknown::Unknown => 1,
        YesNoUnknown::No => 2,
    };
    now.map_or(1, danger) < danger(before)
}

/// Somebody who poses a risk is gone, or does not any more.
fn parties(before: &Items<Party>, now: Option<&Items<Party>>) -> bool {
    let dangerous = |one: &&Party| one.poses_risk == YesNoUnknown::Yes;
    before.iter().filter(dangerous).any(|one| {
        let mut now = now.into_iter().flatten().filter(dangerous);
        !now.any(|other| other.id == one.id || one.name.is_some() && other.name == one.name)
    })
}

/// An objection is withdrawn.
fn notice(before: &Notice, now: Option<&Notice>) -> bool {
    before.objection && !now.is_some_and(|now| now.objection)
}
