//! Cases that are not sealed, or not for everybody whom they name: told by name, or refused.

use std::collections::BTreeMap;

use handover::{case::Profile, cbor::RefusalClass};
use handover_caseload::{Caseload, NotSealed, readers};
use handover_report::{
    amounts::amount,
    refused::{LeftOutCase, NamedCases, OtherMandate},
};
use serde_json::Value;

use crate::{caseload::is_or_are, problem::Problem, screen::Screen, verbs::check::not_ready};

/// How many recipients a message names.
const SHOWN: usize = 5;

/// The option that lets the others go.
const LEAVE_OUT: &str = "--leave-out seals what can go and names what stays";

/// Refuses cases that go nowhere: none is left out, unless `--leave-out` says so.
pub(crate) fn refuse_any(
    not_sealed: &NotSealed,
    caseload: &Caseload,
    screen: &Screen,
) -> Result<(), Problem> {
    if !not_sealed.other_mandate.is_empty() {
        return refuse_other_mandate(not_sealed, screen);
    }
    if !not_sealed.blocked.is_empty() {
        return Err(not_ready(&not_sealed.blocked, caseload));
    }
    if !not_sealed.unaddressed.is_empty() {
        return Err(unaddressed(not_sealed, caseload)?);
    }
    Ok(())
}

/// Names the readers whom cases name and nobody seals for, by case, and refuses.
pub(crate) fn refuse_unserved(
    not_sealed: &NotSealed,
    profile: &Profile,
    screen: &Screen,
) -> Result<(), Problem> {
    if not_sealed.unserved.is_empty() && not_sealed.not_split.is_empty() {
        return Ok(());
    }
    let problem = if not_sealed.unserved.is_empty() {
        not_split(not_sealed)
    } else {
        unserved(not_sealed, profile)
    };
    refuse_by_name(not_sealed, problem, screen)
}

fn refuse_by_name(
    not_sealed: &NotSealed,
    problem: Problem,
    screen: &Screen,
) -> Result<(), Problem> {
    let named = NamedCases {
        left_out: Some(rows(not_sealed)),
        ..NamedCases::default()
    };
    screen.report(&problem.refused_for(named))?;
    Err(problem)
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
fn unaddressed(not_sealed: &NotSealed, caseload: &Caseload) -> Result<Problem, Problem> {
    let cases = amount(not_sealed.unaddressed.len(), "case");
    let what = format!("none of these recipients stands in field 914 (distribution) of {cases}");
    let mut named = std::collections::BTreeSet::new();
    for (case, found) in caseload.look(readers)? {
        if not_sealed.unaddressed.contains(&case) {
            named.extend(found.unwrap_or_default().iter().map(ToString::to_string));
        }
    }
    if named.is_empty() {
        return Ok(Problem::refused(
            RefusalClass::Policy,
            format!("{what}, and nobody else does"),
            "Say there who gets it: in the mapping under [handover] distribution, or with --answers.",
        ));
    }
    Ok(Problem::refused(
        RefusalClass::Policy,
        format!(
            "{what}; there stands {}",
            shortened(named.into_iter().collect())
        ),
        format!(
            "Name those with --for; or import again with the constant of the mapping that says who gets \
             them, as --set recipient_ods=ID; or {LEAVE_OUT}."
        ),
    ))
}

fn shortened(mut named: Vec<String>) -> String {
    if named.len() > SHOWN {
        let more = named.len().saturating_sub(SHOWN);
        named.truncate(SHOWN);
        named.push(format!("{more} more"));
    }
    named.join(", ")
}

/// The refusal of a caseload of which nothing is left to be sealed.
pub(crate) fn nothing_left(
    not_sealed: &NotSealed,
    caseload: &Caseload,
    profile: &Profile,
) -> Result<Problem, Problem> {
    if !not_sealed.unaddressed.is_empty() {
        return unaddressed(not_sealed, caseload);
    }
    if !not_sealed.other_mandate.is_empty() {
        return Ok(of_another_mandate(not_sealed));
    }
    if !not_sealed.unserved.is_empty() {
        return Ok(unserved(not_sealed, profile));
    }
    Ok(if not_sealed.not_split.is_empty() {
        not_ready(&not_sealed.blocked, caseload)
    } else {
        not_split(not_sealed)
    })
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

/// Names the cases that are of another mandate by their own word, and refuses.
fn refuse_other_mandate(not_sealed: &NotSealed, screen: &Screen) -> Result<(), Problem> {
    let problem = of_another_mandate(not_sealed);
    let cases = not_sealed
        .other_mandate
        .iter()
        .map(|(case, why)| OtherMandate::new(case.clone(), why.to_string()));
    let named = NamedCases {
        other_mandate: Some(cases.collect()),
        ..NamedCases::default()
    };
    screen.report(&problem.refused_for(named))?;
    Err(problem)
}

/// Who is in no package, or in one less, and why.
pub(crate) fn rows(not_sealed: &NotSealed) -> Vec<LeftOutCase> {
    let all = not_sealed.to_json().into_iter();
    all.map(|one| {
        let text = |member: &str| one.get(member).and_then(Value::as_str).map(str::to_owned);
        let checks = one.get("checks").and_then(Value::as_array);
        let checks = checks.into_iter().flatten().filter_map(Value::as_str);
        LeftOutCase::new(
            text("case").unwrap_or_default(),
            checks.map(str::to_owned).collect(),
            text("for"),
            text("why").unwrap_or_default(),
        )
    })
    .collect()
}

/// Says on standard error that somebody was left out, which nobody should overlook.
pub(crate) fn note_left_out(not_sealed: &NotSealed, screen: &Screen) {
    let cases = not_sealed.cases();
    screen.note(&format!(
        "{} {} not sealed, or not for everybody named there: see the list",
        amount(cases, "case"),
        is_or_are(cases)
    ));
}
