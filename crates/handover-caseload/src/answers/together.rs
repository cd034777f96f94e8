//! Several answers files as one: where they contradict each other, nobody has answered.

use std::{collections::BTreeMap, fmt};

use handover_dataset::{CaseReference, Correction, SectionName};
use jiff::Timestamp;
use serde_json::Value;

use super::{Answers, GROWING, Sections};

/// A field of which answers files say different things.
#[expect(clippy::exhaustive_structs, reason = "of what, and who says it")]
pub struct Disputed {
    /// Of which case; `None` where it is said of all.
    pub reference: Option<CaseReference>,
    /// In which section.
    pub section: SectionName,
    /// Which field.
    pub field: String,
    /// Who said each: who corrects, by name; else the file that answers.
    pub said_by: Vec<String>,
}

/// Of which case, if of one, and which field.
type Key = (Option<CaseReference>, SectionName, String);

/// What one file says of a field in the end.
struct Said {
    answer: Value,
    /// Who corrects, by name; else the file.
    by: String,
    /// When, of a correction.
    at: Option<Timestamp>,
}

impl Answers {
    /// What these files say, each with its name. What two people say of one field must be the same: else neither counts, and
    /// [`disputed`](Self::disputed) has it. Of what one person corrects in several files the latest counts. Lists that grow take
    /// what each file adds.
    #[must_use]
    pub fn together(files: Vec<(String, Self)>) -> Self {
        let mut by_key: BTreeMap<Key, Vec<Said>> = BTreeMap::new();
        for (name, answers) in &files {
            for (key, said) in said(name, answers) {
                note(by_key.entry(key).or_default(), said);
            }
        }
        by_key.retain(|_, all| !is_same(all));
        let mut together = Self::default();
        let mut corrected: BTreeMap<Key, Said> = BTreeMap::new();
        for (name, mut answers) in files {
            for (reference, section, field) in by_key.keys() {
                answers.forget(reference.as_ref(), *section, field);
            }
            let own = said(&name, &answers);
            together.take(answers, &corrected);
            corrected.extend(own);
        }
        for corrections in together.corrections.values_mut() {
            corrections.sort_by_key(|one| one.correction.at.timestamp());
        }
        let disputed = |((reference, section, field), all): (Key, Vec<Said>)| Disputed {
            reference,
            section,
            field,
            said_by: all.into_iter().map(|said| said.by).collect(),
        };
        together.disputed = by_key.into_iter().map(disputed).collect();
        together
    }

    /// Where the files contradict each other, so that nothing of them is taken.
    #[must_use]
    pub fn disputed(&self) -> &[Disputed] {
        &self.disputed
    }

    /// Takes away what is said of a field.
    fn forget(&mut self, reference: Option<&CaseReference>, section: SectionName, field: &str) {
        let take_away = |sections: &mut Sections| {
            if let Some(fields) = sections.get_mut(&section) {
                fields.remove(field);
            }
        };
        let Some(reference) = reference else {
            take_away(&mut self.every);
            return;
        };
        if !GROWING.contains(&(section.as_str(), field)) {
            self.cases
                .get_mut(reference)
                .into_iter()
                .for_each(take_away);
        }
        let corrections = self.corrections.get_mut(reference).into_iter().flatten();
        corrections.for_each(|one| take_away(&mut one.sections));
    }

    /// Takes what a further file says; a correction that an earlier one makes already is made once.
    fn take(&mut self, more: Self, made: &BTreeMap<Key, Said>) {
        add(&mut self.every, more.every);
        for (reference, sections) in more.cases {
            add(self.cases.entry(reference).or_default(), sections);
        }
        for (reference, corrections) in more.corrections {
            for mut one in corrections {
                for (section, fields) in &mut one.sections {
                    fields.retain(|field, answer| {
                        let key = (Some(reference.clone()), *section, field.clone());
                        made.get(&key).is_none_or(|made| made.answer != *answer)
                    });
                }
                if one.sections.values().any(|fields| !fields.is_empty()) {
                    let all = self.corrections.entry(reference.clone()).or_default();
                    all.push(one);
                }
            }
        }
    }
}

