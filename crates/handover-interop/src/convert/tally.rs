//! What is counted over all rows, whoever they are of.

use crate::{
    date_forms::{Order, order},
    extract::{Extract, Head},
    mapping::Mapping,
    text_forms::without_blanks,
};
use std::{collections::BTreeMap, sync::Arc};

/// Rows, filled cells and orders of days, counted person by person.
#[derive(Default)]
pub(crate) struct Tally {
    tables: BTreeMap<String, Counts>,
    /// Of each column of days.
    days: Vec<Orders>,
}

#[derive(Default)]
struct Counts {
    /// The row that comes first in the order of keys, and which of several groups of columns it is.
    first: Option<(Arc<str>, usize)>,
    /// Cells that hold something, by the places of their columns.
    filled: Vec<u64>,
}

/// Which orders of day and month the cells of a column show.
#[derive(Clone, Copy, Default)]
pub(crate) struct Orders {
    pub(crate) day_first: bool,
    pub(crate) month_first: bool,
    pub(crate) either: u64,
}

impl Tally {
    pub(crate) fn of(mapping: &Mapping) -> Self {
        Self {
            tables: BTreeMap::new(),
            days: vec![Orders::default(); mapping.dated.len()],
        }
    }

    /// Counts the rows of these people.
    pub(crate) fn count(
        &mut self,
        mapping: &Mapping,
        extract: &Extract<'_>,
        is_of: impl Fn(&str) -> bool,
    ) {
        for (name, table) in extract.tables() {
            let counts = self.tables.entry(name.to_owned()).or_default();
            counts.filled.resize(table.columns().count(), 0);
            for row in table.rows().iter().filter(|row| is_of(&row.key)) {
                counts.begin_with(&row.key, table.part_of(row));
                for at in table.filled_of(row) {
                    if let Some(count) = counts.filled.get_mut(at) {
                        *count += 1;
                    }
                }
            }
        }
        for ((name, column), seen) in mapping.dated.iter().zip(&mut self.days) {
            let Some(table) = extract.table(name) else {
                continue;
            };
            let rows = table.rows().iter().filter(|row| is_of(&row.key));
            let cells = rows.filter_map(|row| table.get(row, column));
            for order in cells.filter_map(|cell| order(&without_blanks(cell))) {
                match order {
                    Order::DayFirst => seen.day_first = true,
                    Order::MonthFirst => seen.month_first = true,
                    Order::Either => seen.either += 1,
                }
            }
        }
    }

    /// Takes over what was counted of others.
    pub(crate) fn add(&mut self, other: Self) {
        for (name, more) in other.tables {
            let counts = self.tables.entry(name).or_default();
            if let Some((key, part)) = &more.first {
                counts.begin_with(key, *part);
            }
            let width = counts.filled.len().max(more.filled.len());
            counts.filled.resize(width, 0);
            for (count, more) in counts.filled.iter_mut().zip(more.filled) {
                *count += more;
            }
        }
        for (seen, more) in self.days.iter_mut().zip(other.days) {
            seen.day_first |= more.day_first;
            seen.month_first |= more.month_first;
            seen.either += more.either;
        }
    }

    pub(crate) fn has_rows(&self, table: &str) -> bool {
        self.first_part(table).is_some()
    }

    pub(crate) fn first_part(&self, table: &str) -> Option<usize> {
        let first = self.tables.get(table)?.first.as_ref();
        first.map(|(_, part)| *part)
    }

    /// How many cells of a column hold something.
    pub(crate) fn filled(&self, name: &str, table: &Head, column: &str) -> u64 {
        let counts = self.tables.get(name);
        let at = table.place_of(column);
        let count = counts
            .zip(at)
            .and_then(|(counts, at)| counts.filled.get(at));
        count.copied().unwrap_or_default()
    }

    pub(crate) fn days(&self) -> &[Orders] {
        &self.days
    }
}

impl Counts {
    /// Rows come in order within a person.
    fn begin_with(&mut self, key: &Arc<str>, part: usize) {
        if self.first.as_ref().is_none_or(|(first, _)| key < first) {
            self.first = Some((Arc::clone(key), part));
        }
    }
}
