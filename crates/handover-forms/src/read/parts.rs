//! The parts of a form's file: what is said, pages, questions and their answers.

use std::collections::BTreeMap;

use handover_dataset::{
    AbsentReason, Label, Profile, code_words, plain_words,
    sections::{EthnicCategory, NhsNumberStatus},
    title_words,
};
use serde_json::{Value, json};

use super::{FormError, wrong};
use crate::{
    file::{FormFile, OneOrMore, OptionFile, PageFile, QuestionFile},
    form::{Answer, Choice, Clause, Page, Question, Said, TextForm, What},
    place::Place,
    schema::{Kind, Schema},
};

/// Reads the parts of a file.
pub(super) struct Reader<'r> {
    pub(super) schema: &'r Schema,
    pub(super) profile: &'r Profile,
}

impl Reader<'_> {
    fn place(&self, at: &str, text: &str) -> Result<Place, FormError> {
        let place = Place::read(text).filter(|place| {
            let section = place.section();
            section.is_some_and(|section| self.profile.sections().contains(&section))
        });
        let place = place.filter(|place| self.schema.has(place));
        place.ok_or_else(|| wrong(at, format!("{text} is no member of a case of that profile")))
    }

    pub(super) fn said(
        &self,
        at: &str,
        says: &BTreeMap<String, toml::Value>,
    ) -> Result<Vec<Said>, FormError> {
        let one = |(text, what): (&String, &toml::Value)| {
            let place = self.place(at, text)?;
            let absent = what.get("absent").and_then(toml::Value::as_str);
            let is_weak = what
                .get("weak")
                .and_then(toml::Value::as_bool)
                .unwrap_or_default();
            let what = match absent {
                Some(word) => What::Absent {
                    reason: reason(at, word)?,
                    is_weak,
                },
                None => What::Value(serde_json::to_value(what).map_err(|_| wrong(at, "no value"))?),
            };
            Ok(Said { place, what })
        };
        says.iter().map(one).collect()
    }

    pub(super) fn items(
        &self,
        file: &FormFile,
    ) -> Result<BTreeMap<String, Vec<(String, Value)>>, FormError> {
        let mut items = BTreeMap::new();
        for (item, members) in &file.items {
            let place = self.place("items", item)?;
            let mut of = Vec::new();
            for (member, value) in members {
                let there = place.then(member).filter(|there| self.schema.has(there));
                there.ok_or_else(|| wrong(item, format!("has no member {member}")))?;
                let value = serde_json::to_value(value).map_err(|_| wrong(item, "no value"))?;
                of.push((member.clone(), value));
            }
            items.insert(item.clone(), of);
        }
        Ok(items)
    }

    pub(super) fn labels(&self, file: &FormFile) -> Result<Vec<(Place, Vec<String>)>, FormError> {
        let one = |(field, labels): (&String, &Vec<String>)| {
            let place = self.place("labels", field)?;
            let is_label = |word: &String| Label::ALL.iter().any(|label| label.as_str() == word);
            if labels.iter().all(is_label) {
                Ok((place, labels.clone()))
            } else {
                Err(wrong(field, "no such label"))
            }
        };
        file.labels.iter().map(one).collect()
    }

    pub(super) fn page(&self, file: &PageFile) -> Result<Page, FormError> {
        let questions = file.question.iter().map(|question| self.question(question));
        Ok(Page {
            name: file.name.clone(),
            title: file.title.clone(),
            lead: file.lead.clone(),
            call: file.call.clone(),
            once: file.once,
            when: clauses(&file.name, file.when.as_ref())?,
            questions: questions.collect::<Result<_, _>>()?,
        })
    }

    fn question(&self, file: &QuestionFile) -> Result<Question, FormError> {
        let name = &file.name;
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            return Err(wrong(
                name,
                "names are lower-case letters, digits and hyphens",
            ));
        }
        let fills = OneOrMore::all(file.fills.as_ref());
        let fills = fills.into_iter().map(|text| self.place(name, text));
        let fills = fills.collect::<Result<Vec<Place>, FormError>>()?;
        if file.option.is_empty() == fills.is_empty() {
            return Err(wrong(
                name,
                "fills a member or has answers of its own, one of the two",
            ));
        }
        let absent = file.absent.iter().map(|word| reason(name, word));
        Ok(Question {
            answer: self.answer(file, &fills)?,
            name: name.clone(),
            ask: file.ask.clone(),
            hint: file.hint.clone(),
            of: file.of.clone(),
            when: clauses(name, file.when.as_ref())?,
            optional: file.optional,
            absent: absent.collect::<Result<_, _>>()?,
            near: file.near.clone(),
            now: file.now,
            known: file.known.is_some(),
            fills,
        })
    }

    fn answer(&self, file: &QuestionFile, fills: &[Place]) -> Result<Answer, FormError> {
        let name = &file.name;
        let Some(first) = fills.first() else {
            let options = file.option.iter().map(|option| self.option(name, option));
            return Ok(Answer::Choice(options.collect::<Result<_, _>>()?));
        };
        let kind = self.schema.at(first);
        let kind = kind.ok_or_else(|| wrong(name, format!("{first} is several members")))?;
        let codes = |list: &str, codes: &[String]| -> Result<Vec<Choice>, FormError> {
            let stray = file
                .words
                .keys()
                .chain(&file.leave_out)
                .find(|code| !codes.contains(*code));
            if let Some(stray) = stray {
                return Err(wrong(name, format!("{stray} is no code of it")));
            }
            let offered = codes.iter().filter(|code| !file.leave_out.contains(*code));
            Ok(offered
                .map(|code| {
                    choice(
                        code,
                        file.words
                            .get(code)
                            .cloned()
                            .unwrap_or_else(|| words_of(list, code)),
                        fills,
                        &json!(code),
                    )
                })
                .collect())
        };
        Ok(match (kind, file.choose.as_slice()) {
            (Kind::Codes(list, all), _) => Answer::Choice(codes(&list, &all)?),
            (Kind::Flag, _) => Answer::Choice(vec![
                choice("yes", word(file, "yes", "Yes"), fills, &json!(true)),
                choice("no", word(file, "no", "No"), fills, &json!(false)),
            ]),
            (Kind::Several(one), chosen) => match *one {
                Kind::Codes(list, all) => Answer::Several(codes(&list, &all)?),
                Kind::Text(_) if !chosen.is_empty() => Answer::Several(
                    chosen
                        .iter()
                        .map(|code| {
                            choice(
                                code,
                                word(file, code, &title_words(code)),
                                fills,
                                &json!(code),
                            )
                        })
                        .collect(),
                ),
                one => Answer::Typed {
                    kind: Kind::Several(Box::new(one)),
                    form: TextForm::Area,
                },
            },
            (Kind::Coded, chosen) if !chosen.is_empty() => {
                let list = file
                    .list
                    .as_deref()
                    .ok_or_else(|| wrong(name, "of which list?"))?;
                let coded = |code: &String| {
                    let words = code_words::words(list, code);
                    let words = words
                        .ok_or_else(|| wrong(name, format!("{code} is not in the list {list}")))?;
                    Ok(choice(
                        code,
                        words.to_owned(),
                        fills,
                        &json!({ "text": words, "system": list, "code": code }),
                    ))
                };
                Answer::Choice(chosen.iter().map(coded).collect::<Result<_, FormError>>()?)
            }
            (Kind::Text(_), chosen) if !chosen.is_empty() => Answer::Choice(
                chosen
                    .iter()
                    .map(|code| {
                        choice(
                            code,
                            word(file, code, &title_words(code)),
                            fills,
                            &json!(code),
                        )
                    })
                    .collect(),
            ),
            (kind, _) => Answer::Typed {
                kind,
                form: match file.form.as_deref() {
                    None => TextForm::Line,
                    Some("area") => TextForm::Area,
                    Some("mobile") => TextForm::Mobile,
                    Some("nhs-number") => TextForm::NhsNumber,
                    Some("postcode") => TextForm::Postcode,
                    Some("telephone") => TextForm::Telephone,
                    Some(_) => return Err(wrong(name, "no such form of a text")),
                },
            },
        })
    }

    fn option(&self, name: &str, file: &OptionFile) -> Result<Choice, FormError> {
        Ok(Choice {
            name: file.name.clone(),
            words: file.words.clone(),
            hint: file.hint.clone(),
            says: self.said(name, &file.says)?,
            counts: file.counts,
        })
    }
}

