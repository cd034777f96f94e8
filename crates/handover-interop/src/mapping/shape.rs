//! What the dataset expects at a place of a case, held against what a mapping puts there.

use super::{
    Cell, MappingError, MappingProblem,
    cell::Form,
    error::Spot,
    expression::{Expression, Member},
};
use handover_dataset::case_schema;
use serde_json::{Map, Value};
use std::sync::LazyLock;

type Result<T> = std::result::Result<T, MappingError>;

static SCHEMA: LazyLock<Value> = LazyLock::new(case_schema);

/// One node of the schema of a case.
#[derive(Clone, Copy)]
pub(crate) struct Shape(&'static Value);

impl Shape {
    /// What a field's value is; none if the dataset has no such field.
    pub(crate) fn of_field(section: &str, field: &str, is_plain: bool) -> Option<Self> {
        let sections = Self(SCHEMA.pointer("/properties/sections")?);
        let stated = sections.member(section)?.member(field)?;
        if is_plain {
            Some(stated)
        } else {
            stated.member("value")
        }
    }

    /// What stands beside a value: `note`, `provenance`.
    pub(crate) fn provenance() -> Option<Self> {
        SCHEMA.pointer("/$defs/Provenance").map(Self)
    }

    fn of(node: &'static Value) -> Self {
        let name = node.get("$ref").and_then(Value::as_str);
        let named = name.and_then(|name| SCHEMA.pointer(name.strip_prefix('#')?));
        Self(named.unwrap_or(node))
    }

    fn members(self) -> Option<&'static Map<String, Value>> {
        self.0.get("properties")?.as_object()
    }

    /// A member of an object; of one whose keys are codes, whatever its name.
    fn member(self, name: &str) -> Option<Self> {
        let named = self.members().and_then(|members| members.get(name));
        let named = named.or_else(|| {
            self.0
                .get("additionalProperties")
                .filter(|any| any.is_object())
        });
        named.map(Self::of)
    }

    /// What a list is of; none if it is no list.
    fn items(self) -> Option<Self> {
        self.0.get("items").map(Self::of)
    }

    fn is_object(self) -> bool {
        self.is("object")
    }

    fn is(self, kind: &str) -> bool {
        self.0.get("type").and_then(Value::as_str) == Some(kind)
    }

    fn is_partial_date(self) -> bool {
        SCHEMA.pointer("/$defs/PartialDate") == Some(self.0)
    }

    fn words(self) -> Vec<&'static str> {
        let all = self.0.get("oneOf").and_then(Value::as_array);
        let all = all.into_iter().flatten();
        all.filter_map(|one| one.get("const")?.as_str()).collect()
    }

    /// What it takes, in words.
    fn expected(self) -> String {
        let words = self.words();
        if !words.is_empty() {
            return format!("one of: {}", words.join(", "));
        }
        let kind = match self.0.get("type").and_then(Value::as_str) {
            Some("array") => "a list",
            Some("boolean") => "true or false",
            Some("integer") => "a whole number",
            Some("object") => "members",
            _ => "a text",
        };
        kind.to_owned()
    }

    fn takes(self, value: &Value) -> bool {
        let words = self.words();
        match value {
            Value::String(word) => {
                if words.is_empty() {
                    ["boolean", "integer", "object", "array"]
                        .iter()
                        .all(|kind| !self.is(kind))
                } else {
                    words.contains(&word.as_str())
                }
            }
            Value::Bool(_) => self.is("boolean"),
            Value::Number(number) => {
                let bound = |key: &str| self.0.get(key).and_then(Value::as_i64);
                self.is("integer")
                    && number.as_i64().is_some_and(|number| {
                        bound("minimum").is_none_or(|least| number >= least)
                            && bound("maximum").is_none_or(|most| number <= most)
                    })
            }
            _ => false,
        }
    }

    /// Refuses a member that the dataset does not have here, and a value that it does not take.
    ///
    /// What the dataset holds as far as it is known, such as a day of birth, a cell may give in part.
    pub(crate) fn check(self, expression: &mut Expression, at: &Spot) -> Result<()> {
        match expression {
            Expression::Cell(cell) => self.check_cell(cell, at),
            Expression::Choose(choice) => {
                self.check(&mut choice.1, at)?;
                self.check(&mut choice.2, at)
            }
            Expression::Each(each) => {
                if each.with.is_some() {
                    return self.needs(&"".into(), at);
                }
                self.check_item(&mut each.item, at)
            }
            Expression::First(parts) => parts.iter_mut().try_for_each(|part| self.check(part, at)),
            Expression::List(parts) => parts
                .iter_mut()
                .try_for_each(|part| self.check_item(part, at)),
            Expression::Literal(value) => self.needs(value, at),
            Expression::Object(members) => {
                if !self.is_object() {
                    return Err(self.wrong(at));
                }
                members
                    .iter_mut()
                    .try_for_each(|member| self.check_member(member))
            }
            Expression::Position => self.needs(&1.into(), at),
            Expression::Test(_) => self.needs(&true.into(), at),
            Expression::Constant(_)
            | Expression::Day(_)
            | Expression::Join { .. }
            | Expression::Ordinal { .. }
            | Expression::Write { .. } => {
                let is_text = ["boolean", "integer", "object", "array"]
                    .iter()
                    .all(|kind| !self.is(kind));
                if is_text { Ok(()) } else { Err(self.wrong(at)) }
            }
        }
    }

    /// What becomes an item of this list, or several: lists inside a list are one list.
    pub(crate) fn check_item(self, expression: &mut Expression, at: &Spot) -> Result<()> {
        match expression {
            Expression::Choose(choice) => {
                self.check_item(&mut choice.1, at)?;
                self.check_item(&mut choice.2, at)
            }
            Expression::First(parts) => parts
                .iter_mut()
                .try_for_each(|part| self.check_item(part, at)),
            Expression::Each(each) if each.with.is_none() => self.check(expression, at),
            Expression::Cell(cell) if cell.split.is_some() => self.check(expression, at),
            Expression::List(_) => self.check(expression, at),
            _ => {
                let items = self.items().ok_or_else(|| self.wrong(at))?;
                items.check(expression, at)
            }
        }
    }

    fn check_member(self, member: &mut Member) -> Result<()> {
        match self.member(&member.name) {
            Some(shape) => {
                let is_birth = shape.is_partial_date() && self.member("estimated").is_some();
                if is_birth && member.value.has_open_century() {
                    // A day of birth of which the century is open is at least not in the future.
                    return Err(member.at.error(MappingProblem::CenturyUnsaid));
                }
                shape.check(&mut member.value, &member.at)
            }
            None => {
                let known = self.members().into_iter().flat_map(Map::keys);
                let nearest = nearest(&member.name, known.map(String::as_str));
                Err(member.at.error(MappingProblem::UnknownMember { nearest }))
            }
        }
    }

    fn check_cell(self, cell: &mut Cell, at: &Spot) -> Result<()> {
        let shape = match cell.split {
            Some(_) => self.items().ok_or_else(|| self.wrong(at))?,
            None => self.items().unwrap_or(self),
        };
        cell.may_be_part = shape.is_partial_date();
        let values = cell.map.iter().flat_map(|map| map.values());
        for value in values.chain(cell.special.values()) {
            shape.needs(value, at)?;
        }
        let is_read = match cell.form {
            _ if cell.map.is_some() => true,
            Form::Integer => shape.is("integer"),
            _ => !shape.is("integer") && !shape.is("boolean") && !shape.is_object(),
        };
        if is_read {
            Ok(())
        } else {
            Err(shape.wrong(at))
        }
    }

    fn needs(self, value: &Value, at: &Spot) -> Result<()> {
        let shape = self.items().unwrap_or(self);
        let is_taken = match value {
            // An empty text is read as nothing.
            Value::String(text) if text.is_empty() => true,
            value => shape.takes(value),
        };
        if is_taken {
            Ok(())
        } else {
            let word = value.as_str().unwrap_or_default();
            let nearest = nearest(word, shape.words().into_iter());
            Err(at.error(match nearest {
                Some(nearest) => MappingProblem::UnknownMember {
                    nearest: Some(nearest),
                },
                None => MappingProblem::NotTaken {
                    expected: shape.expected(),
                },
            }))
        }
    }

    fn wrong(self, at: &Spot) -> MappingError {
        at.error(MappingProblem::NotTaken {
            expected: self.expected(),
        })
    }
}

/// The known word that is most like another, if one is like it at all.
fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<String> {
    let alike = known.map(|known| (strsim::damerau_levenshtein(word, known), known));
    let alike = alike.filter(|(apart, known)| *apart <= known.len().max(word.len()) / 3);
    alike.min().map(|(_, known)| known.to_owned())
}