/// What a file says of each field in the end.
fn said(name: &str, answers: &Answers) -> BTreeMap<Key, Said> {
    let mut all = BTreeMap::new();
    let mut add =
        |reference: Option<&CaseReference>, sections: &Sections, by: Option<&Correction>| {
            for (section, fields) in sections {
                for (field, answer) in fields {
                    // What is added to a list contradicts nothing; a correction gives the list whole.
                    if by.is_some() || !GROWING.contains(&(section.as_str(), field.as_str())) {
                        let said = Said {
                            answer: answer.clone(),
                            by: by.map_or(name, |by| by.by.name.as_str()).to_owned(),
                            at: by.map(|by| by.at.timestamp()),
                        };
                        all.insert((reference.cloned(), *section, field.clone()), said);
                    }
                }
            }
        };
    add(None, &answers.every, None);
    for (reference, sections) in &answers.cases {
        add(Some(reference), sections, None);
    }
    for (reference, corrections) in &answers.corrections {
        for one in corrections {
            add(Some(reference), &one.sections, Some(&one.correction));
        }
    }
    all
}

/// Notes what a further file says; whoever corrects themselves is heard as they said it last.
fn note(all: &mut Vec<Said>, said: Said) {
    let is_own = |other: &&mut Said| other.at.is_some() && said.at.is_some() && other.by == said.by;
    match all.iter_mut().find(is_own) {
        Some(own) if own.at <= said.at => *own = said,
        Some(_) => {}
        None => all.push(said),
    }
}

fn is_same(all: &[Said]) -> bool {
    all.windows(2).all(|pair| match pair {
        [one, other] => one.answer == other.answer,
        _ => true,
    })
}

/// Adds the fields; of lists that grow, the items that are not there.
fn add(sections: &mut Sections, more: Sections) {
    for (section, fields) in more {
        let target = sections.entry(section).or_default();
        for (field, answer) in fields {
            let is_growing = GROWING.contains(&(section.as_str(), field.as_str()));
            let there = target
                .get_mut(&field)
                .and_then(|there| there.get_mut("value"));
            let items = answer.get("value").and_then(Value::as_array);
            match (there.and_then(Value::as_array_mut), items) {
                (Some(there), Some(items)) if is_growing => {
                    let new: Vec<Value> = items
                        .iter()
                        .filter(|item| !there.contains(item))
                        .cloned()
                        .collect();
                    there.extend(new);
                }
                _ => {
                    target.insert(field, answer);
                }
            }
        }
    }
}

