//! The people of an extract of CSV files, each with the rows that are theirs.

use crate::judge::{Cell, Person};
use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use handover_interop::{ExtractFile, built_in_extract};
use std::collections::BTreeMap;

struct File {
    name: String,
    header: StringRecord,
    rows: Vec<StringRecord>,
}

pub(crate) struct CsvPerson {
    files: Vec<File>,
    cells: Vec<Cell>,
    /// File, row and column of each cell.
    at: Vec<[usize; 3]>,
}

/// Each person alone: all files, with their rows only.
pub(crate) fn of(extract: &str, key: &str) -> Vec<CsvPerson> {
    let mut people: BTreeMap<String, BTreeMap<usize, Vec<(u64, StringRecord)>>> = BTreeMap::new();
    let mut headers = Vec::new();
    for (nth, file) in built_in_extract(extract).unwrap().iter().enumerate() {
        let bytes = file.bytes().strip_prefix(b"\xef\xbb\xbf");
        let mut reader = ReaderBuilder::new().from_reader(bytes.unwrap_or_else(|| file.bytes()));
        let header = reader.headers().unwrap().clone();
        let of = header.iter().position(|column| column == key);
        for row in reader.records() {
            let row = row.unwrap();
            let Some(of) = of else { continue };
            let line = row.position().unwrap().line();
            let of = people.entry(row[of].to_owned()).or_default();
            of.entry(nth).or_default().push((line, row));
        }
        headers.push((file.name().to_owned(), header));
    }
    people
        .into_values()
        .map(|rows| person(&headers, rows, key))
        .collect()
}

fn person(
    headers: &[(String, StringRecord)],
    mut rows: BTreeMap<usize, Vec<(u64, StringRecord)>>,
    key: &str,
) -> CsvPerson {
    let (mut files, mut cells, mut at) = (Vec::new(), Vec::new(), Vec::new());
    for (nth, (name, header)) in headers.iter().enumerate() {
        let table = name.trim_end_matches(".csv");
        let rows = rows.remove(&nth).unwrap_or_default();
        for (row, (line, record)) in rows.iter().enumerate() {
            let filled = record.iter().zip(header).enumerate();
            for (column, (value, heading)) in filled {
                let value = value.trim();
                let repeats = || rows.iter().filter(|(_, other)| other == record).count() > 1;
                // A row that stands there twice is one: whose it is, the other tells too.
                if value.is_empty() || value == "NA" || heading == key && repeats() {
                    continue;
                }
                at.push([nth, row, column]);
                cells.push(Cell {
                    file: name.clone(),
                    line: *line,
                    slice_line: 0,
                    row,
                    column: heading.to_owned(),
                    shown: heading.to_owned(),
                    left_out: format!("{table}.{heading}"),
                    value: value.to_owned(),
                });
            }
        }
        let rows = rows.into_iter().map(|(_, record)| record).collect();
        files.push(File {
            name: name.clone(),
            header: header.clone(),
            rows,
        });
    }
    let mut person = CsvPerson { files, cells, at };
    let lines: Vec<Vec<u64>> = (0..person.files.len())
        .map(|nth| {
            let bytes = person.written(nth, None);
            let mut reader = ReaderBuilder::new().from_reader(bytes.as_slice());
            let lines = reader.records();
            lines
                .map(|row| row.unwrap().position().unwrap().line())
                .collect()
        })
        .collect();
    for (cell, [file, row, _]) in person.cells.iter_mut().zip(&person.at) {
        cell.slice_line = lines[*file][*row];
    }
    person
}

impl CsvPerson {
    fn written(&self, nth: usize, change: Option<([usize; 3], &str)>) -> Vec<u8> {
        let file = &self.files[nth];
        let mut writer = WriterBuilder::new().from_writer(Vec::new());
        writer.write_record(&file.header).unwrap();
        for (row, record) in file.rows.iter().enumerate() {
            let cells = record.iter().enumerate().map(|(column, value)| {
                let changed = change.filter(|(at, _)| *at == [nth, row, column]);
                changed.map_or(value, |(_, to)| to)
            });
            writer.write_record(cells).unwrap();
        }
        writer.into_inner().unwrap()
    }
}

impl Person for CsvPerson {
    fn cells(&self) -> &[Cell] {
        &self.cells
    }

    fn extract(&self, change: Option<(usize, &str)>) -> Vec<ExtractFile> {
        let change = change.map(|(cell, to)| (self.at[cell], to));
        let files = self.files.iter().enumerate();
        let files = files.map(|(nth, file)| (file.name.clone(), self.written(nth, change)));
        files
            .map(|(name, bytes)| ExtractFile::new(name, bytes))
            .collect()
    }
}
