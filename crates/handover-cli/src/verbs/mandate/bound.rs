//! Who has still to agree to a mandate.

use handover::trust::{Mandate, Statement};

use crate::{screen::Screen, verbs::statements::Statements};

/// Says who has still to agree: a roster may be signed before everybody has, and sealing waits for them.
pub(crate) fn note_not_bound(
    mandate: &Statement<Mandate>,
    statements: &Statements,
    screen: &Screen,
) {
    let not_agreed = statements.known().not_agreed(mandate);
    if not_agreed.is_none() {
        return;
    }
    let parties = not_agreed.parties.iter().map(ToString::to_string);
    let roles = not_agreed.roles.iter();
    let missing = parties.chain(roles.map(|role| format!("somebody as {role}")));
    let missing: Vec<String> = missing.collect();
    screen.note(&format!(
        "the mandate does not bind everybody yet; its countersign is missing, or not at hand, by: {}. \
         Sealing under it waits for them",
        missing.join(", ")
    ));
}
