//! From expressions to values.

use super::{
    field::Items,
    scope::{OneRow, Scope},
};
use crate::{
    RejectionReason,
    iso::read_moment,
    mapping::{Cell, DaySum, Expression, Member, Named, Piece, Step},
    moment::{Moment, rfc3339},
};
use jiff::ToSpan;
use serde_json::{Map, Value};

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// No value, for a reason that the mapping gives for this word.
    Absent(String),
    /// The extract says nothing.
    Empty,
    /// The extract says something that was not taken: a cell, a row, a column or a file.
    NotRead,
    /// A value of which a part was not taken.
    Partly(Value),
    Value(Value),
}

impl Outcome {
    pub(crate) fn into_value(self) -> Option<Value> {
        match self {
            Self::Value(value) | Self::Partly(value) => Some(value),
            Self::Absent(_) | Self::Empty | Self::NotRead => None,
        }
    }

    /// What was put together of parts, some of which may not have been read.
    pub(super) fn of_parts(value: Option<Value>, has_unread: bool, absent: Option<String>) -> Self {
        match (value, has_unread) {
            (Some(value), false) => Self::Value(value),
            (Some(value), true) => Self::Partly(value),
            (None, true) => Self::NotRead,
            (None, false) => absent.map_or(Self::Empty, Self::Absent),
        }
    }
}

impl From<Option<Value>> for Outcome {
    fn from(value: Option<Value>) -> Self {
        value.map_or(Self::Empty, Self::Value)
    }
}

