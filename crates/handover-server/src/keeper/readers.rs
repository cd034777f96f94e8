//! Who may read what.
//!
//! | statement | its readers |
//! | --- | --- |
//! | mandate | commissioner, sender, recipients, holder of last resort |
//! | roster | sender, commissioner, recipients of the mandate |
//! | completeness | sender, commissioner |
//! | package | sender, commissioner; those recipients for whom it is kept here |
//! | receipt, verdict | sender, who says it or for whom it is said, commissioner |
//! | event | sender, recipients of the package, commissioner |
//! | event of no package | the readers of the mandate |
//! | countersign | the readers of what it agrees to, and who says it |
//!
//! A commissioner reads statements and indexes, never cases.

use handover_trust::{Mandate, OrganisationId, Package};

/// Everybody whom a mandate names.
pub(super) fn of_mandate(mandate: &Mandate) -> Vec<OrganisationId> {
    distinct(
        [&mandate.by, &mandate.from]
            .into_iter()
            .chain(&mandate.to)
            .chain([&mandate.last_resort]),
    )
}

/// Those to whom the list of everybody considered goes.
pub(super) fn of_roster(mandate: &Mandate) -> Vec<OrganisationId> {
    distinct([&mandate.by, &mandate.from].into_iter().chain(&mandate.to))
}

/// Those whom the totals concern.
pub(super) fn of_completeness(mandate: &Mandate) -> Vec<OrganisationId> {
    distinct([&mandate.by, &mandate.from])
}

/// The sender, one recipient and the commissioner.
pub(super) fn of_answer(
    head: &Package,
    recipient: &OrganisationId,
    commissioner: Option<&OrganisationId>,
) -> Vec<OrganisationId> {
    distinct([&head.by, recipient].into_iter().chain(commissioner))
}

/// Everybody who has to do with a package.
pub(super) fn of_event(
    head: &Package,
    commissioner: Option<&OrganisationId>,
) -> Vec<OrganisationId> {
    let recipients = head.stanzas.iter().map(|stanza| &stanza.to);
    distinct([&head.by].into_iter().chain(recipients).chain(commissioner))
}

fn distinct<'a>(all: impl IntoIterator<Item = &'a OrganisationId>) -> Vec<OrganisationId> {
    let mut distinct: Vec<OrganisationId> = Vec::new();
    for organisation in all {
        if !distinct.contains(organisation) {
            distinct.push(organisation.clone());
        }
    }
    distinct
}
