//! The rows of some people in one table, in an order that does not depend on the file's.

use super::{head::Head, json_lines::Flat};
use crate::{
    listed::Place,
    log::{Merged, place},
    mapping::{Named, TableKind, TableSpec},
    text_forms::{is_blank, without_blanks},
};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    ops::{Deref, Range},
    sync::Arc,
};

/// Rows of one kind, grouped by the person they belong to.
pub(crate) struct Table<'h> {
    head: &'h Head,
    rows: Vec<Row>,
    groups: HashMap<Arc<str>, Range<usize>>,
    /// Whose rows may stand where nobody looks for them.
    pub(super) lacking: HashSet<Arc<str>>,
}

/// One row.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) key: Arc<str>,
    /// Whose it is does not stand there: it is in no case, and is kept to be compared with other people.
    pub(crate) is_nobodys: bool,
    /// Its last cell may go on in the next line.
    pub(super) is_cut: bool,
    /// Which of several groups of columns in one line; 0 where there are none.
    pub(super) part: usize,
    /// Columns of which the person's rows say different things.
    differing: BTreeSet<usize>,
    pub(super) cells: csv::StringRecord,
    /// Lists in this object that are no tables of their own.
    left_lists: Box<[Box<str>]>,
}

impl Row {
    pub(super) fn new(line: u64, key: Arc<str>, cells: csv::StringRecord) -> Self {
        Self {
            line,
            // No file holds such a key: it is in no cell, whose blanks are cut off.
            is_nobodys: key.starts_with(' '),
            key,
            is_cut: false,
            part: 0,
            differing: BTreeSet::new(),
            cells,
            left_lists: Box::default(),
        }
    }

    /// The key of a row of people that has none.
    pub(super) fn key_of_nobody(line: u64) -> String {
        format!(" {line}")
    }

    /// A row of a table of objects.
    pub(super) fn of_object(line: u64, key: Arc<str>, flat: &Flat, head: &Head) -> Self {
        let cells = head
            .columns()
            .map(|name| flat.get(name).unwrap_or_default());
        let lists = flat.left_lists().map(|(name, _)| Box::from(name));
        Self {
            left_lists: lists.collect(),
            ..Self::new(line, key, cells.collect())
        }
    }
}

impl Deref for Table<'_> {
    type Target = Head;

    fn deref(&self) -> &Head {
        self.head
    }
}

impl<'h> Table<'h> {
    pub(super) fn new(head: &'h Head, rows: Vec<Row>) -> Self {
        Self {
            head,
            rows,
            groups: HashMap::new(),
            lacking: HashSet::new(),
        }
    }

