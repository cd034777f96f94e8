//! Facts, case by case.

use crate::numbered::{index, place};

/// Facts about cases, those of one case side by side, in the order in which they came.
///
/// Two lists instead of a list for each case: a caseload has a million cases of two or three facts.
#[derive(Clone, Debug)]
pub(crate) struct Grouped<T> {
    /// Where the facts of each case begin; one more at the end.
    starts: Vec<u32>,
    facts: Vec<T>,
}

impl<T: Copy> Grouped<T> {
    /// Groups facts by the number of their case.
    pub(crate) fn new(cases: usize, facts: &[(u32, T)]) -> Self {
        let mut starts = vec![0_u32; cases + 1];
        for (case, _) in facts {
            if let Some(count) = starts.get_mut(place(*case) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut grouped: Vec<T> = facts.iter().map(|(_, fact)| *fact).collect();
        for (case, fact) in facts {
            if let Some(at) = next.get_mut(place(*case)) {
                if let Some(slot) = grouped.get_mut(place(*at)) {
                    *slot = *fact;
                }
                *at += 1;
            }
        }
        Self {
            starts,
            facts: grouped,
        }
    }

    /// The facts of a case.
    pub(crate) fn of(&self, case: usize) -> &[T] {
        let start = self.starts.get(case).copied().map_or(0, place);
        let end = self.starts.get(case + 1).copied().map_or(0, place);
        self.facts.get(start..end).unwrap_or_default()
    }
}

/// Notes a fact about the case at a place.
pub(crate) fn about<T>(at: usize, fact: T) -> (u32, T) {
    (index(at), fact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_within_a_case() {
        let grouped = Grouped::new(3, &[(2, 'a'), (0, 'b'), (2, 'c'), (2, 'd')]);
        assert_eq!(grouped.of(0), ['b']);
        assert!(grouped.of(1).is_empty());
        assert_eq!(grouped.of(2), ['a', 'c', 'd']);
        assert!(grouped.of(3).is_empty());
    }
}
