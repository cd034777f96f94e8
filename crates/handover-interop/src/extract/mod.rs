//! An extract as it was read: tables of rows, joined by the key of the person.

mod header;
mod json_lines;
mod rows;
mod strangers;
mod table;
mod workbook;

pub(crate) use table::{Merged, Row, Table};

use crate::{
    Extent, ExtractFile, NoticeKind, RejectionReason,
    log::{Log, place},
    mapping::{Mapping, TableKind, TableSpec},
    text_forms::without_blanks,
};
use handover_sheet::{Book, Decoded, SheetError};
use json_lines::Flat;
use rows::Reading;
use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

/// All tables of an extract, in the order of the mapping's names.
pub(crate) struct Extract {
    tables: BTreeMap<String, Table>,
    /// Columns that the mapping neither reads nor leaves out, by table.
    unread: BTreeMap<String, Vec<Box<str>>>,
}

/// An object of a JSON table on its way to a row.
struct Record {
    line: u64,
    key: Box<str>,
    flat: Flat,
}

impl Extract {
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.tables
            .iter()
            .map(|(name, table)| (name.as_str(), table))
    }

    /// Reads every table that the mapping names; what cannot be read is listed.
    pub(crate) fn read(mapping: &Mapping, sources: &[ExtractFile], log: &mut Log) -> Self {
        let mut tables = BTreeMap::new();
        let mut records: BTreeMap<&str, Vec<Record>> = BTreeMap::new();
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
                let is_people = spec.name == mapping.people;
                let reading = Reading::new(spec, &file, is_people);
                let mut used = mapping.columns_of(&spec.name);
                used.extend(mapping.left_out_of(&spec.name));
                let table = if Book::is_workbook(source.bytes()) {
                    workbook::read(reading, &used, mapping, source.bytes(), log)
                } else {
                    decode(spec, &file, source.bytes(), log)
                        .and_then(|bytes| reading.read_csv(&used, &bytes, log))
                };
                tables.extend(table.map(|table| (spec.name.clone(), table)));
            } else if let Some(bytes) = decode(spec, &file, source.bytes(), log) {
                records.insert(&spec.name, read_records(spec, &file, &bytes, log));
            }
            all.absorb(again);
        }
        Self::add_inner_tables(mapping, &mut records, &mut tables);
        let people = mapping.table(&mapping.people);
        let people = people.map(|spec| mapping.file_of(spec));
        for table in tables.values_mut() {
            // A line that is no object does not tell whose it is.
            let is_json = table.file.ends_with("jsonl") || table.file.ends_with("ndjson");
            table.has_rows_of_nobody |=
                is_json && people != Some(&*table.file) && log.row_count(&table.file).rejected > 0;
        }
        for (name, table) in Self::repeated_groups(mapping, &tables) {
            tables.insert(name, table);
        }
        let named = |source: &ExtractFile| mapping.names_file(source.name());
        for source in sources.iter().filter(|source| !named(source)) {
            let at = place(&Arc::from(source.name()), 0, None);
            log.notice(at, NoticeKind::FileNotMapped, 1, None);
        }
        strangers::claim(mapping, &mut tables);
        for (name, table) in &mut tables {
            let spec = mapping.table(name);
            let has_file = spec.is_some_and(|spec| spec.file().is_some());
            let repeats = table.arrange();
            if *name == mapping.people && mapping.repeats_people() {
                let used = mapping.columns_of(name);
                log.merged(table.merge_people(&used, &mapping.identity_columns()));
            }
            for repeat in repeats {
                // What stands inside another row is no row of the file: it is not counted there.
                if has_file {
                    log.repeat_row(repeat);
                } else {
                    log.notice(repeat, NoticeKind::Repeated, 1, None);
                }
            }
        }
        let unread = unread_columns(mapping, &tables);
        mark_unread(mapping, &unread, &mut tables);
        Self { tables, unread }
    }

    /// Whether such a column holds anything of this person.
    pub(crate) fn has_unread_column(&self, key: &str) -> bool {
        let has_list = |table: &Table| {
            let mut rows = table.of_person(key).filter_map(|at| table.row(at));
            !table.unread.is_empty() && rows.any(|row| table.unread_of(row).next().is_some())
        };
        self.tables.values().any(has_list)
            || self.unread.iter().any(|(name, columns)| {
                self.tables.get(name).is_some_and(|table| {
                    let mut rows = table.of_person(key).filter_map(|at| table.row(at));
                    rows.any(|row| {
                        columns
                            .iter()
                            .any(|column| table.get(row, column).is_some())
                    })
                })
            })
    }

    /// Lists inside JSON objects become tables of their own, keyed as what they stand in.
    fn add_inner_tables<'m>(
        mapping: &'m Mapping,
        records: &mut BTreeMap<&'m str, Vec<Record>>,
        tables: &mut BTreeMap<String, Table>,
    ) {
        let mut waiting: Vec<&TableSpec> = mapping.tables.iter().collect();
        waiting.retain(|spec| matches!(spec.kind, TableKind::Inside { .. }));
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|spec| {
                let TableKind::Inside { of, path } = &spec.kind else {
                    return false;
                };
                let Some(parents) = records.get_mut(of.as_str()) else {
                    return true;
                };
                let mut inner = Vec::new();
                for parent in parents {
                    let items = parent.flat.take_list(path);
                    inner.extend(items.into_iter().map(|flat| Record {
                        line: parent.line,
                        key: parent.key.clone(),
                        flat,
                    }));
                }
                records.insert(&spec.name, inner);
                false
            });
            if waiting.len() == before {
                break; // what they stand in was not read, which is listed already
            }
        }
        for spec in &mapping.tables {
            let Some(found) = records.remove(spec.name.as_str()) else {
                continue;
            };
            let file: Arc<str> = mapping.file_of(spec).into();
            let rows = found
                .into_iter()
                .map(|record| (record.line, record.key, record.flat));
            tables.insert(spec.name.clone(), Table::from_flat(spec, &file, rows));
        }
    }

    /// Numbered groups of columns (`CHILD1_NAME`, `CHILD2_NAME`) and parts of cells become tables of their own.
    fn repeated_groups(
        mapping: &Mapping,
        tables: &BTreeMap<String, Table>,
    ) -> Vec<(String, Table)> {
        let repeats = mapping.tables.iter().filter_map(|spec| {
            let parent = tables.get(spec.parent()?)?;
            let table = match &spec.kind {
                TableKind::Repeat { columns, times, .. } => parent.repeated(spec, columns, *times),
                TableKind::Parts {
                    column,
                    split,
                    form,
                    ..
                } => parent.parts(spec, column, split, *form),
                _ => return None,
            };
            Some((spec.name.clone(), table))
        });
        repeats.collect()
    }
}

