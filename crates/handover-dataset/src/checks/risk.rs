//! D-32 to D-37: count, judgement, flags and safeguarding must tell the same story.

use jiff::ToSpan;

use super::{Found, View};
use crate::{
    Answered, SectionName, YesNoUnknown,
    conditions::NONE_IDENTIFIED,
    sections::{RedFlag, Safeguarding, YesNoDontKnow},
};

/// The checklist whose items and threshold are known (dataset 8.3).
pub(super) const CHECKLIST: &str = "dash-safelives-24";

/// The red flag that a `yes` to an item of [`CHECKLIST`] stands for.
const FLAGS: [(u64, RedFlag); 9] = [
    (6, RedFlag::Separation),
    (8, RedFlag::Stalking),
    (9, RedFlag::Pregnancy),
    (12, RedFlag::CoerciveControl),
    (13, RedFlag::Weapons),
    (14, RedFlag::ThreatsToKill),
    (15, RedFlag::Strangulation),
    (16, RedFlag::SexualViolence),
    (22, RedFlag::SuicideThreat),
];

/// D-32: no threshold for another form.
pub(super) fn comparable_count(view: &View<'_>, found: &mut Found<'_>) {
    let checklist = view.case.risk.checklist.value();
    if checklist.is_some_and(|checklist| checklist.instrument.as_str() != CHECKLIST) {
        found.add("risk.checklist.value.instrument", "Count not comparable.");
    }
}

/// D-33: what was answered with yes is flagged.
pub(super) fn flags_raised(view: &View<'_>, found: &mut Found<'_>) {
    let Some(checklist) = view.case.risk.checklist.value() else {
        return;
    };
    if checklist.instrument.as_str() != CHECKLIST || !view.sees(SectionName::Risk, "red_flags") {
        return;
    }
    let raised = view
        .case
        .risk
        .red_flags
        .value()
        .map_or(&[][..], |flags| flags);
    for (item, flag) in FLAGS {
        let is_yes = checklist
            .answers
            .iter()
            .any(|one| one.item.get() == item && one.answer == YesNoDontKnow::Yes);
        if is_yes && !raised.contains(&flag) {
            found.add(
                "risk.red_flags",
                format!("{} is not flagged.", flag.as_str()),
            );
        }
    }
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
        .filter(|one| one.on.civil() >= since)
        .map(|one| one.level)
        .max();
    if highest.is_some_and(|highest| level.level < highest) {
        found.add("risk.level.value.level", "Level fell: why?");
    }
}

/// D-35: none identified stands alone.
pub(super) fn none_stands_alone(view: &View<'_>, found: &mut Found<'_>) {
    for (path, concerns) in concerns(view) {
        let other = concerns.iter().find(|concern| !is_none_identified(concern));
        if let (true, Some(other)) = (concerns.iter().any(is_none_identified), other) {
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
    if view.case.has_safeguarding() && !is_confirmed && view.sees(SectionName::Handover, "verbal") {
        found.add("handover.verbal", "Speak to the recipient.");
    }
}

/// D-37: a concern was referred, or somebody will.
pub(super) fn referral_made(view: &View<'_>, found: &mut Found<'_>) {
    if view.has_action("safeguarding-referral") || !view.sees(SectionName::Handover, "actions") {
        return;
    }
    for (path, concerns) in concerns(view) {
        for (n, concern) in concerns.iter().enumerate() {
            if !is_none_identified(concern) && concern.referral_made != YesNoUnknown::Yes {
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

fn is_none_identified(concern: &Safeguarding) -> bool {
    concern
        .code
        .code
        .as_ref()
        .is_some_and(|code| code.as_str() == NONE_IDENTIFIED)
}
