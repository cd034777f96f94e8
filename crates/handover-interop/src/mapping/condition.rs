//! What a mapping may ask before it says something.

use super::{
    MappingProblem,
    expression::{self, Expression},
    names::{Named, Names},
    node::Node,
};
use crate::text_forms::folded;

type Result<T> = std::result::Result<T, super::MappingError>;

/// A question with the answer yes or no.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    All(Vec<Self>),
    Any(Vec<Self>),
    /// What a value is compared with.
    Compare(Box<Expression>, Comparison),
    /// What the case says in a field by now.
    Field {
        section: String,
        field: String,
        state: FieldState,
    },
    /// How many rows a table or view has for this person.
    Has {
        place: Named,
        at_least: usize,
    },
    Not(Box<Self>),
    /// Whether the record is open.
    Open(bool),
    /// How the choice of a view ended.
    Choice {
        view: Named,
        states: Vec<String>,
    },
}

/// How a value is compared. A value that is not there equals nothing, and is not before anything.
#[derive(Clone, Debug)]
pub(crate) enum Comparison {
    AtLeast(i64),
    Before(Expression),
    Empty(bool),
    /// Words, folded.
    Is(Vec<String>),
    /// Words, folded.
    IsNot(Vec<String>),
    /// Another value; two that are not there are not the same.
    SameAs(Expression),
    /// Words, folded.
    StartsWith(Vec<String>),
    /// At most so many days from one of these.
    Within {
        days: i64,
        of: Vec<Expression>,
    },
}

/// What a field says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FieldState {
    Absent,
    Silent,
    Value,
}

/// Reads a condition; several keys at one place must all hold.
pub(crate) fn read(node: &Node<'_>, names: &Names, place: &str) -> Result<Condition> {
    if node.is_list() {
        let all = node
            .list()?
            .iter()
            .map(|item| read(item, names, place))
            .collect::<Result<_>>()?;
        return Ok(Condition::All(all));
    }
    let mut entries = node.entries()?;
    let many = |node: &Node<'_>| {
        node.list()?
            .iter()
            .map(|item| read(item, names, place))
            .collect::<Result<Vec<_>>>()
    };
    let condition = if let Some(node) = entries.take("all") {
        Condition::All(many(&node)?)
    } else if let Some(node) = entries.take("any") {
        Condition::Any(many(&node)?)
    } else if let Some(node) = entries.take("not") {
        Condition::Not(Box::new(read(&node, names, place)?))
    } else if let Some(node) = entries.take("open") {
        Condition::Open(node.flag()?)
    } else if let Some(node) = entries.take("has") {
        let at_least = entries
            .take("at_least")
            .map_or(Ok(1), |node| node.count())?;
        Condition::Has {
            place: names.named(&names.place(&node)?),
            at_least,
        }
    } else if let Some(node) = entries.take("choice") {
        let view = names.named(&names.view(&node)?);
        let states = entries.need("is")?;
        let known = ["found", "none", "undated-only", "ambiguous", "not-read"];
        let texts = states.texts()?;
        if texts.iter().any(|text| !known.contains(&text.as_str())) {
            return Err(states.expected("found, none, undated-only, ambiguous or not-read"));
        }
        Condition::Choice {
            view,
            states: texts,
        }
    } else if let Some(node) = entries.take("field") {
        let (section, field) = names.field(&node)?;
        let state = entries.need("is")?;
        let state = match state.text()? {
            "absent" => FieldState::Absent,
            "silent" => FieldState::Silent,
            "value" => FieldState::Value,
            _ => return Err(state.expected("value, absent or silent")),
        };
        Condition::Field {
            section,
            field,
            state,
        }
    } else {
        return read_comparison(node, names, place);
    };
    entries.finish()?;
    Ok(condition)
}

/// `{ column = "STATUS", is = ["OPEN"] }`: what is not the comparison is the expression.
fn read_comparison(node: &Node<'_>, names: &Names, place: &str) -> Result<Condition> {
    const COMPARISONS: [&str; 8] = [
        "same_as",
        "at_least",
        "before",
        "empty",
        "is",
        "is_not",
        "starts_with",
        "within_days",
    ];
    let mut entries = node.entries()?;
    let mut found = Vec::new();
    for key in COMPARISONS {
        found.extend(entries.take(key).map(|node| (key, node)));
    }
    let of = entries.take("of");
    let day = |node: &Node<'_>| expression::read_day(node, names, place);
    let Some((key, value)) = found.pop() else {
        return Err(node.expected(
            "a comparison: is, is_not, starts_with, empty, at_least, before or within_days",
        ));
    };
    if !found.is_empty() || (of.is_some() != (key == "within_days")) {
        return Err(value.error(MappingProblem::Contradiction));
    }
    let comparison = match key {
        "at_least" => Comparison::AtLeast(value.integer()?),
        "before" => Comparison::Before(day(&value)?),
        "empty" => Comparison::Empty(value.flag()?),
        "is" => Comparison::Is(words(&value)?),
        "is_not" => Comparison::IsNot(words(&value)?),
        "same_as" => Comparison::SameAs(expression::read(&value, names, place)?),
        "starts_with" => Comparison::StartsWith(words(&value)?),
        _ => {
            let of = of.ok_or_else(|| value.error(MappingProblem::Contradiction))?;
            let of = of.one_or_more()?.iter().map(day).collect::<Result<_>>()?;
            Comparison::Within {
                days: value.integer()?,
                of,
            }
        }
    };
    let (expression, _) = expression::read_entries(node, entries, names, place)?;
    let expression = expression.without_members()?;
    if let (Expression::Cell(cell), Comparison::Is(words) | Comparison::IsNot(words)) =
        (&expression, &comparison)
        && cell.is_a_word()
    {
        names.knows(&cell.place, &cell.column, words);
    }
    Ok(Condition::Compare(Box::new(expression), comparison))
}

/// Words as they are compared: folded once, and not for each row.
fn words(node: &Node<'_>) -> Result<Vec<String>> {
    Ok(node.texts()?.iter().map(|word| folded(word)).collect())
}
