//! What holds for a whole table, whoever its rows are of.

use super::{header::Header, json_lines::Flat, table::Row};
use crate::{
    listed::Place,
    log::place,
    mapping::{Named, TableKind, TableSpec},
    text_forms::is_blank,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// A table without its rows.
#[derive(Default)]
pub(crate) struct Head {
    pub(crate) file: Arc<str>,
    columns: Vec<Box<str>>,
    index: HashMap<Box<str>, usize>,
    /// The columns that the mapping reads, by their numbers there.
    numbered: Vec<Column>,
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
    pub(super) in_parts: bool,
    /// Lists inside the objects that are no tables of their own, and how many items they have.
    pub(crate) left_lists: BTreeMap<String, u64>,
    /// Columns that the mapping neither reads nor leaves out.
    pub(super) unread_columns: Vec<Box<str>>,
    /// Members and lists of objects that the mapping neither reads nor leaves out.
    pub(super) unread: BTreeSet<Box<str>>,
}

/// A column that the mapping reads.
#[derive(Clone, Copy)]
struct Column {
    /// Where it stands in the rows.
    at: Option<usize>,
    is_there: bool,
}

impl Head {
    /// Looks for the columns that the mapping reads, once.
    pub(super) fn number(&mut self, columns: &[String]) {
        let numbered = columns.iter().map(|column| Column {
            at: self.place_of(column),
            is_there: self.has_column(column),
        });
        self.numbered = numbered.collect();
    }

    /// Where a column that the mapping reads stands in the rows.
    pub(super) fn at(&self, column: &Named) -> Option<usize> {
        self.numbered.get(column.number)?.at
    }

    /// Whether a column that the mapping reads is there.
    pub(crate) fn has_cell(&self, column: &Named) -> bool {
        let known = self.numbered.get(column.number);
        known.is_some_and(|column| column.is_there)
    }

    pub(super) fn new(spec: &TableSpec, file: &Arc<str>, columns: Vec<Box<str>>) -> Self {
        let numbered = columns.iter().enumerate();
        let index = numbered.map(|(at, name)| (name.clone(), at)).collect();
        Self::of_header(
            spec,
            file,
            Header {
                columns,
                index,
                key_at: 0,
            },
        )
    }

    pub(super) fn of_header(spec: &TableSpec, file: &Arc<str>, header: Header) -> Self {
        Self {
            file: Arc::clone(file),
            columns: header.columns,
            index: header.index,
            nulls: spec.nulls.clone(),
            id: spec.id.clone(),
            ..Self::default()
        }
    }

    /// A table of JSON objects; its columns are the paths that occur.
    pub(super) fn of_objects(spec: &TableSpec, file: &Arc<str>, objects: &[&Flat]) -> Self {
        let names: BTreeSet<&str> = objects.iter().flat_map(|flat| flat.names()).collect();
        let mut head = Self::new(spec, file, names.into_iter().map(Box::from).collect());
        for (name, count) in objects.iter().flat_map(|flat| flat.left_lists()) {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            *head.left_lists.entry(name.to_owned()).or_default() += count;
        }
        if let Some(path) = spec.inner_path() {
            let shown = |name: &str| format!("{path}[].{name}").into_boxed_str();
            let names = head.columns.iter().map(|name| (name.clone(), shown(name)));
            head.shown = Some(names.collect());
        }
        head
    }

    /// The table that parts of this one's cells, or numbered groups of its columns, make; none if `spec` says neither.
    pub(super) fn derived(&self, spec: &TableSpec) -> Option<Self> {
        let mut head = match &spec.kind {
            TableKind::Parts { column, form, .. } => {
                let columns = form.columns().iter().map(|name| (*name).into());
                let mut head = Self::new(spec, &self.file, columns.collect());
                let shown = head.columns.iter().enumerate().map(|(at, name)| {
                    let shown = if at == 0 {
                        column.as_str().into()
                    } else {
                        format!("{column}: {name}").into()
                    };
                    (name.clone(), shown)
                });
                head.shown = Some(shown.collect());
                head.in_parts = true;
                if !self.has_column(column) {
                    head.lacking = head.columns.iter().cloned().collect();
                }
                head
            }
            TableKind::Repeat { columns, times, .. } => {
                let names = columns.iter().map(|(name, _)| name.as_str().into());
                let mut head = Self::new(spec, &self.file, names.collect());
                let shown = columns
                    .iter()
                    .map(|(name, pattern)| (name.as_str().into(), pattern.as_str().into()));
                head.shown = Some(shown.collect());
                for part in (1..=*times).filter(|part| !self.has_no_group(columns, *part)) {
                    for (name, pattern) in columns {
                        if !self.has_column(&pattern.replace("{n}", &part.to_string())) {
                            head.lacking.insert(name.as_str().into());
                        }
                    }
                }
                head
            }
            _ => return None,
        };
        head.unreadable = self.unreadable.clone();
        head.has_rows_of_nobody = self.has_rows_of_nobody;
        head.is_workbook = self.is_workbook;
        Some(head)
    }

    /// Whether this table ends before a group of numbered columns: up to so many groups is said, and there are fewer.
    /// The first is there, or its columns are missing.
    pub(crate) fn has_no_group(&self, patterns: &[(String, String)], part: usize) -> bool {
        let mut columns = patterns
            .iter()
            .map(|(_, pattern)| pattern.replace("{n}", &part.to_string()));
        part > 1 && columns.all(|column| !self.has_column(&column))
    }

    pub(crate) fn has_column(&self, column: &str) -> bool {
        self.index.contains_key(column) && !self.lacking.contains(column)
    }

    pub(super) fn lacks_columns(&self) -> bool {
        !self.lacking.is_empty()
    }

    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|name| &**name)
    }

    /// Where a column stands in the rows.
    pub(crate) fn place_of(&self, column: &str) -> Option<usize> {
        self.index.get(column).copied()
    }

    /// What the source calls a row.
    pub(super) fn id_column(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// A cell without the spaces around it; none if it is empty or a null word.
    pub(super) fn filled<'c>(&self, cell: &'c str) -> Option<&'c str> {
        let is_plain = |end: Option<&u8>| end.is_some_and(u8::is_ascii_graphic);
        let cell = match cell.as_bytes() {
            [] => return None,
            bytes if is_plain(bytes.first()) && is_plain(bytes.last()) => cell,
            _ => cell.trim_matches(is_blank),
        };
        let is_filled = !cell.is_empty() && !self.nulls.iter().any(|null| null == cell);
        is_filled.then_some(cell)
    }

    /// Where a cell of a row stands, in the file's own words.
    pub(super) fn place(&self, row: &Row, column: Option<&str>) -> Place {
        let shown = column.map(|column| self.shown_as(column, row.part));
        place(&self.file, row.line, shown.as_deref())
    }

    /// What a column of a group is called in the file.
    pub(crate) fn shown_as(&self, column: &str, part: usize) -> String {
        let shown = self.shown.as_ref().and_then(|shown| shown.get(column));
        shown
            .map_or(column, |shown| shown)
            .replace("{n}", &part.to_string())
    }
}
