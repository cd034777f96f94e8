//! What a completeness report must fulfil before a commissioner sees it (V-43).

use handover_trust::{Completeness, FieldCount};

/// From this count on a number is shown; 1 to 4 lead to persons.
pub(crate) const LEAST_SHOWN: u64 = 5;

/// The fewest cases of a report.
const LEAST_CASES: u64 = 20;

/// Whether a report is of enough cases, shows no small count and none that gives a hidden one away, and
/// adds up.
pub(crate) fn is_fit_to_be_seen(report: &Completeness) -> bool {
    report.count >= LEAST_CASES
        && report
            .fields
            .iter()
            .all(|field| is_fit(field, report.count))
}

fn is_fit(FieldCount(_, value, silent, absent): &FieldCount, count: u64) -> bool {
    let counts = [*value, *silent]
        .into_iter()
        .chain(absent.values().copied());
    let (mut shown, mut hidden) = (0_u64, 0_u64);
    for count in counts {
        match count {
            Some(1..LEAST_SHOWN) => return false,
            Some(count) => shown = shown.saturating_add(count),
            None => hidden += 1,
        }
    }
    match hidden {
        0 => shown == count,
        // One hidden count is what the others lack of the whole.
        1 => false,
        _ => shown.saturating_add(hidden) <= count,
    }
}
