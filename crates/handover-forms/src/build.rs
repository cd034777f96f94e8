//! From answers to a case.

use std::collections::BTreeMap;

use handover_dataset::AbsentReason;
use serde_json::{Map, Value, json};

use crate::{
    answers::{Answers, Part, input},
    form::{Form, Said, What},
    judge::{Asked, Judged, State},
    node::Node,
    place::{Place, Step},
    schema::Kind,
    signing::{Signatory, Signing, instant, local},
};

/// The fields of a case in the making, by `section.field`.
pub(crate) struct Making<'f> {
    form: &'f Form,
    signing: &'f Signing,
    /// The values: sections of fields.
    values: Node,
    absent: BTreeMap<String, (AbsentReason, bool)>,
    notes: BTreeMap<String, String>,
}

impl Form {
    /// The case that these answers are, as JSON, as far as they go; and to whom it can be sealed.
    pub(crate) fn case(
        &self,
        judged: &Judged<'_>,
        answers: &Answers,
        signing: &Signing,
    ) -> (Value, Vec<(String, String)>) {
        let mut making = Making {
            form: self,
            signing,
            values: Node::empty(),
            absent: BTreeMap::new(),
            notes: BTreeMap::new(),
        };
        self.says.iter().for_each(|said| making.say(said, 0));
        judged
            .asked
            .iter()
            .for_each(|asked| making.take(asked, answers));
        making.add_constants();
        let readers = making.readers();
        let recipients = readers
            .iter()
            .filter_map(|reader| Some((reader.audience.clone(), reader.id.clone()?)));
        let recipients = recipients.collect();
        (making.json(&readers), recipients)
    }
}

