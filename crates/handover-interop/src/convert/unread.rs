//! Who the rows of people are, before any case is made of them: by reference, and by what may be compared.

use super::{
    person::Person,
    records,
    reference::{is_reference, made_of},
};
use crate::{
    Extent, ExtractFile, Rejection,
    extract::{Extract, Row, Table},
    log::Log,
    mapping::Mapping,
    text_forms::without_blanks,
};
use handover_dataset::{CaseReference, eligibility::Record};
use handover_sheet::{Book, Decoded};
use serde_json::Value;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

// What these looks cannot read is listed when the case is drafted: their logs are nobody's.
impl Mapping {
    /// The reference of each row of people, before any case is made: one that two rows share is
    /// neither's.
    pub(super) fn references(&self, extract: &Extract, people: &Table) -> Vec<String> {
        let sections = self
            .sections
            .iter()
            .filter(|section| section.name == "handover");
        let mut fields = sections.flat_map(|section| &section.fields);
        let Some((_, specs)) = fields.find(|(name, _)| *name == "case_reference") else {
            return Vec::new();
        };
        let log = RefCell::new(Log::default());
        let reference = |row: (usize, &Row)| {
            let person = Person::new(self, extract, &log, row);
            let reference = person.field_alone("handover", "case_reference", specs);
            let id = reference
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default();
            let id = &*without_blanks(id);
            if id.is_empty() || is_reference(id) {
                id.to_owned()
            } else {
                made_of(id)
            }
        };
        people.rows().iter().enumerate().map(reference).collect()
    }

    /// The record of a person whose row is in no case, as far as it can be compared with others.
    pub(super) fn unread_person(
        &self,
        extract: &Extract,
        people: &Table,
        at: usize,
    ) -> Option<Record> {
        self.record.as_ref()?;
        let row = people.row(at)?;
        let mut record = unread_record(row.line)?;
        let log = RefCell::new(Log::default());
        let person = Person::new(self, extract, &log, (at, row));
        let sections = self.sections.iter();
        let fields = sections.filter(|section| section.name == "person");
        let fields = fields.flat_map(|section| &section.fields);
        let fields = fields.filter_map(|(name, specs)| {
            let field = person.field_alone("person", name, specs)?;
            Some(((*name).to_owned(), field))
        });
        record.identity = records::identity(&fields.collect());
        Some(record)
    }
}

/// So many lines of a file may one row have, of which nobody knows where it ends.
const MOST_LINES: u64 = 8;

impl Mapping {
    /// The lost rows of people as they stand in their file, each up to the next that was read. A sheet of a workbook loses
    /// none but those of another table.
    pub(super) fn lost_rows(
        &self,
        files: &[ExtractFile],
        people: &Table,
        lost: &BTreeSet<u64>,
    ) -> BTreeMap<u64, String> {
        let spec = self.table(&self.people);
        let source = spec.and_then(|spec| {
            let source = files.iter().find(|one| Some(one.name()) == spec.file())?;
            let is_text = !lost.is_empty() && !Book::is_workbook(source.bytes());
            spec.encoding
                .decode(source.bytes())
                .ok()
                .filter(|_| is_text)
        });
        let Some(text) = source.map(Decoded::into_bytes) else {
            return BTreeMap::new();
        };
        let starts = line_starts(&text);
        let read: BTreeSet<u64> = people.rows().iter().map(|row| row.line).collect();
        let start = |line: u64| {
            let at = usize::try_from(line.checked_sub(1)?).ok()?;
            starts.get(at).copied()
        };
        let row = |line: u64| {
            let next = read.range(line + 1..).next().copied();
            let end = next.unwrap_or(u64::MAX).min(line + MOST_LINES);
            let row = text.get(start(line)?..start(end).unwrap_or(text.len()))?;
            Some((line, String::from_utf8_lossy(row).into_owned()))
        };
        lost.iter().filter_map(|line| row(*line)).collect()
    }
}

/// Where each line begins.
fn line_starts(text: &[u8]) -> Vec<usize> {
    let next = text.iter().skip(1).map(Some).chain([None]);
    let ends = text.iter().zip(next).enumerate();
    let ends = ends.filter(|(_, (byte, next))| match byte {
        b'\r' => *next != Some(&b'\n'),
        byte => **byte == b'\n',
    });
    [0].into_iter().chain(ends.map(|(at, _)| at + 1)).collect()
}

/// Whether a row of people was rejected.
pub(super) fn is_person(people: &Arc<str>, rejected: &Rejection) -> bool {
    rejected.place.file == *people
        && rejected.scope == Extent::Row
        && rejected.reason.loses_a_person()
}

/// The record of a person whose row was rejected: by the number of its line, for a practitioner to decide, so that
/// nobody is lost between the extract and the roster.
pub(crate) fn unread_record(line: u64) -> Option<Record> {
    let reference = CaseReference::try_from(format!("rejected-{line}")).ok()?;
    let mut record = Record::new(reference);
    record.has_unreadable_row = true;
    Some(record)
}
