//! One table: rows in an order that does not depend on the file's.

use super::json_lines::Flat;
use crate::{
    listed::Place,
    log::place,
    mapping::TableSpec,
    text_forms::{is_blank, without_blanks},
    text_parts::PartForm,
};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

/// Rows of one kind, grouped by the person they belong to.
pub(crate) struct Table {
    pub(crate) file: Arc<str>,
    columns: Vec<Box<str>>,
    index: HashMap<Box<str>, usize>,
    rows: Vec<Row>,
    groups: HashMap<Box<str>, Range<usize>>,
    nulls: Vec<String>,
    shown: Option<HashMap<Box<str>, Box<str>>>,
    id: Option<String>,
    /// Whose rows could not be read, as far as a broken row tells.
    pub(crate) unreadable: BTreeSet<Box<str>>,
    /// Rows could not be read that do not tell whose they are.
    pub(crate) has_rows_of_nobody: bool,
    /// Columns that a group of this table's would need and the file lacks.
    lacking: BTreeSet<Box<str>>,
    /// It stands in a workbook, where days are typed.
    pub(crate) is_workbook: bool,
    /// The rows are parts of cells, in the order in which they stand there.
    in_parts: bool,
    /// Lists inside the objects that are no tables of their own, and how many items they have.
    pub(crate) left_lists: BTreeMap<String, u64>,
    /// Members and lists of objects that the mapping neither reads nor leaves out.
    pub(crate) unread: BTreeSet<Box<str>>,
}

/// What became of several rows of one person.
#[derive(Default)]
pub(crate) struct Merged {
    /// Rows that were read into the first of the person's.
    pub(crate) further: Vec<Place>,
    /// Cells that do not say the same as the others.
    pub(crate) differing: Vec<Place>,
}

/// One row.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) key: Box<str>,
    /// Whose it is does not stand there: it is in no case, and is kept to be compared with other people.
    pub(crate) is_nobodys: bool,
    /// Its last cell may go on in the next line.
    pub(crate) is_cut: bool,
    /// Which of several groups of columns in one line; 0 where there are none.
    part: usize,
    /// Columns of which the person's rows say different things.
    differing: BTreeSet<usize>,
    cells: csv::StringRecord,
    /// Lists in this object that are no tables of their own.
    left_lists: Box<[Box<str>]>,
}

impl Row {
    pub(crate) fn new(line: u64, key: Box<str>, cells: csv::StringRecord) -> Self {
        Self {
            line,
            key,
            is_nobodys: false,
            is_cut: false,
            part: 0,
            differing: BTreeSet::new(),
            cells,
            left_lists: Box::default(),
        }
    }

    /// Whether the last cell is more than a word: a text may go on.
    pub(crate) fn ends_in_words(&self) -> bool {
        let last = self.cells.len().checked_sub(1);
        let last = last.and_then(|last| self.cells.get(last));
        last.is_some_and(|last| last.trim_matches(is_blank).contains(' '))
    }

    /// A row of people without a key.
    pub(crate) fn of_nobody(line: u64, cells: csv::StringRecord) -> Self {
        Self {
            is_nobodys: true,
            // No file holds this key: it is in no cell, whose blanks are cut off.
            ..Self::new(line, format!(" {line}").into_boxed_str(), cells)
        }
    }
}

impl Table {
    pub(crate) fn new(
        spec: &TableSpec,
        file: &Arc<str>,
        columns: Vec<Box<str>>,
        index: HashMap<Box<str>, usize>,
        rows: Vec<Row>,
    ) -> Self {
        Self {
            file: Arc::clone(file),
            columns,
            index,
            rows,
            groups: HashMap::new(),
            nulls: spec.nulls.clone(),
            shown: None,
            id: spec.id.clone(),
            unreadable: BTreeSet::new(),
            has_rows_of_nobody: false,
            lacking: BTreeSet::new(),
            is_workbook: false,
            in_parts: false,
            left_lists: BTreeMap::new(),
            unread: BTreeSet::new(),
        }
    }

