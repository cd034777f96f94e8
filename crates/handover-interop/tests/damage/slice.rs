//! A few people who together have every code and every kind of row of an extract, so that a damage costs little.

use handover_interop::ExtractFile;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) type Coded = BTreeSet<(String, String)>;

/// Columns of few words that are texts all the same: whatever stands there is carried.
const TEXTS: [&str; 20] = [
    "LA", "GPPTCE", "TAKEHOME", "TOWN", "NAME", "FORENAME", "SURNAME", "KNOWNAS", "ORGNAME",
    "GPNAME", "PHARMACY", "PRESCR", "ASSESSOR", "SOCWKR", "NOKREL", "ORGCODE", "FORM", "HEPBVAC",
    "HEPBSTAT", "HEPCSTAT",
];

/// Columns of codes, days and numbers: another word in one of them is seen.
pub(crate) fn coded_columns(files: &[ExtractFile]) -> Coded {
    let mut coded = Coded::new();
    for file in files.iter().filter(|file| is_csv(file)) {
        let rows = rows(file.bytes());
        for (at, name) in rows[0].iter().enumerate() {
            let cells = rows.iter().skip(1).map(|row| text(&row[at]));
            let is_text = TEXTS.contains(&text(name).as_str());
            if !is_text && is_coded(cells.filter(|cell| !is_nothing(cell))) {
                coded.insert((file.name().to_owned(), text(name)));
            }
        }
    }
    coded
}

/// The same of the members of objects, by their path without numbers of items.
pub(crate) fn coded_members(files: &[ExtractFile]) -> Coded {
    let mut by_path: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files.iter().filter(|file| !is_csv(file)) {
        for object in objects(file.bytes()) {
            leaves(&object, "", &mut |path, value| {
                by_path.entry(path.to_owned()).or_default().push(value);
            });
        }
    }
    let coded = by_path
        .into_iter()
        .filter(|(_, values)| is_coded(values.iter().cloned()));
    coded.map(|(path, _)| (String::new(), path)).collect()
}

fn is_coded(cells: impl Iterator<Item = String>) -> bool {
    let (mut words, mut count, mut is_short) = (BTreeSet::new(), 0, true);
    for cell in cells {
        is_short &= cell.len() <= 20 && cell.split(' ').count() < 3;
        words.insert(cell);
        count += 1;
    }
    let is_day = |word: &String| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits >= 8 && word.len() <= 26 && word.contains(['/', '-'])
    };
    let is_days = !words.is_empty() && words.iter().all(is_day);
    is_days || is_short && count >= 2 * words.len() && (1..=16).contains(&words.len())
}

pub(crate) fn of_tables(files: &[ExtractFile], people: usize) -> Vec<ExtractFile> {
    let mut marks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let coded = coded_columns(files);
    for file in files.iter().filter(|file| is_csv(file)) {
        let rows = rows(file.bytes());
        let Some(key) = key_column(&rows[0]) else {
            continue;
        };
        for row in rows.iter().skip(1).filter(|row| row.len() == rows[0].len()) {
            for (name, cell) in rows[0].iter().map(|name| text(name)).zip(row) {
                let is_coded = coded.contains(&(file.name().to_owned(), name.clone()));
                let cell = if is_coded {
                    text(cell)
                } else {
                    (!cell.is_empty()).to_string()
                };
                let mark = format!("{}.{name}={cell}", file.name());
                marks.entry(text(&row[key])).or_default().insert(mark);
            }
        }
    }
    let chosen = cover(marks, people);
    let files = files.iter().filter(|file| is_csv(file)).map(|file| {
        let all = rows(file.bytes());
        let Some(key) = key_column(&all[0]) else {
            return file.clone();
        };
        let kept = all.iter().enumerate().filter(|(at, row)| {
            *at == 0 || row.get(key).is_some_and(|key| chosen.contains(&text(key)))
        });
        ExtractFile::new(file.name(), written(kept.map(|(_, row)| row), b','))
    });
    files.collect()
}

pub(crate) fn of_objects(files: &[ExtractFile], people: usize) -> Vec<ExtractFile> {
    let coded = coded_members(files);
    let files = files.iter().filter(|file| !is_csv(file)).map(|file| {
        let mut marks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for object in objects(file.bytes()) {
            let key = object["recordId"].as_str().unwrap().to_owned();
            let marks = marks.entry(key).or_default();
            leaves(&object, "", &mut |path, value| {
                let is_coded = coded.contains(&(String::new(), path.to_owned()));
                marks.insert(if is_coded {
                    format!("{path}={value}")
                } else {
                    path.to_owned()
                });
            });
        }
        let chosen = cover(marks, people);
        let lines = file.bytes().split(|byte| *byte == b'\n');
        let is_chosen = |line: &&[u8]| {
            let object: Result<Value, _> = serde_json::from_slice(line);
            object.is_ok_and(|object| chosen.contains(object["recordId"].as_str().unwrap()))
        };
        let lines: Vec<&[u8]> = lines.filter(is_chosen).collect();
        ExtractFile::new(file.name(), lines.join(&b'\n'))
    });
    files.collect()
}

/// Takes whoever has most of what nobody taken has.
fn cover(mut marks: BTreeMap<String, BTreeSet<String>>, people: usize) -> BTreeSet<String> {
    let (mut chosen, mut covered) = (BTreeSet::new(), BTreeSet::new());
    while chosen.len() < people {
        let gain = |marks: &BTreeSet<String>| marks.difference(&covered).count();
        let Some(best) = marks.iter().max_by_key(|(_, marks)| gain(marks)) else {
            break;
        };
        let best = best.0.clone();
        covered.extend(marks.remove(&best).unwrap());
        chosen.insert(best);
    }
    chosen
}

/// Hands on each value that is neither list nor object, with its path.
pub(crate) fn leaves(value: &Value, path: &str, take: &mut impl FnMut(&str, String)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                leaves(value, &format!("{path}/{name}"), take);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, take)),
        Value::Null => {}
        Value::String(text) => take(path, text.clone()),
        other => take(path, other.to_string()),
    }
}

pub(crate) fn objects(bytes: &[u8]) -> Vec<Value> {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

pub(crate) type Rows = Vec<Vec<Vec<u8>>>;

pub(crate) fn rows(bytes: &[u8]) -> Rows {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.has_headers(false).flexible(true).from_reader(bytes);
    let records = reader.byte_records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(<[u8]>::to_vec).collect())
        .collect()
}

pub(crate) fn written<'r>(rows: impl Iterator<Item = &'r Vec<Vec<u8>>>, delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new();
    let mut writer = writer
        .flexible(true)
        .delimiter(delimiter)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

pub(crate) fn key_column(header: &[Vec<u8>]) -> Option<usize> {
    header.iter().position(|name| name == b"CLIENTID")
}

pub(crate) fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}

pub(crate) fn is_nothing(cell: &str) -> bool {
    matches!(cell.trim(), "" | "NA")
}

pub(crate) fn is_csv(file: &ExtractFile) -> bool {
    file.name().ends_with(".csv")
}
