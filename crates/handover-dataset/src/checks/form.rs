//! What the form alone does not hold: D-04, D-05.

use super::{Found, View};
use crate::case::refs;

/// D-04: the form has known words only; what is left is that the profile is for such an occasion.
pub(super) fn kind_of_profile(view: &View<'_>, found: &mut Found<'_>) {
    if let Some(kind) = view.case.handover.kind
        && !view.profile.kinds().contains(&kind)
    {
        let profile = view.profile.reference();
        found.add(
            "handover.kind",
            format!("{profile} is not for {}.", kind.as_str()),
        );
    }
}

/// D-05: what a reference names is there.
pub(super) fn existing_items(view: &View<'_>, found: &mut Found<'_>) {
    for finding in refs::check(view.case) {
        found.add(finding.path, finding.message);
    }
}
