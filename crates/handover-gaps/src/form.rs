//! The rows of a field's own sheet: what the case says now, in cells, and beside them as it is.

use std::collections::BTreeMap;

use handover_dataset::Field;
use serde_json::{Map, Value, json};

use crate::shape::Shape;

/// What the case says now of one row, so that a cell that nobody touched changes nothing, and members without a cell stay.
pub(crate) struct Stands {
    /// How many rows say together what the field says.
    pub(crate) of: usize,
    /// The item, or the whole value; of a row to fill in what it is called.
    pub(crate) item: Value,
}

impl Stands {
    pub(crate) fn written(&self) -> String {
        json!({ "of": self.of, "is": self.item }).to_string()
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        let of = value.get("of")?.as_u64()?.try_into().ok()?;
        let item = value.get_mut("is").filter(|item| item.is_object())?.take();
        Some(Self { of, item })
    }
}

/// The rows of a field in one case, and one more for a further item.
pub(crate) fn rows(
    field: &Field,
    shape: &Shape,
    value: Option<&Value>,
    ids: &mut Ids,
) -> Vec<Stands> {
    let items: Vec<Value> = match (shape, value) {
        (Shape::Items(_), Some(Value::Array(items))) => items.clone(),
        (Shape::Object(_), Some(value)) => vec![value.clone()],
        _ => Vec::new(),
    };
    let of = items.len();
    let mut rows: Vec<Stands> = items.into_iter().map(|item| Stands { of, item }).collect();
    if rows.is_empty() || matches!(shape, Shape::Items(_)) {
        let mut item = Map::new();
        if let Some(prefix) = field.item_prefix() {
            item.insert("id".to_owned(), ids.next(prefix).into());
        }
        let item = Value::Object(item);
        rows.push(Stands { of, item });
    }
    rows
}

/// What the items of a case are called, so that no further one is called the same.
#[derive(Default)]
pub(crate) struct Ids(BTreeMap<&'static str, u32>);

impl Ids {
    /// Those of a case, or of a row.
    pub(crate) fn see(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(id) = members.get("id").and_then(Value::as_str) {
                    self.know(id);
                }
                members.values().for_each(|value| self.see(value));
            }
            Value::Array(items) => items.iter().for_each(|value| self.see(value)),
            _ => {}
        }
    }

    fn know(&mut self, id: &str) {
        const PREFIXES: [&str; 7] = ["a", "ap", "b", "ch", "rx", "sg", "tp"];
        let letters = id.trim_end_matches(|char: char| char.is_ascii_digit());
        let prefix = PREFIXES.into_iter().find(|prefix| *prefix == letters);
        let number: Option<u32> = id
            .get(letters.len()..)
            .and_then(|number| number.parse().ok());
        if let (Some(prefix), Some(number)) = (prefix, number) {
            let last = self.0.entry(prefix).or_default();
            *last = number.max(*last);
        }
    }

    /// A name that none has.
    pub(crate) fn next(&mut self, prefix: &'static str) -> String {
        let last = self.0.entry(prefix).or_default();
        *last = last.saturating_add(1);
        format!("{prefix}{last}")
    }
}
