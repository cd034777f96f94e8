//! JSON as people and their systems write it.

use std::{cell::RefCell, fmt};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

use crate::{CheckId, Finding, Severity, text::to_nfc};

/// Reads JSON; the findings name each member that stands twice in its object (check D-02).
pub(super) fn parse(json: &[u8]) -> Result<(Value, Vec<Finding>), Finding> {
    let doubled = RefCell::new(Vec::new());
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = Node {
        path: String::new(),
        doubled: &doubled,
    }
    .deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    match value {
        Ok(value) => Ok((value, doubled.into_inner())),
        Err(error) => Err(Finding {
            check: CheckId::new(6),
            severity: Severity::Blocks,
            path: String::new(),
            message: format!(
                "Not JSON: line {}, column {}.",
                error.line(),
                error.column()
            ),
        }),
    }
}

/// Brings every text to NFC, names of members too.
pub(super) fn normalise(value: &mut Value) {
    match value {
        Value::String(text) if !text.is_ascii() => *text = to_nfc(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(normalise),
        Value::Object(members) => members.values_mut().for_each(normalise),
        _ => {}
    }
}

/// A value at a path, and where to tell of members that stand twice.
struct Node<'a> {
    path: String,
    doubled: &'a RefCell<Vec<Finding>>,
}

impl Node<'_> {
    fn member(&self, name: &str) -> Self {
        let path = match self.path.as_str() {
            "" => name.to_owned(),
            "sections" => name.to_owned(), // paths begin with the section
            path => format!("{path}.{name}"),
        };
        Self {
            path,
            doubled: self.doubled,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not a number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, items.len());
            match access.next_element_seed(Node {
                path,
                doubled: self.doubled,
            })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let node = self.member(&name);
            let path = node.path.clone();
            let value = access.next_value_seed(node)?;
            if members.insert(name, value).is_some() {
                self.doubled.borrow_mut().push(Finding {
                    check: CheckId::new(2),
                    severity: Severity::Blocks,
                    message: format!("{path} says two things: it is written twice."),
                    path,
                });
            }
        }
        Ok(Value::Object(members))
    }
}
