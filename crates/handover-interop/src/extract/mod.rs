//! An extract: what its tables are, and the rows of some people at a time, joined by the key of the person.

mod csv_rows;
mod head;
mod header;
mod json_lines;
mod kept;
mod keys;
mod objects;
mod portion;
mod rows;
mod strangers;
mod table;
mod text;
mod workbook;

pub(crate) use head::Head;
pub(crate) use portion::{Again, Extract, OwnRows};
pub(crate) use strangers::Strangers;
pub(crate) use table::{Row, Table};
pub(crate) use text::held_at;

use crate::{
    Extent, ExtractSource, NoticeKind, RejectionReason,
    log::{Log, place},
    mapping::{Mapping, TableKind, TableSpec},
};
use kept::Kept;
use keys::Keys;
use objects::Object;
use rows::Reading;
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};
use text::Text;

/// All tables of an extract, in the order of the mapping's names, and where the rows of each person stand.
pub(crate) struct Survey<'s> {
    mapping: &'s Mapping,
    tables: BTreeMap<&'s str, (Head, Kept<'s>)>,
    keys: Keys,
    /// The text in which each person is a line.
    lines_of_people: Option<Text<'s>>,
}

/// A person, by the number of the key.
pub(crate) type Key = u32;

impl<'s> Survey<'s> {
    /// Reads through every table that the mapping names; what cannot be read is listed.
    pub(crate) fn read(
        mapping: &'s Mapping,
        sources: &[&'s dyn ExtractSource],
        log: &mut Log,
    ) -> io::Result<Self> {
        let mut survey = Self {
            mapping,
            tables: BTreeMap::new(),
            keys: Keys::default(),
            lines_of_people: None,
        };
        let mut objects: BTreeMap<&str, Vec<Object>> = BTreeMap::new();
        for spec in &mapping.tables {
            let (Some(name), Some(file)) = (spec.file(), spec.label()) else {
                continue;
            };
            let file: Arc<str> = file.into();
            let Some(source) = sources.iter().find(|source| source.name() == name) else {
                if !spec.optional {
                    log.reject(
                        place(&file, 0, None),
                        Extent::File,
                        RejectionReason::MissingFile,
                        None,
                    );
                }
                continue;
            };
            // A file that feeds a second table is listed and counted once.
            let mut again = Log::default();
            let is_first = mapping.fed_with(&spec.name).first() == Some(&spec.name.as_str());
            let all = &mut *log;
            let log = if is_first { &mut *all } else { &mut again };
            if let TableKind::Rows { .. } = spec.kind {
                let read = survey.read_rows(spec, &file, *source, log)?;
                survey
                    .tables
                    .extend(read.map(|read| (spec.name.as_str(), read)));
            } else {
                if let Some(text) = text::open(spec, &file, *source, log)? {
                    let read = objects::read(spec, &file, &text.whole()?, log);
                    objects.insert(&spec.name, read);
                    if spec.name == mapping.people {
                        survey.lines_of_people = Some(text);
                    }
                }
            }
            all.absorb(again);
        }
        objects::add_tables(&mut survey, objects);
        let people = mapping.table(&mapping.people);
        let people = people.map(|spec| mapping.file_of(spec));
        for (head, _) in survey.tables.values_mut() {
            // A line that is no object does not tell whose it is.
            let is_json = head.file.ends_with("jsonl") || head.file.ends_with("ndjson");
            head.has_rows_of_nobody |=
                is_json && people != Some(&*head.file) && log.row_count(&head.file).rejected > 0;
        }
        survey.add_derived();
        let named = |source: &&&dyn ExtractSource| mapping.names_file(source.name());
        for source in sources.iter().filter(|source| !named(source)) {
            let at = place(&Arc::from(source.name()), 0, None);
            log.notice(at, NoticeKind::FileNotMapped, 1, None);
        }
        survey.mark_unread();
        survey.hold_derived_people()?;
        Ok(survey)
    }

    fn read_rows(
        &mut self,
        spec: &'s TableSpec,
        file: &Arc<str>,
        source: &'s dyn ExtractSource,
        log: &mut Log,
    ) -> io::Result<Option<(Head, Kept<'s>)>> {
        let is_people = spec.name == self.mapping.people;
        let reading = Reading::new(spec, file, is_people, &mut self.keys);
        let mut used = self.mapping.columns_of(&spec.name);
        used.extend(self.mapping.left_out_of(&spec.name));
        if text::is_workbook(source)? {
            let bytes = text::whole(source)?;
            return Ok(workbook::read(reading, &used, self.mapping, &bytes, log));
        }
        match text::open(spec, file, source, log)? {
            Some(text) => reading.read_csv(&used, text, log),
            None => Ok(None),
        }
    }

    /// Numbered groups of columns (`CHILD1_NAME`, `CHILD2_NAME`) and parts of cells become tables of their own.
    fn add_derived(&mut self) {
        let derived = self.mapping.tables.iter().filter_map(|spec| {
            let (parent, _) = self.tables.get(spec.parent()?.as_str())?;
            Some((spec.name.as_str(), (parent.derived(spec)?, Kept::Derived)))
        });
        let derived: Vec<_> = derived.collect();
        self.tables.extend(derived);
    }

    /// Who is in a table that is made of another's is seen when it is made: of people that must be known first.
    fn hold_derived_people(&mut self) -> io::Result<()> {
        let people = self.mapping.people.as_str();
        if !matches!(self.tables.get(people), Some((_, Kept::Derived))) {
            return Ok(());
        }
        let all: Vec<Key> = self.keys.numbers().collect();
        let rows = self.rows_before(people, &all)?;
        let number = |row: &Row| self.keys.numbered(&row.key);
        let whose: Vec<Key> = rows.iter().filter_map(number).collect();
        let kept = Kept::Held(keys::ByKey::of(&whose, rows, self.keys.len()));
        if let Some((_, place)) = self.tables.get_mut(people) {
            *place = kept;
        }
        Ok(())
    }

    /// Tells the tables what of them is read by nobody and left out by nobody.
    fn mark_unread(&mut self) {
        let mut unread = unread_columns(self.mapping, &self.tables);
        for (spec, columns) in self.mapping.tables.iter().zip(&self.mapping.columns) {
            let Some((head, _)) = self.tables.get_mut(spec.name.as_str()) else {
                continue;
            };
            head.number(columns);
            let columns = unread.remove(&spec.name).unwrap_or_default();
            if matches!(
                spec.kind,
                TableKind::Inside { .. } | TableKind::JsonLines { .. }
            ) {
                let is_left_out =
                    |list: &&str| self.mapping.why_left_out(&spec.name, list).is_some();
                let lists = head.left_lists.keys().map(String::as_str);
                let lists = lists.filter(|list| !is_left_out(list)).map(Box::from);
                head.unread = columns.iter().cloned().chain(lists).collect();
            }
            head.unread_columns = columns;
        }
    }

    pub(crate) fn name_of(&self, key: Key) -> &Arc<str> {
        self.keys.name(key)
    }

    pub(crate) fn head(&self, name: &str) -> Option<&Head> {
        self.tables.get(name).map(|(head, _)| head)
    }

    pub(crate) fn heads(&self) -> impl Iterator<Item = (&'s str, &Head)> {
        self.tables.iter().map(|(name, (head, _))| (*name, head))
    }

    /// The people, and all others who have rows, each in the order of their keys.
    pub(crate) fn people(&self) -> (Vec<Key>, Vec<Key>) {
        let people = self.tables.get(self.mapping.people.as_str());
        let is_one = |key: &Key| people.is_some_and(|(_, kept)| kept.has(*key));
        let (mut people, mut others): (Vec<Key>, Vec<Key>) = self.keys.numbers().partition(is_one);
        for some in [&mut people, &mut others] {
            some.sort_by(|a, b| self.keys.name(*a).cmp(self.keys.name(*b)));
        }
        (people, others)
    }

    /// The text in which people stand, if it is one.
    pub(crate) fn text_of_people(&self) -> Option<&Text<'s>> {
        match self.tables.get(self.mapping.people.as_str())? {
            (_, Kept::Stored { text, .. }) => Some(text),
            _ => self.lines_of_people.as_ref(),
        }
    }
}

/// What the mapping neither reads nor leaves out; of numbered groups the columns are their parent's.
fn unread_columns(
    mapping: &Mapping,
    tables: &BTreeMap<&str, (Head, Kept<'_>)>,
) -> BTreeMap<String, Vec<Box<str>>> {
    let mut unread = BTreeMap::new();
    for (name, (head, _)) in tables {
        let kind = mapping.table(name).map(|spec| &spec.kind);
        if matches!(kind, Some(TableKind::Repeat { .. })) {
            continue;
        }
        let mut fed = mapping.fed_with(name);
        if fed.is_empty() {
            fed.push(name);
        }
        let used: BTreeSet<&str> = fed.iter().flat_map(|one| mapping.columns_of(one)).collect();
        let is_unread = |column: &&str| {
            let is_left_out = |table: &&str| mapping.why_left_out(table, column).is_some();
            let is_left_out = fed.iter().any(is_left_out);
            !column.is_empty() && !is_left_out && !used.contains(column)
        };
        let columns: Vec<Box<str>> = head.columns().filter(is_unread).map(Box::from).collect();
        if !columns.is_empty() {
            unread.insert((*name).to_owned(), columns);
        }
    }
    unread
}
