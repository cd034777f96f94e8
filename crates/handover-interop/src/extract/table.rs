//! One table: rows in an order that does not depend on the file's.

use super::json_lines::Flat;
use crate::{listed::Place, log::place, mapping::TableSpec, text_forms::is_blank};
use std::{
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
    /// Lists inside the objects that are no tables of their own, and how many items they have.
    pub(crate) left_lists: BTreeMap<String, u64>,
    /// Members and lists of objects that the mapping neither reads nor leaves out.
    pub(crate) unread: BTreeSet<Box<str>>,
}

/// One row.
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) key: Box<str>,
    /// Whose it is does not stand there: it is in no case, and is kept to be compared with other people.
    pub(crate) is_nobodys: bool,
    /// Its last cell may go on in the next line.
    pub(crate) is_cut: bool,
    /// Which of several groups of columns in one line; 0 where there are none.
    part: usize,
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
        self.rows.sort_by(|a, b| {
            let cells = || a.cells.iter().cmp(b.cells.iter());
            a.key
                .cmp(&b.key)
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
        let mut start = 0;
        for group in self.rows.chunk_by(|a, b| a.key == b.key) {
            let end = start + group.len();
            if let Some(first) = group.first() {
                self.groups.insert(first.key.clone(), start..end);
            }
            start = end;
        }
        repeats
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
        (!cell.is_empty() && !self.nulls.iter().any(|null| null == cell)).then_some(cell)
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
