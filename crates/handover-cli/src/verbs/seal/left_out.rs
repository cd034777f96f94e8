//! Cases that are not sealed, or not for everybody whom they name: told by name, or refused.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use handover::{SealingError, case::Profile, cbor::RefusalClass};
use handover_caseload::{Differences, NotSealed, PlanError, WhyNotSealed};
use handover_report::{
    amounts::amount,
    refused::{LeftOutCase, NamedCases, OtherMandate},
};

use crate::{caseload::is_or_are, problem::Problem, screen::Screen, verbs::check::not_ready};

/// How many recipients a message names.
const SHOWN: usize = 5;

/// The option that lets the others go.
const LEAVE_OUT: &str = "--leave-out seals what can go and names what stays";

/// What a refusal is about.
pub(super) struct Told<'a> {
    /// Whether `select` has decided who is handed over.
    pub(super) is_decided: bool,
    pub(super) profile: &'a Profile,
    pub(super) screen: &'a Screen,
}

impl Told<'_> {
    /// Why nothing was sealed into the folder `to`.
    pub(super) fn not_sealed(&self, error: SealingError, to: &Path) -> Problem {
        match error {
            SealingError::Plan(error) => self.refused(error),
            error => Problem::not_sealed(error, to),
        }
    }

    /// Why nothing is sealed; cases that are the reason are named on the sender's own screen.
    pub(super) fn refused(&self, error: PlanError) -> Problem {
        let (problem, named) = match error {
            PlanError::Differ(differences) => differ(differences),
            PlanError::NothingLeft(why, not_sealed) => return self.why(why, &not_sealed),
            PlanError::StayBehind(why, not_sealed) => {
                let problem = self.why(why, &not_sealed);
                match why {
                    WhyNotSealed::Blocked | WhyNotSealed::Unaddressed => return problem,
                    WhyNotSealed::OtherMandate => {
                        let named = NamedCases {
                            other_mandate: Some(OtherMandate::all(&not_sealed)),
                            ..NamedCases::default()
                        };
                        (problem, named)
                    }
                    WhyNotSealed::NotSplit | WhyNotSealed::Unserved => {
                        let named = NamedCases {
                            left_out: Some(LeftOutCase::all(&not_sealed)),
                            ..NamedCases::default()
                        };
                        (problem, named)
                    }
                }
            }
            error => return error.into(),
        };
        let told = self.screen.report(&problem.refused_for(named));
        told.err().unwrap_or(problem)
    }

    fn why(&self, why: WhyNotSealed, not_sealed: &NotSealed) -> Problem {
        match why {
            WhyNotSealed::Blocked => not_ready(&not_sealed.blocked, self.is_decided),
            WhyNotSealed::NotSplit => not_split(not_sealed),
            WhyNotSealed::OtherMandate => of_another_mandate(not_sealed),
            WhyNotSealed::Unaddressed => unaddressed(not_sealed),
            WhyNotSealed::Unserved => unserved(not_sealed, self.profile),
        }
    }
}

/// The cases are not those that the rosters want sealed.
fn differ(differences: Differences) -> (Problem, NamedCases) {
    let Differences {
        already_sealed,
        extra,
        missing,
        ..
    } = differences;
    let problem = if !already_sealed.is_empty() {
        let cases = already_sealed.len();
        Problem::refused(
            RefusalClass::Conflict,
            format!("cases that are sealed under this mandate already: {cases}"),
            "Take them out; or give --supersedes with the package that a new one replaces.",
        )
    } else if !extra.is_empty() {
        let cases = extra.len();
        Problem::refused(
            RefusalClass::Policy,
            format!("cases that are not to be handed over to this recipient: {cases}"),
            "Take them out, or list them in a further roster: `handover select --mandate`.",
        )
    } else {
        let cases = amount(missing.len(), "case");
        Problem::refused(
            RefusalClass::Policy,
            format!("of the roster is missing: {cases}"),
            "Add what is missing; or give --leave-out to seal the others and name those.",
        )
    };
    let named = NamedCases {
        already_sealed: Some(already_sealed),
        extra: Some(extra),
        missing: Some(missing),
        ..NamedCases::default()
    };
    (problem, named)
}

