//! Tables of JSON objects: lines, and lists inside them.

use super::{
    Survey,
    head::Head,
    json_lines::{self, Flat},
    kept::Kept,
    keys::ByKey,
    table::Row,
};
use crate::{
    RejectionReason,
    log::{Log, place},
    mapping::{TableKind, TableSpec},
    text_forms::without_blanks,
};
use std::{collections::BTreeMap, sync::Arc};

/// An object on its way to a row.
pub(super) struct Object {
    line: u64,
    key: Box<str>,
    flat: Flat,
}

/// Reads the objects of a file; one without a key is listed.
pub(super) fn read(spec: &TableSpec, file: &Arc<str>, bytes: &[u8], log: &mut Log) -> Vec<Object> {
    let mut objects = Vec::new();
    json_lines::read(file, bytes, log, |line, flat, log| {
        let key = flat.get(&spec.key).filter(|key| !spec.is_null(key));
        let Some(key) = key.map(|key| Box::from(without_blanks(key))) else {
            let at = place(file, line, Some(&spec.key));
            log.lose_row(at, RejectionReason::KeyMissing, None);
            return;
        };
        objects.push(Object { line, key, flat });
    });
    objects
}

/// Adds the tables; lists inside objects become tables of their own, keyed as what they stand in.
pub(super) fn add_tables<'s>(survey: &mut Survey<'s>, mut objects: BTreeMap<&'s str, Vec<Object>>) {
    let specs = &survey.mapping.tables;
    let mut waiting: Vec<&TableSpec> = specs.iter().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|spec| {
            let TableKind::Inside { of, path } = &spec.kind else {
                return false;
            };
            let Some(parents) = objects.get_mut(of.as_str()) else {
                return true;
            };
            let mut inner = Vec::new();
            for parent in parents {
                let items = parent.flat.take_list(path);
                inner.extend(items.into_iter().map(|flat| Object {
                    line: parent.line,
                    key: parent.key.clone(),
                    flat,
                }));
            }
            objects.insert(&spec.name, inner);
            false
        });
        if waiting.len() == before {
            break; // what they stand in was not read, which is listed already
        }
    }
    for spec in specs {
        let Some(found) = objects.remove(spec.name.as_str()) else {
            continue;
        };
        let file: Arc<str> = survey.mapping.file_of(spec).into();
        let flats: Vec<&Flat> = found.iter().map(|object| &object.flat).collect();
        let head = Head::of_objects(spec, &file, &flats);
        let (mut whose, mut rows) = (Vec::new(), Vec::new());
        for object in &found {
            let number = survey.keys.number(&object.key);
            let key = Arc::clone(survey.keys.name(number));
            rows.push(Row::of_object(object.line, key, &object.flat, &head));
            whose.push(number);
        }
        let rows = ByKey::of(&whose, rows, survey.keys.len());
        survey.tables.insert(&spec.name, (head, Kept::Held(rows)));
    }
}
