//! What lacks in the items of lists.

use super::{Gaps, members};
use crate::{
    Answered, Case, Items, Stated, YesNoUnknown,
    sections::{BirthOutcome, LeadPractitioner, PartyRole, Safeguarding},
};

const KEY_WORKER: &str = "the key worker";
const PRESCRIBER: &str = "the prescriber";
const PHARMACY: &str = "the pharmacy";

/// Every item of a list with its path.
fn each<'a, T>(
    path: &'a str,
    field: &'a Option<Stated<Items<T>>>,
) -> impl Iterator<Item = (String, &'a T)> {
    let items = field.value().into_iter().flatten();
    items
        .enumerate()
        .map(move |(n, item)| (format!("{path}.value[{n}]"), item))
}

/// Notes what lacks in them.
pub(super) fn gaps(case: &Case, gaps: &mut Gaps) {
    of_people(case, gaps);
    of_place(case, gaps);
    of_plan(case, gaps);
    of_risk(case, gaps);
    of_closures(case, gaps);
    of_babies(case, gaps);
    for (path, one) in each("handover.actions", &case.handover.actions) {
        gaps.note(&path, KEY_WORKER, false, members!(one, priority, origin));
        if let Some(owner) = &one.owner {
            let path = format!("{path}.owner");
            gaps.note(&path, KEY_WORKER, false, members!(owner, org));
        }
    }
    practitioners("handover.practitioners", &case.handover.practitioners, gaps);
}

fn practitioners(path: &str, field: &Option<Stated<Items<LeadPractitioner>>>, gaps: &mut Gaps) {
    for (path, one) in each(path, field) {
        gaps.note(&path, KEY_WORKER, false, members!(one, name, role));
    }
}