/// The text of a file; what cannot be read as text is listed.
fn decode<'b>(
    spec: &TableSpec,
    file: &Arc<str>,
    bytes: &'b [u8],
    log: &mut Log,
) -> Option<Cow<'b, [u8]>> {
    let decoded = spec.encoding.decode(bytes);
    match &decoded {
        Err(error) => {
            let (line, reason) = match *error {
                SheetError::BadEncoding { line } => (line, RejectionReason::BadEncoding),
                error => (0, RejectionReason::Unreadable(error)),
            };
            log.reject(place(file, line, None), Extent::File, reason, None);
        }
        Ok(Decoded::Utf8(_)) => log.notice_once(place(file, 0, None), NoticeKind::Utf8),
        Ok(Decoded::Windows1252(_)) => {
            log.notice_once(place(file, 0, None), NoticeKind::Windows1252);
        }
        Ok(_) => {}
    }
    decoded.ok().map(Decoded::into_bytes)
}

/// What the mapping neither reads nor leaves out; of numbered groups the columns are their parent's.
fn unread_columns(
    mapping: &Mapping,
    tables: &BTreeMap<String, Table>,
) -> BTreeMap<String, Vec<Box<str>>> {
    let mut unread = BTreeMap::new();
    for (name, table) in tables {
        let kind = mapping.table(name).map(|spec| &spec.kind);
        if matches!(kind, Some(TableKind::Repeat { .. })) {
            continue;
        }
        let mut fed = mapping.fed_with(name);
        if fed.is_empty() {
            fed.push(name);
        }
        let used: Vec<&str> = fed.iter().flat_map(|one| mapping.columns_of(one)).collect();
        let is_unread = |column: &&str| {
            let is_left_out = |table: &&str| mapping.why_left_out(table, column).is_some();
            let is_left_out = fed.iter().any(is_left_out);
            !column.is_empty() && !is_left_out && !used.contains(column)
        };
        let columns: Vec<Box<str>> = table.columns().filter(is_unread).map(Box::from).collect();
        if !columns.is_empty() {
            unread.insert(name.clone(), columns);
        }
    }
    unread
}

/// Tells the tables of objects what of them is not read. Where a list is not there that is a table of its own, and may
/// stand under another name or in another form, that table lacks rows.
fn mark_unread(
    mapping: &Mapping,
    unread: &BTreeMap<String, Vec<Box<str>>>,
    tables: &mut BTreeMap<String, Table>,
) {
    for spec in &mapping.tables {
        let is_objects = matches!(
            spec.kind,
            TableKind::Inside { .. } | TableKind::JsonLines { .. }
        );
        if let Some(table) = tables.get_mut(&spec.name).filter(|_| is_objects) {
            let columns = unread.get(&spec.name).into_iter().flatten().cloned();
            let is_left_out = |list: &&str| mapping.why_left_out(&spec.name, list).is_some();
            let lists = table.left_lists.keys().map(String::as_str);
            let lists = lists.filter(|list| !is_left_out(list)).map(Box::from);
            table.unread = columns.chain(lists).collect();
        }
    }
    for spec in &mapping.tables {
        let TableKind::Inside { of, path } = &spec.kind else {
            continue;
        };
        let (Some(parent), Some(table)) = (tables.get(of), tables.get(&spec.name)) else {
            continue;
        };
        let lacks = parent.rows().iter().filter(|row| {
            table.of_person(&row.key).is_empty() && parent.may_stand_elsewhere(row, path)
        });
        let lacks: Vec<Box<str>> = lacks.map(|row| row.key.clone()).collect();
        if let Some(table) = tables.get_mut(&spec.name) {
            table.unreadable.extend(lacks);
        }
    }
}

fn read_records(spec: &TableSpec, file: &Arc<str>, bytes: &[u8], log: &mut Log) -> Vec<Record> {
    let mut records = Vec::new();
    json_lines::read(file, bytes, log, |line, flat, log| {
        let key = flat.get(&spec.key).filter(|key| !spec.is_null(key));
        let Some(key) = key.map(|key| Box::from(without_blanks(key))) else {
            let at = place(file, line, Some(&spec.key));
            log.lose_row(at, RejectionReason::KeyMissing, None);
            return;
        };
        records.push(Record { line, key, flat });
    });
    records
}
