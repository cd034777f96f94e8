//! D-17 and D-18: who looks for a GP, and who was told.

use super::{Found, Needles, View};
use crate::{AbsentReason, Answered, SectionName, sections::ActionStatus};

/// D-17: where no GP is known, somebody finds one.
pub(super) fn gp_known_or_sought(view: &View<'_>, found: &mut Found<'_>) {
    let practice = &view.case.location.gp_practice;
    let is_withheld = matches!(
        practice.absent_reason(),
        Some(
            AbsentReason::WithheldLegal
                | AbsentReason::WithheldSafety
                | AbsentReason::WithheldThirdParty
        )
    );
    if practice.value().is_none()
        && !is_withheld
        && view.expects(SectionName::Location, "gp_practice")
        && view.lacks_action(17)
    {
        found.add("location.gp_practice", "No GP: who finds one, by when?");
    }
}

/// D-18: whoever is said to have been told is somebody known to the case.
pub(super) fn told_are_known(view: &View<'_>, found: &mut Found<'_>) {
    let is_in_view = view.expects(SectionName::Handover, "practitioners")
        && view.expects(SectionName::Handover, "distribution")
        && !view.is_split();
    if !is_in_view {
        return;
    }
    for (path, role, org) in claims(view) {
        let is_of_audience = |audience: &str| audience == role || audience.ends_with(&role);
        let is_listed = view.entries().any(|(_, entry)| {
            let is_org = entry
                .org
                .as_ref()
                .is_some_and(|one| Some(one.name.as_str()) == org);
            is_org || is_of_audience(entry.audience.as_str())
        });
        let practitioners = view.case.handover.practitioners.value();
        let local = view.case.location.local_practitioners.value();
        let mut known = practitioners.into_iter().chain(local).flatten();
        let is_known = is_listed
            || known.any(|one| {
                one.role
                    .as_ref()
                    .is_some_and(|known| known.as_str() == role)
            });
        let has_no_gp = role == "gp"
            && view.expects(SectionName::Location, "gp_practice")
            && view.case.location.gp_practice.value().is_none();
        if !is_known || has_no_gp {
            found.add(path, format!("{role} cannot have been told."));
        }
    }
}

/// Every claim that a role was told: its path, the role and the organisation if named.
fn claims<'a>(view: &View<'a>) -> Vec<(String, String, Option<&'a str>)> {
    let mut claims = Vec::new();
    let told = view.case.closures.told_of_closure.value();
    for (n, told) in told.into_iter().flatten().enumerate() {
        let org = told.org.as_ref().map(|org| org.name.as_str());
        let path = format!("closures.told_of_closure.value[{n}]");
        claims.push((path, told.who.as_str().to_owned(), org));
    }
    let team = view.case.maternity.health_visitor_team.value();
    if let Some(team) = team.filter(|team| team.told_on.is_some()) {
        claims.push((
            "maternity.health_visitor_team.value.told_on".to_owned(),
            "health-visitor".to_owned(),
            Some(team.org.name.as_str()),
        ));
    }
    let actions = view.case.handover.actions.value();
    let done = actions
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|(_, action)| action.status == ActionStatus::Done);
    for (n, action) in done {
        for role in roles_told(action.text.as_str()) {
            let path = format!("handover.actions.value[{n}].text");
            claims.push((path, role.to_owned(), None));
        }
    }
    claims
}

/// The roles of dataset 8.4 that a text says were told: "GP told", "informed the health visitor".
fn roles_told(text: &str) -> Vec<&'static str> {
    const ROLES: [&str; 10] = [
        "gp",
        "health-visitor",
        "idva",
        "key-worker",
        "marac-coordinator",
        "midwife",
        "pharmacist",
        "prescriber",
        "probation",
        "social-worker",
    ];
    let is_said = |words: &[&str]| {
        let mut needles = Needles::default();
        for word in words {
            needles.words(word);
        }
        needles.are_in(text)
    };
    if !is_said(&["told", "informed", "notified"]) || is_said(&["not told", "not informed"]) {
        return Vec::new();
    }
    let named = ROLES
        .into_iter()
        .filter(|role| is_said(&[&role.replace('-', " ")]));
    named.collect()
}
