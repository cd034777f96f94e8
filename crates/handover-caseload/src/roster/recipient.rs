use std::collections::BTreeSet;

use handover_dataset::{Answered, Case};
use handover_trust::OrganisationId;

/// The mandate's recipient; of several the one that the case's own field 914 names for the lead
/// audience.
pub(super) fn recipient_of(
    case: &Case,
    to: &[OrganisationId],
    lead: &str,
) -> Option<OrganisationId> {
    if let [only] = to {
        return Some(only.clone());
    }
    let entries = case.handover.distribution.value().into_iter().flatten();
    let leads = entries.filter(|entry| entry.audience.as_str() == lead);
    let named: BTreeSet<&OrganisationId> = leads
        .filter_map(|entry| entry.org.as_ref()?.ods.as_ref())
        .filter_map(|ods| to.iter().find(|id| id.as_str() == ods.as_str()))
        .collect();
    let mut named = named.into_iter();
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}
