//! What a mapping may say in place of a value.

use super::{
    MappingProblem,
    cell::{self, Cell, Form},
    condition::{self, Condition},
    error::Spot,
    names::{Named, Names},
    node::{Entries, Node},
};
use serde_json::Value;

type Result<T> = std::result::Result<T, super::MappingError>;

/// How a value of a case comes from the extract.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    /// A cell, read as the mapping says.
    Cell(Box<Cell>),
    /// A value that the mapping states once for the whole extract.
    Constant(String),
    /// One of two, by a condition: `{ if = {..}, then = .., else = .. }`.
    Choose(Box<(Condition, Self, Self)>),
    /// A day counted from another: `{ day = "transfer_date", plus = "7d" }`.
    Day(Box<DaySum>),
    /// One value for each row, as a list, or as a text if `with` stands between them.
    Each(Box<Each>),
    /// The first of several that has a value.
    First(Vec<Self>),
    /// Texts put together; those without a value are left out.
    Join {
        parts: Vec<Self>,
        with: String,
        max: usize,
    },
    /// Values in a list; those without a value are left out.
    List(Vec<Self>),
    /// The same text, number or flag for everybody.
    Literal(Value),
    /// The members of an object; those without a value are left out.
    Object(Vec<Member>),
    /// The stable id of the row within its person: `{ ordinal = "ch" }` gives `ch1`, `ch2`.
    Ordinal { prefix: String, place: Named },
    /// The number of the item within its list, from 1.
    Position,
    /// `true` or `false`.
    Test(Box<Condition>),
    /// Text with cells in it: `{ write = "Closed on {DISD}." }`; without one of them, nothing.
    Write { pieces: Vec<Piece>, max: usize },
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) value: Expression,
    /// Without it the whole object means nothing, and is listed.
    pub(crate) is_needed: bool,
    /// Where the mapping says it.
    pub(crate) at: Spot,
}

/// A piece of written text.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Value(Expression),
}

/// Rows that become values.
#[derive(Clone, Debug)]
pub(crate) struct Each {
    pub(crate) rows: RowsSpec,
    pub(crate) item: Expression,
    pub(crate) with: Option<String>,
    pub(crate) max: usize,
}

/// The rows that become items.
#[derive(Clone, Debug)]
pub(crate) struct RowsSpec {
    pub(crate) place: Named,
    pub(crate) condition: Option<Condition>,
    pub(crate) order: Option<Expression>,
    pub(crate) newest_first: bool,
}

/// A day and how far to go from it.
#[derive(Clone, Debug)]
pub(crate) struct DaySum {
    pub(crate) from: Expression,
    pub(crate) plus: Step,
}

/// How far to go from a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    Days(i32),
    Hours(i32),
    /// Monday to Friday.
    WorkingDays(i32),
}

