//! A case on its way back: values put in their places, each once.

use super::path::Step;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A part of a case.
pub(crate) enum Tree {
    /// Items by their position, which may leave gaps.
    List(BTreeMap<u32, Self>),
    Object(BTreeMap<String, Self>),
    Value(Value),
}

/// Something else stands there.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Taken;

impl Tree {
    pub(crate) const fn object() -> Self {
        Self::Object(BTreeMap::new())
    }

    /// Puts a value where nothing stands.
    pub(crate) fn put(&mut self, path: &[Step], value: Value) -> Result<(), Taken> {
        let Some((first, rest)) = path.split_first() else {
            return match self {
                Self::Object(members) if members.is_empty() => {
                    *self = Self::Value(value);
                    Ok(())
                }
                _ => Err(Taken),
            };
        };
        let mut is_new = false;
        let made = || {
            is_new = true;
            match rest.first() {
                Some(Step::Item(_)) => Self::List(BTreeMap::new()),
                _ => Self::object(),
            }
        };
        let next = match (&mut *self, first) {
            (Self::List(items), Step::Item(at)) => items.entry(*at).or_insert_with(made),
            (Self::Object(members), Step::Member(name)) => {
                members.entry(name.clone()).or_insert_with(made)
            }
            _ => return Err(Taken),
        };
        if rest.is_empty() && !is_new {
            return Err(Taken);
        }
        next.put(rest, value)
    }

    /// Makes sure that there is an item, though nothing be said of it.
    pub(crate) fn begin(&mut self, path: &[Step]) -> Result<(), Taken> {
        let mut here = self;
        let mut rest = path;
        while let Some((first, after)) = rest.split_first() {
            let made = || match after.first() {
                Some(Step::Item(_)) => Self::List(BTreeMap::new()),
                _ => Self::object(),
            };
            here = match (here, first) {
                (Self::List(items), Step::Item(at)) => items.entry(*at).or_insert_with(made),
                (Self::Object(members), Step::Member(name)) => {
                    members.entry(name.clone()).or_insert_with(made)
                }
                _ => return Err(Taken),
            };
            rest = after;
        }
        Ok(())
    }

    /// Whether something stands there.
    pub(crate) fn has(&self, path: &[Step]) -> bool {
        let mut here = self;
        for step in path {
            let next = match (here, step) {
                (Self::List(items), Step::Item(at)) => items.get(at),
                (Self::Object(members), Step::Member(name)) => members.get(name),
                _ => None,
            };
            match next {
                Some(next) => here = next,
                None => return false,
            }
        }
        true
    }

    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::List(items) => items.into_values().map(Self::into_value).collect(),
            Self::Object(members) => {
                let members = members.into_iter();
                let members = members.map(|(name, member)| (name, member.into_value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
            Self::Value(value) => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::path::read, *};
    use serde_json::json;

    #[test]
    fn each_place_is_taken_once() {
        let mut tree = Tree::object();
        let at = |text: &str| read(text).unwrap();
        tree.put(&at("a.b[2].c"), json!(1)).unwrap();
        tree.put(&at("a.b[7]"), json!(2)).unwrap();
        tree.begin(&at("a.b[1]")).unwrap();
        tree.begin(&at("a.b[2]")).unwrap();
        tree.put(&at("a.d"), json!({})).unwrap();
        for taken in [
            "a.b[2].c", "a.b[2]", "a.b", "a.b.c", "a.d", "a.d.e", "a[1]", "a.b[7].c",
        ] {
            assert_eq!(tree.put(&at(taken), json!(3)), Err(Taken), "{taken}");
        }
        assert!(tree.has(&at("a.b[2].c")) && tree.has(&at("a.b")));
        assert!(!tree.has(&at("a.b[3]")) && !tree.has(&at("a.b[2].c.d")));
        let whole = json!({ "a": { "b": [{}, { "c": 1 }, 2], "d": {} } });
        assert_eq!(tree.into_value(), whole);
    }
}
