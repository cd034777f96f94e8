//! Small numbers for values that repeat.

use std::{collections::HashMap, hash::Hash};

/// Distinct values, each with a number: a caseload repeats a few organisations and reasons in every row.
///
/// Numbers depend on the order of arrival, so they are compared for equality only and never shown.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<T> {
    numbers: HashMap<T, u32>,
    values: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            numbers: HashMap::new(),
            values: Vec::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// The number of a value, a new one if it was not there.
    pub(crate) fn number(&mut self, value: &T) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = index(self.values.len());
        self.values.push(value.clone());
        self.numbers.insert(value.clone(), number);
        number
    }

    /// The number of a value that has one.
    pub(crate) fn find(&self, value: &T) -> Option<u32> {
        self.numbers.get(value).copied()
    }

    /// The value of a number.
    pub(crate) fn value(&self, number: u32) -> Option<&T> {
        self.values.get(place(number))
    }
}

/// A place in a list as 32 bits; no list that limits allow is longer.
pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).expect("limits keep every list under 2^32 entries")
}

/// The place in a list.
pub(crate) fn place(index: u32) -> usize {
    usize::try_from(index).expect("32 bits fit into a usize")
}
