//! Hiding small counts so that they cannot be computed back.

use crate::completeness::LEAST_SHOWN;

/// Hides counts of 1 to 4, and as many of the next smallest as it takes that what is hidden comes to
/// two counts and five cases at least: their sum is known to whoever knows the total.
///
/// Stricter than V-43, where one neighbour is enough: two hidden counts of one each would be known by
/// their sum.
pub(crate) fn suppressed(counts: &[u64]) -> Vec<Option<u64>> {
    let is_small = |count: u64| (1..LEAST_SHOWN).contains(&count);
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|at| counts.get(*at).copied());
    let mut shown: Vec<Option<u64>> = counts.iter().map(|count| Some(*count)).collect();
    let (mut hidden, mut sum) = (0, 0);
    for at in order {
        let Some(count) = counts.get(at).copied().filter(|count| *count > 0) else {
            continue;
        };
        let is_betrayed = hidden == 1 || (hidden > 0 && sum < LEAST_SHOWN);
        if is_small(count) || is_betrayed {
            if let Some(cell) = shown.get_mut(at) {
                *cell = None;
            }
            hidden += 1;
            sum += count;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hides_small_counts_and_what_would_betray_them() {
        assert_eq!(suppressed(&[0, 5, 90]), [Some(0), Some(5), Some(90)]);
        assert_eq!(suppressed(&[90, 2, 7, 0]), [Some(90), None, None, Some(0)]);
        assert_eq!(suppressed(&[1, 1, 90]), [None, None, None]);
        assert_eq!(suppressed(&[4, 3, 90]), [None, None, Some(90)]);
        assert_eq!(suppressed(&[3]), [None]);
    }

    proptest! {
        #[test]
        fn nothing_hidden_follows_from_what_is_shown(counts in prop::collection::vec(0_u64..40, 1..12)) {
            let shown = suppressed(&counts);
            let total: u64 = counts.iter().sum();
            let hidden = shown.iter().filter(|cell| cell.is_none()).count();
            prop_assert!(shown.iter().flatten().all(|count| *count == 0 || *count >= LEAST_SHOWN));
            let rest = total - shown.iter().flatten().sum::<u64>();
            // Unless there is nothing else to hide behind; then the total is small, and hidden itself.
            prop_assert!(hidden == 0 || hidden > 1 && rest >= LEAST_SHOWN
                || shown.iter().flatten().all(|count| *count == 0));
        }
    }
}
