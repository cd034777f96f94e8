use handover_cbor::RefusalClass;

use super::{
    Found, Run, answered, assessment, closure, contact, dates, identity, linked, maternity, place,
    prescribing, recipients, risk, sharing, signing,
};
use crate::{
    CheckId,
    Severity::{self, Ack, Blocks, Reported},
    case::refs,
};

/// A numbered check.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Check {
    /// Its number.
    pub id: CheckId,
    /// What it does to sealing, unless a profile makes it stricter.
    pub severity: Severity,
    /// When it fails.
    pub fails_when: &'static str,
    /// How it looks; `None` for the form, which no case can break: D-02, D-06.
    pub(super) run: Option<fn(&Run<'_>, &mut Found<'_>)>,
}

impl Check {
    /// The check of that number.
    #[must_use]
    pub fn numbered(id: CheckId) -> Option<&'static Self> {
        CHECKS.iter().find(|check| check.id == id)
    }

    /// The class with which a recipient refuses: `schema` for the form, else `policy`.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self.id.number() {
            2 | 4..=6 => RefusalClass::Schema,
            _ => RefusalClass::Policy,
        }
    }
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Check({}, {})", self.id, self.severity)
    }
}

const fn check(
    number: u8,
    severity: Severity,
    fails_when: &'static str,
    run: Option<fn(&Run<'_>, &mut Found<'_>)>,
) -> Check {
    Check {
        id: CheckId::new(number),
        severity,
        fails_when,
        run,
    }
}

/// D-04: the form has known words only; what is left is that the profile is for such an occasion.
fn kind_of_profile(run: &Run<'_>, found: &mut Found<'_>) {
    if let Some(kind) = run.case.handover.kind
        && !run.profile.kinds().contains(&kind)
    {
        let profile = run.profile.reference();
        found.add(
            "handover.kind",
            format!("{profile} is not for {}.", kind.as_str()),
        );
    }
}

/// D-05: what a reference names is there.
fn existing_items(run: &Run<'_>, found: &mut Found<'_>) {
    for finding in refs::check(run.case) {
        found.add(finding.path, finding.message);
    }
}

