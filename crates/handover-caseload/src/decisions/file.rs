//! The file of decisions: written by a program, perhaps mended by a person, and so read word by word.

use std::{fmt, fs, path::Path};

use handover_dataset::eligibility::{Detail, Ruling};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value, json};

use super::{Decided, Decisions, NO_RULES};
use crate::{
    FileError, Ground, MistakeKind, Place,
    mistake::Mistakes,
    nearest::{nearest, nearest_day},
};

/// The version of the file.
const FORMAT: &str = "decisions/1";

/// Every member that the file has, at either level.
const MEMBERS: [&str; 10] = [
    "as_of",
    "decision",
    "decisions",
    "detail",
    "format",
    "journeys",
    "matched",
    "reason",
    "rules",
    "transfer_date",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    rules: String,
    transfer_date: String,
    #[serde(default)]
    as_of: Option<String>,
    decisions: Members<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    decision: String,
    reason: String,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default)]
    journeys: Option<u32>,
    #[serde(default)]
    matched: Vec<String>,
}

/// The members of an object in their order, those that are there twice too.
struct Members<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Vec<(String, T)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }

        let pairs = deserializer.deserialize_map(Pairs(std::marker::PhantomData))?;
        Ok(Self(pairs))
    }
}

impl Decisions {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// [`FileError`], which names every word that is not of its form, by case.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let bytes = fs::read(path).map_err(|error| FileError::Io(path.to_owned(), error))?;
        Self::from_json(&bytes, path)
    }

    /// Reads the bytes of the file of that name.
    ///
    /// # Errors
    ///
    /// Those of [`read`](Self::read).
    pub fn from_json(bytes: &[u8], path: &Path) -> Result<Self, FileError> {
        let file: File = serde_json::from_slice(bytes)
            .map_err(|error| FileError::of_json(path, &error, &MEMBERS))?;
        let mut mistakes = Mistakes::default();
        let decisions = taken(file, &mut mistakes);
        mistakes.end(path)?;
        // Whatever is not there has been named as a mistake.
        decisions.ok_or_else(|| FileError::Mistakes(path.to_owned(), Vec::new()))
    }

    /// The file, for this machine only: it names cases.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut file = json!({
            "decisions": self.decisions_json(),
            "format": FORMAT,
            "rules": self.rules_name(),
            "transfer_date": self.transfer.to_string(),
        });
        if let (Some(as_of), Some(members)) = (self.as_of, file.as_object_mut()) {
            members.insert("as_of".to_owned(), as_of.to_string().into());
        }
        file
    }

    /// The decisions by reference.
    #[must_use]
    pub fn decisions_json(&self) -> Value {
        let decisions = self.decisions.iter();
        let decisions =
            decisions.map(|(case, decided)| (case.as_str().to_owned(), decided.to_json()));
        Value::Object(decisions.collect())
    }
}

impl Decided {
    fn to_json(&self) -> Value {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        put("decision", self.ruling.as_str().into());
        put("reason", self.ground.to_string().into());
        put("journeys", self.journeys.into());
        if let Some(detail) = self.detail {
            put("detail", detail.as_str().into());
        }
        if !self.matched.is_empty() {
            put("matched", self.matched.clone().into());
        }
        Value::Object(members)
    }
}

fn taken(file: File, mistakes: &mut Mistakes) -> Option<Decisions> {
    let mut wrong = |member: &str, is: &str, nearest: Option<String>| {
        let kind = MistakeKind::NotOfForm {
            member: member.to_owned(),
            is: is.to_owned(),
        };
        mistakes.meant(Place::File, kind, nearest);
    };
    if file.format != FORMAT {
        wrong("format", FORMAT, None);
    }
    let rules = match file.rules.as_str() {
        NO_RULES => Some(None),
        name => name.parse().ok().map(Some),
    };
    if rules.is_none() {
        wrong("rules", "name and version of rules, or none", None);
    }
    let day = |text: &str| nearest_day(text).map(|day| day.to_string());
    let transfer = file.transfer_date.parse().ok();
    if transfer.is_none() {
        let nearest = day(&file.transfer_date);
        wrong(
            "transfer_date",
            "a day such as 2026-10-01, or standing",
            nearest,
        );
    }
    let as_of = match &file.as_of {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    };
    if as_of.is_none() {
        let nearest = file.as_of.as_deref().and_then(day);
        wrong("as_of", "a day such as 2026-10-01", nearest);
    }
    let mut decisions = std::collections::BTreeMap::new();
    for (case, written) in file.decisions.0 {
        let place = Place::Case(case.clone());
        let decided = written.taken(&place, mistakes);
        let Ok(reference) = case.parse() else {
            let kind = MistakeKind::NotOfForm {
                member: "its reference".to_owned(),
                is: "a case reference: 1 to 64 of A-Z a-z 0-9 - and .".to_owned(),
            };
            mistakes.at(place, kind);
            continue;
        };
        if let Some(decided) = decided
            && decisions.insert(reference, decided).is_some()
        {
            mistakes.at(place, MistakeKind::Twice);
        }
    }
    Some(Decisions {
        rules: rules?,
        transfer: transfer?,
        as_of: as_of?,
        decisions,
    })
}