impl Scope<'_> {
    pub(crate) fn evaluate(&self, expression: &Expression) -> Outcome {
        match expression {
            Expression::Cell(cell) => self.cell(cell),
            Expression::Choose(choice) => {
                let (condition, then, or) = &**choice;
                match self.holds(condition) {
                    Some(holds) => self.evaluate(if holds { then } else { or }),
                    None => Outcome::NotRead,
                }
            }
            Expression::Constant(name) => {
                let constant = self.mapping.constants.get(name).cloned();
                constant
                    .filter(|constant| constant.as_str() != Some(""))
                    .into()
            }
            Expression::Day(sum) => match self.evaluate(&sum.from) {
                Outcome::NotRead => Outcome::NotRead,
                _ => self.day(sum).into(),
            },
            Expression::Each(each) => {
                let Items {
                    items, has_unread, ..
                } = self.items(Some(&each.rows), &each.item);
                match &each.with {
                    Some(with) => {
                        let texts = items.iter().map(as_text);
                        self.joined(texts, with, each.max, has_unread, expression)
                    }
                    None => {
                        let items = (!items.is_empty()).then(|| items.into());
                        Outcome::of_parts(items, has_unread, None)
                    }
                }
            }
            Expression::First(parts) => self.first(parts),
            Expression::Join { parts, with, max } => {
                let mut has_unread = false;
                let mut texts = Vec::new();
                for part in parts {
                    let outcome = self.evaluate(part);
                    has_unread |= matches!(outcome, Outcome::NotRead | Outcome::Partly(_));
                    texts.extend(outcome.into_value().as_ref().map(as_text));
                }
                self.joined(texts.into_iter(), with, *max, has_unread, expression)
            }
            Expression::List(items) => self.list(items),
            Expression::Literal(value) => Outcome::Value(value.clone()),
            Expression::Object(members) => self.object(members),
            Expression::Ordinal { prefix, place } => self.ordinal(prefix, place).into(),
            Expression::Position => {
                let position = self.current.map_or(1, |current| current.position);
                Outcome::Value(position.into())
            }
            Expression::Test(condition) => self
                .holds(condition)
                .map_or(Outcome::NotRead, |holds| Outcome::Value(holds.into())),
            Expression::Write { pieces, max } => {
                let mut text = String::new();
                let mut has_unread = false;
                for piece in pieces {
                    match piece {
                        Piece::Text(piece) => text.push_str(piece),
                        Piece::Value(value) => match self.evaluate(value) {
                            Outcome::Value(value) => text.push_str(&as_text(&value)),
                            Outcome::Partly(value) => {
                                has_unread = true;
                                text.push_str(&as_text(&value));
                            }
                            other => return other,
                        },
                    }
                }
                self.fitting(text, *max, has_unread, expression)
            }
        }
    }

    /// The first value. What was not read before it may have been the one that counts: then nothing is said,
    /// unless the value stands in the very cell that another form could not read.
    fn first(&self, parts: &[Expression]) -> Outcome {
        if self.passes_unread {
            let mut outcomes = parts.iter().map(|part| self.evaluate(part));
            let found = outcomes.find(|one| matches!(one, Outcome::Value(_) | Outcome::Partly(_)));
            return found.unwrap_or(Outcome::Empty);
        }
        let mut outcome = Outcome::Empty;
        let mut unread: Vec<(&Cell, bool)> = Vec::new();
        for part in parts {
            let listed = self.log.borrow().rejected_count();
            match self.evaluate(part) {
                found @ (Outcome::Value(_) | Outcome::Partly(_)) => {
                    let is_same = |cell: &&Cell| match part {
                        Expression::Cell(read) => {
                            read.place == cell.place && read.column == cell.column
                        }
                        _ => false,
                    };
                    if !unread.iter().all(|(cell, _)| is_same(cell)) {
                        // The one word that denies nothing may stand for what was not read.
                        return match found {
                            Outcome::Value(word) if word.as_str() == Some("unknown") => {
                                Outcome::Partly(word)
                            }
                            _ => Outcome::NotRead,
                        };
                    }
                    // What was listed before, another field could not read either.
                    for (cell, _) in unread.into_iter().filter(|(_, is_new)| *is_new) {
                        self.take_back(cell);
                    }
                    return found;
                }
                Outcome::NotRead => {
                    outcome = Outcome::NotRead;
                    match part {
                        Expression::Cell(cell) if self.has_content(part) => {
                            unread.push((cell, self.log.borrow().rejected_count() > listed));
                        }
                        Expression::Cell(cell) => unread.push((cell, false)),
                        _ => return Outcome::NotRead,
                    }
                }
                Outcome::Absent(reason) if outcome == Outcome::Empty => {
                    outcome = Outcome::Absent(reason);
                }
                Outcome::Absent(_) | Outcome::Empty => {}
            }
        }
        outcome
    }

    fn joined(
        &self,
        texts: impl Iterator<Item = String>,
        with: &str,
        max: usize,
        has_unread: bool,
        expression: &Expression,
    ) -> Outcome {
        let text = texts.collect::<Vec<_>>().join(with);
        self.fitting(text, max, has_unread, expression)
    }

    fn list(&self, items: &[Expression]) -> Outcome {
        let mut list = Vec::new();
        let mut absent = None;
        let mut has_unread = false;
        for item in items {
            let outcome = self.evaluate(item);
            has_unread |= matches!(outcome, Outcome::NotRead | Outcome::Partly(_));
            match outcome {
                Outcome::Value(Value::Array(more)) | Outcome::Partly(Value::Array(more)) => {
                    list.extend(more);
                }
                Outcome::Value(value) | Outcome::Partly(value) => list.push(value),
                Outcome::Absent(reason) => absent = absent.or(Some(reason)),
                Outcome::Empty | Outcome::NotRead => {}
            }
        }
        let list = (!list.is_empty()).then_some(Value::Array(list));
        Outcome::of_parts(list, has_unread, absent)
    }

    /// An object without any member that comes from the extract is nothing.
    fn object(&self, members: &[Member]) -> Outcome {
        let mut object = Map::new();
        let mut says_something = members.iter().all(|member| member.value.is_constant());
        let mut lacks = None;
        let mut has_unread = false;
        for member in members {
            match self.evaluate(&member.value) {
                Outcome::Value(value) => {
                    says_something |= !member.value.is_constant();
                    object.insert(member.name.clone(), value);
                }
                Outcome::Partly(value) => {
                    (says_something, has_unread) = (true, true);
                    object.insert(member.name.clone(), value);
                }
                Outcome::NotRead if member.is_needed => return Outcome::NotRead,
                Outcome::NotRead => has_unread = true,
                Outcome::Absent(reason) if member.is_needed => return Outcome::Absent(reason),
                _ if member.is_needed => lacks = lacks.or(Some(member)),
                _ => {}
            }
        }
        if let Some(member) = lacks {
            // A row that was to become an item is not lost in silence. Elsewhere the field's absent
            // reason says it.
            if says_something
                && self.current.is_some()
                && let Some(cell) = member.value.first_cell()
            {
                self.reject_row(cell, RejectionReason::Incomplete);
                return Outcome::NotRead;
            }
            return Outcome::of_parts(None, has_unread, None);
        }
        let object = (says_something && !object.is_empty()).then(|| object.into());
        Outcome::of_parts(object, has_unread, None)
    }

    fn ordinal(&self, prefix: &str, place: &Named) -> Option<Value> {
        let OneRow::Found(table, row) = self.one_row(place) else {
            return None;
        };
        let mut rows = self.own(place).iter();
        let at =
            rows.position(|at| table.row(*at).is_some_and(|other| std::ptr::eq(other, row)))?;
        Some(format!("{prefix}{}", at + 1).into())
    }

    fn day(&self, sum: &DaySum) -> Option<Value> {
        let moment = self.moment(&sum.from)?;
        match sum.plus {
            Step::Days(days) => Some(
                moment
                    .day()
                    .checked_add(days.days())
                    .ok()?
                    .to_string()
                    .into(),
            ),
            Step::WorkingDays(days) => {
                let mut day = moment.day();
                for _ in 0..days {
                    day = day.tomorrow().ok()?;
                    while matches!(
                        day.weekday(),
                        jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
                    ) {
                        day = day.tomorrow().ok()?;
                    }
                }
                Some(day.to_string().into())
            }
            Step::Hours(hours) => {
                // Elapsed hours: a night on which the clocks change does not shorten them.
                let at = moment.instant(true).ok().flatten()?;
                let at = at.timestamp().checked_add(hours.hours()).ok()?;
                let local = at.to_zoned_datetime(handover_time::london());
                Some(rfc3339(&local).into())
            }
        }
    }

    /// Lists a text that is too long; it is not cut.
    fn fitting(
        &self,
        text: String,
        max: usize,
        has_unread: bool,
        expression: &Expression,
    ) -> Outcome {
        let found = text.chars().count();
        if found > max {
            if let Some(cell) = expression.first_cell() {
                self.reject_row(cell, RejectionReason::TooLong { found, max });
            }
            return Outcome::NotRead;
        }
        Outcome::of_parts((!text.is_empty()).then(|| text.into()), has_unread, None)
    }
}

impl Expression {
    /// The first cell it reads: where a complaint about it points.
    pub(super) fn first_cell(&self) -> Option<&Cell> {
        match self {
            Self::Cell(cell) => Some(cell),
            Self::Choose(choice) => choice.1.first_cell().or_else(|| choice.2.first_cell()),
            Self::Day(sum) => sum.from.first_cell(),
            Self::First(parts) | Self::List(parts) | Self::Join { parts, .. } => {
                parts.iter().find_map(Self::first_cell)
            }
            Self::Object(members) => members.iter().find_map(|member| member.value.first_cell()),
            Self::Write { pieces, .. } => pieces.iter().find_map(|piece| match piece {
                Piece::Text(_) => None,
                Piece::Value(value) => value.first_cell(),
            }),
            _ => None,
        }
    }
}

/// A value within a text; a day as people write it.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => match read_moment(text) {
            Some(Moment::Day(day)) => day.strftime("%-d %B %Y").to_string(),
            _ => text.clone(),
        },
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
