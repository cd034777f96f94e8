//! From conditions to yes and no.

use super::{scope::Scope, value::Outcome};
use crate::mapping::{Comparison, Condition, Expression, FieldState};
use serde_json::Value;

impl Scope<'_> {
    pub(crate) fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(all) => all.iter().all(|condition| self.holds(condition)),
            Condition::Any(any) => any.iter().any(|condition| self.holds(condition)),
            Condition::Not(condition) => !self.holds(condition),
            Condition::Open(wanted) => self.is_open == *wanted,
            Condition::Has { place, at_least } => self.rows(place).len() >= *at_least,
            Condition::Choice { view, states } => {
                let status = self.choices.get(view.as_str()).map(|choice| choice.status);
                let status = status.unwrap_or_default().as_str();
                states.iter().any(|state| state == status)
            }
            Condition::Field {
                section,
                field,
                state,
            } => self.field_state(section, field) == *state,
            Condition::Compare(expression, comparison) => self.compare(expression, comparison),
        }
    }

    fn field_state(&self, section: &str, field: &str) -> FieldState {
        let field = self
            .built
            .get(section)
            .and_then(|section| section.get(field));
        match field {
            None => FieldState::Silent,
            Some(field) if field.get("absent").is_some() => FieldState::Absent,
            Some(_) => FieldState::Value,
        }
    }

    fn compare(&self, expression: &Expression, comparison: &Comparison) -> bool {
        let outcome = self.evaluate(expression);
        let any_is = |texts: &[String]| match &outcome {
            Outcome::Value(Value::Array(items)) => items
                .iter()
                .any(|item| texts.iter().any(|text| is(item, text))),
            Outcome::Value(value) => texts.iter().any(|text| is(value, text)),
            _ => false,
        };
        let day = || self.moment(expression).map(crate::day_format::Moment::day);
        match comparison {
            Comparison::Empty(wanted) => !matches!(outcome, Outcome::Value(_)) == *wanted,
            Comparison::Is(texts) => any_is(texts),
            Comparison::IsNot(texts) => !any_is(texts),
            Comparison::SameAs(other) => {
                matches!(outcome, Outcome::Value(_)) && outcome == self.evaluate(other)
            }
            Comparison::StartsWith(texts) => match &outcome {
                Outcome::Value(Value::String(value)) => {
                    texts.iter().any(|text| value.starts_with(text.as_str()))
                }
                _ => false,
            },
            Comparison::AtLeast(least) => match &outcome {
                Outcome::Value(value) => value.as_i64().is_some_and(|value| value >= *least),
                _ => false,
            },
            Comparison::Before(limit) => {
                let limit = self.moment(limit).map(crate::day_format::Moment::day);
                day().zip(limit).is_some_and(|(day, limit)| day < limit)
            }
            Comparison::Within { days, of } => day().is_some_and(|day| {
                of.iter().filter_map(|of| self.moment(of)).any(|of| {
                    let apart = day.until(of.day()).map_or(i32::MAX, |span| span.get_days());
                    i64::from(apart).abs() <= *days
                })
            }),
        }
    }
}

fn is(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value == text,
        Value::Bool(value) => text == if *value { "true" } else { "false" },
        Value::Number(value) => value.as_i64() == text.parse().ok(),
        _ => false,
    }
}