fn word(file: &QuestionFile, code: &str, otherwise: &str) -> String {
    file.words
        .get(code)
        .cloned()
        .unwrap_or_else(|| otherwise.to_owned())
}

fn choice(name: &str, words: String, fills: &[Place], value: &Value) -> Choice {
    let said = |place: &Place| Said {
        place: place.clone(),
        what: What::Value(value.clone()),
    };
    Choice {
        name: name.to_owned(),
        words,
        hint: None,
        says: fills.iter().map(said).collect(),
        counts: None,
    }
}

/// The words that the dataset has for a code.
fn words_of(list: &str, code: &str) -> String {
    let ethnic = |code: &str| EthnicCategory::ALL.iter().find(|one| one.as_str() == code);
    let status = |code: &str| NhsNumberStatus::ALL.iter().find(|one| one.as_str() == code);
    match list {
        "EthnicCategory" => ethnic(code).map_or_else(String::new, |one| one.in_words().to_owned()),
        "NhsNumberStatus" => {
            status(code).map_or_else(String::new, |one| title_words(one.in_words()))
        }
        "YesNoUnknown" if code == "unknown" => "Not known".to_owned(),
        _ => title_words(&plain_words(code)),
    }
}

fn reason(at: &str, word: &str) -> Result<AbsentReason, FormError> {
    let known = AbsentReason::ALL
        .iter()
        .find(|reason| reason.as_str() == word);
    known
        .copied()
        .ok_or_else(|| wrong(at, format!("{word} is no reason")))
}

fn clauses(at: &str, when: Option<&OneOrMore>) -> Result<Vec<Clause>, FormError> {
    let clause = |text: &str| {
        let (question, answers) = text
            .split_once('=')
            .ok_or_else(|| wrong(at, "`when` is `question = answer`"))?;
        let answers = answers.split('|').map(|answer| answer.trim().to_owned());
        Ok(Clause {
            question: question.trim().to_owned(),
            answers: answers.collect(),
        })
    };
    OneOrMore::all(when).into_iter().map(clause).collect()
}