impl fmt::Debug for Disputed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Disputed(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    #[expect(
        clippy::needless_pass_by_value,
        reason = "each test writes its files in place"
    )]
    fn file(name: &str, value: Value) -> (String, Answers) {
        let bytes = serde_json::to_vec(&value).unwrap();
        let answers = Answers::from_json(&bytes, Path::new(name)).unwrap();
        (name.to_owned(), answers)
    }

    fn corrects(by: &str, level: &str, case: &str) -> Value {
        json!({"corrections": {case: [{
            "by": {"name": by, "role": "key-worker"}, "at": "2026-11-30T09:00:00Z", "reason": "From the paper file.",
            "sections": {"risk": {"level": {"value": {"level": level}}, "safety_plan": {"absent": "none-known"}}}
        }]}})
    }

    fn completed(answers: &Answers) -> Value {
        let not_read = json!({"absent": "not-read"});
        let mut draft = json!({"sections": {"risk": {"level": not_read, "safety_plan": not_read}}});
        answers.complete("c-1", &mut draft);
        draft["sections"]["risk"].clone()
    }

    /// Both are named, and neither is taken; what they agree in is taken once.
    #[test]
    fn what_two_say_differently_is_nobodys_answer() {
        let answers = Answers::together(vec![
            file("a.xlsx", corrects("Ada Brook", "high", "c-1")),
            file("b.xlsx", corrects("Jo Hale", "standard", "c-1")),
        ]);
        let [only] = answers.disputed() else {
            panic!("{}", answers.disputed().len());
        };
        assert_eq!(
            (only.section.as_str(), only.field.as_str()),
            ("risk", "level")
        );
        assert_eq!(only.said_by, ["Ada Brook", "Jo Hale"]);
        let risk = completed(&answers);
        assert_eq!(risk["level"], json!({"absent": "not-read"}));
        assert_eq!(risk["safety_plan"]["absent"], "none-known");
        assert_eq!(
            risk["safety_plan"]["corrected"].as_array().unwrap().len(),
            1
        );
    }

    #[test]
    fn what_they_say_of_other_cases_or_alike_is_taken() {
        let answers = Answers::together(vec![
            file("a.xlsx", corrects("Ada Brook", "high", "c-1")),
            file("b.xlsx", corrects("Jo Hale", "high", "c-1")),
            file("c.xlsx", corrects("Jo Hale", "standard", "c-2")),
        ]);
        assert!(answers.disputed().is_empty());
        let level = completed(&answers)["level"].clone();
        assert_eq!(level["value"]["level"], "high");
        assert_eq!(level["corrected"][0]["by"]["name"], "Ada Brook");
        assert_eq!(level["corrected"].as_array().unwrap().len(), 1);
    }

    /// Whoever corrects themselves is heard as they said it last, in whatever order the files are named.
    #[test]
    fn a_later_word_of_one_person_counts() {
        let later = |level: &str| {
            let mut later = corrects("Ada Brook", level, "c-1");
            later["corrections"]["c-1"][0]["at"] = json!("2026-11-30T10:00:00Z");
            later
        };
        let first = || file("a.xlsx", corrects("Ada Brook", "standard", "c-1"));
        for files in [
            vec![first(), file("b.xlsx", later("high"))],
            vec![file("b.xlsx", later("high")), first()],
        ] {
            let answers = Answers::together(files);
            assert!(answers.disputed().is_empty());
            assert_eq!(completed(&answers)["level"]["value"]["level"], "high");
        }
        let agrees = file("c.xlsx", corrects("Jo Hale", "standard", "c-1"));
        let answers = Answers::together(vec![first(), file("b.xlsx", later("high")), agrees]);
        assert_eq!(answers.disputed()[0].said_by, ["Ada Brook", "Jo Hale"]);
    }

    /// A file may correct twice, one after the other; what is only filled in is held against a correction too.
    #[test]
    fn files_are_held_against_each_other_and_not_against_themselves() {
        let mut twice = corrects("Ada Brook", "high", "c-1");
        let second = corrects("Ada Brook", "very-high", "c-1")["corrections"]["c-1"][0].clone();
        twice["corrections"]["c-1"]
            .as_array_mut()
            .unwrap()
            .push(second);
        let alone = Answers::together(vec![file("a.json", twice.clone())]);
        assert!(alone.disputed().is_empty());
        assert_eq!(completed(&alone)["level"]["value"]["level"], "very-high");
        let fills = json!({"cases": {"c-1": {"risk": {"level": {"value": {"level": "high"}}}}}});
        let both = Answers::together(vec![file("a.json", twice), file("b.json", fills)]);
        assert_eq!(both.disputed()[0].said_by, ["Ada Brook", "b.json"]);
    }

    #[test]
    fn acknowledgements_add_up() {
        let one = |check: &str| json!({"cases": {"c-1": {"handover": {"acknowledgements": {"value": [{"check": check}]}}}}});
        let answers = Answers::together(vec![
            file("a.json", one("D-27")),
            file("b.json", one("D-27")),
            file("c.json", one("D-72")),
        ]);
        assert!(answers.disputed().is_empty());
        let mut draft = json!({"sections": {}});
        answers.complete("c-1", &mut draft);
        let all = &draft["sections"]["handover"]["acknowledgements"]["value"];
        assert_eq!(*all, json!([{"check": "D-27"}, {"check": "D-72"}]));
    }
}