/// Every check of `mhd/1`, in the order of their numbers (dataset section 7).
#[rustfmt::skip]
pub const CHECKS: &[Check] = &[
    check(1, Blocks, "a must-answer field is silent", Some(answered::nothing_silent)),
    check(2, Blocks, "value and absent together; conflicting without conflicts or reverse", None),
    check(3, Blocks, "absent reason where the profile wants a value", Some(answered::values_given)),
    check(4, Blocks, "member, section, code or label unknown; 902 not of the profile's kinds", Some(kind_of_profile)),
    check(5, Blocks, "a Ref names nothing", Some(existing_items)),
    check(6, Blocks, "member missing; text, list or number out of bounds", None),
    check(7, Reported, "too many answers are not-asked, unknown, not-held-by-sender", Some(answered::enough_known)),
    check(8, Blocks, "NHS number fails modulus 11 (8.2)", Some(identity::nhs_numbers_whole)),
    check(9, Reported, "status not 01", Some(identity::number_verified)),
    check(10, Blocks, "SNOMED CT or dm+d code: not 6-18 digits, or Verhoeff fails", Some(identity::codes_whole)),
    check(11, Blocks, "language tag ill-formed (RFC 5646)", Some(identity::languages_named)),
    check(
        12, Blocks,
        "a past fact (birth, assessment, dose, journey, incident) after 915.at",
        Some(dates::past_is_past),
    ),
    check(
        13, Blocks,
        "not birth <= referred <= triaged <= closed, from <= to, author <= countersign",
        Some(dates::in_order),
    ),
    check(14, Blocks, "202 absent or stale; action establish-safe-contact", Some(contact::safe_contact_fresh)),
    check(15, Blocks, "an open action's channel is not yes in 202", Some(contact::actions_by_safe_channels)),
    check(
        16, Blocks,
        "a party posing risk is emergency contact or safe to talk to; telecom no while \
        its channel yes",
        Some(contact::danger_not_called),
    ),
    check(17, Blocks, "304 absent; action identify-gp", Some(place::gp_known_or_sought)),
    check(
        18, Blocks,
        "704, 806 or a done action says a role was told that is in neither 910 nor 914; \
        GP told, 304 absent",
        Some(place::told_are_known),
    ),
    check(
        19, Blocks,
        "protected, and a postcode, street, town, authority, practice, school or landline \
        of location stands elsewhere, or a geographic number in 201 or 203",
        Some(place::place_hidden),
    ),
    check(20, Reported, "no safe channel and no address", Some(contact::somehow_reachable)),
    check(21, Ack, "OST without a 408 value; action confirm-last-dose", Some(prescribing::last_dose_known)),
    check(
        22, Blocks,
        "missed_consecutive_days >= missed_days (3: NHS Lothian pharmacy guidance); \
        action prescriber-review with needs_acceptance",
        Some(prescribing::missed_days_reviewed),
    ),
    check(
        23, Ack,
        "a prescription ends before the first appointment with the recipient, or there is \
        none",
        Some(prescribing::prescribed_until_seen),
    ),
    check(24, Reported, "plan stale or review_due passed", Some(prescribing::plan_fresh)),
    check(
        25, Blocks,
        "110 absent or possible, sex not male, OST in 407 or 705; action pregnancy-test",
        Some(prescribing::pregnancy_tested),
    ),
    check(26, Blocks, "501.on before a 503, or before a later assessment in the source", Some(assessment::assessment_latest)),
    check(27, Ack, "assessment stale, or a later event in 505", Some(assessment::assessment_fresh)),
    check(28, Blocks, "501 or 502 absent; action assess-risk", Some(assessment::assessed_or_due)),
    check(29, Blocks, "507.count is not number of yes; item doubled or unknown", Some(assessment::count_of_answers)),
    check(30, Blocks, "507 has a value, 508 silent; or basis only instrument-count", Some(assessment::level_judged)),
    check(
        31, Blocks,
        "level below high while 508 high, police incidents >= 3, or MARAC repeat",
        Some(assessment::level_by_criteria),
    ),
    check(
        32, Reported,
        "instrument not the 24-item form: no threshold",
        Some(risk::comparable_count),
    ),
    check(33, Blocks, "a yes mapped in 8.3 to a flag that 509 lacks", Some(risk::flags_raised)),
    check(34, Ack, "level below the highest of the last 12 months", Some(risk::level_held)),
    check(35, Blocks, "none-identified beside another code", Some(risk::none_stands_alone)),
    check(
        36, Ack,
        "safeguarding, and 908 without value or both_confirmed; the transfer then stays \
        open until the recipient confirms the talk",
        Some(risk::spoken_handover),
    ),
    check(
        37, Blocks,
        "code in 511-512 with referral not yes; action safeguarding-referral",
        Some(risk::referral_made),
    ),
    check(
        38, Ack,
        "a 601 name, alias or number in a section opened by someone without third_parties",
        Some(linked::parties_unnamed),
    ),
    check(
        39, Ack,
        "name, phone, postcode, NHS number or birth date of a linked case in this case",
        Some(linked::records_apart),
    ),
    check(
        40, Blocks,
        "a labelled statement in a section of an audience not cleared",
        Some(recipients::labels_cleared),
    ),
    check(
        41, Blocks,
        "gra without release to a named health professional, belief of consent recorded",
        Some(recipients::gra_released),
    ),
    check(
        42, Blocks,
        "hfea or adoption without release; adopted child with name, birth or place",
        Some(recipients::restricted_released),
    ),
    check(43, Blocks, "702 is not journeys counted from 701", Some(closure::journeys_counted)),
    check(
        44, Blocks,
        "basis recent-closure or extra-rule without 703; current with it, unless closed after the transfer date",
        Some(closure::open_or_closed),
    ),
    check(
        45, Blocks,
        "closed, and an open action of any origin but check is not in 706",
        Some(closure::open_actions_listed),
    ),
    check(46, Blocks, "unplanned exit, OST, no 707 value", Some(closure::advice_on_return)),
    check(
        47, Reported,
        "704 none-known; no attempts after a drop-out",
        Some(closure::told_and_tried),
    ),
    check(48, Reported, "unbooked, 811 absent", Some(maternity::joint_assessment)),
    check(
        49, Reported,
        "805 not accepted: the unit stays responsible",
        Some(maternity::midwives_accepted),
    ),
    check(
        50, Blocks,
        "baby not with mother, and the baby's place or carer in the mother's case",
        Some(maternity::babies_place_hidden),
    ),
    check(51, Reported, "810 not alone: not-disclosed is not a no", Some(maternity::asked_alone)),
    check(
        52, Blocks,
        "open action without owner role or due date, or due before 915",
        Some(signing::actions_due),
    ),
    check(
        53, Ack,
        "909.valid_to less than call_back_days after T (or 915)",
        Some(signing::call_back_holds),
    ),
    check(54, Blocks, "countersigner = author (name or key)", Some(signing::signed_by_two)),
    check(
        55, Blocks,
        "author role not allowed; countersign due and missing, refused or of a wrong role",
        Some(signing::signed_as_profile),
    ),
    check(
        56, Blocks,
        "911 or 912 silent; not consented without reason and authoriser",
        Some(sharing::basis_stated),
    ),
    check(
        57, Blocks,
        "objection without override: author and Caldicott Guardian, two persons, text",
        Some(sharing::objection_heard),
    ),
    check(
        58, Blocks,
        "914 grants a section that the profile does not, or location_protected to an \
        audience that loses it",
        Some(recipients::grants_as_profile),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_there_once_and_in_order() {
        let numbers: Vec<u8> = CHECKS.iter().map(|check| check.id.number()).collect();
        assert_eq!(numbers, (1..=58).collect::<Vec<u8>>());
    }
}
