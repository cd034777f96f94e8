//! The people of an extract of JSON lines, each with their own line.

use crate::judge::{Cell, Person};
use handover_interop::{ExtractFile, built_in_extract};
use serde_json::Value;
use std::{cmp::Reverse, collections::BTreeSet};

pub(crate) struct JsonPerson {
    file: String,
    object: Value,
    /// Other people, who stand below.
    company: Vec<Value>,
    cells: Vec<Cell>,
    /// Where each cell stands, as a JSON pointer.
    at: Vec<String>,
}

pub(crate) fn of(extract: &str) -> Vec<JsonPerson> {
    let files = built_in_extract(extract).unwrap();
    let [file] = files.as_slice() else {
        panic!("the extract is one file");
    };
    let text = std::str::from_utf8(file.bytes()).unwrap();
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty());
    let people: Vec<_> = lines
        .map(|(line, nth)| person(file.name(), line, nth))
        .collect();
    let company = company(&people);
    let people = people.into_iter().map(|mut person| {
        let others = company.iter().filter(|line| **line != person.object);
        person.company = others.cloned().collect();
        person
    });
    people.collect()
}

/// A few people who have every path between them: alone, somebody would lack columns that the extract has.
fn company(people: &[JsonPerson]) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let mut company = Vec::new();
    let mut people: Vec<_> = people.iter().collect();
    people.sort_by_key(|person| Reverse(person.cells.len()));
    for person in people {
        let before = seen.len();
        seen.extend(person.cells.iter().map(|cell| &cell.shown));
        if seen.len() > before {
            company.push(person.object.clone());
        }
    }
    company
}

fn person(file: &str, line: &str, nth: u64) -> JsonPerson {
    let mut person = JsonPerson {
        file: file.to_owned(),
        object: serde_json::from_str(line).unwrap(),
        company: Vec::new(),
        cells: Vec::new(),
        at: Vec::new(),
    };
    let object = person.object.clone();
    person.walk(&object, &Path::default(), nth);
    person
}

/// The way to a value: as a pointer, as lists show it, and by the table and column of the mapping.
#[derive(Clone, Default)]
struct Path {
    pointer: String,
    shown: String,
    list: String,
    column: String,
    row: usize,
}

impl JsonPerson {
    fn walk(&mut self, value: &Value, path: &Path, line: u64) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let mut inner = path.clone();
                    inner.pointer += &format!("/{name}");
                    for way in [&mut inner.shown, &mut inner.column] {
                        if !way.is_empty() {
                            way.push('.');
                        }
                        way.push_str(name);
                    }
                    self.walk(value, &inner, line);
                }
            }
            Value::Array(items) => {
                for (row, value) in items.iter().enumerate() {
                    let inner = Path {
                        pointer: format!("{}/{row}", path.pointer),
                        shown: format!("{}[]", path.shown),
                        list: path.shown.clone(),
                        column: String::new(),
                        row,
                    };
                    self.walk(value, &inner, line);
                }
            }
            Value::Null => {}
            Value::String(text) if text.trim().is_empty() => {}
            leaf => {
                let text = leaf
                    .as_str()
                    .map_or_else(|| leaf.to_string(), str::to_owned);
                let is_item = path.shown.ends_with(']');
                let column = if is_item { "value" } else { &path.column };
                let shown = match is_item {
                    true => format!("{}.value", path.shown),
                    false => path.shown.clone(),
                };
                self.at.push(path.pointer.clone());
                self.cells.push(Cell {
                    file: self.file.clone(),
                    line,
                    slice_line: 1,
                    row: path.row,
                    column: shown.clone(),
                    shown,
                    left_out: format!("{}/{column}", path.list),
                    value: text,
                });
            }
        }
    }
}

impl Person for JsonPerson {
    fn cells(&self) -> &[Cell] {
        &self.cells
    }

    fn extract(&self, change: Option<(usize, &str)>) -> Vec<ExtractFile> {
        let mut object = self.object.clone();
        if let Some((cell, to)) = change {
            let leaf = object.pointer_mut(&self.at[cell]).unwrap();
            *leaf = match leaf {
                Value::String(_) => to.into(),
                _ => serde_json::from_str(to).unwrap_or_else(|_| to.into()),
            };
        }
        let lines = std::iter::once(&object).chain(&self.company);
        let lines: String = lines.map(|line| format!("{line}\n")).collect();
        vec![ExtractFile::new(self.file.as_str(), lines.into_bytes())]
    }
}