impl Expression {
    /// Whether it is the same for everybody, and so says nothing about this person.
    pub(crate) fn is_constant(&self) -> bool {
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

    /// Takes a day of which the month or the year alone is known, too.
    pub(super) fn in_part(mut self) -> Self {
        match &mut self {
            Self::Cell(cell) => cell.may_be_part = true,
            Self::First(parts) => {
                let read = std::mem::take(parts);
                *parts = read.into_iter().map(Self::in_part).collect();
            }
            _ => {}
        }
        self
    }

    /// Whether it reads years of two digits and no latest day says of which century they are.
    pub(super) fn has_open_century(&self) -> bool {
        match self {
            Self::Cell(cell) => match &cell.form {
                Form::Date(forms) | Form::Instant(forms) => {
                    forms.has_short_year() && cell.not_after.is_none()
                }
                _ => false,
            },
            Self::First(parts) => parts.iter().any(Self::has_open_century),
            _ => false,
        }
    }

    /// Each cell that it may read.
    pub(crate) fn each_cell<'e>(&'e self, take: &mut impl FnMut(&'e Cell)) {
        match self {
            Self::Cell(cell) => take(cell),
            Self::Choose(choice) => {
                choice.1.each_cell(take);
                choice.2.each_cell(take);
            }
            Self::Day(sum) => sum.from.each_cell(take),
            Self::Each(each) => each.item.each_cell(take),
            Self::First(parts) | Self::List(parts) | Self::Join { parts, .. } => {
                for part in parts {
                    part.each_cell(take);
                }
            }
            Self::Object(members) => {
                for member in members {
                    member.value.each_cell(take);
                }
            }
            Self::Write { pieces, .. } => {
                for piece in pieces {
                    if let Piece::Value(value) = piece {
                        value.each_cell(take);
                    }
                }
            }
            Self::Constant(_)
            | Self::Literal(_)
            | Self::Ordinal { .. }
            | Self::Position
            | Self::Test(_) => {}
        }
    }

    /// The expression, if it makes no object: a word that is no key is taken for a member.
    pub(super) fn without_members(self) -> Result<Self> {
        let parts = match &self {
            Self::Object(members) => {
                let first = members.first();
                return match first {
                    Some(member) => Err(member.at.error(MappingProblem::UnknownKey)),
                    None => Ok(self),
                };
            }
            Self::First(parts) | Self::List(parts) | Self::Join { parts, .. } => parts,
            _ => return Ok(self),
        };
        let object = parts.iter().find_map(|part| match part {
            Self::Object(members) => members.first(),
            _ => None,
        });
        match object {
            Some(member) => Err(member.at.error(MappingProblem::UnknownKey)),
            None => Ok(self),
        }
    }

    /// The expression of a member, where it makes an object.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let member = members.iter().find(|member| member.name == name);
        member.map(|member| &member.value)
    }
}

/// The dataset's own bound for text, in characters.
pub(crate) const MAX_TEXT: usize = 32_767;

/// Reads an expression that is no part of a case: it has no members.
pub(crate) fn read(node: &Node<'_>, names: &Names, place: &str) -> Result<Expression> {
    let (expression, _) = read_value(node, names, place)?;
    expression.without_members()
}

/// Reads an expression, and whether its object needs it; what the case may hold there, its [`Shape`](super::shape::Shape)
/// checks.
pub(crate) fn read_value(
    node: &Node<'_>,
    names: &Names,
    place: &str,
) -> Result<(Expression, bool)> {
    if node.is_list() {
        let items = node.list()?;
        let items: Result<_> = items
            .iter()
            .map(|item| Ok(read_value(item, names, place)?.0))
            .collect();
        return Ok((Expression::List(items?), false));
    }
    if !node.is_table() {
        return Ok((Expression::Literal(node.literal()?), false));
    }
    read_entries(node, node.entries()?, names, place)
}

