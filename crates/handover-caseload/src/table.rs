//! Tables that people write: a heading, separated by commas or semicolons; one row for each case.

use std::{collections::BTreeMap, fs, path::Path, str::FromStr};

use csv::{ReaderBuilder, StringRecord};
use handover_dataset::CaseReference;

use crate::{
    FileError, MistakeKind, Place,
    mistake::Mistakes,
    nearest::{nearest, nearest_day},
};

/// The cells of one row.
pub(crate) struct Cells<'a> {
    columns: &'a BTreeMap<&'static str, usize>,
    record: &'a StringRecord,
    line: usize,
}

impl Cells<'_> {
    pub(crate) fn of(&self, column: &str) -> &str {
        let at = self.columns.get(column).copied();
        at.and_then(|at| self.record.get(at))
            .unwrap_or_default()
            .trim()
    }

    pub(crate) fn filled(
        &self,
        column: &str,
        is: &'static str,
        mistakes: &mut Mistakes,
    ) -> Option<String> {
        let cell = self.of(column);
        if cell.is_empty() {
            let member = column.to_owned();
            mistakes.at(Place::Line(self.line), MistakeKind::Empty { member, is });
            return None;
        }
        Some(cell.to_owned())
    }

    pub(crate) fn parsed<T: FromStr>(
        &self,
        column: &str,
        is: &str,
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let parsed = self.of(column).parse().ok();
        if parsed.is_none() {
            let meant = nearest_day(self.of(column)).map(|day| day.to_string());
            self.not_of_form(column, is, meant, mistakes);
        }
        parsed
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(
        &self,
        column: &str,
        words: &[(&str, T)],
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let cell = self.of(column);
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == cell) {
            return Some(*meaning);
        }
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let meant = nearest(cell, names.iter().copied()).map(str::to_owned);
        self.not_of_form(column, &names.join(" or "), meant, mistakes);
        None
    }

    fn not_of_form(&self, column: &str, is: &str, meant: Option<String>, mistakes: &mut Mistakes) {
        let kind = MistakeKind::NotOfForm {
            member: column.to_owned(),
            is: is.to_owned(),
        };
        mistakes.meant(Place::Line(self.line), kind, meant);
    }
}

/// Reads a table. Every mistake is told with its line, and none with what stands there: it may name a
/// person. A column that nobody reads is a mistake: whoever filled it in meant something by it.
pub(crate) fn table<T>(
    path: &Path,
    columns: &'static [&'static str],
    row: impl Fn(&Cells<'_>, &mut Mistakes) -> Option<T>,
) -> Result<BTreeMap<CaseReference, T>, FileError> {
    let bytes = fs::read(path).map_err(|error| FileError::Io(path.to_owned(), error))?;
    let no_table = || FileError::NotATable {
        path: path.to_owned(),
        columns,
    };
    let text = str::from_utf8(&bytes).map_err(|_| no_table())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| no_table())?.clone();
    let mut mistakes = Mistakes::default();
    let places = places(&headings, columns, &mut mistakes);
    let mut rows = BTreeMap::new();
    if places.len() == columns.len() {
        for record in reader.records() {
            let record = record.map_err(|_| no_table())?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells = Cells {
                columns: &places,
                record: &record,
                line: usize::try_from(line).unwrap_or(usize::MAX),
            };
            let case = cells.parsed::<CaseReference>("case", "a case reference", &mut mistakes);
            let value = row(&cells, &mut mistakes);
            if let (Some(case), Some(value)) = (case, value)
                && rows.insert(case, value).is_some()
            {
                mistakes.at(Place::Line(cells.line), MistakeKind::Twice);
            }
        }
    }
    mistakes.end(path)?;
    Ok(rows)
}

/// Where each column stands.
fn places(
    headings: &StringRecord,
    columns: &'static [&'static str],
    mistakes: &mut Mistakes,
) -> BTreeMap<&'static str, usize> {
    let mut places = BTreeMap::new();
    for (at, name) in headings.iter().enumerate() {
        let name = name.trim();
        match columns.iter().find(|column| **column == name) {
            Some(column) if !places.contains_key(column) => drop(places.insert(*column, at)),
            // A spreadsheet writes a separator too many.
            None if name.is_empty() => {}
            _ => {
                let kind = MistakeKind::UnknownColumn {
                    place: at.saturating_add(1),
                    columns: columns.join(", "),
                };
                let meant = nearest(name, columns.iter().copied()).map(str::to_owned);
                mistakes.meant(Place::Line(1), kind, meant);
            }
        }
    }
    for column in columns {
        if !places.contains_key(column) {
            mistakes.at(Place::Line(1), MistakeKind::NoColumn(column));
        }
    }
    places
}
