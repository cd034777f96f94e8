//! Which parts of a package are still missing.

use serde::{Deserialize, Serialize};

/// Which parts of a package a server still needs: runs of numbers, both ends included.
///
/// What a server answers to an announced package, and what a sender who comes back asks for. `need`
/// is empty once everything is there.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    parts: u64,
    need: Vec<(u64, u64)>,
}

impl Need {
    /// What is missing of so many parts, where `is_held` tells which are there.
    #[must_use]
    pub fn of(parts: u64, is_held: impl Fn(u64) -> bool) -> Self {
        let mut need: Vec<(u64, u64)> = Vec::new();
        for part in (0..parts).filter(|part| !is_held(*part)) {
            match need.last_mut() {
                Some((_, last)) if *last + 1 == part => *last = part,
                _ => need.push((part, part)),
            }
        }
        Self { parts, need }
    }

    /// How many parts the package has.
    #[must_use]
    pub const fn parts(&self) -> u64 {
        self.parts
    }

    /// Whether nothing is missing.
    #[must_use]
    pub const fn is_met(&self) -> bool {
        self.need.is_empty()
    }

    /// The numbers of the missing parts, ascending; never one that the package does not have.
    pub fn missing(&self) -> impl Iterator<Item = u64> + '_ {
        let runs = self.need.iter();
        runs.flat_map(|(first, last)| *first..=(*last).min(self.parts.saturating_sub(1)))
            .filter(|part| *part < self.parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_runs_and_gives_the_numbers_back() {
        let held = [1, 4, 5];
        let need = Need::of(8, |part| held.contains(&part));
        assert_eq!(
            serde_json::to_string(&need).unwrap(),
            r#"{"parts":8,"need":[[0,0],[2,3],[6,7]]}"#
        );
        assert_eq!(need.missing().collect::<Vec<_>>(), [0, 2, 3, 6, 7]);
        assert!(!need.is_met());
        assert!(Need::of(8, |_| true).is_met());
        assert_eq!(Need::of(0, |_| false).missing().count(), 0);
    }

    #[test]
    fn a_server_that_asks_for_parts_there_are_not_gets_none() {
        let need: Need =
            serde_json::from_str(r#"{"parts":2,"need":[[1,18446744073709551615]]}"#).unwrap();
        assert_eq!(need.missing().collect::<Vec<_>>(), [1]);
        let none: Need = serde_json::from_str(r#"{"parts":0,"need":[[0,9]]}"#).unwrap();
        assert_eq!(none.missing().count(), 0);
    }
}
