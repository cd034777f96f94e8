//! From expressions to values.

use super::scope::{Scope, read_moment};
use crate::{
    RejectionReason,
    day_format::{Moment, rfc3339},
    mapping::{Cell, DaySum, Expression, Member, Piece, Step},
};
use jiff::ToSpan;
use serde_json::{Map, Value};

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// No value, for a reason that the mapping gives for this word.
    Absent(String),
    Empty,
    Value(Value),
}

impl Outcome {
    pub(crate) fn into_value(self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent(_) | Self::Empty => None,
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
                self.evaluate(if self.holds(condition) { then } else { or })
            }
            Expression::Constant(name) => {
                let constant = self.mapping.constants.get(name).cloned();
                constant
                    .filter(|constant| constant.as_str() != Some(""))
                    .into()
            }
            Expression::Day(sum) => self.day(sum).into(),
            Expression::Each(each) => {
                let (items, _) = self.items(Some(&each.rows), &each.item);
                match &each.with {
                    _ if items.is_empty() => Outcome::Empty,
                    None => Outcome::Value(items.into()),
                    Some(with) => {
                        let text = items.iter().map(as_text).collect::<Vec<_>>().join(with);
                        self.fitting(text, each.max, expression).into()
                    }
                }
            }
            Expression::First(parts) => {
                let mut outcome = Outcome::Empty;
                for part in parts {
                    match self.evaluate(part) {
                        Outcome::Value(value) => return Outcome::Value(value),
                        Outcome::Absent(reason) if outcome == Outcome::Empty => {
                            outcome = Outcome::Absent(reason);
                        }
                        _ => {}
                    }
                }
                outcome
            }
            Expression::Join { parts, with, max } => {
                let parts = parts
                    .iter()
                    .filter_map(|part| self.evaluate(part).into_value());
                let text = parts
                    .map(|part| as_text(&part))
                    .collect::<Vec<_>>()
                    .join(with);
                self.fitting(text, *max, expression).into()
            }
            Expression::List(items) => self.list(items),
            Expression::Literal(value) => Outcome::Value(value.clone()),
            Expression::Object(members) => self.object(members),
            Expression::Ordinal { prefix, place } => self.ordinal(prefix, place).into(),
            Expression::Position => {
                let position = self.current.map_or(1, |current| current.position);
                Outcome::Value(position.into())
            }
            Expression::Test(condition) => Outcome::Value(self.holds(condition).into()),
            Expression::Write { pieces, max } => {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(piece) => text.push_str(piece),
                        Piece::Value(value) => match self.evaluate(value) {
                            Outcome::Value(value) => text.push_str(&as_text(&value)),
                            other => return other,
                        },
                    }
                }
                self.fitting(text, *max, expression).into()
            }
        }
    }

    fn list(&self, items: &[Expression]) -> Outcome {
        let mut list = Vec::new();
        let mut absent = None;
        for item in items {
            match self.evaluate(item) {
                Outcome::Value(Value::Array(more)) => list.extend(more),
                Outcome::Value(value) => list.push(value),
                Outcome::Absent(reason) => absent = absent.or(Some(reason)),
                Outcome::Empty => {}
            }
        }
        match absent {
            _ if !list.is_empty() => Outcome::Value(Value::Array(list)),
            Some(reason) => Outcome::Absent(reason),
            None => Outcome::Empty,
        }
    }

    /// An object without any member that comes from the extract is nothing.
    fn object(&self, members: &[Member]) -> Outcome {
        let mut object = Map::new();
        let mut says_something = members.iter().all(|member| member.value.is_constant());
        let mut lacks = None;
        for member in members {
            match self.evaluate(&member.value) {
                Outcome::Value(value) => {
                    says_something |= !member.value.is_constant();
                    object.insert(member.name.clone(), value);
                }
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
            }
            return Outcome::Empty;
        }
        if says_something && !object.is_empty() {
            Outcome::Value(object.into())
        } else {
            Outcome::Empty
        }
    }

    fn ordinal(&self, prefix: &str, place: &str) -> Option<Value> {
        let (table, row) = self.one_row(place)?;
        let mut rows = table.of_person(self.key);
        let at = rows.position(|at| table.row(at).is_some_and(|other| std::ptr::eq(other, row)))?;
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
    fn fitting(&self, text: String, max: usize, expression: &Expression) -> Option<Value> {
        let found = text.chars().count();
        if found > max {
            if let Some(cell) = expression.first_cell() {
                self.reject_row(cell, RejectionReason::TooLong { found, max });
            }
            return None;
        }
        (!text.is_empty()).then(|| text.into())
    }
}

impl Expression {
    /// Whether it is the same for everybody, and so says nothing about this person.
    fn is_constant(&self) -> bool {
        match self {
            Self::Literal(_) | Self::Constant(_) | Self::Position | Self::Test(_) => true,
            Self::Ordinal { .. } => true,
            Self::Cell(_) | Self::Each(_) => false,
            Self::Choose(choice) => choice.1.is_constant() && choice.2.is_constant(),
            Self::Day(sum) => sum.from.is_constant(),
            Self::First(parts) | Self::List(parts) | Self::Join { parts, .. } => {
                parts.iter().all(Self::is_constant)
            }
            Self::Object(members) => members.iter().all(|member| member.value.is_constant()),
            Self::Write { pieces, .. } => pieces.iter().all(|piece| match piece {
                Piece::Text(_) => true,
                Piece::Value(value) => value.is_constant(),
            }),
        }
    }

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
