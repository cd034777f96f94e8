//! Who has agreed to a mandate, and who has still to.

use handover::{Agreeable, Countersign, Kind, Mandate, Statement};

use crate::{screen::Screen, verbs::statements::Statements};

/// Who has agreed to a mandate, by the countersigns at hand.
pub(super) fn agreed<'a>(
    mandate: &'a Statement<Mandate>,
    statements: &'a Statements,
) -> impl Iterator<Item = &'a Countersign> {
    Agreeable::new(mandate).agreements(statements.countersigns())
}

/// Says who has still to agree: a roster may be signed before everybody has, and sealing waits for them.
pub(crate) fn note_not_bound(
    mandate: &Statement<Mandate>,
    statements: &Statements,
    screen: &Screen,
) {
    let said = mandate.payload();
    let agreed = || agreed(mandate, statements);
    let parties = [&said.from].into_iter().chain(&said.to);
    let parties = parties.filter(|party| !agreed().any(|one| one.by == **party));
    let mut missing: Vec<String> = parties.map(ToString::to_string).collect();
    let asked = said.countersign.iter();
    let roles = asked
        .filter(|(kind, role)| *kind == Kind::Mandate && !agreed().any(|one| one.role == *role));
    missing.extend(roles.map(|(_, role)| format!("somebody as {role}")));
    if !missing.is_empty() {
        screen.note(&format!(
            "the mandate does not bind everybody yet; its countersign is missing, or not at hand, by: {}. \
             Sealing under it waits for them",
            missing.join(", ")
        ));
    }
}
