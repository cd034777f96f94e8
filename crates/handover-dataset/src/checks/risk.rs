//! D-32 to D-37, D-65: count, judgement, flags and safeguarding must tell the same story.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::{Found, View};
use crate::{
    Answered, SectionName, YesNoUnknown, instruments,
    sections::{Checklist, RedFlag, Safeguarding, YesNoDontKnow},
};

/// D-32: no threshold for an instrument that has none.
pub(super) fn comparable_count(view: &View<'_>, found: &mut Found<'_>) {
    let checklist = view.case.risk.checklist.value();
    let threshold =
        |checklist: &Checklist| instruments::known(checklist.instrument.as_str())?.threshold;
    if checklist.is_some_and(|checklist| threshold(checklist).is_none()) {
        found.add("risk.checklist.value.instrument", "Count not comparable.");
    }
}

/// D-33: what was answered with yes is flagged.
pub(super) fn flags_raised(view: &View<'_>, found: &mut Found<'_>) {
    let Some(checklist) = view.case.risk.checklist.value() else {
        return;
    };
    let Some(instrument) = instruments::known(checklist.instrument.as_str()) else {
        return; // D-65 says so
    };
    if !view.sees(SectionName::Risk, "red_flags") {
        return;
    }
    let raised = view.case.risk.red_flags.value();
    let raised = raised.map_or(&[][..], |flags| flags);
    let said: BTreeMap<u64, RedFlag> = yes(checklist)
        .filter_map(|item| Some((item, instrument.flag(item)?)))
        .filter(|(_, flag)| !raised.contains(flag))
        .collect();
    for (item, flag) in said {
        let flag = flag.as_str();
        let form = &instrument.id;
        found.add(
            "risk.red_flags",
            format!("Item {item} of {form} is yes: flag {flag} is missing."),
        );
    }
}

/// D-65: where nobody knows here what a yes stands for, somebody has looked.
pub(super) fn form_known(view: &View<'_>, found: &mut Found<'_>) {
    let Some(checklist) = view.case.risk.checklist.value() else {
        return;
    };
    if !view.sees(SectionName::Risk, "red_flags") || yes(checklist).next().is_none() {
        return;
    }
    let id = checklist.instrument.as_str();
    let message = match instruments::known(id) {
        Some(known) if known.items.is_some() => return,
        Some(known) => format!(
            "{id}: {}. Say its grade in 502 and what it raises in 509.",
            known.note
        ),
        None => {
            let forms = instruments::all().iter().filter(|one| one.items.is_some());
            let forms: Vec<String> = forms
                .map(|one| format!("{} is {}", one.id, one.note))
                .collect();
            format!(
                "Which form is {id}? What its items stand for is not known here, so no flag was missed or found. {}.",
                forms.join("; ")
            )
        }
    };
    found.add("risk.checklist.value.instrument", message);
}

/// The items that were answered with yes.
fn yes(checklist: &Checklist) -> impl Iterator<Item = u64> {
    let yes = checklist.answers.iter().flatten();
    let yes = yes.filter(|one| one.answer == YesNoDontKnow::Yes);
    yes.map(|one| one.item.get())
}

/// D-34: a level that fell within 12 months is explained.
pub(super) fn level_held(view: &View<'_>, found: &mut Found<'_>) {
    let (Some(level), Some(earlier), Some(today)) = (
        view.case.risk.level.value(),
        view.case.risk.earlier_levels.value(),
        view.author_date(),
    ) else {
        return;
    };
    let since = today.civil().saturating_sub(12.months());
    let highest = earlier
        .iter()
        .filter(|one| one.on.is_none_or(|on| on.last_day().civil() >= since))
        .map(|one| one.level)
        .max();
    if highest.is_some_and(|highest| level.level < highest) {
        found.add("risk.level.value.level", "Level fell: why?");
    }
}

/// D-35: none identified stands alone.
pub(super) fn none_stands_alone(view: &View<'_>, found: &mut Found<'_>) {
    for (path, concerns) in concerns(view) {
        let other = concerns
            .iter()
            .find(|concern| !concern.is_none_identified());
        if let (true, Some(other)) = (concerns.iter().any(Safeguarding::is_none_identified), other)
        {
            found.add(path, format!("None, and {}?", other.code.text.as_str()));
        }
    }
}

/// D-36: where there is a safeguarding concern, somebody has spoken with the recipient.
pub(super) fn spoken_handover(view: &View<'_>, found: &mut Found<'_>) {
    let is_confirmed = view
        .case
        .handover
        .verbal
        .value()
        .is_some_and(|verbal| verbal.both_confirmed);
    let is_seen = view.sees(SectionName::Handover, "verbal") && !view.is_split();
    if view.case.has_safeguarding() && !is_confirmed && is_seen {
        found.add("handover.verbal", "Speak to the recipient.");
    }
}

/// D-37: a concern was referred, or somebody will.
pub(super) fn referral_made(view: &View<'_>, found: &mut Found<'_>) {
    if !view.lacks_action(37) {
        return;
    }
    for (path, concerns) in concerns(view) {
        for (n, concern) in concerns.iter().enumerate() {
            if concern.is_concern() && concern.referral_made != YesNoUnknown::Yes {
                found.add(
                    format!("{path}.value[{n}].referral_made"),
                    "Was a referral made?",
                );
            }
        }
    }
}

fn concerns<'a>(view: &View<'a>) -> impl Iterator<Item = (&'static str, &'a [Safeguarding])> {
    let risk = &view.case.risk;
    [
        ("risk.safeguarding_child", risk.safeguarding_child.value()),
        ("risk.safeguarding_adult", risk.safeguarding_adult.value()),
    ]
    .into_iter()
    .filter_map(|(path, concerns)| Some((path, &**concerns?)))
}