fn of_people(case: &Case, gaps: &mut Gaps) {
    for (path, one) in each("person.names", &case.person.names) {
        gaps.note(&path, KEY_WORKER, true, members!(one, family));
        gaps.note(&path, KEY_WORKER, false, members!(one, r#use));
    }
    let contact = &case.contact;
    for (path, one) in each("contact.emergency_contacts", &contact.emergency_contacts) {
        // Who is called may be the danger.
        let is_named = one.party.is_some();
        gaps.note(
            &path,
            "the person",
            !is_named,
            members!(one, name, relation),
        );
        gaps.note(&path, "the person", false, members!(one, kind));
    }
    for (path, one) in each("contact.dependants", &contact.dependants) {
        gaps.note(&path, KEY_WORKER, false, members!(one, relation));
    }
    for (path, one) in each("third_parties.parties", &case.third_parties.parties) {
        let is_danger =
            one.poses_risk == YesNoUnknown::Yes || one.role == PartyRole::AllegedPerpetrator;
        gaps.note(&path, KEY_WORKER, is_danger, members!(one, name));
        gaps.note(&path, KEY_WORKER, false, members!(one, relation));
        for (n, order) in one.orders.iter().flatten().enumerate() {
            let path = format!("{path}.orders[{n}]");
            gaps.note(&path, KEY_WORKER, false, members!(order, from));
        }
    }
}

fn of_place(case: &Case, gaps: &mut Gaps) {
    let location = &case.location;
    for (path, one) in each("location.addresses", &location.addresses) {
        gaps.note(&path, KEY_WORKER, false, members!(one, kind));
    }
    for (path, one) in each("location.local_authorities", &location.local_authorities) {
        gaps.note(&path, KEY_WORKER, false, members!(one, role));
    }
    practitioners(
        "location.local_practitioners",
        &location.local_practitioners,
        gaps,
    );
}

fn of_plan(case: &Case, gaps: &mut Gaps) {
    let plan = &case.plan;
    for (path, one) in each("plan.problem_substances", &plan.problem_substances) {
        gaps.note(&path, KEY_WORKER, false, members!(one, rank));
    }
    for (path, one) in each("plan.interventions", &plan.interventions) {
        gaps.note(&path, KEY_WORKER, false, members!(one, started_on));
    }
    for (path, one) in each("plan.prescribing", &plan.prescribing) {
        let members = members!(one, medicine, dose, frequency, opioid_substitution);
        gaps.note(&path, PRESCRIBER, true, members);
        gaps.note(&path, PRESCRIBER, true, members!(one, prescriber, valid_to));
        gaps.note(&path, PRESCRIBER, false, members!(one, intent));
        if let Some(prescriber) = &one.prescriber {
            let path = format!("{path}.prescriber");
            gaps.note(&path, PRESCRIBER, false, members!(prescriber, name, role));
        }
    }
    for (path, one) in each("plan.dispensing", &plan.dispensing) {
        let members = members!(
            one,
            last_dose_on,
            last_dose_confirmed_by,
            missed_consecutive_days
        );
        gaps.note(&path, PHARMACY, true, members);
        gaps.note(&path, PHARMACY, false, members!(one, pick_up));
    }
    for (path, one) in each("plan.health_summary", &plan.health_summary) {
        gaps.note(&path, KEY_WORKER, false, members!(one, kind));
    }
    for (path, one) in each("plan.appointments", &plan.appointments) {
        gaps.note(&path, KEY_WORKER, false, members!(one, with));
    }
}

fn of_risk(case: &Case, gaps: &mut Gaps) {
    const ASSESSOR: &str = "the assessor, or the team leader";
    let risk = &case.risk;
    for (path, one) in each("risk.earlier_levels", &risk.earlier_levels) {
        gaps.note(&path, ASSESSOR, true, members!(one, on));
        gaps.note(&path, ASSESSOR, false, members!(one, instrument, by));
    }
    for (path, one) in each("risk.incidents", &risk.incidents) {
        gaps.note(&path, KEY_WORKER, false, members!(one, on, police));
    }
    for (path, one) in each("risk.changes_since", &risk.changes_since) {
        gaps.note(&path, KEY_WORKER, true, members!(one, on));
    }
    for (path, one) in each("risk.domains", &risk.domains) {
        gaps.note(
            &path,
            ASSESSOR,
            false,
            members!(one, impact, likelihood, to),
        );
    }
    for (path, one) in each("risk.marac", &risk.marac) {
        const COORDINATOR: &str = "the MARAC coordinator";
        gaps.note(
            &path,
            COORDINATOR,
            true,
            members!(one, heard_on, role, repeat_12_months),
        );
        gaps.note(
            &path,
            COORDINATOR,
            false,
            members!(one, area, papers_held_by),
        );
    }
    let mut concerns = |path: &str, field: &Option<Stated<Items<Safeguarding>>>| {
        for (path, one) in each(path, field) {
            gaps.note(
                &path,
                "who raised the concern",
                true,
                members!(one, who, from),
            );
        }
    };
    concerns("risk.safeguarding_child", &risk.safeguarding_child);
    concerns("risk.safeguarding_adult", &risk.safeguarding_adult);
}

fn of_closures(case: &Case, gaps: &mut Gaps) {
    let closures = &case.closures;
    for (path, one) in each("closures.told_of_closure", &closures.told_of_closure) {
        gaps.note(&path, KEY_WORKER, false, members!(one, on));
    }
    for (path, one) in each("closures.open_at_closure", &closures.open_at_closure) {
        gaps.note(&path, KEY_WORKER, true, members!(one, reason, agreed_by));
    }
    let attempts = closures
        .closure
        .value()
        .and_then(|closure| closure.attempts.as_ref());
    for (n, one) in attempts.into_iter().flatten().enumerate() {
        let path = format!("closures.closure.value.attempts[{n}]");
        gaps.note(&path, KEY_WORKER, false, members!(one, on, how, result));
    }
}

fn of_babies(case: &Case, gaps: &mut Gaps) {
    const UNIT: &str = "the unit";
    let maternity = &case.maternity;
    for (path, one) in each("maternity.babies", &maternity.babies) {
        gaps.note(&path, UNIT, true, members!(one, outcome));
        // A baby who has died is with nobody.
        if !matches!(
            one.outcome,
            Some(BirthOutcome::Died | BirthOutcome::Stillborn)
        ) {
            gaps.note(&path, UNIT, true, members!(one, with));
        }
        gaps.note(&path, UNIT, false, members!(one, nhs_number_status));
    }
    for (path, one) in each("maternity.newborn", &maternity.newborn) {
        let members = members!(one, feeding, examination, screening, withdrawal_observation);
        gaps.note(&path, UNIT, true, members);
    }
}
