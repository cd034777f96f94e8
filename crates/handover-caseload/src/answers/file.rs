//! The answers file, which people write by hand: every name in it is one of the dataset's, or refused.

use std::{collections::BTreeMap, fs, path::Path};

use handover_dataset::{
    AbsentReason, Case, CaseReference, CheckId, Correction, FIELDS, Field, SectionName,
};
use serde_json::{Map, Value, json};

use super::{Answers, Sections, correction::Corrected};
use crate::{FileError, MistakeKind, Place, mistake::Mistakes, nearest::nearest};

/// What an answers file may hold.
const MEMBERS: [&str; 4] = ["cases", "corrections", "every", "read"];

/// What is said of texts that somebody read, case by case.
const READ: [&str; 4] = ["at", "by", "cases", "reason"];

/// What a correction says beside its sections: who, when and why, and who agreed.
const CORRECTION: [&str; 6] = ["agreed_by", "at", "before", "by", "reason", "sections"];

/// Why what stood before a correction does not travel.
const WITHHELD: [AbsentReason; 3] = [
    AbsentReason::WithheldLegal,
    AbsentReason::WithheldSafety,
    AbsentReason::WithheldThirdParty,
];

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

/// Adds the answer to the acknowledgements of one case.
fn put_read(handover: &mut Map<String, Value>, answer: Value) {
    let field = handover
        .entry("acknowledgements")
        .or_insert_with(|| json!({ "value": [] }));
    if let Some(list) = field.get_mut("value").and_then(Value::as_array_mut) {
        list.push(answer);
    }
}

#[derive(Default)]
struct Reading {
    mistakes: Mistakes,
}

impl Reading {
    fn answers(&mut self, value: Value) -> Answers {
        let mut answers = Answers::default();
        let mut read = Vec::new();
        for (member, value) in self.object(value, &Place::File, "the file") {
            match member.as_str() {
                "every" => {
                    answers.every = self.sections(value, &Place::File);
                    self.nothing_read_for_all(&answers.every);
                }
                "read" => read = self.read(value),
                "cases" => answers.cases = self.by_case(value, "cases", Self::sections),
                "corrections" => {
                    let read = Self::corrections;
                    answers.corrections = self.by_case(value, "corrections", read);
                }
                other => self.unknown(&Place::File, "member", other, MEMBERS),
            }
        }
        for (reference, answer) in read {
            let sections = answers.cases.entry(reference).or_default();
            put_read(sections.entry(SectionName::Handover).or_default(), answer);
        }
        answers
    }

    /// Who read the texts of a person read hers: nobody reads those of all at once (D-64).
    fn nothing_read_for_all(&mut self, every: &Sections) {
        let handover = every.get(&SectionName::Handover);
        let answers = handover.and_then(|fields| fields.get("acknowledgements"));
        let answers = answers
            .and_then(|field| field.get("value"))
            .and_then(Value::as_array);
        let is_read = |one: &Value| {
            let check = one.get("check").and_then(Value::as_str);
            check.and_then(|check| check.parse().ok()) == Some(CheckId::READ)
        };
        if answers.into_iter().flatten().any(is_read) {
            let is = "for all: each case was read by somebody; name the cases under `read`";
            self.not_of_form(Place::File, "an acknowledgement of D-64 in `every`", is);
        }
    }

    /// Whose texts somebody read, by reference, with the acknowledgement of each.
    fn read(&mut self, value: Value) -> Vec<(CaseReference, Value)> {
        let Value::Array(list) = value else {
            let is = "a list: each with by, at, reason and the cases that were read";
            self.not_of_form(Place::File, "`read`", is);
            return Vec::new();
        };
        let mut read = Vec::new();
        for one in list {
            let mut members = self.object(one, &Place::File, "an item of `read`");
            for member in members.keys() {
                if !READ.contains(&member.as_str()) {
                    self.unknown(&Place::File, "member of `read`", member, READ);
                }
            }
            let cases = members.remove("cases");
            let Some(Value::Array(cases)) =
                cases.filter(|cases| *cases != Value::Array(Vec::new()))
            else {
                let is = "a list of the cases that were read";
                self.not_of_form(Place::File, "`cases` of `read`", is);
                continue;
            };
            members.insert("check".to_owned(), CheckId::READ.to_string().into());
            for case in cases {
                let reference = case.as_str().and_then(|case| case.parse().ok());
                match reference {
                    Some(reference) => read.push((reference, Value::Object(members.clone()))),
                    None => self.not_of_form(
                        Place::File,
                        "`cases` of `read`",
                        "a list of case references",
                    ),
                }
            }
        }
        read
    }