    /// A table of JSON objects; its columns are the paths that occur.
    pub(crate) fn from_flat(
        spec: &TableSpec,
        file: &Arc<str>,
        objects: impl Iterator<Item = (u64, Box<str>, Flat)>,
    ) -> Self {
        let objects: Vec<_> = objects.collect();
        let names: BTreeSet<&str> = objects
            .iter()
            .flat_map(|(_, _, flat)| flat.names())
            .collect();
        let columns: Vec<Box<str>> = names.into_iter().map(Box::from).collect();
        let numbered = columns
            .iter()
            .enumerate()
            .map(|(at, name)| (name.clone(), at));
        let index = numbered.collect();
        let rows = objects.iter().map(|(line, key, flat)| {
            let cells = columns
                .iter()
                .map(|name| flat.get(name).unwrap_or_default());
            let lists = flat.left_lists().map(|(name, _)| Box::from(name));
            Row {
                left_lists: lists.collect(),
                ..Row::new(*line, key.clone(), cells.collect())
            }
        });
        let rows = rows.collect();
        let mut table = Self::new(spec, file, columns, index, rows);
        for (name, count) in objects.iter().flat_map(|(_, _, flat)| flat.left_lists()) {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            *table.left_lists.entry(name.to_owned()).or_default() += count;
        }
        if let Some(path) = spec.inner_path() {
            let shown = |name: &str| format!("{path}[].{name}").into_boxed_str();
            let names = table.columns.iter().map(|name| (name.clone(), shown(name)));
            table.shown = Some(names.collect());
        }
        table
    }

    /// The rows that the parts of one of this table's cells make.
    pub(crate) fn parts(
        &self,
        spec: &TableSpec,
        column: &str,
        split: &[String],
        form: PartForm,
    ) -> Self {
        let mut rows = Vec::new();
        for row in &self.rows {
            let parts = form.rows(self.get(row, column).unwrap_or_default(), split);
            for (part, cells) in (1..).zip(parts) {
                rows.push(Row {
                    part,
                    is_nobodys: row.is_nobodys,
                    differing: BTreeSet::new(),
                    ..Row::new(row.line, row.key.clone(), cells.into())
                });
            }
        }
        let columns: Vec<Box<str>> = form.columns().iter().map(|name| (*name).into()).collect();
        let index = columns.iter().enumerate();
        let index = index.map(|(at, name)| (name.clone(), at)).collect();
        let shown = columns.iter().enumerate().map(|(at, name)| {
            let shown = if at == 0 {
                column.into()
            } else {
                format!("{column}: {name}").into()
            };
            (name.clone(), shown)
        });
        let shown = Some(shown.collect());
        let mut table = Self::new(spec, &self.file, columns, index, rows);
        table.shown = shown;
        table.in_parts = true;
        table.is_workbook = self.is_workbook;
        table.unreadable = self.unreadable.clone();
        table.has_rows_of_nobody = self.has_rows_of_nobody;
        if !self.has_column(column) {
            table.lacking = table.columns.iter().cloned().collect();
        }
        table
    }