    /// The rows of a derived table, before they are arranged.
    pub(super) fn derived_rows(&self, spec: &TableSpec) -> Vec<Row> {
        match &spec.kind {
            TableKind::Repeat { columns, times, .. } => self.repeated(columns, *times),
            TableKind::Parts {
                column,
                split,
                form,
                ..
            } => {
                let parts = |row: &Row| {
                    let cell = self.get(row, column).unwrap_or_default();
                    let parts = (1..).zip(form.rows(cell, split));
                    let row = |(part, cells): (usize, Vec<String>)| Row {
                        part,
                        ..Row::new(row.line, Arc::clone(&row.key), cells.into())
                    };
                    parts.map(row).collect::<Vec<_>>()
                };
                self.rows.iter().flat_map(parts).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The rows that numbered groups of this table's columns make.
    fn repeated(&self, patterns: &[(String, String)], times: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        for row in &self.rows {
            for part in 1..=times {
                let cell = |pattern: &str| {
                    let column = pattern.replace("{n}", &part.to_string());
                    self.get(row, &column).unwrap_or_default()
                };
                let cells: csv::StringRecord =
                    patterns.iter().map(|(_, pattern)| cell(pattern)).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    rows.push(Row {
                        part,
                        ..Row::new(row.line, Arc::clone(&row.key), cells)
                    });
                }
            }
        }
        rows
    }

    /// Whether a row of this person was not taken, as far as the file tells.
    pub(crate) fn has_lost_rows_of(&self, key: &str) -> bool {
        self.head.unreadable.contains(key)
            || self.head.lacks_columns()
            || self.lacking.contains(key)
    }

    /// Puts the rows in order of person and content, and reads exact repeats once; gives the repeats.
    pub(super) fn arrange(&mut self) -> Vec<Row> {
        let in_parts = self.head.in_parts;
        self.rows.sort_by(|a, b| {
            let cells = || a.cells.iter().cmp(b.cells.iter());
            let part = if in_parts {
                a.part.cmp(&b.part)
            } else {
                Ordering::Equal
            };
            a.key
                .cmp(&b.key)
                .then(part)
                .then_with(cells)
                .then(a.line.cmp(&b.line))
                .then(a.part.cmp(&b.part))
        });
        let mut repeats = Vec::new();
        let mut kept: Vec<Row> = Vec::with_capacity(self.rows.len());
        for row in self.rows.drain(..) {
            let is_repeat = kept.last().is_some_and(|first| {
                row.key == first.key && row.cells == first.cells && row.line != first.line
            });
            if is_repeat {
                repeats.push(row);
            } else {
                kept.push(row);
            }
        }
        self.rows = kept;
        self.group();
        repeats
    }

    /// Notes where each person's rows stand.
    fn group(&mut self) {
        self.groups.clear();
        let mut start = 0;
        for group in self.rows.chunk_by(|a, b| a.key == b.key) {
            let end = start + group.len();
            if let Some(first) = group.first() {
                self.groups.insert(Arc::clone(&first.key), start..end);
            }
            start = end;
        }
    }

    /// Makes one row of each person's rows, where `identity` is the same in all; says where the further rows stand, and the
    /// cells of `used` columns in which they differ.
    pub(super) fn merge_people(
        &mut self,
        used: &[&str],
        identity: &BTreeSet<&str>,
    ) -> Vec<(Arc<str>, Merged)> {
        let mut all = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        for group in self.rows.chunk_by(|a, b| a.key == b.key) {
            let differing = self.differing(group, used);
            let is_several = identity
                .iter()
                .any(|column| differing.contains_key(*column));
            let [first, _, ..] = group else {
                rows.extend(group.iter().cloned());
                continue;
            };
            if is_several || first.is_nobodys {
                rows.extend(group.iter().cloned());
                continue;
            }
            let filled = |at: usize| {
                let mut cells = group.iter().filter_map(|row| row.cells.get(at));
                let filled = cells.find(|cell| self.head.filled(cell).is_some());
                filled.unwrap_or_default()
            };
            let cells = (0..self.head.columns().count()).map(filled).collect();
            let first = group.iter().min_by_key(|row| row.line).unwrap_or(first);
            let mut merged = Merged::default();
            for row in group.iter().filter(|row| row.line != first.line) {
                merged.further.push(place(&self.head.file, row.line, None));
            }
            for (column, lines) in &differing {
                let places = lines
                    .iter()
                    .map(|line| place(&self.head.file, *line, Some(column)));
                merged.differing.extend(places);
            }
            all.push((Arc::clone(&first.key), merged));
            let at = differing
                .keys()
                .filter_map(|column| self.head.place_of(column));
            rows.push(Row {
                differing: at.collect(),
                cells,
                ..first.clone()
            });
        }
        self.rows = rows;
        self.group();
        all
    }

    /// The columns in which rows say different things, with the lines that say something.
    fn differing<'c>(&self, rows: &[Row], used: &[&'c str]) -> BTreeMap<&'c str, Vec<u64>> {
        let mut differing = BTreeMap::new();
        for column in used {
            let said = rows
                .iter()
                .filter_map(|row| Some((self.get(row, column)?, row.line)));
            let said: Vec<(&str, u64)> = said.collect();
            let words = said.iter().map(|(word, _)| without_blanks(word));
            let words: BTreeSet<_> = words.collect();
            if words.len() > 1 {
                differing.insert(*column, said.iter().map(|(_, line)| *line).collect());
            }
        }
        differing
    }

    /// Whether the rows that became this one say different things in a column.
    pub(crate) fn differs(&self, row: &Row, column: &Named) -> bool {
        !row.differing.is_empty()
            && self
                .head
                .at(column)
                .is_some_and(|at| row.differing.contains(&at))
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    /// Where the rows of one person stand.
    pub(crate) fn of_person(&self, key: &str) -> Range<usize> {
        self.groups.get(key).cloned().unwrap_or(0..0)
    }

    /// A cell without the spaces around it; none if it is empty or a null word.
    pub(crate) fn get<'t>(&self, row: &'t Row, column: &str) -> Option<&'t str> {
        self.head
            .filled(row.cells.get(self.head.place_of(column)?)?)
    }

    /// As [`get`](Self::get), of a column that the mapping reads.
    pub(crate) fn cell<'t>(&self, row: &'t Row, column: &Named) -> Option<&'t str> {
        self.head.filled(row.cells.get(self.head.at(column)?)?)
    }

    /// The cells of a row that hold something, by the places of their columns.
    pub(crate) fn filled_of<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = usize> + 't {
        let cells = row.cells.iter().enumerate();
        cells.filter_map(|(at, cell)| self.head.filled(cell).map(|_| at))
    }

    /// Members and lists of this object that hold something and that the mapping does not mention.
    pub(crate) fn unread_of<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = &'t str> {
        let unread = &self.head.unread;
        let lists = row.left_lists.iter().map(|name| &**name);
        let lists = lists.filter(|name| unread.contains(*name));
        let cells = unread.iter().map(|name| &**name);
        cells
            .filter(|name| self.get(row, name).is_some())
            .chain(lists)
    }

    /// Whether something that the mapping does not mention may be this member of an object, which is not there: it
    /// has another form now (an object, a list, a text in the place of an object), or another name beside it.
    pub(crate) fn may_stand_elsewhere(&self, row: &Row, path: &str) -> bool {
        let is_there = |path: &str| {
            let is_in = |column: &&str| column.strip_prefix(path).is_some_and(begins_below);
            let mut columns = self.head.columns().filter(is_in);
            columns.any(|column| self.get(row, column).is_some())
        };
        !self.head.unread.is_empty()
            && self.unread_of(row).any(|other| {
                let parts = path.split('.').zip(other.split('.'));
                let shared = parts.take_while(|(one, other)| one == other).count();
                let upto = path
                    .split('.')
                    .take(shared + 1)
                    .collect::<Vec<_>>()
                    .join(".");
                shared == other.split('.').count()
                    || shared == path.split('.').count()
                    || !is_there(&upto)
            })
    }

    /// Whether a cell may go on in a line that was not read.
    pub(crate) fn is_cut(&self, row: &Row, column: &str) -> bool {
        row.is_cut && self.head.columns().last() == Some(column)
    }

    /// What the source calls this row.
    pub(crate) fn id<'t>(&self, row: &'t Row) -> Option<&'t str> {
        self.get(row, self.head.id_column()?)
    }

    /// Which of several groups of columns a row is; 0 where there are none.
    pub(crate) fn part_of(&self, row: &Row) -> usize {
        row.part
    }

    /// Where a cell of this row stands, in the file's own words.
    pub(crate) fn place(&self, row: &Row, column: Option<&str>) -> Place {
        self.head.place(row, column)
    }
}

/// Whether the last cell of a row is more than a word: a text may go on.
pub(super) fn ends_in_words(cells: &csv::StringRecord) -> bool {
    let last = cells.len().checked_sub(1).and_then(|last| cells.get(last));
    last.is_some_and(|last| last.trim_matches(is_blank).contains(' '))
}

/// What follows the path of an object: nothing, or the name of a member.
fn begins_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}
