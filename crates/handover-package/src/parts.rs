use std::ops::Range;

use crate::layout::CASES_AT;

/// How the cases of a package go to a server: in runs of whole cases, numbered from 0.
///
/// Sender and server compute the same parts from the same index, so a number says everything. Cases
/// stay in the order of the index; a part ends before the case that would lift it over
/// [`MAX_LEN`](Self::MAX_LEN), and a case that is longer than that travels alone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parts(Vec<Part>);

/// A run of whole cases carried in one request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    cases: Range<usize>,
    bytes: Range<u64>,
}

impl Parts {
    /// The most bytes of a part of more than one case: 8 MiB.
    pub const MAX_LEN: u64 = 8_388_608;

    /// The parts of cases that are so many bytes long, in the order of the index.
    #[must_use]
    pub fn new(lengths: impl IntoIterator<Item = u64>) -> Self {
        let mut parts = Vec::new();
        let mut current = Part {
            cases: 0..0,
            bytes: CASES_AT..CASES_AT,
        };
        for length in lengths {
            // Lengths come from an index whose sum is bounded; a sum that is not never fits.
            let end = current.bytes.end.saturating_add(length);
            if !current.cases.is_empty() && end - current.bytes.start > Self::MAX_LEN {
                let next = current.end();
                parts.push(std::mem::replace(&mut current, next));
            }
            current.cases.end += 1;
            current.bytes.end = current.bytes.end.saturating_add(length);
        }
        if !current.cases.is_empty() {
            parts.push(current);
        }
        Self(parts)
    }

    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// The part of this number.
    #[must_use]
    pub fn part(&self, number: usize) -> Option<&Part> {
        self.0.get(number)
    }

    /// The parts in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Part> {
        self.0.iter()
    }
}

impl Part {
    /// An empty part that begins where this one ends.
    const fn end(&self) -> Self {
        Self {
            cases: self.cases.end..self.cases.end,
            bytes: self.bytes.end..self.bytes.end,
        }
    }

    /// Its cases, by their places in the index; never empty.
    #[must_use]
    pub const fn cases(&self) -> &Range<usize> {
        &self.cases
    }

    /// Where its bytes lie in the package file.
    #[must_use]
    pub const fn bytes(&self) -> &Range<u64> {
        &self.bytes
    }

    /// How long it is, in bytes.
    #[must_use]
    pub const fn byte_len(&self) -> u64 {
        self.bytes.end - self.bytes.start
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Short ones, long ones, and lengths around the bound.
    fn lengths() -> impl Strategy<Value = Vec<u64>> {
        let length = prop_oneof![
            0..100_000_u64,
            1_000_000..9_000_000_u64,
            Parts::MAX_LEN - 2..Parts::MAX_LEN + 3,
        ];
        vec(length, 0..200)
    }

    proptest! {
        #[test]
        fn every_case_is_in_exactly_one_part_and_in_order(lengths in lengths()) {
            let parts = Parts::new(lengths.iter().copied());
            let (mut next_case, mut next_byte) = (0, CASES_AT);
            for part in parts.iter() {
                prop_assert!(!part.cases().is_empty());
                prop_assert_eq!((part.cases().start, part.bytes().start), (next_case, next_byte));
                let sum: u64 = lengths[part.cases().clone()].iter().sum();
                prop_assert_eq!(sum, part.byte_len());
                (next_case, next_byte) = (part.cases().end, part.bytes().end);
            }
            prop_assert_eq!(next_case, lengths.len());
        }

        #[test]
        fn a_part_keeps_the_bound_or_is_one_case(lengths in lengths()) {
            let parts = Parts::new(lengths.iter().copied());
            for part in parts.iter() {
                prop_assert!(part.byte_len() <= Parts::MAX_LEN || part.cases().len() == 1);
                // Full: the next case would not have fitted.
                if let Some(next) = lengths.get(part.cases().end) {
                    prop_assert!(part.byte_len() + next > Parts::MAX_LEN);
                }
            }
        }
    }

    #[test]
    fn the_bound_itself_fits_and_a_longer_case_travels_alone() {
        let parts = Parts::new([Parts::MAX_LEN - 1, 1, 1, Parts::MAX_LEN + 1, 0]);
        let cases: Vec<_> = parts.iter().map(|part| part.cases().clone()).collect();
        assert_eq!(cases, [0..2, 2..3, 3..4, 4..5]);
        assert_eq!(parts.count(), 4);
        assert_eq!(parts.part(4), None);
        assert_eq!(
            parts.part(1).unwrap().bytes(),
            &(8 + Parts::MAX_LEN..9 + Parts::MAX_LEN)
        );
    }

    #[test]
    fn lengths_that_overflow_when_added_do_not_panic() {
        assert_eq!(Parts::new([u64::MAX, u64::MAX, 1]).count(), 2);
        assert_eq!(Parts::new([]).count(), 0);
    }
}