fn unserved(not_sealed: &NotSealed, profile: &Profile) -> Problem {
    let mut by_reader: BTreeMap<String, usize> = BTreeMap::new();
    for (_, reader) in &not_sealed.unserved {
        let cases = by_reader.entry(reader.to_string()).or_default();
        *cases = cases.saturating_add(1);
    }
    let named = by_reader.iter();
    let named = named.map(|(reader, cases)| format!("{reader} of {}", amount(*cases, "case")));
    let is_lead =
        |(_, reader): &(String, handover_caseload::Reader)| reader.audience == profile.lead();
    let lead = if not_sealed.unserved.iter().any(is_lead) {
        " Without whoever takes it on, a case goes to nobody."
    } else {
        ""
    };
    Problem::refused(
        RefusalClass::Policy,
        format!(
            "there {} named in the cases (field 914, distribution; roster) for whom nobody seals: {}",
            match by_reader.len() {
                1 => "is a reader".to_owned(),
                readers => format!("are {readers} readers"),
            },
            shortened(named.collect())
        ),
        format!("Name each with --for ORG:AUDIENCE; or {LEAVE_OUT}.{lead}"),
    )
}

fn not_split(not_sealed: &NotSealed) -> Problem {
    let mut found = not_sealed.not_split.iter();
    match found.find(|(_, case)| !case.findings.is_empty()) {
        Some((to, case)) => Problem::refused(
            RefusalClass::Policy,
            format!(
                "what {} may see of {} does not pass the checks: {}",
                to.audience,
                amount(not_sealed.not_split.len(), "case"),
                case.stopping().join(", ")
            ),
            format!("Complete what this audience may see, with --answers; or {LEAVE_OUT}."),
        ),
        None => Problem::refused(
            RefusalClass::Policy,
            "nothing is left of these cases without what that audience may not see",
            format!("Leave that --for away; or {LEAVE_OUT}."),
        ),
    }
}

/// The refusal of cases that are for nobody who was named: it says whom their field 914 names.
fn unaddressed(not_sealed: &NotSealed) -> Problem {
    let cases = amount(not_sealed.unaddressed.len(), "case");
    let what = format!("none of these recipients stands in field 914 (distribution) of {cases}");
    let readers = not_sealed.unaddressed.iter().flat_map(|(_, named)| named);
    let named: BTreeSet<String> = readers.map(ToString::to_string).collect();
    if named.is_empty() {
        return Problem::refused(
            RefusalClass::Policy,
            format!("{what}, and nobody else does"),
            "Say there who gets it: in the mapping under [handover] distribution, or with --answers.",
        );
    }
    Problem::refused(
        RefusalClass::Policy,
        format!(
            "{what}; there stands {}",
            shortened(named.into_iter().collect())
        ),
        format!(
            "Name those with --for; or import again with the constant of the mapping that says who gets \
             them, as --set recipient_ods=ID; or {LEAVE_OUT}."
        ),
    )
}

fn shortened(mut named: Vec<String>) -> String {
    if named.len() > SHOWN {
        let more = named.len().saturating_sub(SHOWN);
        named.truncate(SHOWN);
        named.push(format!("{more} more"));
    }
    named.join(", ")
}

fn of_another_mandate(not_sealed: &NotSealed) -> Problem {
    let number = not_sealed.other_mandate.len();
    Problem::refused(
        RefusalClass::Policy,
        format!(
            "{} {} in field 904, mandate, something else than this mandate",
            amount(number, "case"),
            if number == 1 { "says" } else { "say" },
        ),
        format!("Correct the field or take it out (it is then filled in); or {LEAVE_OUT}."),
    )
}

/// Says on standard error that somebody was left out, which nobody should overlook.
pub(super) fn note_left_out(not_sealed: &NotSealed, screen: &Screen) {
    let cases = not_sealed.cases();
    screen.note(&format!(
        "{} {} not sealed, or not for everybody named there: see the list",
        amount(cases, "case"),
        is_or_are(cases)
    ));
}
