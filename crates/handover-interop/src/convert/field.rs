//! From what a mapping says of a field to the field of a case.

use super::{
    scope::{Current, Scope},
    value::Outcome,
};
use crate::mapping::{Body, Expression, FieldSpec, Named, RowsSpec, is_plain};
use serde_json::{Map, Value};

/// The reason that stands where the extract says something that was not taken.
pub(crate) const NOT_READ: &str = "not-read";

/// The items that rows make.
pub(super) struct Items {
    pub(super) items: Vec<Value>,
    /// The first reason for there being none.
    pub(super) absent: Option<String>,
    /// Whether a row, or a part of one, was not taken.
    pub(super) has_unread: bool,
}

impl Scope<'_> {
    /// A field: a value, or an absent reason, or nothing where the mapping says nothing.
    ///
    /// Where the extract says something that was not taken, the field says `not-read`, and neither what a later way
    /// of filling it would say nor the mapping's reason for there being nothing. That reason is not said either while
    /// a column of this person's holds something that the mapping does not mention.
    pub(crate) fn field(&self, section: &str, field: &str, specs: &[FieldSpec]) -> Option<Value> {
        let mut items: Option<(Vec<Value>, &FieldSpec)> = None;
        let mut value = None;
        let mut reason: Option<(String, &FieldSpec)> = None;
        let mut fallback: Option<(&str, &FieldSpec)> = None;
        let mut unread: Option<&FieldSpec> = None;
        for spec in specs.iter().filter(|spec| !spec.is_untaken()) {
            match spec.when.as_ref().map(|when| self.holds(when)) {
                Some(Some(false)) => continue,
                Some(None) => {
                    unread = unread.or(Some(spec));
                    continue;
                }
                Some(Some(true)) | None => {}
            }
            match &spec.body {
                Body::Value(expression) => match self.evaluate(expression) {
                    Outcome::Value(found) => {
                        value = Some((found, spec, false));
                        break;
                    }
                    Outcome::Partly(found) => {
                        value = Some((found, spec, true));
                        break;
                    }
                    Outcome::Absent(why) => reason = reason.or(Some((why, spec))),
                    Outcome::NotRead => unread = unread.or(Some(spec)),
                    Outcome::Empty => {}
                },
                Body::Item(expression) => {
                    let found = self.items(spec.rows.as_ref(), expression);
                    if found.has_unread {
                        unread = unread.or(Some(spec));
                    }
                    if !found.items.is_empty() {
                        let (items, _) = items.get_or_insert((Vec::new(), spec));
                        items.extend(found.items);
                    }
                    reason = reason.or_else(|| found.absent.map(|why| (why, spec)));
                }
                Body::Nothing => {}
            }
            fallback = fallback.or_else(|| spec.absent.as_deref().map(|why| (why, spec)));
        }
        let is_part = matches!(value, Some((_, _, true)));
        if (unread.is_some() || is_part) && specs.iter().all(|spec| spec.unread.is_none()) {
            self.log.borrow_mut().break_field(section, field);
        }
        // A value that stands behind something unread may be the older one, or the lower.
        let value = value.filter(|_| unread.is_none());
        let items = items.map(|(items, spec)| (Value::Array(items), spec, unread.is_some()));
        if let Some((value, spec, is_part)) = value.or(items) {
            return Some(if is_plain(section, field) {
                value
            } else {
                self.stated("value", value, is_part, spec)
            });
        }
        let words = || specs.iter().find_map(|spec| self.unread_words(spec));
        if reason.is_none() && unread.is_none() && words().is_some() {
            // The columns that speak of the field say something, and it is not its value.
            unread = specs.first();
        }
        if self.has_unread_column && reason.is_none() {
            // The mapping's reason is about what it reads, and there is more.
            unread = unread.or_else(|| fallback.map(|(_, spec)| spec));
        }
        let reason = reason.or_else(|| fallback.map(|(why, spec)| (why.to_owned(), spec)));
        let reason = match unread {
            Some(_) if is_plain(section, field) => None,
            Some(spec) => Some((NOT_READ.to_owned(), spec)),
            None => reason,
        };
        reason.map(|(why, spec)| {
            let is_unread = why == NOT_READ;
            let mut stated = self.stated("absent", why.into(), false, spec);
            if let (true, Some(words), Some(members)) = (is_unread, words(), stated.as_object_mut())
            {
                members.entry("note").or_insert(words);
            }
            stated
        })
    }

    /// What the columns say that speak of the field.
    fn unread_words(&self, spec: &FieldSpec) -> Option<Value> {
        self.evaluate(spec.unread.as_ref()?).into_value()
    }

    fn stated(&self, member: &str, value: Value, is_part: bool, spec: &FieldSpec) -> Value {
        let mut stated = Map::new();
        stated.insert(member.to_owned(), value);
        if is_part {
            stated.insert("incomplete".to_owned(), true.into());
        }
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

    /// One item for each row, in order.
    pub(super) fn items(&self, rows: Option<&RowsSpec>, item: &Expression) -> Items {
        let mut found = Items {
            items: Vec::new(),
            absent: None,
            has_unread: false,
        };
        let Some(rows) = rows else {
            found.take(self.evaluate(item));
            return found;
        };
        let place = &rows.place;
        found.has_unread = self.lacks_rows(place);
        let mut chosen = Vec::new();
        for row in self.rows(place).iter().copied() {
            let here = self.within(place, row, 0);
            match rows.condition.as_ref().map(|when| here.holds(when)) {
                Some(Some(false)) => continue,
                Some(None) => {
                    found.has_unread = true;
                    continue;
                }
                Some(Some(true)) | None => {}
            }
            let order = rows
                .order
                .as_ref()
                .and_then(|order| here.evaluate(order).into_value());
            chosen.push((order.map(|order| order.to_string()), row));
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
            found.take(self.within(place, row, position).evaluate(item));
        }
        // A row of which nobody knows whose it is may be the one that there is.
        found.has_unread |= found.items.is_empty()
            && self
                .table(place)
                .is_some_and(|table| table.has_rows_of_nobody);
        found
    }

    pub(crate) fn within(&self, place: &Named, row: usize, position: usize) -> Self {
        Scope {
            current: Some(Current {
                place: place.number,
                row,
                position,
            }),
            ..*self
        }
    }
}

impl Items {
    fn take(&mut self, outcome: Outcome) {
        self.has_unread |= matches!(outcome, Outcome::NotRead | Outcome::Partly(_));
        match outcome {
            Outcome::Value(Value::Array(more)) | Outcome::Partly(Value::Array(more)) => {
                self.items.extend(more);
            }
            Outcome::Value(value) | Outcome::Partly(value) => self.items.push(value),
            Outcome::Absent(why) => self.absent = self.absent.take().or(Some(why)),
            Outcome::Empty | Outcome::NotRead => {}
        }
    }
}
