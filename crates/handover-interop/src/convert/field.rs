//! From what a mapping says of a field to the field of a case.

use super::{
    scope::{Current, Scope},
    value::Outcome,
};
use crate::mapping::{Body, Expression, FieldSpec, RowsSpec, is_plain};
use serde_json::{Map, Value};

impl Scope<'_> {
    /// A field: a value, or an absent reason, or nothing where the mapping says nothing.
    pub(crate) fn field(&self, section: &str, field: &str, specs: &[FieldSpec]) -> Option<Value> {
        let mut items: Option<(Vec<Value>, &FieldSpec)> = None;
        let mut value = None;
        let mut reason: Option<(String, &FieldSpec)> = None;
        let mut fallback: Option<(&str, &FieldSpec)> = None;
        for spec in specs {
            if spec.when.as_ref().is_some_and(|when| !self.holds(when)) {
                continue;
            }
            match &spec.body {
                Body::Value(expression) => match self.evaluate(expression) {
                    Outcome::Value(found) => {
                        value = Some((found, spec));
                        break;
                    }
                    Outcome::Absent(why) => reason = reason.or(Some((why, spec))),
                    Outcome::Empty => {}
                },
                Body::Item(expression) => {
                    let (found, why) = self.items(spec.rows.as_ref(), expression);
                    if !found.is_empty() {
                        items.get_or_insert((Vec::new(), spec)).0.extend(found);
                    }
                    reason = reason.or_else(|| why.map(|why| (why, spec)));
                }
                Body::Nothing => {}
            }
            fallback = fallback.or_else(|| spec.absent.as_deref().map(|why| (why, spec)));
        }
        let items = items.map(|(items, spec)| (Value::Array(items), spec));
        if let Some((value, spec)) = value.or(items) {
            return Some(if is_plain(section, field) {
                value
            } else {
                self.stated("value", value, spec)
            });
        }
        let reason = reason.or_else(|| fallback.map(|(why, spec)| (why.to_owned(), spec)));
        reason.map(|(why, spec)| self.stated("absent", why.into(), spec))
    }

    fn stated(&self, member: &str, value: Value, spec: &FieldSpec) -> Value {
        let mut stated = Map::new();
        stated.insert(member.to_owned(), value);
        let note = spec
            .note
            .as_ref()
            .and_then(|note| self.evaluate(note).into_value());
        stated.extend(note.map(|note| ("note".to_owned(), note)));
        let provenance = spec
            .provenance
            .as_ref()
            .and_then(|from| self.evaluate(from).into_value());
        stated.extend(provenance.map(|from| ("provenance".to_owned(), from)));
        if !spec.labels.is_empty() {
            stated.insert("labels".to_owned(), spec.labels.clone().into());
        }
        stated.into()
    }

    /// One item for each row, in order, and the first reason for there being none.
    pub(super) fn items(
        &self,
        rows: Option<&RowsSpec>,
        item: &Expression,
    ) -> (Vec<Value>, Option<String>) {
        let mut reason = None;
        let mut items = Vec::new();
        let mut take = |outcome| match outcome {
            Outcome::Value(Value::Array(more)) => items.extend(more),
            Outcome::Value(value) => items.push(value),
            Outcome::Absent(why) => reason = reason.take().or(Some(why)),
            Outcome::Empty => {}
        };
        let Some(rows) = rows else {
            take(self.evaluate(item));
            return (items, reason);
        };
        let place = rows.place.as_str();
        let mut chosen = Vec::new();
        for row in self.rows(place) {
            let here = self.within(place, row, 0);
            if rows
                .condition
                .as_ref()
                .is_none_or(|condition| here.holds(condition))
            {
                let order = rows
                    .order
                    .as_ref()
                    .and_then(|order| here.evaluate(order).into_value());
                chosen.push((order.map(|order| order.to_string()), row));
            }
        }
        // A stable sort: rows without order, or with the same, stay in the table's own order.
        chosen.sort_by(|(a, _), (b, _)| {
            if rows.newest_first {
                b.cmp(a)
            } else {
                a.cmp(b)
            }
        });
        for (position, (_, row)) in (1..).zip(chosen) {
            take(self.within(place, row, position).evaluate(item));
        }
        (items, reason)
    }

    pub(crate) fn within<'s>(&'s self, place: &'s str, row: usize, position: usize) -> Scope<'s> {
        Scope {
            current: Some(Current {
                place,
                row,
                position,
            }),
            ..*self
        }
    }
}
