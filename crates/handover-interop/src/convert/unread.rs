//! Who the rows of people are, before any case is made of them: by reference, and by what may be compared.

use super::{
    lost::unread_record,
    person::Person,
    records,
    reference::{is_reference, made_of},
};
use crate::{
    extract::{Extract, Row, Table},
    log::Log,
    mapping::{Body, Expression, FieldSpec, Mapping, Piece},
    text_forms::without_blanks,
};
use handover_dataset::eligibility::Record;
use serde_json::Value;
use std::cell::RefCell;

// What these looks cannot read is listed when the case is drafted: their logs are nobody's.
impl Mapping {
    /// What the mapping says of field 901.
    pub(super) fn reference_specs(&self) -> &[FieldSpec] {
        let sections = self.sections.iter();
        let handover = sections.filter(|section| section.name == "handover");
        let mut fields = handover.flat_map(|section| &section.fields);
        let found = fields.find(|(name, _)| *name == "case_reference");
        found.map_or(&[], |(_, specs)| specs)
    }

    /// The reference of each row of some people, before any case is made: one that two rows share is
    /// neither's.
    pub(super) fn references(&self, extract: &Extract<'_>, people: &Table<'_>) -> Vec<String> {
        let specs = self.reference_specs();
        if specs.is_empty() {
            return vec![String::new(); people.rows().len()];
        }
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

    /// Whether the references are in the table of people alone.
    pub(super) fn references_stand_with_people(&self) -> bool {
        self.reference_specs().iter().all(|spec| {
            spec.when.is_none()
                && spec.rows.is_none()
                && match &spec.body {
                    Body::Value(value) => self.is_of_people(value),
                    Body::Item(_) | Body::Nothing => false,
                }
        })
    }

    fn is_of_people(&self, value: &Expression) -> bool {
        match value {
            Expression::Cell(cell) => {
                *cell.place == *self.people
                    && cell.not_after.is_none()
                    && cell.on_or_after.is_none()
            }
            Expression::First(parts) | Expression::Join { parts, .. } => {
                parts.iter().all(|part| self.is_of_people(part))
            }
            Expression::Constant(_) | Expression::Literal(_) => true,
            Expression::Write { pieces, .. } => pieces.iter().all(|piece| match piece {
                Piece::Text(_) => true,
                Piece::Value(value) => self.is_of_people(value),
            }),
            _ => false,
        }
    }

    /// The record of a person whose row is in no case, as far as it can be compared with others.
    pub(super) fn unread_person(
        &self,
        extract: &Extract<'_>,
        people: &Table<'_>,
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
