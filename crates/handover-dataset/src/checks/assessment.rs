//! D-26 to D-31: the assessment is the latest, and its level is judged, not counted.

use std::collections::BTreeSet;

use jiff::ToSpan;

use super::{Found, View};
use crate::{
    Answered, PartialDate, SectionName, instruments,
    sections::{Change, Instrument, LevelBasis, RedFlag, RiskLevel, YesNoDontKnow},
};

/// D-26: there is no newer assessment.
pub(super) fn assessment_latest(view: &View<'_>, found: &mut Found<'_>) {
    let Some(assessed) = view.case.risk.assessed.value() else {
        return;
    };
    let earlier = view.case.risk.earlier_levels.value();
    let days = earlier.into_iter().flatten().filter_map(|level| level.on);
    let of_case = days.map(PartialDate::first_day).max();
    let newer = of_case.max(view.context.later_assessment_on);
    if let Some(newer) = newer.filter(|newer| *newer > assessed.on.last_day()) {
        found.add(
            "risk.assessed.value.on",
            format!("A newer assessment exists: {newer}."),
        );
    }
}

/// D-27: the assessment is not old, and nothing happened since.
pub(super) fn assessment_fresh(view: &View<'_>, found: &mut Found<'_>) {
    let Some(assessed) = view.case.risk.assessed.value() else {
        return;
    };
    // Where a day is not known, it may have been the one that calls for a new assessment.
    let age = view.age(assessed.on.first_day());
    let changes = view.case.risk.changes_since.value();
    // `None`, the day of nobody knows when, counts as the latest.
    let last_day = |change: &Change| (change.on.is_none(), change.on.map(PartialDate::last_day));
    let latest = changes
        .into_iter()
        .flatten()
        .filter(|change| {
            let on = change.on.map(PartialDate::last_day);
            on.is_none_or(|on| on > assessed.on.first_day())
        })
        .max_by_key(|change| last_day(change));
    let is_stale = age > i64::from(view.profile.stale_days().risk);
    let message = match latest {
        Some(change) => format!("{}; since then {}.", view.old(age), change.event.as_str()),
        None if is_stale => format!("{}.", view.old(age)),
        None => return,
    };
    found.add("risk.assessed.value.on", message);
}

/// D-28: where there is no assessment, somebody makes one.
pub(super) fn assessed_or_due(view: &View<'_>, found: &mut Found<'_>) {
    let risk = &view.case.risk;
    let assessed = ("assessed", risk.assessed.value().is_some());
    let level = ("level", risk.level.value().is_some());
    let missing = [assessed, level]
        .into_iter()
        .find(|(field, is_given)| !is_given && view.expects(SectionName::Risk, field));
    if let Some((field, _)) = missing
        && view.lacks_action(28)
    {
        found.add(format!("risk.{field}"), "Who will assess, by when?");
    }
}

/// D-29: the count is that of the answers, and the form is the one that is named.
pub(super) fn count_of_answers(view: &View<'_>, found: &mut Found<'_>) {
    let assessed = view.case.risk.assessed.value();
    let instrument = assessed.and_then(|assessed| assessed.instrument.as_ref());
    let items_of = |instrument: &Instrument| instrument.items.map(crate::Int::get);
    if let Some(instrument) = instrument {
        let id = instrument.id.as_str();
        let known = instruments::known(id).and_then(|known| known.items);
        if let (Some(items), Some(said)) = (known, items_of(instrument))
            && items != said
        {
            found.add(
                "risk.assessed.value.instrument.items",
                format!("{id} has {items} items, not {said}: which form was it?"),
            );
        }
    }
    let Some(checklist) = view.case.risk.checklist.value() else {
        return;
    };
    let Some(answers) = &checklist.answers else {
        return; // D-72 asks for them
    };
    let is_yes = |answer: YesNoDontKnow| answer == YesNoDontKnow::Yes;
    let yes = answers.iter().filter(|one| is_yes(one.answer)).count();
    if let Some(count) = checklist.count.map(crate::Int::get)
        && u64::try_from(yes) != Ok(count)
    {
        found.add(
            "risk.checklist.value.count",
            format!("Count {count}, answers {yes}."),
        );
    }
    let last = match instruments::known(checklist.instrument.as_str()) {
        Some(known) => known.items,
        None => instrument
            .filter(|instrument| instrument.id == checklist.instrument)
            .and_then(items_of),
    };
    let mut seen = BTreeSet::new();
    for (n, one) in answers.iter().enumerate() {
        let item = one.item.get();
        let path = format!("risk.checklist.value.answers[{n}].item");
        if !seen.insert(item) {
            found.add(path, format!("Item {item} is answered twice."));
        } else if item == 0 || last.is_some_and(|last| item > last) {
            found.add(path, format!("There is no item {item}."));
        }
    }
}