impl Written {
    fn taken(self, place: &Place, mistakes: &mut Mistakes) -> Option<Decided> {
        let mut wrong = |member: &str, is: &str, nearest: Option<&str>| {
            let kind = MistakeKind::NotOfForm {
                member: member.to_owned(),
                is: is.to_owned(),
            };
            mistakes.meant(place.clone(), kind, nearest.map(str::to_owned));
        };
        let rulings = || Ruling::ALL.iter().copied();
        let ruling = rulings().find(|ruling| ruling.as_str() == self.decision);
        if ruling.is_none() {
            let near = nearest(&self.decision, rulings().map(Ruling::as_str));
            wrong("decision", "include, exclude or undecided", near);
        }
        let ground = self.reason.parse::<Ground>().ok();
        if ground.is_none() {
            let near = nearest(&self.reason, Ground::words());
            wrong("reason", "a reason of the rules", near);
        }
        let details = || Detail::ALL.iter().copied();
        let detail = match &self.detail {
            None => Some(None),
            Some(word) => details().find(|one| one.as_str() == word).map(Some),
        };
        if detail.is_none() {
            let given = self.detail.as_deref().unwrap_or_default();
            let near = nearest(given, details().map(Detail::as_str));
            wrong("detail", "a detail of the rules", near);
        }
        let (ruling, ground) = (ruling?, ground?);
        if !ground.may_rule(ruling) {
            let kind = MistakeKind::Contradiction {
                member: "decision",
                wants: format!("the reason {ground}"),
            };
            let others = rulings().filter(|other| ground.may_rule(*other));
            let meant = others.map(Ruling::as_str).next();
            mistakes.meant(place.clone(), kind, meant.map(str::to_owned));
            return None;
        }
        Some(Decided {
            ruling,
            ground,
            detail: detail?,
            journeys: self.journeys,
            matched: self.matched,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(transfer_date: &str, decisions: &str) -> String {
        format!(
            r#"{{"format": "decisions/1", "rules": "harrow@1", "transfer_date": "{transfer_date}",
                "as_of": "2026-11-01", "decisions": {decisions}}}"#
        )
    }

    fn read(text: &str) -> Result<Decisions, FileError> {
        Decisions::from_json(text.as_bytes(), Path::new("decided"))
    }

    fn mistakes(text: &str) -> Vec<String> {
        match read(text) {
            Err(FileError::Mistakes(_, mistakes)) => {
                mistakes.iter().map(ToString::to_string).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn is_read_as_it_was_written() {
        let one = r#"{"c-1": {"decision": "include", "reason": "extra:x", "journeys": 1, "matched": ["x"]},
            "c-2": {"decision": "undecided", "reason": "indeterminate-date", "detail": "date-partial",
                    "journeys": null}}"#;
        let decisions = read(&file("2026-12-01", one)).unwrap();
        let again = decisions.to_json().to_string();
        assert_eq!(read(&again).unwrap().to_json(), decisions.to_json());
        assert_eq!(decisions.included().count(), 1);
    }

    /// Each of these switched a check off, or dropped a person, without a word.
    #[test]
    fn a_word_that_is_not_of_its_form_is_named_by_case() {
        let cases = r#"{"c-1": {"decision": "Include", "reason": "current", "journeys": 1},
            "c-2": {"decision": "exclude", "reason": "outside_window", "journeys": 1},
            "c-3": {"decision": "include", "reason": "outside-window", "journeys": 1},
            "c-4": {"decision": "include", "reason": "current", "journeys": 1},
            "c-4": {"decision": "exclude", "reason": "deceased", "journeys": 1},
            "c 5": {"decision": "include", "reason": "current", "journeys": 1}}"#;
        assert_eq!(
            mistakes(&file("01/12/2026", cases)),
            [
                "case c 5: its reference is not a case reference: 1 to 64 of A-Z a-z 0-9 - and .",
                "case c-1: decision is not include, exclude or undecided; did you mean include?",
                "case c-2: reason is not a reason of the rules; did you mean outside-window?",
                "case c-3: decision does not go with the reason outside-window; did you mean exclude?",
                "case c-4: this case is there twice",
                "transfer_date is not a day such as 2026-10-01, or standing; did you mean 2026-12-01?",
            ]
        );
    }

    #[test]
    fn a_member_that_nobody_reads_is_refused_with_the_right_one() {
        let cases = r#"{"c-1": {"desision": "include", "reason": "current", "journeys": 1}}"#;
        let error = read(&file("2026-12-01", cases)).unwrap_err();
        let FileError::NotOfForm { nearest, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(nearest.as_deref(), Some("decision"));
    }
}
