//! A case in the making: items of lists are called by labels until all of them are known.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::place::Step;

/// What stands somewhere.
pub(crate) enum Node {
    Leaf(Value),
    /// By label, in the order in which they were named.
    List(Vec<(String, Self)>),
    Object(BTreeMap<String, Self>),
    /// The id of an item: the list, as `maternity.babies`, and the label in it.
    Reference(String, String),
}

impl Node {
    pub(crate) const fn empty() -> Self {
        Self::Object(BTreeMap::new())
    }

    /// Puts something at the end of the steps; `key` says which item a label means. `None` where something else stands in
    /// the way.
    pub(crate) fn put(
        &mut self,
        steps: &[Step],
        key: &dyn Fn(&str) -> String,
        node: Self,
    ) -> Option<()> {
        let Some((step, rest)) = steps.split_first() else {
            *self = node;
            return Some(());
        };
        let Self::Object(members) = self else {
            return None;
        };
        let member = members
            .entry(step.name.clone())
            .or_insert_with(|| match &step.label {
                Some(_) => Self::List(Vec::new()),
                None => Self::empty(),
            });
        match &step.label {
            None => member.put(rest, key, node),
            Some(label) => member.item(&key(label))?.put(rest, key, node),
        }
    }

    /// The item of that label, made if it is not there; `None` if it is no list.
    pub(crate) fn item(&mut self, label: &str) -> Option<&mut Self> {
        let Self::List(items) = self else {
            return None;
        };
        let place = items.iter().position(|(known, _)| known == label);
        let place = place.unwrap_or_else(|| {
            items.push((label.to_owned(), Self::empty()));
            items.len().saturating_sub(1)
        });
        items.get_mut(place).map(|(_, item)| item)
    }

    pub(crate) fn has(&self, steps: &[Step], key: &dyn Fn(&str) -> String) -> bool {
        let Some((step, rest)) = steps.split_first() else {
            return true;
        };
        let Self::Object(members) = self else {
            return false;
        };
        match (members.get(&step.name), &step.label) {
            (Some(member), None) => member.has(rest, key),
            (Some(Self::List(items)), Some(label)) => {
                let label = key(label);
                items
                    .iter()
                    .any(|(known, item)| *known == label && item.has(rest, key))
            }
            _ => false,
        }
    }

    /// As JSON, each reference by the id that its item got.
    pub(crate) fn json(self, ids: &BTreeMap<(String, String), String>) -> Value {
        match self {
            Self::Leaf(value) => value,
            Self::List(items) => items.into_iter().map(|(_, item)| item.json(ids)).collect(),
            Self::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, node)| (name, node.json(ids)));
                Value::Object(members.collect::<Map<String, Value>>())
            }
            Self::Reference(list, label) => ids
                .get(&(list, label))
                .map_or(Value::Null, |id| id.as_str().into()),
        }
    }
}
