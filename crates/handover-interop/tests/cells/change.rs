//! What a cell is changed to, so that one sees whether anything depends on it.

use crate::judge::{Cell, Person};
use std::collections::{BTreeMap, BTreeSet};

/// At most so many words make a column one of codes.
const CODES: usize = 12;
/// So many others of them are tried.
const OTHERS: usize = 2;
/// A text that occurs nowhere.
pub(crate) const MARK: &str = "Qyxw";

/// The words that occur in each column.
pub(crate) struct Words(BTreeMap<(String, String), BTreeSet<String>>);

/// What stands in a cell, as far as it matters for changing it.
pub(crate) enum Kind {
    /// One of a few words.
    Code,
    Day,
    Number,
    Text,
}

impl Words {
    pub(crate) fn of<'c>(cells: impl Iterator<Item = &'c Cell>) -> Self {
        let mut words: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for cell in cells {
            let column = (cell.file.clone(), cell.column.clone());
            words.entry(column).or_default().insert(cell.value.clone());
        }
        Self(words)
    }

    fn of_column(&self, cell: &Cell) -> impl Iterator<Item = &String> {
        let column = (cell.file.clone(), cell.column.clone());
        self.0.get(&column).into_iter().flatten()
    }

    pub(crate) fn kind(&self, cell: &Cell) -> Kind {
        let is_number = cell.value.bytes().all(|byte| byte.is_ascii_digit());
        if day_before(&cell.value).is_some() {
            Kind::Day
        } else if self.of_column(cell).count() <= CODES && cell.value.chars().count() <= 24 {
            Kind::Code
        } else if is_number && cell.value.len() <= 4 {
            Kind::Number
        } else {
            Kind::Text
        }
    }

    /// What the cell is changed to; of the first list all must tell, else one of the second.
    pub(crate) fn changes(&self, cell: &Cell) -> (Vec<String>, Vec<String>) {
        let plain = |word: &str| word.replace(' ', "").to_lowercase();
        let others = self.of_column(cell);
        let others = others.filter(|word| plain(word) != plain(&cell.value));
        // Those that come next, and the first ones after the last: not always the same two.
        let (before, after): (Vec<&String>, Vec<&String>) =
            others.partition(|word| **word < cell.value);
        let others = after.into_iter().chain(before).take(OTHERS);
        let others: Vec<String> = others.cloned().collect();
        let before = day_before(&cell.value).into_iter().collect();
        match self.kind(cell) {
            Kind::Day => (before, Vec::new()),
            Kind::Code if others.is_empty() => (Vec::new(), vec![another(&cell.value)]),
            Kind::Code => (others, Vec::new()),
            Kind::Number => (vec![another(&cell.value)], Vec::new()),
            Kind::Text => (Vec::new(), others),
        }
    }
}

fn another(value: &str) -> String {
    match value {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        _ => match value.parse::<u64>() {
            Ok(number) => (number + 1).to_string(),
            Err(_) => format!("{value} {MARK}"),
        },
    }
}

/// The same day of the week before, or of the month, as it is written: `dd/mm/yyyy`, or ISO 8601 with or without a time.
fn day_before(text: &str) -> Option<String> {
    let day = |text: &str| {
        text.parse::<u32>()
            .ok()
            .filter(|day| (1..=31).contains(day))
    };
    let bytes = text.as_bytes();
    let at = match (bytes.get(2), bytes.get(5), bytes.get(4), bytes.get(7)) {
        (Some(b'/'), Some(b'/'), ..) => 0,
        (_, _, Some(b'-'), Some(b'-')) => 8,
        _ => return None,
    };
    let day = day(text.get(at..at + 2)?)?;
    let before = if day > 1 { day - 1 } else { 2 };
    let (head, tail) = (text.get(..at)?, text.get(at + 2..)?);
    Some(format!("{head}{before:02}{tail}"))
}

/// Which cells of each person are to be changed: all, or of each kind one.
pub(crate) fn kinds(people: &[impl Person], words: &Words, all: bool) -> Vec<Vec<usize>> {
    let mut seen = BTreeSet::new();
    let mut of_person = |person: &dyn Person| {
        let cells = person.cells().iter().enumerate();
        let chosen = cells.filter(|(_, cell)| {
            let kind = match words.kind(cell) {
                Kind::Code => cell.value.clone(),
                Kind::Day => "a day".to_owned(),
                Kind::Number => "a number".to_owned(),
                Kind::Text => "a text".to_owned(),
            };
            all || seen.insert((
                cell.file.clone(),
                cell.column.clone(),
                cell.row.min(2),
                kind,
            ))
        });
        chosen.map(|(at, _)| at).collect()
    };
    people.iter().map(|person| of_person(person)).collect()
}