    fn by_case<T>(
        &mut self,
        value: Value,
        member: &str,
        read: fn(&mut Self, Value, &Place) -> T,
    ) -> BTreeMap<CaseReference, T> {
        let mut cases = BTreeMap::new();
        for (case, value) in self.object(value, &Place::File, member) {
            let place = Place::Case(case.clone());
            let said = read(self, value, &place);
            if let Ok(reference) = case.parse() {
                cases.insert(reference, said);
            } else {
                let is = "a case reference: 1 to 64 of A-Z a-z 0-9 - and .";
                self.not_of_form(place, "its reference", is);
            }
        }
        cases
    }

    /// The corrections of one case: none is without who, when and why.
    fn corrections(&mut self, value: Value, place: &Place) -> Vec<Corrected> {
        let Value::Array(list) = value else {
            let is = "a list: each correction with by, at, reason and sections";
            self.not_of_form(place.clone(), "what is corrected", is);
            return Vec::new();
        };
        let read = |one| self.correction(one, place);
        let mut all: Vec<Corrected> = list.into_iter().filter_map(read).collect();
        // What was said last counts, wherever it stands.
        all.sort_by_key(|one| one.correction.at.timestamp());
        all
    }

    fn correction(&mut self, value: Value, place: &Place) -> Option<Corrected> {
        let mut members = self.object(value, place, "a correction");
        for member in members.keys() {
            if !CORRECTION.contains(&member.as_str()) {
                self.unknown(place, "member of a correction", member, CORRECTION);
            }
        }
        for (member, is) in [
            ("by", "who corrects: name and role"),
            ("at", "when, as 2026-03-02T09:00:00Z"),
            ("reason", "why"),
            ("sections", "what it says from now on"),
        ] {
            let silent = |value: &Value| {
                value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
            };
            if members.get(member).is_none_or(silent) {
                let member = format!("`{member}` of a correction");
                self.mistakes
                    .at(place.clone(), MistakeKind::Empty { member, is });
                return None;
            }
        }
        let sections = members.remove("sections").unwrap_or_default();
        if let Some(sections) = sections.as_object() {
            for (name, fields) in sections {
                if fields.get(PROVENANCE).is_some() {
                    let is = "corrected as a whole: say it of the field";
                    self.not_of_form(place.clone(), &format!("{PROVENANCE} of {name}"), is);
                }
            }
        }
        let sections = self.sections(sections, place);
        let before = members.remove("before");
        let reason = before.as_ref().map(|before| {
            let word = before.as_str();
            WITHHELD.into_iter().find(|one| Some(one.as_str()) == word)
        });
        if reason == Some(None) {
            let is = "withheld-legal, withheld-safety or withheld-third-party";
            self.not_of_form(place.clone(), "`before` of a correction", is);
        }
        for member in ["by", "agreed_by"] {
            if let Some(one) = members.get(member)
                && serde_json::from_value::<handover_dataset::Practitioner>(one.clone()).is_err()
            {
                let member = format!("`{member}` of a correction");
                self.not_of_form(place.clone(), &member, "a person with name and role");
                return None;
            }
        }
        let Ok(correction) = serde_json::from_value::<Correction>(Value::Object(members)) else {
            let is = "a moment as 2026-03-02T09:00:00Z and a text of up to 2,000 characters";
            self.not_of_form(place.clone(), "`at` or `reason` of a correction", is);
            return None;
        };
        Some(Corrected {
            correction,
            before: reason.flatten(),
            sections,
        })
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
            "corrections": {"c-5": [{"sections": {"person": {"names": {}, "names": {}}}}]}}"#;
        assert_eq!(
            mistakes(text),
            [
                "case c 2: its reference is not a case reference: 1 to 64 of A-Z a-z 0-9 - and .",
                "case c-1: there is no such section; did you mean risk?",
                "case c-3: what is said of sections is not an object",
                "case c-4: there is no such section: location_protected",
                "case c-5: `by` of a correction is empty: it is who corrects: name and role",
                "corrections.c-5[0].sections.person.names is written twice",
                "there is no such field of handover: call_bak; did you mean call_back?",
                "there is no such member: evry; did you mean every?",
                "there is no such section; did you mean handover?",
            ]
        );
    }

    /// What one read of one person is not said of all; of several it is, by name.
    #[test]
    fn texts_are_read_case_by_case() {
        let by = r#""by": {"name": "A. Brook", "role": "key-worker"}, "at": "2026-03-02T09:00:00Z", "reason": "Read.""#;
        let every = |check: &str| {
            format!(
                r#"{{"every": {{"handover": {{"acknowledgements": {{"value": [{{"check": "{check}", {by}}}]}}}}}}}}"#
            )
        };
        assert_eq!(
            mistakes(&every("D-64")),
            [
                "an acknowledgement of D-64 in `every` is not for all: each case was read by somebody; name the cases under `read`"
            ]
        );
        let taken = |text: &str| Answers::from_json(text.as_bytes(), Path::new("a.json"));
        assert!(taken(&every("D-27")).is_ok());
        let answers = taken(&format!(
            r#"{{"read": [{{{by}, "cases": ["c-1", "c-2"]}}],
            "cases": {{"c-2": {{"handover": {{"acknowledgements": {{"value": [{{"check": "D-39"}}]}}}}}}}}}}"#
        ))
        .unwrap();
        let said = |reference: &str| {
            let mut draft = json!({"sections": {}});
            answers.complete(reference, &mut draft);
            let all = draft["sections"]["handover"]["acknowledgements"]["value"].clone();
            let all = all.as_array().cloned().unwrap_or_default();
            all.iter()
                .map(|one| one["check"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(said("c-1"), ["D-64"]);
        assert_eq!(said("c-2"), ["D-39", "D-64"]);
        assert!(said("c-3").is_empty());
        let whole = format!(
            r#"{{"read": [{{{by}, "cases": []}}, {{{by}, "cases": ["c 1"], "all": true}}]}}"#
        );
        assert_eq!(
            mistakes(&whole),
            [
                "`cases` of `read` is not a list of case references",
                "`cases` of `read` is not a list of the cases that were read",
                "there is no such member of `read`: all",
            ]
        );
    }

    /// A correction without who, when and why is none.
    #[test]
    fn a_correction_says_who_when_and_why() {
        let text = |more: &str| {
            format!(r#"{{"corrections": {{"c-1": [{{{more} "sections": {{"risk": {{}}}}}}]}}}}"#)
        };
        let by = r#""by": {"name": "A. Brook", "role": "key-worker"},"#;
        let empty = |more: &str, member: &str| {
            let [only] = <[String; 1]>::try_from(mistakes(&text(more))).unwrap();
            assert!(
                only.starts_with(&format!("case c-1: `{member}` of a correction is empty")),
                "{only}"
            );
        };
        empty("", "by");
        empty(by, "at");
        empty(&format!(r#"{by} "at": "2026-03-02T09:00:00Z","#), "reason");
        empty(
            &format!(r#"{by} "at": "2026-03-02T09:00:00Z", "reason": " ","#),
            "reason",
        );
        let whole = format!(r#"{by} "at": "2026-03-02T09:00:00Z", "reason": "Wrong record.","#);
        assert!(Answers::from_json(text(&whole).as_bytes(), Path::new("a.json")).is_ok());
        assert_eq!(
            mistakes(&text(&format!(
                r#"{whole} "before": "gone", "agreed_by": "me","#
            ))),
            [
                "case c-1: `agreed_by` of a correction is not a person with name and role",
                "case c-1: `before` of a correction is not withheld-legal, withheld-safety or withheld-third-party",
            ]
        );
        let old = r#"{"corrections": {"c-1": {"risk": {}}}}"#;
        assert_eq!(
            mistakes(old),
            [
                "case c-1: what is corrected is not a list: each correction with by, at, reason and sections"
            ]
        );
    }
}
