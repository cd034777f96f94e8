use std::collections::BTreeSet;

use handover_trust::OrganisationId;

use crate::facts::CaseFacts;

/// The mandate's recipient; of several the one that the case's own field 914 names for the lead
/// audience.
pub(super) fn recipient_of(
    facts: &CaseFacts,
    to: &[OrganisationId],
    lead: &str,
) -> Option<OrganisationId> {
    if let [only] = to {
        return Some(only.clone());
    }
    let leads = facts.named(lead);
    let named: BTreeSet<&OrganisationId> = leads
        .filter_map(|ods| to.iter().find(|id| id.as_str() == ods))
        .collect();
    let mut named = named.into_iter();
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}
