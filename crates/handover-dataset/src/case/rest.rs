//! A field without what is wrong in it, to be read again.

use std::collections::HashMap;

use serde_json::Value;

use super::read::pointer;

/// What is left of a field.
pub(super) struct Rest {
    pub(super) field: Value,
    /// The items taken out of each list, by the list's path as it was written.
    left_out: HashMap<String, Vec<usize>>,
}

/// What was taken out.
pub(super) enum TakenOut {
    /// An item of a list.
    Item,
    /// The member of that path, as it was written.
    Member(String),
    /// Nothing: the field would say something else, or nothing at all.
    Nothing,
}

impl Rest {
    pub(super) fn new(field: &Value) -> Self {
        Self {
            field: field.clone(),
            left_out: HashMap::new(),
        }
    }

    /// A path in what is left, as it was before anything was taken out.
    pub(super) fn as_written(&self, path: &str) -> String {
        let mut steps = path.split('[');
        let mut written = steps.next().unwrap_or_default().to_owned();
        for step in steps {
            let (n, behind) = step.split_once(']').unwrap_or((step, ""));
            let left_out = self.left_out.get(&written).map_or(&[][..], |all| all);
            let n = n.parse().ok();
            let n = n.and_then(|n| (0..).filter(|n| !left_out.contains(n)).nth(n));
            written.push_str(&format!("[{}]{behind}", n.unwrap_or_default()));
        }
        written.trim_start_matches('.').to_owned()
    }

    /// Takes out what stands at that path; of a list with one item the list.
    pub(super) fn take_out(&mut self, path: &str) -> TakenOut {
        let place = pointer(path);
        let has_conflicts = self.field.get("conflicts").is_some();
        // Without its value, or a part of its conflicts, a field says something else.
        if place == "/value" || has_conflicts && !place.starts_with("/value/") {
            return TakenOut::Nothing;
        }
        let written = self.as_written(path);
        let Some((parent, last)) = place.rsplit_once('/') else {
            return TakenOut::Nothing;
        };
        match self.field.pointer_mut(parent) {
            Some(Value::Object(members)) if members.contains_key(last) => {
                members.remove(last);
                TakenOut::Member(written)
            }
            Some(Value::Array(items)) => match (last.parse::<usize>(), written.rsplit_once('[')) {
                (Ok(n), Some((list, item))) if n < items.len() && items.len() > 1 => {
                    items.remove(n);
                    let item = item.trim_end_matches(']').parse::<usize>();
                    self.left_out
                        .entry(list.to_owned())
                        .or_default()
                        .extend(item);
                    TakenOut::Item
                }
                _ => {
                    let list = path
                        .rsplit_once('[')
                        .map_or(path, |(list, _)| list)
                        .to_owned();
                    self.take_out(&list)
                }
            },
            _ => TakenOut::Nothing,
        }
    }
}
