//! Whose rows there are: each person's key once, and by number from then on.

use std::{collections::HashMap, sync::Arc};

/// The keys of an extract in the order in which they were met.
#[derive(Default)]
pub(super) struct Keys {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Keys {
    /// The number of a key, which is known from now on.
    pub(super) fn number(&mut self, key: &str) -> u32 {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer keys than bytes of a file");
        let name: Arc<str> = key.into();
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    /// The number of a key that was met.
    pub(super) fn numbered(&self, key: &str) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    pub(super) fn name(&self, number: u32) -> &Arc<str> {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        self.names.get(at).expect("a number that was given out")
    }

    pub(super) const fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        0..u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }
}

/// Things that belong to keys, by key.
pub(super) struct ByKey<T> {
    starts: Vec<u32>,
    things: Vec<T>,
}

impl<T> ByKey<T> {
    /// Sorts what belongs to the keys `whose`, one by one.
    pub(super) fn of(whose: &[u32], things: Vec<T>, keys: usize) -> Self {
        let mut starts = vec![0_u32; keys.saturating_add(2)];
        let place = |key: u32| usize::try_from(key).unwrap_or(usize::MAX);
        for key in whose {
            if let Some(count) = starts.get_mut(place(*key).saturating_add(2)) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let is_sorted = whose.is_sorted();
        let mut sorted: Vec<Option<T>> = Vec::new();
        let things = if is_sorted {
            things
        } else {
            sorted.resize_with(things.len(), || None);
            let mut next = starts.get(1..).unwrap_or_default().to_vec();
            for (key, thing) in whose.iter().zip(things) {
                if let Some(at) = next.get_mut(place(*key)) {
                    let to = sorted.get_mut(place(*at));
                    *to.expect("a place of the things") = Some(thing);
                    *at += 1;
                }
            }
            sorted.into_iter().flatten().collect()
        };
        starts.remove(0);
        Self { starts, things }
    }

    /// What belongs to a key.
    pub(super) fn of_key(&self, key: u32) -> &[T] {
        let at = usize::try_from(key).unwrap_or(usize::MAX);
        let place = |at: usize| {
            let start = self.starts.get(at);
            start.map(|start| usize::try_from(*start).unwrap_or(usize::MAX))
        };
        let range = place(at).zip(place(at.saturating_add(1)));
        let things = range.and_then(|(from, to)| self.things.get(from..to));
        things.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_by_key() {
        let mut keys = Keys::default();
        let whose: Vec<u32> = ["b", "a", "b", "c", "a"].map(|key| keys.number(key)).into();
        assert_eq!(whose, [0, 1, 0, 2, 1]);
        let by_key = ByKey::of(&whose, vec![10, 11, 12, 13, 14], 4);
        assert_eq!(by_key.of_key(0), [10, 12]);
        assert_eq!(by_key.of_key(1), [11, 14]);
        assert_eq!(by_key.of_key(2), [13]);
        assert!(by_key.of_key(3).is_empty() && by_key.of_key(4).is_empty());
        assert_eq!(&**keys.name(2), "c");
    }
}
