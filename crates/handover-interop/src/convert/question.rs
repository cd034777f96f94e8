//! From conditions to yes and no.

use super::{
    ChoiceStatus,
    field::NOT_READ,
    scope::{Scope, moment_of},
    value::Outcome,
};
use crate::{
    mapping::{Comparison, Condition, Expression, FieldState},
    moment::Moment,
    text_forms::folded,
};
use jiff::civil::Date;
use serde_json::Value;

/// Answers are `None` where they depend on something that the extract says and that was not taken.
impl Scope<'_> {
    pub(crate) fn holds(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::All(all) => self.all(all, true),
            Condition::Any(any) => self.all(any, false),
            Condition::Not(condition) => self.holds(condition).map(|holds| !holds),
            Condition::Open(wanted) => self.is_open.map(|is_open| is_open == *wanted),
            Condition::Has { place, at_least } => {
                let has = self.rows(place).len() >= *at_least;
                (has || !self.lacks_rows(place)).then_some(has)
            }
            Condition::Choice { view, states } => {
                let status = self.choices.get(view).map(|choice| choice.status);
                let status = status.unwrap_or_default();
                let is_one = states.iter().any(|state| state == status.as_str());
                (is_one || status != ChoiceStatus::NotRead).then_some(is_one)
            }
            Condition::Field {
                section,
                field,
                state,
            } => {
                // Whoever is told of what stands there is not left out where it was not read.
                let is_known = *state != FieldState::Value || !self.is_unread(section, field);
                is_known.then(|| self.field_state(section, field) == *state)
            }
            Condition::Compare(expression, comparison) => self.compare(expression, comparison),
        }
    }

    /// Whether all hold (`wanted` true), or whether any does: one that settles it needs no other.
    fn all(&self, conditions: &[Condition], wanted: bool) -> Option<bool> {
        let mut answer = Some(wanted);
        for condition in conditions {
            match self.holds(condition) {
                Some(holds) if holds != wanted => return Some(holds),
                Some(_) => {}
                None => answer = None,
            }
        }
        answer
    }

    fn built(&self, section: &str, field: &str) -> Option<&Value> {
        self.built.get(section)?.get(field)
    }

    fn is_unread(&self, section: &str, field: &str) -> bool {
        let reason = self
            .built(section, field)
            .and_then(|field| field.get("absent"));
        reason.and_then(Value::as_str) == Some(NOT_READ)
    }

    fn field_state(&self, section: &str, field: &str) -> FieldState {
        match self.built(section, field) {
            None => FieldState::Silent,
            Some(field) if field.get("absent").is_some() => FieldState::Absent,
            Some(_) => FieldState::Value,
        }
    }

    fn compare(&self, expression: &Expression, comparison: &Comparison) -> Option<bool> {
        let outcome = self.evaluate(expression);
        let needs_all = !matches!(
            comparison,
            Comparison::Empty(_) | Comparison::Is(_) | Comparison::IsNot(_)
        );
        if outcome == Outcome::NotRead || needs_all && matches!(outcome, Outcome::Partly(_)) {
            return None;
        }
        let day = || moment_of(&outcome).map(Moment::day);
        Some(match comparison {
            Comparison::Empty(wanted) => {
                !matches!(outcome, Outcome::Value(_) | Outcome::Partly(_)) == *wanted
            }
            Comparison::Is(texts) => self.is_any(expression, &outcome, texts)?,
            Comparison::IsNot(texts) => !self.is_any(expression, &outcome, texts)?,
            Comparison::SameAs(other) => match self.evaluate(other) {
                Outcome::NotRead | Outcome::Partly(_) => return None,
                other => matches!(outcome, Outcome::Value(_)) && outcome == other,
            },
            Comparison::StartsWith(texts) => match &outcome {
                Outcome::Value(Value::String(value)) => {
                    let value = folded(value);
                    texts.iter().any(|text| value.starts_with(text))
                }
                _ => false,
            },
            Comparison::AtLeast(least) => match &outcome {
                Outcome::Value(value) => value.as_i64().is_some_and(|value| value >= *least),
                _ => false,
            },
            Comparison::Before(limit) => {
                let limit = self.limit(limit)?;
                day().zip(limit).is_some_and(|(day, limit)| day < limit)
            }
            Comparison::Within { days, of } => match day() {
                Some(day) => self.is_within(day, *days, of)?,
                None => false,
            },
        })
    }

    /// A day that another is held against; `None` where it is there and was not read.
    fn limit(&self, limit: &Expression) -> Option<Option<Date>> {
        match self.evaluate(limit) {
            Outcome::NotRead | Outcome::Partly(_) => None,
            outcome => Some(moment_of(&outcome).map(Moment::day)),
        }
    }

    /// Whether a day is at most so many days from one of these.
    fn is_within(&self, day: Date, days: i64, of: &[Expression]) -> Option<bool> {
        let mut answer = Some(false);
        for limit in of.iter().map(|limit| self.limit(limit)) {
            let is_near = |limit: Date| {
                let apart = day.until(limit).map_or(i32::MAX, |span| span.get_days());
                i64::from(apart).abs() <= days
            };
            match limit {
                Some(limit) if limit.is_some_and(is_near) => return Some(true),
                Some(_) => {}
                None => answer = None,
            }
        }
        answer
    }

    /// Whether a value is one of these words. A cell's word that the mapping does not know is listed, and answers
    /// nothing: an empty cell too, unless `""` is among the words.
    fn is_any(&self, expression: &Expression, outcome: &Outcome, texts: &[String]) -> Option<bool> {
        let any = |value: &Value| is_one(value, texts);
        let is_known = |value: &Value| match expression {
            Expression::Cell(cell) if cell.is_a_word() => self.is_known_word(cell, value.as_str()?),
            _ => Some(()),
        };
        match outcome {
            Outcome::Value(Value::Array(items)) | Outcome::Partly(Value::Array(items)) => {
                if items.iter().any(any) {
                    return Some(true);
                }
                items.iter().try_for_each(is_known)?;
                matches!(outcome, Outcome::Value(_)).then_some(false)
            }
            Outcome::Value(value) => {
                is_known(value)?;
                Some(any(value))
            }
            Outcome::Partly(_) | Outcome::NotRead => None,
            Outcome::Absent(_) => Some(false),
            Outcome::Empty => {
                is_known(&"".into())?;
                Some(texts.iter().any(String::is_empty))
            }
        }
    }
}

/// Case and the spaces around it make no other word; the texts are folded.
fn is_one(value: &Value, texts: &[String]) -> bool {
    match value {
        Value::String(value) => {
            let value = folded(value);
            texts.contains(&value)
        }
        Value::Bool(value) => {
            let value = if *value { "true" } else { "false" };
            texts.iter().any(|text| text == value)
        }
        Value::Number(value) => texts.iter().any(|text| value.as_i64() == text.parse().ok()),
        _ => false,
    }
}