/// As [`read_value`], for a table of which some keys have been taken.
pub(crate) fn read_entries(
    node: &Node<'_>,
    mut entries: Entries<'_>,
    names: &Names,
    place: &str,
) -> Result<(Expression, bool)> {
    let is_needed = match entries.take("need") {
        Some(node) => node.flag()?,
        None => false,
    };
    let max = match entries.take("max") {
        Some(node) => node.count()?,
        None => MAX_TEXT,
    };
    let inside = entries.take("in");
    let place = match &inside {
        Some(node) => names.place(node)?,
        None => place.to_owned(),
    };
    let one = |node: &Node<'_>| Ok(read_value(node, names, &place)?.0);
    let many = |node: &Node<'_>| node.list()?.iter().map(one).collect::<Result<Vec<_>>>();
    let expression = if let Some(column) = entries.take("column") {
        let column = column.text()?;
        Expression::Cell(Box::new(cell::read(
            &mut entries,
            names,
            &place,
            column,
            max,
        )?))
    } else if let Some(name) = entries.take("constant") {
        Expression::Constant(names.constant(&name)?)
    } else if let Some(rows) = entries.take("each") {
        let rows_place = names.place(&rows)?;
        let item = read_value(&entries.need("item")?, names, &rows_place)?.0;
        let condition = entries
            .take("where")
            .map(|node| condition::read(&node, names, &rows_place))
            .transpose()?;
        let order = entries
            .take("order")
            .map(|node| read(&node, names, &rows_place))
            .transpose()?;
        let rows = RowsSpec {
            place: names.named(&rows_place),
            condition,
            order,
            newest_first: entries.flag("newest_first")?,
        };
        let with = entries.text("with")?;
        Expression::Each(Box::new(Each {
            rows,
            item,
            with,
            max,
        }))
    } else if let Some(parts) = entries.take("first") {
        Expression::First(many(&parts)?)
    } else if let Some(parts) = entries.take("join") {
        let with = entries.text("with")?.unwrap_or_else(|| " ".into());
        Expression::Join {
            parts: many(&parts)?,
            with,
            max,
        }
    } else if let Some(text) = entries.take("write") {
        let values = match entries.take("values") {
            Some(node) => Some(node.entries()?),
            None => None,
        };
        let pieces = read_pieces(&text, |name| {
            match values.as_ref().and_then(|v| v.get(name)) {
                Some(node) => one(node),
                None => Ok(Expression::Cell(Box::new(cell::plain(name, names, &place)))),
            }
        })?;
        let written = text.text()?;
        let values = values.map(Entries::rest).into_iter().flatten();
        for (name, node) in values {
            if !written.contains(&format!("{{{name}}}")) {
                return Err(node.error(MappingProblem::UnknownKey));
            }
        }
        Expression::Write { pieces, max }
    } else if let Some(prefix) = entries.take("ordinal") {
        Expression::Ordinal {
            prefix: prefix.text()?.to_owned(),
            place: names.named(&place),
        }
    } else if entries.flag("position")? {
        Expression::Position
    } else if let Some(test) = entries.take("test") {
        Expression::Test(Box::new(condition::read(&test, names, &place)?))
    } else if let Some(condition) = entries.take("if") {
        let condition = condition::read(&condition, names, &place)?;
        let then = one(&entries.need("then")?)?;
        let or = entries
            .take("else")
            .map_or(Ok(Expression::List(Vec::new())), |node| one(&node))?;
        Expression::Choose(Box::new((condition, then, or)))
    } else if let Some(day) = entries.take("day") {
        let from = read_day(&day, names, &place)?;
        let plus = entries.need("plus")?;
        let plus = plus
            .text()?
            .parse()
            .map_err(|()| plus.expected("days: `7d`, `2wd` or `36h`"))?;
        Expression::Day(Box::new(DaySum { from, plus }))
    } else {
        let members = entries.rest().map(|(name, node)| {
            let (value, is_needed) = read_value(&node, names, &place)?;
            Ok(Member {
                name: name.to_owned(),
                value,
                is_needed,
                at: node.spot(),
            })
        });
        let members = members.collect::<Result<Vec<_>>>()?;
        if members.is_empty() {
            return Err(node.expected("a column or members"));
        }
        return Ok((Expression::Object(members), is_needed));
    };
    entries.finish()?;
    Ok((expression, is_needed))
}

/// Reads a day that another is held against: an expression, or the name of a constant.
pub(crate) fn read_day(node: &Node<'_>, names: &Names, place: &str) -> Result<Expression> {
    if node.is_table() {
        read(node, names, place)
    } else {
        Ok(Expression::Constant(names.constant(node)?))
    }
}

/// `Seen on {LASTCONT}`: a name in braces is one of `values`, else a column.
fn read_pieces(
    node: &Node<'_>,
    mut value: impl FnMut(&str) -> Result<Expression>,
) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut rest = node.text()?;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| node.expected("`}` after `{`"))?;
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Value(value(name)?));
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

impl std::str::FromStr for Step {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let unit = text.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit());
        let count = text
            .strip_suffix(unit)
            .and_then(|count| count.parse::<i32>().ok())
            .ok_or(())?;
        if count.abs() > 36_500 {
            return Err(());
        }
        match unit {
            "d" => Ok(Self::Days(count)),
            "h" => Ok(Self::Hours(count)),
            "wd" if count >= 0 => Ok(Self::WorkingDays(count)),
            _ => Err(()),
        }
    }
}