/// D-30: a level rests on judgement, not on a count alone.
pub(super) fn level_judged(view: &View<'_>, found: &mut Found<'_>) {
    const MESSAGE: &str = "A level needs judgement.";
    let risk = &view.case.risk;
    let is_silent = risk.judgement.is_none() && view.expects(SectionName::Risk, "judgement");
    if risk.checklist.value().is_some() && is_silent {
        found.add("risk.judgement", MESSAGE);
    }
    let basis = risk.level.value().and_then(|level| level.basis.as_ref());
    let is_count = |basis: &LevelBasis| *basis == LevelBasis::InstrumentCount;
    if basis.is_some_and(|basis| basis.iter().all(is_count)) {
        found.add("risk.level.value.basis", MESSAGE);
    }
}

/// Red flags that call for a judgement whatever the level. The others raise it beside something else.
const GRAVE: [RedFlag; 9] = [
    RedFlag::Strangulation,
    RedFlag::ThreatsToKill,
    RedFlag::Stalking,
    RedFlag::Weapons,
    RedFlag::SexualViolence,
    RedFlag::HonourBasedAbuse,
    RedFlag::ForcedMarriage,
    RedFlag::ChildHarm,
    RedFlag::SuicideThreat,
];

/// D-31: where a criterion says high, the level is not lower.
pub(super) fn level_by_criteria(view: &View<'_>, found: &mut Found<'_>) {
    const POLICE_INCIDENTS: u64 = 3;
    let risk = &view.case.risk;
    let Some(level) = risk.level.value() else {
        return;
    };
    if level.level >= RiskLevel::High {
        return;
    }
    let judgement = risk.judgement.value();
    let is_judged_high = judgement.is_some_and(|judgement| judgement.high);
    let stated = judgement.and_then(|judgement| judgement.police_incidents_12_months);
    let year_ago = view
        .reference_date()
        .and_then(|day| day.civil().checked_sub(12.months()).ok());
    let counted = risk
        .incidents
        .value()
        .into_iter()
        .flatten()
        .filter(|incident| {
            // One of which the day is not known may be of these months.
            let is_recent =
                |on: PartialDate| year_ago.is_some_and(|from| on.last_day().civil() >= from);
            incident.police == Some(true) && incident.on.is_none_or(is_recent)
        })
        .count();
    let is_frequent = stated.is_some_and(|stated| stated.get() >= POLICE_INCIDENTS)
        || u64::try_from(counted).is_ok_and(|counted| counted >= POLICE_INCIDENTS);
    let marac = risk.marac.value();
    let is_repeat = marac
        .into_iter()
        .flatten()
        .any(|marac| marac.repeat_12_months == Some(true));
    if is_judged_high || is_frequent || is_repeat {
        found.add("risk.level.value.level", "Criteria say high.");
    }
    let flags = risk.red_flags.value().into_iter().flatten();
    let grave: Vec<&str> = flags
        .filter(|flag| GRAVE.contains(flag))
        .map(|flag| flag.as_str())
        .collect();
    let is_explained = judgement.is_some_and(|judgement| judgement.reasons.is_some());
    if !is_explained && !grave.is_empty() && view.expects(SectionName::Risk, "judgement") {
        let (flags, level) = (grave.join(", "), level.level.as_str());
        found.add(
            "risk.level.value.level",
            format!("Flags {flags}, and {level}: who judged that, and why (508)?"),
        );
    }
}
