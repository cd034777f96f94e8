use handover_cbor::RefusalClass;

use crate::{
    CheckId,
    Severity::{self, Ack, Blocks, Reported},
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

/// The kind of the open action that answers a check where nobody knows better: "action k" of its row.
#[must_use]
pub const fn action_of(check: CheckId) -> Option<&'static str> {
    Some(match check.number() {
        14 => "establish-safe-contact",
        17 => "identify-gp",
        21 => "confirm-last-dose",
        22 => "prescriber-review",
        25 => "pregnancy-test",
        28 => "assess-risk",
        37 => "safeguarding-referral",
        _ => return None,
    })
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Check({}, {})", self.id, self.severity)
    }
}

const fn check(number: u8, severity: Severity, fails_when: &'static str) -> Check {
    Check {
        id: CheckId::new(number),
        severity,
        fails_when,
    }
}

/// Every check of `mhd/1`, in the order of their numbers (dataset section 7).
#[rustfmt::skip]
pub const CHECKS: &[Check] = &[
    check(1, Blocks, "a must-answer field is silent"),
    check(2, Blocks, "value and absent together; conflicting without conflicts or reverse"),
    check(3, Blocks, "absent reason where the profile wants a value"),
    check(4, Blocks, "member, section, code or label unknown; 902 not of the profile's kinds"),
    check(5, Blocks, "a Ref names nothing"),
    check(6, Blocks, "member missing; text, list or number out of bounds"),
    check(7, Reported, "too many answers are not-asked, unknown, not-held-by-sender, not-read"),
    check(8, Blocks, "NHS number fails modulus 11 (8.2)"),
    check(9, Reported, "status not 01"),
    check(10, Blocks, "SNOMED CT or dm+d code: not 6-18 digits, or Verhoeff fails"),
    check(11, Blocks, "language tag ill-formed (RFC 5646)"),
    check(
        12, Blocks,
        "a past fact (birth, assessment, dose, journey, incident) after 915.at",
    ),
    check(
        13, Blocks,
        "not birth <= referred <= triaged <= closed, from <= to, author <= countersign",
    ),
    check(14, Blocks, "202 absent or stale; action establish-safe-contact"),
    check(15, Blocks, "an open action's channel is not yes in 202"),
    check(
        16, Blocks,
        "a party posing risk is emergency contact or safe to talk to; telecom no while \
        its channel yes",
    ),
    check(17, Blocks, "304 absent; action identify-gp"),
    check(
        18, Blocks,
        "704, 806 or a done action says a role was told that is in neither 910 nor 914; \
        GP told, 304 absent",
    ),
    check(
        19, Blocks,
        "protected, and a postcode, street, town, authority, practice, school or landline \
        of location stands elsewhere, or a geographic number in 201 or 203",
    ),
    check(20, Reported, "no safe channel and no address"),
    check(
        21, Ack,
        "OST without a 408 value, or without the day of its last dose; action confirm-last-dose",
    ),
    check(
        22, Blocks,
        "missed_consecutive_days >= missed_days (3: NHS Lothian pharmacy guidance); \
        action prescriber-review with needs_acceptance",
    ),
    check(
        23, Ack,
        "a prescription ends before the first appointment with the recipient, or there is \
        none",
    ),
    check(24, Reported, "plan stale or review_due passed"),
    check(
        25, Blocks,
        "110 absent or possible, sex not male, OST in 407 or 705; action pregnancy-test",
    ),
    check(26, Blocks, "501.on before a 503, or before a later assessment in the source"),
    check(27, Ack, "assessment stale, or a later event in 505"),
    check(28, Blocks, "501 or 502 absent; action assess-risk"),
    check(29, Blocks, "507.count is not number of yes; item doubled or unknown; 501 gives a known form other items"),
    check(30, Blocks, "507 has a value, 508 silent; or basis only instrument-count"),
    check(
        31, Blocks,
        "level below high while 508 high, police incidents >= 3, MARAC repeat, or a grave \
        flag in 509 and no 508 value",
    ),
    check(32, Reported, "instrument without a threshold"),
    check(33, Blocks, "a yes mapped in 8.3 to a flag that 509 lacks"),
    check(34, Ack, "level below the highest of the last 12 months"),
    check(35, Blocks, "none-identified beside another code"),
    check(
        36, Ack,
        "safeguarding, and 908 without value or both_confirmed; the transfer then stays \
        open until the recipient confirms the talk",
    ),
    check(
        37, Blocks,
        "code in 511-512 with referral not yes; action safeguarding-referral",
    ),
    check(
        38, Ack,
        "a 601 name, alias or number in a section opened by someone without third_parties, or in \
        what is split for them",
    ),
    check(
        39, Ack,
        "name, phone, postcode, NHS number or birth date of a linked case in this case",
    ),
    check(
        40, Blocks,
        "a labelled statement in a section of an audience not cleared",
    ),
    check(
        41, Blocks,
        "gra without release to a named health professional, belief of consent recorded",
    ),
    check(
        42, Blocks,
        "hfea or adoption without release; adopted child with name, birth or place",
    ),
    check(43, Blocks, "702 is not journeys counted from 701"),
    check(
        44, Blocks,
        "basis recent-closure or extra-rule without 703; current with it, unless closed after the transfer date",
    ),
    check(
        45, Blocks,
        "closed, and an open action of any origin but check is not in 706",
    ),
    check(46, Blocks, "unplanned exit, OST, no 707 value"),
    check(
        47, Reported,
        "704 none-known; no attempts after a drop-out",
    ),
    check(48, Reported, "unbooked, 811 absent"),
    check(
        49, Reported,
        "805 not accepted: the unit stays responsible",
    ),
    check(
        50, Blocks,
        "baby not with mother, and the baby's place or carer in the mother's case",
    ),
    check(51, Reported, "810 not alone: not-disclosed is not a no"),
    check(
        52, Blocks,
        "open action without owner role or due date, or due before 915",
    ),
    check(
        53, Ack,
        "909.valid_to less than call_back_days after T (or 915)",
    ),
    check(54, Blocks, "countersigner = author (name or key)"),
    check(
        55, Blocks,
        "author role not allowed; countersign due and missing, refused or of a wrong role",
    ),
    check(
        56, Blocks,
        "911 or 912 silent; not consented without reason and authoriser",
    ),
    check(
        57, Blocks,
        "objection without override: author and Caldicott Guardian, two persons, text",
    ),
    check(
        58, Blocks,
        "914 grants a section that the profile does not, or location_protected to an \
        audience that loses it",
    ),
    check(59, Blocks, "a field that the profile wants read is not-read or incomplete"),
    check(60, Ack, "another field is not-read or incomplete"),
    check(
        61, Ack,
        "an open action is for an audience with `split` whose case would not have its words",
    ),
    check(
        62, Ack,
        "`about` of 603, 906, 907 or 918 names what somebody who opens it may not see, or \
        what is split for somebody a role or MARAC that they may not know of",
    ),
    check(
        63, Blocks,
        "919 calls a way safe that 202 does not, or has a number that is not safe in 201",
    ),
    check(
        64, Ack,
        "501, 509 or 202 has no value, and a free text that nobody acknowledged having read",
    ),
    check(65, Ack, "a yes in 507, of a form whose items are not known here"),
    check(66, Blocks, "a code without the list that it is of"),
    check(67, Ack, "703.outcome is not that of its NDTMS reason"),
    check(
        70, Blocks,
        "a corrected field shows less risk than a conflict of it, or withholds one, and nobody \
        agreed",
    ),
    check(71, Blocks, "who agreed to a correction is who made it"),
    check(72, Ack, "a half-known statement lacks what somebody will act on"),
    check(73, Reported, "a half-known statement lacks something else"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that no check has.
    const NOT_GIVEN: [u8; 2] = [68, 69];

    #[test]
    fn every_row_names_its_action() {
        for check in CHECKS {
            let named = check.fails_when.split("; action ").nth(1);
            let named = named.map(|rest| rest.split(' ').next().unwrap_or_default());
            assert_eq!(named, action_of(check.id), "{}", check.id);
        }
    }

    #[test]
    fn every_number_is_there_once_and_in_order() {
        let numbers: Vec<u8> = CHECKS.iter().map(|check| check.id.number()).collect();
        let all: Vec<u8> = (1..=73)
            .filter(|number| !NOT_GIVEN.contains(number))
            .collect();
        assert_eq!(numbers, all);
    }
}
