//! The rows of some people in all tables.

use super::{
    Key, Survey,
    table::{Row, Table},
};
use crate::{
    NoticeKind,
    listed::Place,
    log::{Log, Merged, place},
    mapping::TableKind,
};
use std::{collections::BTreeMap, io, sync::Arc};

/// The tables of an extract as far as they are about some people, in the order of the mapping's names.
pub(crate) struct Extract<'s> {
    tables: BTreeMap<&'s str, usize>,
    /// By the numbers of the tables in the mapping.
    numbered: Vec<Option<Table<'s>>>,
}

/// A person's rows in one table.
#[derive(Default)]
pub(crate) struct OwnRows {
    pub(crate) rows: Vec<usize>,
    /// A row of this person was not taken, as far as the file tells.
    pub(crate) has_lost: bool,
}

/// Rows that make no case of their own: exact repeats, and further rows of a person.
#[derive(Default)]
pub(crate) struct Again {
    /// Of each the key, where it stands, and whether it is a row of a file.
    repeats: Vec<(Arc<str>, Place, bool)>,
    merged: Vec<(Arc<str>, Merged)>,
}

impl Again {
    /// Lists what is of these people.
    pub(crate) fn tell(self, is_of: impl Fn(&str) -> bool, log: &mut Log) {
        for (_, merged) in self.merged.into_iter().filter(|(key, _)| is_of(key)) {
            log.merged(merged);
        }
        for (_, at, is_in_file) in self.repeats.into_iter().filter(|(key, ..)| is_of(key)) {
            // What stands inside another row is no row of the file: it is not counted there.
            if is_in_file {
                log.repeat_row(at);
            } else {
                log.notice(at, NoticeKind::Repeated, 1, None);
            }
        }
    }
}

impl Survey<'_> {
    /// The rows of these people in all tables, or in one.
    pub(crate) fn portion(
        &self,
        whose: &[Key],
        only: Option<&str>,
    ) -> io::Result<(Extract<'_>, Again)> {
        let mapping = self.mapping;
        let mut extract = Extract {
            tables: BTreeMap::new(),
            numbered: Vec::new(),
        };
        extract.numbered.resize_with(mapping.tables.len(), || None);
        let mut again = Again::default();
        for (name, (head, _)) in &self.tables {
            if only.is_some_and(|only| only != *name) {
                continue;
            }
            let mut table = Table::new(head, self.rows_before(name, whose)?);
            let spec = mapping.table(name);
            let is_in_file = spec.is_some_and(|spec| spec.file().is_some());
            let repeats = table.arrange().into_iter();
            again.repeats.extend(repeats.map(|row| {
                let at = place(&head.file, row.line, None);
                (row.key, at, is_in_file)
            }));
            if *name == mapping.people && mapping.repeats_people() {
                let used = mapping.columns_of(name);
                let merged = table.merge_people(&used, &mapping.identity_columns());
                again.merged.extend(merged);
            }
            let number = mapping.tables.iter().position(|spec| spec.name == **name);
            if let Some((number, place)) =
                number.and_then(|number| Some((number, extract.numbered.get_mut(number)?)))
            {
                *place = Some(table);
                extract.tables.insert(name, number);
            }
        }
        extract.mark_lacking(self);
        Ok((extract, again))
    }

    /// The rows of a table before they are arranged.
    pub(super) fn rows_before(&self, name: &str, whose: &[Key]) -> io::Result<Vec<Row>> {
        let Some((head, kept)) = self.tables.get(name) else {
            return Ok(Vec::new());
        };
        let spec = self.mapping.table(name);
        if !kept.is_derived() {
            return kept.rows(whose, &self.keys, head);
        }
        let parent = spec.and_then(|spec| spec.parent());
        let parent = parent.and_then(|parent| self.tables.get_key_value(parent.as_str()));
        match parent.zip(spec) {
            Some(((_, (head, kept)), spec)) => {
                let parent = Table::new(head, kept.rows(whose, &self.keys, head)?);
                Ok(parent.derived_rows(spec))
            }
            None => Ok(Vec::new()),
        }
    }
}

impl Extract<'_> {
    pub(crate) fn table(&self, name: &str) -> Option<&Table<'_>> {
        self.table_at(*self.tables.get(name)?)
    }

    /// The table of that number in the mapping.
    pub(crate) fn table_at(&self, number: usize) -> Option<&Table<'_>> {
        self.numbered.get(number)?.as_ref()
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Table<'_>)> {
        let all = self.tables.iter();
        all.filter_map(|(name, number)| Some((*name, self.table_at(*number)?)))
    }

    /// The rows of one person, by the numbers of the tables.
    pub(crate) fn own_rows(&self, key: &str) -> Vec<OwnRows> {
        let of_table = |table: &Table<'_>| OwnRows {
            rows: table.of_person(key).collect(),
            has_lost: table.has_lost_rows_of(key),
        };
        let all = self.numbered.iter();
        all.map(|table| table.as_ref().map(of_table).unwrap_or_default())
            .collect()
    }

    /// Where a list is not there that is a table of its own, and may stand under another name or in another form, that table
    /// lacks rows.
    fn mark_lacking(&mut self, survey: &Survey<'_>) {
        for spec in &survey.mapping.tables {
            let TableKind::Inside { of, path } = &spec.kind else {
                continue;
            };
            let name = spec.name.as_str();
            let (Some(parent), Some(table)) = (self.table(of), self.table(name)) else {
                continue;
            };
            let lacks = parent.rows().iter().filter(|row| {
                table.of_person(&row.key).is_empty() && parent.may_stand_elsewhere(row, path)
            });
            let lacks: Vec<Arc<str>> = lacks.map(|row| Arc::clone(&row.key)).collect();
            let number = self.tables.get(name).copied();
            let place = number.and_then(|number| self.numbered.get_mut(number));
            if let Some(Some(table)) = place {
                table.lacking.extend(lacks);
            }
        }
    }

    /// Whether a column that is read by nobody and left out by nobody holds anything of this person.
    pub(crate) fn has_unread_column(&self, key: &str) -> bool {
        self.numbered.iter().flatten().any(|table| {
            let mut rows = table.of_person(key).filter_map(|at| table.row(at));
            rows.any(|row| {
                let mut columns = table.unread_columns.iter();
                columns.any(|column| table.get(row, column).is_some())
                    || table.unread_of(row).next().is_some()
            })
        })
    }
}