impl Making<'_> {
    fn take(&mut self, asked: &Asked<'_>, answers: &Answers) {
        let (question, turn) = (asked.question, asked.turn);
        let says = |places: &[usize]| {
            let choices = places
                .iter()
                .filter_map(|place| question.choices().get(*place));
            choices
                .flat_map(|choice| choice.says.clone())
                .collect::<Vec<Said>>()
        };
        match &asked.state {
            State::Silent | State::Wrong => {}
            State::Typed(value) => {
                for place in &question.fills {
                    self.put(place, turn, self.fitting(place, value));
                }
            }
            State::Absent(reason) => {
                for place in question.fills.iter().take(1) {
                    self.absent.insert(field(place), (*reason, false));
                }
            }
            State::Chosen(places) => match &question.answer {
                crate::form::Answer::Several(_) => {
                    let codes = places
                        .iter()
                        .filter_map(|place| question.choices().get(*place));
                    let codes: Vec<Value> = codes.map(|choice| json!(choice.name)).collect();
                    for place in &question.fills {
                        self.put(place, turn, json!(codes));
                    }
                }
                _ => says(places).iter().for_each(|said| self.say(said, turn)),
            },
        }
        let words = answers.one(&input(&question.name, turn, Part::Words));
        if let (Some(words), Some(place)) = (words, question.fills.first()) {
            self.notes.insert(field(place), words.to_owned());
        }
    }

    /// A value as the place has it: words of a code are its text where the place is plain words.
    fn fitting(&self, place: &Place, value: &Value) -> Value {
        match (self.form.schema.at(place), value.get("text")) {
            (Some(Kind::Text(_)), Some(text)) => text.clone(),
            _ => value.clone(),
        }
    }

    fn say(&mut self, said: &Said, turn: usize) {
        match &said.what {
            What::Absent { reason, is_weak } => {
                self.absent.insert(field(&said.place), (*reason, *is_weak));
            }
            What::Value(value) => self.put(&said.place, turn, value.clone()),
        }
    }

    fn put(&mut self, place: &Place, turn: usize, value: Value) {
        let node = self.node(value, turn);
        let form = self.form;
        let put = self
            .values
            .put(place.steps(), &|label| key(form, label, turn), node);
        put.expect("the places of a form are members of a case");
    }

    /// A value; `@me.name` and `@me.role` are of who signs, `@list[label]` is an item of the case.
    fn node(&self, value: Value, turn: usize) -> Node {
        let Some(text) = value.as_str().and_then(|text| text.strip_prefix('@')) else {
            return Node::Leaf(value);
        };
        match text {
            "me.name" => Node::Leaf(json!(self.signing.author.name)),
            "me.role" => Node::Leaf(json!(self.signing.author.role)),
            text => match Place::read(text) {
                Some(place) => {
                    let label = place.item().unwrap_or_default();
                    Node::Reference(place.bare(), key(self.form, label, turn))
                }
                None => Node::Leaf(value),
            },
        }
    }

    /// What the items say that are there.
    fn add_constants(&mut self) {
        let form = self.form;
        for (item, members) in &form.items {
            let Some(place) = Place::read(item) else {
                continue;
            };
            let label = place.item().unwrap_or_default();
            let is_repeated = form.repeats.contains_key(label);
            let turns = if is_repeated {
                1..=crate::answers::MAX_TURNS
            } else {
                0..=0
            };
            for turn in turns {
                let key = |label: &str| key(form, label, turn);
                if !self.values.has(place.steps(), &key) {
                    continue;
                }
                for (member, value) in members {
                    let there = place.then(member);
                    let there = there.filter(|there| !self.values.has(there.steps(), &key));
                    if let Some(there) = there {
                        self.put(&there, turn, value.clone());
                    }
                }
            }
        }
    }

    fn json(mut self, readers: &[Recipient]) -> Value {
        let ids = self.ids();
        let Node::Object(by_section) = std::mem::replace(&mut self.values, Node::empty()) else {
            return Value::Null;
        };
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (section, fields) in by_section {
            if let Node::Object(fields) = fields {
                let fields = fields.into_iter();
                values.extend(
                    fields.map(|(name, node)| (format!("{section}.{name}"), node.json(&ids))),
                );
            }
        }
        self.sign(&mut values, readers);
        let mut sections = Map::new();
        for section in self.form.profile.sections() {
            sections.insert(
                section.as_str().to_owned(),
                self.section(section.as_str(), &values),
            );
        }
        json!({ "mhd": "mhd/1", "profile": self.form.profile.reference(), "sections": sections })
    }

    fn section(&self, name: &str, values: &BTreeMap<String, Value>) -> Value {
        let mut section = Map::new();
        let prefix = format!("{name}.");
        let paths = values.keys().chain(self.absent.keys());
        for path in paths.filter(|path| path.starts_with(&prefix)) {
            let Some(field) = Place::read(path).and_then(|place| place.field()) else {
                continue;
            };
            let value = values.get(path);
            let absent = self
                .absent
                .get(path)
                .filter(|(_, is_weak)| !(*is_weak && value.is_some()));
            let mut stated = Map::new();
            match (absent, value) {
                (Some((reason, _)), _) => {
                    stated.insert("absent".to_owned(), json!(reason.as_str()))
                }
                (None, Some(value)) if field.is_plain => {
                    section.insert(field.name.to_owned(), value.clone());
                    continue;
                }
                (None, Some(value)) => stated.insert("value".to_owned(), value.clone()),
                (None, None) => continue,
            };
            if let Some(note) = self.notes.get(path) {
                stated.insert("note".to_owned(), json!(note));
            }
            let labels = self
                .form
                .labels
                .iter()
                .find(|(place, _)| place.bare() == *path);
            if let Some((_, labels)) = labels.filter(|_| absent.is_none()) {
                stated.insert("labels".to_owned(), json!(labels));
            }
            section.insert(field.name.to_owned(), Value::Object(stated));
        }
        if let Some(source) = self
            .form
            .provenance
            .get(name)
            .filter(|_| !section.is_empty())
        {
            let provenance = json!({
                "recorded_at": local(self.signing.at).date().to_string(),
                "recorded_by": self.signing.author.role,
                "source": source.source,
                "verification": source.verification,
            });
            section.insert("provenance".to_owned(), provenance);
        }
        Value::Object(section)
    }

    /// Gives each item of the lists that have ids its own.
    fn ids(&mut self) -> BTreeMap<(String, String), String> {
        let mut ids = BTreeMap::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let Node::Object(sections) = &mut self.values else {
            return ids;
        };
        for (section, fields) in sections {
            let Node::Object(fields) = fields else {
                continue;
            };
            for (name, node) in fields {
                let path = format!("{section}.{name}");
                let field = Place::read(&path).and_then(|place| place.field());
                let prefix = field.and_then(handover_dataset::Field::item_prefix);
                let (Some(prefix), Node::List(items)) = (prefix, node) else {
                    continue;
                };
                for (label, item) in items {
                    let count = counts.entry(prefix).or_default();
                    *count = count.saturating_add(1);
                    let id = format!("{prefix}{count}");
                    if let Node::Object(members) = item {
                        members.insert("id".to_owned(), Node::Leaf(json!(id)));
                    }
                    ids.insert((path.clone(), label.clone()), id);
                }
            }
        }
        ids
    }

    /// Who gets it: audience, name and id of each organisation that was named.
    fn readers(&self) -> Vec<Recipient> {
        let named = |org: &str| {
            let place = Place::read(org)?;
            let is_absent = self.absent.contains_key(&field(&place));
            if is_absent {
                return None;
            }
            text_at(&self.values, place.then("name")?.steps())
        };
        let readers = self.form.readers.iter();
        let readers = readers.filter_map(|reader| {
            let name = named(&reader.org)?;
            Some(Recipient {
                audience: reader.audience.clone(),
                id: self.signing.organisations.get(&name).cloned(),
                tells_the_place: reader.org.starts_with("location."),
                name,
            })
        });
        readers.collect()
    }

    /// What no question asks: who gets it, who signs, what was acknowledged.
    fn sign(&self, values: &mut BTreeMap<String, Value>, readers: &[Recipient]) {
        let profile = &self.form.profile;
        let sensitivity = values.get("location.address_sensitivity");
        let is_protected = sensitivity.is_none_or(|word| word != "normal");
        let distribution = readers.iter().filter_map(|reader| {
            let sections = profile.audience(&reader.audience)?.sections();
            let sections: Vec<&str> = sections.iter().map(|one| one.as_str()).collect();
            let mut entry = json!({
                "audience": reader.audience,
                "sections": sections,
                "channel": if reader.id.is_some() { "package" } else { "page" },
            });
            // A surgery is called after its town.
            if !(is_protected && reader.tells_the_place) {
                entry
                    .as_object_mut()?
                    .insert("org".to_owned(), reader.org());
            }
            Some(entry)
        });
        let distribution: Vec<Value> = distribution.collect();
        let lead = readers
            .iter()
            .find(|reader| reader.audience == profile.lead());
        let to = lead.map(Recipient::org);
        if let (Some(Value::Object(from_to)), Some(to)) = (values.get_mut("handover.from_to"), to) {
            from_to.insert("to".to_owned(), json!([to]));
        }
        let from = values
            .get("handover.from_to")
            .and_then(|from_to| from_to.get("from"))
            .cloned();
        let by = |who: &Signatory| match &from {
            Some(from) => json!({ "name": who.name, "role": who.role, "org": from }),
            None => json!({ "name": who.name, "role": who.role }),
        };
        let at = instant(self.signing.at);
        let author = json!({ "by": by(&self.signing.author), "at": at });
        values.insert("handover.author".to_owned(), author);
        if !distribution.is_empty() {
            values.insert("handover.distribution".to_owned(), json!(distribution));
        }
        let reasons = self.signing.reasons.iter().map(|(check, reason)| {
            json!({ "check": check.to_string(), "by": by(&self.signing.author), "at": at, "reason": reason })
        });
        let reasons: Vec<Value> = reasons.collect();
        if !reasons.is_empty() {
            values.insert("handover.acknowledgements".to_owned(), json!(reasons));
        }
        if let Some((second, at)) = &self.signing.second {
            let agreed = json!({ "by": by(second), "at": instant(*at), "decision": "agreed" });
            values.insert("handover.countersign".to_owned(), agreed);
        }
    }
}

/// Somebody who gets the case.
struct Recipient {
    audience: String,
    name: String,
    /// Its id in the directory: none, if it is not there.
    id: Option<String>,
    /// Whether its name stands in `location`.
    tells_the_place: bool,
}

impl Recipient {
    fn org(&self) -> Value {
        match &self.id {
            Some(id) => json!({ "name": self.name, "ods": id }),
            None => json!({ "name": self.name }),
        }
    }
}

/// What an item is called: one of a repeat by its turn too.
pub(crate) fn key(form: &Form, label: &str, turn: usize) -> String {
    if form.repeats.contains_key(label) {
        format!("{label}.{}", turn.max(1))
    } else {
        label.to_owned()
    }
}

/// `section.field` of a place.
pub(crate) fn field(place: &Place) -> String {
    place.field().map_or_else(String::new, |field| {
        format!("{}.{}", field.section, field.name)
    })
}

fn text_at(node: &Node, steps: &[Step]) -> Option<String> {
    match (node, steps.split_first()) {
        (Node::Leaf(value), None) => value.as_str().map(str::to_owned),
        (Node::Object(members), Some((step, rest))) => text_at(members.get(&step.name)?, rest),
        _ => None,
    }
}
