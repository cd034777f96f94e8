//! The answers file, which people write by hand: every name in it is one of the dataset's, or refused.

use std::{collections::BTreeMap, fs, path::Path};

use handover_dataset::{Case, CaseReference, FIELDS, Field, SectionName};
use serde_json::{Map, Value};

use super::{Answers, Sections};
use crate::{FileError, MistakeKind, Place, mistake::Mistakes, nearest::nearest};

/// What an answers file may hold.
const MEMBERS: [&str; 3] = ["cases", "corrections", "every"];

/// The member of every section that is no field.
const PROVENANCE: &str = "provenance";

/// The longest name that a message repeats.
const LONGEST: usize = 40;

impl Answers {
    /// Reads an answers file; without one there is nothing to add.
    ///
    /// # Errors
    ///
    /// [`FileError`], which names every name that is none, by case.
    pub fn read(path: Option<&Path>) -> Result<Self, FileError> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let bytes = fs::read(path).map_err(|error| FileError::Io(path.to_owned(), error))?;
        Self::from_json(&bytes, path)
    }

    /// Reads the bytes of the answers file of that name.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    pub fn from_json(bytes: &[u8], path: &Path) -> Result<Self, FileError> {
        let Ok((value, doubled)) = Case::draft_from_json(bytes) else {
            let error = serde_json::from_slice::<serde::de::IgnoredAny>(bytes);
            let (line, column) =
                error.map_or_else(|error| (error.line(), error.column()), |_| (1, 1));
            return Err(FileError::NotOfForm {
                path: path.to_owned(),
                line,
                column,
                nearest: None,
            });
        };
        let mut reading = Reading::default();
        for member in doubled {
            let kind = MistakeKind::Doubled(member.path);
            reading.mistakes.at(Place::File, kind);
        }
        let answers = reading.answers(value);
        reading.mistakes.end(path)?;
        Ok(answers)
    }
}

#[derive(Default)]
struct Reading {
    mistakes: Mistakes,
}

impl Reading {
    fn answers(&mut self, value: Value) -> Answers {
        let mut answers = Answers::default();
        for (member, value) in self.object(value, &Place::File, "the file") {
            match member.as_str() {
                "every" => answers.every = self.sections(value, &Place::File),
                "cases" => answers.cases = self.by_case(value, "cases"),
                "corrections" => answers.corrections = self.by_case(value, "corrections"),
                other => self.unknown(&Place::File, "member", other, MEMBERS),
            }
        }
        answers
    }

    fn by_case(&mut self, value: Value, member: &str) -> BTreeMap<CaseReference, Sections> {
        let mut cases = BTreeMap::new();
        for (case, value) in self.object(value, &Place::File, member) {
            let place = Place::Case(case.clone());
            let sections = self.sections(value, &place);
            if let Ok(reference) = case.parse() {
                cases.insert(reference, sections);
            } else {
                let is = "a case reference: 1 to 64 of A-Z a-z 0-9 - and .";
                self.not_of_form(place, "its reference", is);
            }
        }
        cases
    }

    fn sections(&mut self, value: Value, place: &Place) -> Sections {
        let mut sections = Sections::new();
        let names = || {
            let names = SectionName::ALL.iter().copied();
            names.filter(|name| *name != SectionName::LocationProtected)
        };
        for (name, value) in self.object(value, place, "what is said of sections") {
            let Some(section) = names().find(|section| section.as_str() == name) else {
                self.unknown(place, "section", &name, names().map(SectionName::as_str));
                continue;
            };
            let fields = self.object(value, place, section.as_str());
            for field in fields.keys() {
                if field != PROVENANCE && Field::named(section, field).is_none() {
                    let all = FIELDS.into_iter().flatten();
                    let own = all.filter(|field| field.section == section);
                    let own = own.map(|field| field.name).chain([PROVENANCE]);
                    self.unknown(place, &format!("field of {section}"), field, own);
                }
            }
            sections.insert(section, fields);
        }
        sections
    }

    fn object(&mut self, value: Value, place: &Place, member: &str) -> Map<String, Value> {
        if let Value::Object(members) = value {
            return members;
        }
        self.not_of_form(place.clone(), member, "an object");
        Map::new()
    }

    fn not_of_form(&mut self, place: Place, member: &str, is: &str) {
        let kind = MistakeKind::NotOfForm {
            member: member.to_owned(),
            is: is.to_owned(),
        };
        self.mistakes.at(place, kind);
    }

    /// Tells of a name that is none; repeats it only where it looks like one.
    fn unknown<'a>(
        &mut self,
        place: &Place,
        of: &str,
        given: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let of = if given.len() <= LONGEST && given.bytes().all(is_name) {
            format!("{of}: {given}")
        } else {
            of.to_owned()
        };
        let nearest = nearest(given, names).map(str::to_owned);
        let kind = MistakeKind::UnknownName { of };
        self.mistakes.meant(place.clone(), kind, nearest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        match Answers::from_json(text.as_bytes(), Path::new("answers.json")) {
            Err(FileError::Mistakes(_, mistakes)) => {
                mistakes.iter().map(ToString::to_string).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// What is answered in a place that nobody reads is no answer, and so it is refused.
    #[test]
    fn a_name_that_is_none_is_refused_with_the_right_one() {
        let text = r#"{"evry": {},
            "every": {"hand-over": {"sbar": {}}, "handover": {"call_bak": {}, "provenance": {}}},
            "cases": {"c-1": {"Risk": {}}, "c 2": {}, "c-3": [], "c-4": {"location_protected": {}}},
            "corrections": {"c-5": {"person": {"names": {}, "names": {}}}}}"#;
        assert_eq!(
            mistakes(text),
            [
                "case c 2: its reference is not a case reference: 1 to 64 of A-Z a-z 0-9 - and .",
                "case c-1: there is no such section; did you mean risk?",
                "case c-3: what is said of sections is not an object",
                "case c-4: there is no such section: location_protected",
                "corrections.c-5.person.names is written twice",
                "there is no such field of handover: call_bak; did you mean call_back?",
                "there is no such member: evry; did you mean every?",
                "there is no such section; did you mean handover?",
            ]
        );
    }
}