    /// The rows that numbered groups of this table's columns make.
    pub(crate) fn repeated(
        &self,
        spec: &TableSpec,
        patterns: &[(String, String)],
        times: usize,
    ) -> Self {
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
                        line: row.line,
                        key: row.key.clone(),
                        is_nobodys: row.is_nobodys,
                        is_cut: false,
                        part,
                        differing: BTreeSet::new(),
                        cells,
                        left_lists: Box::default(),
                    });
                }
            }
        }
        let columns: Vec<Box<str>> = patterns
            .iter()
            .map(|(name, _)| name.as_str().into())
            .collect();
        let index = columns
            .iter()
            .enumerate()
            .map(|(at, name)| (name.clone(), at))
            .collect();
        let mut table = Self::new(spec, &self.file, columns, index, rows);
        let shown = patterns
            .iter()
            .map(|(name, pattern)| (name.as_str().into(), pattern.as_str().into()));
        table.shown = Some(shown.collect());
        table.unreadable = self.unreadable.clone();
        table.has_rows_of_nobody = self.has_rows_of_nobody;
        table.is_workbook = self.is_workbook;
        for part in (1..=times).filter(|part| !self.has_no_group(patterns, *part)) {
            for (name, pattern) in patterns {
                if !self.has_column(&pattern.replace("{n}", &part.to_string())) {
                    table.lacking.insert(name.as_str().into());
                }
            }
        }
        table
    }

    /// Whether this table ends before a group of numbered columns: up to so many groups is said, and there are fewer.
    /// The first is there, or its columns are missing.
    pub(crate) fn has_no_group(&self, patterns: &[(String, String)], part: usize) -> bool {
        let mut columns = patterns
            .iter()
            .map(|(_, pattern)| pattern.replace("{n}", &part.to_string()));
        part > 1 && columns.all(|column| !self.has_column(&column))
    }

    /// Whether a row of this person was not taken, as far as the file tells.
    pub(crate) fn has_lost_rows_of(&self, key: &str) -> bool {
        self.unreadable.contains(key) || !self.lacking.is_empty()
    }

    /// Puts the rows in order of person and content, and reads exact repeats once; says where the
    /// repeats stand.
    pub(crate) fn arrange(&mut self) -> Vec<Place> {
        let in_parts = self.in_parts;
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
        let file = Arc::clone(&self.file);
        let mut repeats = Vec::new();
        self.rows.dedup_by(|later, first| {
            let is_repeat =
                later.key == first.key && later.cells == first.cells && later.line != first.line;
            if is_repeat {
                repeats.push(place(&file, later.line, None));
            }
            is_repeat
        });
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
                self.groups.insert(first.key.clone(), start..end);
            }
            start = end;
        }
    }

    /// Makes one row of each person's rows, where `identity` is the same in all; says where the further rows stand, and the
    /// cells of `used` columns in which they differ.
    pub(crate) fn merge_people(&mut self, used: &[&str], identity: &BTreeSet<&str>) -> Merged {
        let mut merged = Merged::default();
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
                let cells = group.iter().filter_map(|row| row.cells.get(at));
                let mut filled = cells.filter(|cell| self.is_filled(cell));
                filled.next().unwrap_or_default()
            };
            let cells = (0..self.columns.len()).map(filled).collect();
            let first = group.iter().min_by_key(|row| row.line).unwrap_or(first);
            for row in group.iter().filter(|row| row.line != first.line) {
                merged.further.push(place(&self.file, row.line, None));
            }
            for (column, lines) in &differing {
                let places = lines
                    .iter()
                    .map(|line| place(&self.file, *line, Some(column)));
                merged.differing.extend(places);
            }
            let at = differing
                .keys()
                .filter_map(|column| self.index.get(*column));
            rows.push(Row {
                differing: at.copied().collect(),
                cells,
                ..first.clone()
            });
        }
        self.rows = rows;
        self.group();
        merged
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
    pub(crate) fn differs(&self, row: &Row, column: &str) -> bool {
        let at = self.index.get(column);
        at.is_some_and(|at| row.differing.contains(at))
    }

    pub(crate) fn has_column(&self, column: &str) -> bool {
        self.index.contains_key(column) && !self.lacking.contains(column)
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|name| &**name)
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
        let cell = row
            .cells
            .get(*self.index.get(column)?)?
            .trim_matches(is_blank);
        self.is_filled(cell).then_some(cell)
    }

    fn is_filled(&self, cell: &str) -> bool {
        let cell = cell.trim_matches(is_blank);
        !cell.is_empty() && !self.nulls.iter().any(|null| null == cell)
    }

    /// Members and lists of this object that hold something and that the mapping does not mention.
    pub(crate) fn unread_of<'t>(&'t self, row: &'t Row) -> impl Iterator<Item = &'t str> {
        let lists = row.left_lists.iter().map(|name| &**name);
        let lists = lists.filter(|name| self.unread.contains(*name));
        let cells = self.unread.iter().map(|name| &**name);
        cells
            .filter(|name| self.get(row, name).is_some())
            .chain(lists)
    }

    /// Whether something that the mapping does not mention may be this member of an object, which is not there: it
    /// has another form now (an object, a list, a text in the place of an object), or another name beside it.
    pub(crate) fn may_stand_elsewhere(&self, row: &Row, path: &str) -> bool {
        let is_there = |path: &str| {
            let is_in = |column: &&str| column.strip_prefix(path).is_some_and(begins_below);
            let mut columns = self.columns().filter(is_in);
            columns.any(|column| self.get(row, column).is_some())
        };
        !self.unread.is_empty()
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
        row.is_cut && self.columns.last().is_some_and(|last| **last == *column)
    }

    /// What the source calls this row.
    pub(crate) fn id<'t>(&self, row: &'t Row) -> Option<&'t str> {
        self.get(row, self.id.as_deref()?)
    }

    /// Where a cell of this row stands, in the file's own words.
    pub(crate) fn place(&self, row: &Row, column: Option<&str>) -> Place {
        let shown = column.map(|column| {
            let shown = self.shown.as_ref().and_then(|shown| shown.get(column));
            shown
                .map_or(column, |shown| shown)
                .replace("{n}", &row.part.to_string())
        });
        place(&self.file, row.line, shown.as_deref())
    }
}

/// What follows the path of an object: nothing, or the name of a member.
fn begins_below(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('.')
}
