//! What lacks in fields with one value.

use super::{Gaps, members};
use crate::{Answered, Case, Condition};

const ASSESSOR: &str = "the assessor, or the team leader";
const KEY_WORKER: &str = "the key worker";
const UNIT: &str = "the unit";

/// Notes what lacks in them.
pub(super) fn gaps(case: &Case, gaps: &mut Gaps) {
    of_person(case, gaps);
    of_plan(case, gaps);
    of_risk(case, gaps);
    of_closure(case, gaps);
    of_maternity(case, gaps);
    of_handover(case, gaps);
}

fn of_person(case: &Case, gaps: &mut Gaps) {
    if let Some(one) = case.person.communication.value() {
        let path = "person.communication.value";
        gaps.note(
            path,
            KEY_WORKER,
            false,
            members!(one, languages, interpreter),
        );
    }
    if let Some(one) = case.location.gp_practice.value() {
        let path = "location.gp_practice.value";
        gaps.note(path, "the practice", false, members!(one, verified_on));
    }
    if let Some(one) = case.third_parties.adopted_children.value() {
        let path = "third_parties.adopted_children.value";
        gaps.note(path, "whom 602 names", false, members!(one, count));
    }
}

fn of_plan(case: &Case, gaps: &mut Gaps) {
    let plan = &case.plan;
    if let Some(one) = plan.alcohol.value() {
        let path = "plan.alcohol.value";
        gaps.note(
            path,
            KEY_WORKER,
            false,
            members!(one, days_of_28, units_per_day),
        );
    }
    if let Some(one) = plan.naloxone_and_overdose.value() {
        let path = "plan.naloxone_and_overdose.value";
        gaps.note(path, KEY_WORKER, false, members!(one, overdoses_12_months));
    }
    if let Some(one) = plan.outcome_measure.value() {
        let path = "plan.outcome_measure.value";
        gaps.note(path, KEY_WORKER, false, members!(one, stage, taken_on));
    }
    if let Some(one) = plan.engagement.value() {
        let members = members!(one, last_attended_on, kept_6_months, missed_6_months);
        gaps.note("plan.engagement.value", KEY_WORKER, false, members);
    }
}

fn of_risk(case: &Case, gaps: &mut Gaps) {
    let risk = &case.risk;
    if let Some(one) = risk.assessed.value() {
        let path = "risk.assessed.value";
        gaps.note(path, ASSESSOR, true, members!(one, by, instrument));
        if let Some(by) = &one.by {
            let path = "risk.assessed.value.by";
            gaps.note(path, ASSESSOR, false, members!(by, name, role));
        }
        if let Some(instrument) = &one.instrument {
            let path = "risk.assessed.value.instrument";
            gaps.note(path, ASSESSOR, false, members!(instrument, version, items));
        }
    }
    if let Some(one) = risk.level.value() {
        let path = "risk.level.value";
        gaps.note(path, ASSESSOR, true, members!(one, basis, set_by));
    }
    if let Some(one) = risk.checklist.value() {
        let path = "risk.checklist.value";
        gaps.note(path, ASSESSOR, true, members!(one, answers));
        gaps.note(path, ASSESSOR, false, members!(one, count));
    }
    if let Some(one) = risk.judgement.value() {
        gaps.note(
            "risk.judgement.value",
            ASSESSOR,
            true,
            members!(one, reasons),
        );
    }
}

fn of_closure(case: &Case, gaps: &mut Gaps) {
    let closures = &case.closures;
    if let Some(one) = closures.closure.value() {
        let path = "closures.closure.value";
        gaps.note(path, KEY_WORKER, true, members!(one, outcome, reason));
        gaps.note(
            path,
            KEY_WORKER,
            false,
            members!(one, last_contact_on, summary),
        );
    }
    if let Some(one) = closures.ost_at_exit.value() {
        let path = "closures.ost_at_exit.value";
        gaps.note(
            path,
            "the prescriber",
            true,
            members!(one, medicine, dose, last_dose_on),
        );
        gaps.note(path, "the prescriber", false, members!(one, plan));
    }
    if let Some(one) = closures.re_presentation_advice.value() {
        let path = "closures.re_presentation_advice.value";
        gaps.note(path, KEY_WORKER, true, members!(one, check_first));
        let test = members!(one, pregnancy_test_before_prescribing);
        gaps.note(path, "the prescriber", case.meets(Condition::Ost), test);
    }
}

fn of_maternity(case: &Case, gaps: &mut Gaps) {
    let maternity = &case.maternity;
    if let Some(one) = maternity.discharge.value() {
        gaps.note(
            "maternity.discharge.value",
            UNIT,
            false,
            members!(one, method, destination),
        );
    }
    if let Some(one) = maternity.maternal_health.value() {
        let path = "maternity.maternal_health.value";
        gaps.note(
            path,
            UNIT,
            true,
            members!(one, complications, medicines, mental_health),
        );
        gaps.note(path, UNIT, true, members!(one, clot_risk, anti_d));
    }
    if let Some(one) = maternity.routine_enquiry.value() {
        let path = "maternity.routine_enquiry.value";
        gaps.note(path, "who asked her", false, members!(one, asked_on));
    }
    if let Some(one) = maternity.joint_assessment.value() {
        let path = "maternity.joint_assessment.value";
        gaps.note(path, UNIT, false, members!(one, hospitals, on, attendees));
    }
    if let Some(one) = maternity.safeguarding_form.value() {
        let path = "maternity.safeguarding_form.value";
        gaps.note(
            path,
            UNIT,
            false,
            members!(one, completed_on, attendees, reference),
        );
    }
}

fn of_handover(case: &Case, gaps: &mut Gaps) {
    let handover = &case.handover;
    if let Some(one) = handover.call_back.value() {
        let path = "handover.call_back.value";
        gaps.note(path, "whom 909 names", true, members!(one, phone));
        gaps.note(path, "whom 909 names", false, members!(one, hours));
    }
    if let Some(one) = handover.notice.value() {
        let path = "handover.notice.value";
        gaps.note(
            path,
            "who told the person",
            true,
            members!(one, given_on, how),
        );
    }
}
