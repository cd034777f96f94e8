//! One case, and the rows that its findings ask for.

use std::{collections::BTreeMap, rc::Rc};

use handover_dataset::{Case, CheckId, Field, Finding, Profile};
use serde_json::Value;

use crate::{
    columns::{field_words, form_name},
    finding::{
        HELD, NOT_READ, field_at, is_ack, key_of, may_be_absent, missing, opened, text_digest,
    },
    form::{Ids, rows},
    gap::{Form, Gap},
    order::{RANKS, may_answer, rank},
    shape::{Shape, Shapes},
};

/// One case as its gaps are looked for.
pub(crate) struct View<'v> {
    pub(crate) profile: &'v Profile,
    pub(crate) shapes: &'v Shapes,
    /// The only word of a finding that is acknowledged.
    pub(crate) acknowledged: &'v Rc<[String]>,
    pub(crate) case: Option<&'v Case>,
    pub(crate) json: &'v Value,
}

impl View<'_> {
    fn stated(&self, field: &Field) -> Option<&Value> {
        let sections = self.json.get("sections")?;
        sections.get(field.section.as_str())?.get(field.name)
    }

    fn read(&self, field: &Field) -> String {
        let note = self.stated(field).and_then(|stated| stated.get("note"));
        note.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// What notes of the record say of the field, in its own words.
    fn noted(&self, field: &Field) -> Vec<&str> {
        let key = format!("{}.{}", field.section, field.name);
        let notes = self.json.pointer("/sections/third_parties/notes/value");
        let notes = notes.and_then(Value::as_array).into_iter().flatten();
        let is_about = |note: &&Value| {
            let about = note.get("about").and_then(Value::as_array);
            about.is_some_and(|about| about.iter().any(|subject| *subject == key))
        };
        let words = notes
            .filter(is_about)
            .filter_map(|note| note.get("text")?.as_str());
        words.collect()
    }

    pub(crate) fn who(&self) -> String {
        let names = self.json.pointer("/sections/person/names/value");
        let names = names
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let is_usual = |name: &&Value| name.get("use").is_none_or(|word| word == "usual");
        let Some(name) = names.iter().find(is_usual).or_else(|| names.first()) else {
            return String::new();
        };
        let part = |member: &str| name.get(member).and_then(Value::as_str);
        let parts: Vec<&str> = ["family", "given"].into_iter().filter_map(part).collect();
        parts.join(", ")
    }

    /// What stops the case: field by field, and text by text where somebody may answer for one.
    pub(crate) fn blocking(&self, findings: &[&Finding]) -> Vec<Gap> {
        let mut by_path: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        let mut gaps = Vec::new();
        for finding in findings.iter().filter(|one| !is_ack(one)) {
            let field = field_at(&finding.path);
            if let (Some(field), Some(digest)) = (field, text_digest(finding, self.json)) {
                gaps.push(Gap {
                    key: format!("{} {digest}", finding.check),
                    choices: self.acknowledged(),
                    place: self.places(true, &[field]),
                    ..self.gap(field, missing(finding), false)
                });
            } else {
                let path = field.map_or("", |field| key_of(finding, field));
                by_path.entry(path).or_default().push(finding);
            }
        }
        let gap = |(path, found): (&str, Vec<&Finding>)| {
            let missing: Vec<String> = found.iter().map(|one| missing(one)).collect();
            match field_at(path) {
                Some(field) => {
                    let may_be_absent = found.iter().all(|one| may_be_absent(one));
                    self.gap(field, missing.join(" "), may_be_absent)
                }
                None => unanswerable(missing.join(" ")),
            }
        };
        gaps.extend(by_path.into_iter().map(gap));
        gaps
    }

    /// The fields that were not read and may go all the same.
    pub(crate) fn not_read(&self, findings: &[&Finding]) -> Vec<Gap> {
        let own = findings
            .iter()
            .filter(|one| one.check == NOT_READ && is_ack(one));
        let own = own.filter_map(|one| field_at(&one.path));
        own.map(|field| self.gap(field, HELD.to_owned(), true))
            .collect()
    }

    /// What may go all the same if somebody says so: one row for each check, since that is what they acknowledge.
    pub(crate) fn to_acknowledge(&self, findings: &[&Finding]) -> Vec<Gap> {
        let mut by_check: BTreeMap<CheckId, Vec<&Finding>> = BTreeMap::new();
        for finding in findings.iter().filter(|one| is_ack(one)) {
            by_check.entry(finding.check).or_default().push(finding);
        }
        let gap = |(check, found): (CheckId, Vec<&Finding>)| {
            let fields = found.iter().filter_map(|one| field_at(&one.path));
            let mut fields: Vec<&Field> = fields.collect();
            fields.dedup();
            let first = fields.first().copied();
            let names: Vec<String> = fields.iter().map(|field| field_words(field)).collect();
            let names = names.join("; ");
            let (field, missing, place) = if check == NOT_READ {
                let many = format!("{} fields of the record", fields.len());
                (
                    many,
                    format!("{HELD}: {names}"),
                    "here, or Not read".to_owned(),
                )
            } else {
                let said: Vec<String> = found.iter().map(|one| missing(one)).collect();
                (names, said.join("\n"), self.places(true, &opened(&found)))
            };
            Gap {
                key: check.to_string(),
                field,
                missing,
                read: String::new(),
                may_answer: first.map_or_else(String::new, |one| may_answer(one, self.profile)),
                place,
                choices: self.acknowledged(),
                rank: RANKS,
            }
        };
        by_check.into_iter().map(gap).collect()
    }

    fn acknowledged(&self) -> Rc<[String]> {
        Rc::clone(self.acknowledged)
    }

    fn gap(&self, field: &'static Field, mut missing: String, may_be_absent: bool) -> Gap {
        for words in self.noted(field) {
            missing.push_str(&format!(" The record says: \"{words}\"."));
        }
        let may_be_absent = may_be_absent && !field.is_plain && !self.is_value_wanted(field);
        let choices = self.shapes.choices(field, may_be_absent);
        Gap {
            key: format!("{}.{}", field.section, field.name),
            field: field_words(field),
            missing,
            read: self.read(field),
            may_answer: may_answer(field, self.profile),
            place: self.places(!choices.is_empty(), &[field]),
            choices,
            rank: rank(field),
        }
    }

    /// Whether the profile takes no reason for this field.
    fn is_value_wanted(&self, field: &Field) -> bool {
        self.case.is_some_and(|case| {
            let mut wanted = self.profile.must_value(|condition| case.meets(condition));
            wanted.any(|wanted| wanted.id == field.id)
        })
    }

    /// Where an answer to these fields goes: into the row, where it has a list or takes words, or into a sheet.
    fn places(&self, is_here: bool, fields: &[&'static Field]) -> String {
        let is_one = |field: &Field| matches!(self.shapes.of(field), Some(Shape::One(_)) | None);
        let is_here = is_here || fields.iter().all(|field| is_one(field));
        let here = is_here.then(|| "here".to_owned());
        let forms = fields.iter().filter(|field| !is_one(field));
        let forms = forms.map(|field| form_name(field));
        let places: Vec<String> = here.into_iter().chain(forms).collect();
        places.join(", or ")
    }

    /// What has a sheet of its own: each field of several members that is named, but for what may be acknowledged together.
    pub(crate) fn forms(&self, findings: &[&Finding]) -> Vec<Form> {
        if self.case.is_none() {
            return Vec::new();
        }
        let mut ids = Ids::default();
        ids.see(self.json);
        let form = |field: &'static Field| {
            let shape = self.shapes.of(field)?;
            if matches!(shape, Shape::One(_)) {
                return None;
            }
            let stated = self.stated(field);
            let value = if field.is_plain {
                stated
            } else {
                stated.and_then(|stated| stated.get("value"))
            };
            Some(Form {
                field,
                read: self.read(field),
                rows: rows(field, shape, value, &mut ids),
            })
        };
        opened(findings).into_iter().filter_map(form).collect()
    }
}

/// What only the case itself can mend.
fn unanswerable(missing: String) -> Gap {
    Gap {
        key: String::new(),
        field: "the whole case".to_owned(),
        missing,
        read: String::new(),
        may_answer: "whoever makes the cases".to_owned(),
        place: "in the record, then import it again".to_owned(),
        choices: Rc::from([]),
        rank: 0,
    }
}
