//! Reading JSON lines: one object a line, flattened to paths; lists stay apart.

use crate::{
    NoticeKind, RejectionReason,
    log::{Log, place},
};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    sync::Arc,
};

/// An object as paths and texts; `null` is nothing, and a list is a list of objects.
///
/// An item of a list that is no object is an object with the one member `value`.
#[derive(Default)]
pub(crate) struct Flat {
    cells: BTreeMap<Box<str>, Box<str>>,
    lists: Vec<(Box<str>, Vec<Self>)>,
    doubled: Option<Box<str>>,
}

impl Flat {
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.cells.get(path).map(|text| &**text)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.cells.keys().map(|name| &**name)
    }

    /// The lists that nobody took, with how many items they have.
    pub(crate) fn left_lists(&self) -> impl Iterator<Item = (&str, usize)> {
        let lists = self.lists.iter().filter(|(_, items)| !items.is_empty());
        lists.map(|(name, items)| (&**name, items.len()))
    }

    /// The items of the list at `path`.
    pub(crate) fn take_list(&mut self, path: &str) -> Vec<Self> {
        let at = self.lists.iter().position(|(name, _)| &**name == path);
        at.map_or_else(Vec::new, |at| self.lists.swap_remove(at).1)
    }
}

/// Hands each object to `take`, with its line; what is no object is listed.
pub(crate) fn read(
    file: &Arc<str>,
    bytes: &[u8],
    log: &mut Log,
    mut take: impl FnMut(u64, Flat, &mut Log),
) {
    for (line, text) in (1_u64..).zip(bytes.split(|&byte| byte == b'\n')) {
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        log.row_read(file);
        let Ok(text) = std::str::from_utf8(text) else {
            log.lose_row(place(file, line, None), RejectionReason::BadEncoding, None);
            continue;
        };
        let mut flat = Flat::default();
        let mut parser = serde_json::Deserializer::from_str(text);
        let parsed = Level {
            path: String::new(),
            flat: &mut flat,
        }
        .deserialize(&mut parser);
        let is_object = text.trim_start().starts_with('{');
        if parsed.and_then(|()| parser.end()).is_err() || !is_object {
            log.lose_row(place(file, line, None), RejectionReason::BadJson, None);
        } else if let Some(name) = &flat.doubled {
            log.lose_row(
                place(file, line, Some(name)),
                RejectionReason::DuplicateName,
                None,
            );
        } else {
            for (name, text) in &flat.cells {
                if matches!(text.as_bytes(), [b'=' | b'@', ..]) {
                    log.notice(place(file, line, Some(name)), NoticeKind::Formula, 1, None);
                }
            }
            take(line, flat, log);
        }
    }
}

/// One value, to be put under `path`.
struct Level<'f> {
    path: String,
    flat: &'f mut Flat,
}

impl Level<'_> {
    fn put<E>(self, text: impl Into<Box<str>>) -> Result<(), E> {
        self.flat.cells.insert(self.path.into(), text.into());
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.put(value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.put(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.put(value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.put(value.to_string())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.put(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            let path = if self.path.is_empty() {
                name.clone()
            } else {
                format!("{}.{name}", self.path)
            };
            // `{"a.b": 1}` would look like `{"a": {"b": 1}}`.
            if name.contains('.') || !names.insert(name) {
                self.flat
                    .doubled
                    .get_or_insert_with(|| path.as_str().into());
            }
            map.next_value_seed(Level {
                path,
                flat: self.flat,
            })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut list = Vec::new();
        loop {
            let mut item = Flat::default();
            let level = Level {
                path: String::new(),
                flat: &mut item,
            };
            if items.next_element_seed(level)?.is_none() {
                break;
            }
            if let Some(text) = item.cells.remove("") {
                item.cells.insert("value".into(), text);
            }
            if let Some(name) = item.doubled.take() {
                self.flat.doubled.get_or_insert(name);
            }
            list.push(item);
        }
        self.flat.lists.push((self.path.into(), list));
        Ok(())
    }
}
