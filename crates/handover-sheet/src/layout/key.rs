//! Which column tells the records apart, and what its values look like.

use crate::SheetRow;
use std::collections::{BTreeSet, HashMap};

/// The shapes of the values in a key column, so that a row with a key like the others is never taken for a total or
/// a note: `MV001` and `MV117` have one shape.
#[derive(Clone, Debug, Default)]
pub struct KeyShapes {
    counts: HashMap<String, usize>,
    all: usize,
}

impl KeyShapes {
    /// Counts the key of a row; an empty one counts for nothing.
    pub fn count(&mut self, key: &str) {
        if !key.is_empty() {
            *self.counts.entry(shape(key)).or_default() += 1;
            self.all += 1;
        }
    }

    /// Whether a key that was counted is one like others: it has a digit, and so have one in five others in the
    /// same place.
    #[must_use]
    pub fn is_like_others(&self, key: &str) -> bool {
        let shape = shape(key);
        let count = self.counts.get(&shape).copied().unwrap_or_default();
        shape.contains('9') && (self.all <= 1 || count >= 2 && count * 5 >= self.all)
    }

    /// Whether most keys have a digit.
    pub(super) fn have_digits(&self) -> bool {
        let with = self.counts.iter().filter(|(shape, _)| shape.contains('9'));
        with.map(|(_, count)| count).sum::<usize>() * 2 > self.all
    }
}

/// Letters as `A` and digits as `9`, each run once.
fn shape(key: &str) -> String {
    let mut shape = String::new();
    for c in key.chars().take(64) {
        let class = if c.is_ascii_digit() {
            '9'
        } else if c.is_alphabetic() {
            'A'
        } else {
            c
        };
        if !(matches!(class, 'A' | '9') && shape.ends_with(class)) {
            shape.push(class);
        }
    }
    shape
}

/// The column with the most values of their own; the first of several, and one of a single shape with digits before
/// others.
pub(super) fn guess(rows: &[SheetRow], width: usize) -> Option<usize> {
    let rows: Vec<&SheetRow> = rows.iter().take(2000).collect();
    let mut best: Option<(usize, usize)> = None;
    for column in 0..width {
        let values = rows.iter().map(|row| row.text(column));
        let values: Vec<&str> = values.filter(|text| !text.is_empty()).collect();
        let distinct: BTreeSet<&str> = values.iter().copied().collect();
        let mut shapes: HashMap<String, usize> = HashMap::new();
        for value in &values {
            *shapes.entry(shape(value)).or_default() += 1;
        }
        let common = shapes.iter().max_by_key(|(_, count)| **count);
        let is_one_shape = common.is_some_and(|(shape, count)| {
            let is_day = shape.contains('/') || shape.matches('-').count() > 1;
            shape.contains('9') && !is_day && *count * 5 >= values.len() * 4
        });
        // Out of a thousand, with what the first columns deserve.
        let own = distinct.len() * 1000 / rows.len().max(1);
        let repeats = (values.len() - distinct.len()) * 1000 / rows.len().max(1);
        let worth = own.saturating_sub(repeats) + if is_one_shape { 300 } else { 0 };
        let worth = (worth * 100).saturating_sub(column * 500);
        if worth > 50_000 && best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, column));
        }
    }
    best.map(|(_, column)| column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_like_others_have_their_shape() {
        let mut shapes = KeyShapes::default();
        for key in ["MV001", "MV002", "MV117", "TOTAL", "Printed 1/12/2026", ""] {
            shapes.count(key);
        }
        assert!(shapes.is_like_others("MV117"));
        for other in ["TOTAL", "Printed 1/12/2026", "", "mv-1"] {
            assert!(!shapes.is_like_others(other), "{other}");
        }
    }
}
