//! D-21 to D-25: nobody is given a dose that their body no longer bears.

use super::{Found, View};
use crate::{
    Answered, SectionName,
    sections::{AdministrativeSex, PlanStatus, PregnancyStatus},
};

/// D-21: the last dose of opioid substitution is known.
pub(super) fn last_dose_known(view: &View<'_>, found: &mut Found<'_>) {
    let is_in_view = view.expects(SectionName::Plan, "dispensing");
    let dispensing = view.case.plan.dispensing.value();
    let is_known = dispensing.is_some_and(|all| all.iter().all(|one| one.last_dose_on.is_some()));
    if is_in_view && view.case.has_ost() && !is_known {
        if view.lacks_action(21) {
            found.add_in_any_case("plan.dispensing", "Last dose unknown: who confirms it?");
        } else {
            found.add("plan.dispensing", "Last dose unknown.");
        }
    }
}

/// D-22: after missed days a prescriber looks before the next dose.
pub(super) fn missed_days_reviewed(view: &View<'_>, found: &mut Found<'_>) {
    let is_reviewed = !view.expects(SectionName::Handover, "actions")
        || view.is_split() // it may have stayed with the whole case
        || view
            .answering_actions(22)
            .any(|action| action.needs_acceptance == Some(true));
    let dispensing = view.case.plan.dispensing.value();
    for (n, one) in dispensing.into_iter().flatten().enumerate() {
        let missed = one.missed_consecutive_days.map_or(0, crate::Int::get);
        if missed >= u64::from(view.profile.limits().missed_days) && !is_reviewed {
            found.add(
                format!("plan.dispensing.value[{n}].missed_consecutive_days"),
                format!("{missed} days missed: tolerance?"),
            );
        }
    }
}

/// D-23: no prescription ends before the recipient sees the person.
pub(super) fn prescribed_until_seen(view: &View<'_>, found: &mut Found<'_>) {
    if !view.expects(SectionName::Plan, "appointments") {
        return;
    }
    let appointments = view.case.plan.appointments.value().into_iter().flatten();
    let from = view.context.transfer_date.or_else(|| view.author_date());
    let seen_on = appointments
        .map(|appointment| appointment.at.date())
        .filter(|day| from.is_none_or(|from| *day >= from))
        .min();
    let prescribing = view.case.plan.prescribing.value();
    for (n, one) in prescribing.into_iter().flatten().enumerate() {
        let Some(valid_to) = one.valid_to else {
            continue; // D-72 asks
        };
        if seen_on.is_none_or(|seen_on| valid_to < seen_on) {
            found.add(
                format!("plan.prescribing.value[{n}].valid_to"),
                format!("Runs out on {valid_to}."),
            );
        }
    }
}

/// D-24: the plan was looked at not long ago.
pub(super) fn plan_fresh(view: &View<'_>, found: &mut Found<'_>) {
    let Some(state) = view.case.plan.plan_state.value() else {
        return;
    };
    if !matches!(state.status, PlanStatus::Active | PlanStatus::Suspended) {
        return;
    }
    let looked_at = state.agreed_on.max(state.reviewed_on);
    let age = looked_at.map(|day| view.age(day));
    let overdue = state.review_due.map(|day| view.age(day));
    let limit = i64::from(view.profile.stale_days().plan);
    if age.is_some_and(|age| age > limit) || overdue.is_some_and(|days| days > 0) {
        let days = age.or(overdue).unwrap_or_default();
        found.add("plan.plan_state", format!("Plan is {}.", view.old(days)));
    }
}

/// D-25: a possible pregnancy is tested for before opioid substitution goes on.
pub(super) fn pregnancy_tested(view: &View<'_>, found: &mut Found<'_>) {
    let person = &view.case.person;
    let is_in_view = view.expects(SectionName::Person, "pregnancy")
        && view.expects(SectionName::Person, "sex_and_gender");
    let is_open = person
        .pregnancy
        .value()
        .is_none_or(|pregnancy| pregnancy.status == PregnancyStatus::Possible);
    let sex = person.sex_and_gender.value().map(|sex| sex.administrative);
    let is_substituted = view.case.has_ost() || view.case.closures.ost_at_exit.value().is_some();
    if is_in_view
        && is_open
        && sex != Some(AdministrativeSex::Male)
        && is_substituted
        && view.lacks_action(25)
    {
        found.add("person.pregnancy", "Test before prescribing.");
    }
}
