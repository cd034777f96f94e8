//! What a member of a case is, as the schema of a case says it.

use handover_dataset::{FIELDS, Field, case_schema};
use serde_json::Value;

use crate::place::{Place, Step};

/// The schema of a case.
pub(crate) struct Schema(Value);

/// What stands in a member.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Words, and their code where there is one.
    Coded,
    /// One of these, of a list of that name.
    Codes(String, Vec<String>),
    Day,
    DayOrMoment,
    Flag,
    Moment,
    Number {
        least: u64,
        most: u64,
    },
    PartOfDay,
    Several(Box<Self>),
    /// A text of that type.
    Text(String),
}

/// What every statement and item may have, and no form asks.
const BESIDE: [&str; 3] = ["provenance", "labels", "about"];

impl Default for Schema {
    fn default() -> Self {
        Self(case_schema())
    }
}

impl Schema {
    /// What stands at a place; none if no answer can.
    pub(crate) fn at(&self, place: &Place) -> Option<Kind> {
        self.kind(self.member(place)?)
    }

    /// Whether there is such a place.
    pub(crate) fn has(&self, place: &Place) -> bool {
        self.member(place).is_some()
    }

    fn member(&self, place: &Place) -> Option<&Value> {
        let value = self.value_of(place.field()?)?;
        let mut at = Self::inside(self, value, place.steps().get(1)?)?;
        for step in place.members() {
            let object = self.resolved(at);
            let properties = object.get("properties");
            let named = properties.and_then(|all| all.get(&step.name));
            let of_any_name = object
                .get("additionalProperties")
                .filter(|one| one.is_object());
            at = self.inside(named.or(of_any_name)?, step)?;
        }
        Some(at)
    }

    /// What stands in a list, where the step names an item of it.
    fn inside<'s>(&'s self, schema: &'s Value, step: &Step) -> Option<&'s Value> {
        if step.label.is_none() {
            return Some(schema);
        }
        self.resolved(schema).get("items")
    }

    fn value_of(&self, field: &Field) -> Option<&Value> {
        let section: String = field
            .section
            .as_str()
            .split('_')
            .map(handover_dataset::title_words)
            .collect();
        let stated = self
            .definition(&section)?
            .get("properties")?
            .get(field.name)?;
        if field.is_plain {
            return Some(stated);
        }
        self.resolved(stated).get("properties")?.get("value")
    }

    fn definition(&self, name: &str) -> Option<&Value> {
        self.0.get("$defs")?.get(name)
    }

    fn name(schema: &Value) -> Option<&str> {
        schema.get("$ref")?.as_str()?.rsplit('/').next()
    }

    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let named = Self::name(schema).and_then(|name| self.definition(name));
        named.unwrap_or(schema)
    }

    fn kind(&self, schema: &Value) -> Option<Kind> {
        let name = Self::name(schema).unwrap_or_default();
        let of = self.resolved(schema);
        if name == "Coded" {
            return Some(Kind::Coded);
        }
        let codes = of
            .get("oneOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let codes: Vec<String> = codes
            .filter_map(|one| Some(one.get("const")?.as_str()?.to_owned()))
            .collect();
        if !codes.is_empty() {
            return Some(Kind::Codes(name.to_owned(), codes));
        }
        let bound = |of: &Value, name| of.get(name).and_then(Value::as_u64);
        Some(match of.get("type").and_then(Value::as_str)? {
            "boolean" => Kind::Flag,
            "integer" => Kind::Number {
                least: bound(of, "minimum").unwrap_or_default(),
                most: bound(of, "maximum").unwrap_or(u64::MAX),
            },
            "array" => Kind::Several(Box::new(self.kind(of.get("items")?)?)),
            "string" => match name {
                "Date" => Kind::Day,
                "Instant" => Kind::Moment,
                "PartialDate" => Kind::PartOfDay,
                "When" => Kind::DayOrMoment,
                name => Kind::Text(name.to_owned()),
            },
            _ => return None,
        })
    }

    /// Every member of the fields, without labels, as far as an answer can go: `person.names.given`.
    pub(crate) fn members(&self, is_meant: impl Fn(&Field) -> bool) -> Vec<String> {
        let mut all = Vec::new();
        for field in FIELDS.into_iter().flatten().filter(|field| is_meant(field)) {
            if let Some(value) = self.value_of(field) {
                self.collect(
                    value,
                    &format!("{}.{}", field.section, field.name),
                    &mut all,
                );
            }
        }
        all
    }

    fn collect(&self, schema: &Value, path: &str, all: &mut Vec<String>) {
        if self.kind(schema).is_some() {
            all.push(path.to_owned());
            return;
        }
        let of = self.resolved(schema);
        if let Some(items) = of.get("items") {
            self.collect(items, path, all);
        } else if let Some(values) = of.get("additionalProperties").filter(|of| of.is_object()) {
            for channel in handover_dataset::Channel::ALL {
                self.collect(values, &format!("{path}.{}", channel.as_str()), all);
            }
        } else {
            let members = of.get("properties").and_then(Value::as_object);
            for (name, member) in members.into_iter().flatten() {
                if !BESIDE.contains(&name.as_str()) {
                    self.collect(member, &format!("{path}.{name}"), all);
                }
            }
        }
    }
}
