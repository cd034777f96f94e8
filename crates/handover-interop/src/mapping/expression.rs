//! What a mapping may say in place of a value.

use super::{
    Condition, MappingProblem, Names, RowsSpec,
    node::{Entries, Node},
};
use crate::day_format::DayFormat;
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
    Ordinal { prefix: String, place: String },
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

/// A cell and how it is read.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The table or view whose row it stands in.
    pub(crate) place: String,
    pub(crate) column: String,
    pub(crate) form: Form,
    /// Codes: all of them; another is listed.
    pub(crate) map: Option<Vec<(String, Target)>>,
    /// Words that mean something of their own, before the rest is read.
    pub(crate) special: Vec<(String, Target)>,
    /// The cell holds several values, with this between them.
    pub(crate) split: Option<String>,
    /// Later is listed as in the future.
    pub(crate) not_after: Option<Expression>,
    /// Earlier is left out quietly: another value of a `first` holds.
    pub(crate) on_or_after: Option<Expression>,
    /// Longest text, in characters.
    pub(crate) max: usize,
}

/// What a code or word becomes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// No value, for this reason.
    Absent(String),
    /// No value; the field's own reason holds.
    Empty,
    Value(Value),
}

/// What a cell holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Date(DayFormat),
    /// RFC 3339 text instead of the day alone.
    Instant(DayFormat),
    Decimal,
    Integer,
    /// A telephone number that is no mobile one, in E.164; a mobile one gives nothing.
    Landline,
    /// A mobile telephone number in E.164; another one gives nothing.
    Mobile,
    NhsNumber,
    Phone,
    Postcode,
    Text,
}

/// The dataset's own bound for text, in characters.
pub(crate) const MAX_TEXT: usize = 2_000;

/// Reads an expression, and whether its object needs it.
pub(crate) fn read(node: &Node<'_>, names: &Names, place: &str) -> Result<(Expression, bool)> {
    if node.is_list() {
        let items = node.list()?;
        let items: Result<_> = items
            .iter()
            .map(|item| Ok(read(item, names, place)?.0))
            .collect();
        return Ok((Expression::List(items?), false));
    }
    if !node.is_table() {
        return Ok((Expression::Literal(node.literal()?), false));
    }
    read_entries(node, node.entries()?, names, place)
}

/// As [`read`], for a table of which some keys have been taken.
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
    let one = |node: &Node<'_>| Ok(read(node, names, &place)?.0);
    let many = |node: &Node<'_>| node.list()?.iter().map(one).collect::<Result<Vec<_>>>();
    let expression = if let Some(column) = entries.take("column") {
        let column = column.text()?.to_owned();
        Expression::Cell(Box::new(read_cell(
            &mut entries,
            names,
            place.clone(),
            column,
            max,
        )?))
    } else if let Some(name) = entries.take("constant") {
        Expression::Constant(names.constant(&name)?)
    } else if let Some(rows) = entries.take("each") {
        let rows_place = names.place(&rows)?;
        let item = read(&entries.need("item")?, names, &rows_place)?.0;
        let rows = RowsSpec {
            place: rows_place,
            condition: None,
            order: None,
            newest_first: false,
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
                None => plain_cell(name, names, &place),
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
            place: place.clone(),
        }
    } else if entries.flag("position")? {
        Expression::Position
    } else if let Some(test) = entries.take("test") {
        Expression::Test(Box::new(super::condition::read(&test, names, &place)?))
    } else if let Some(condition) = entries.take("if") {
        let condition = super::condition::read(&condition, names, &place)?;
        let then = one(&entries.need("then")?)?;
        let or = entries
            .take("else")
            .map_or(Ok(Expression::List(Vec::new())), |node| one(&node))?;
        Expression::Choose(Box::new((condition, then, or)))
    } else if let Some(day) = entries.take("day") {
        let from = if day.is_table() {
            one(&day)?
        } else {
            Expression::Constant(names.constant(&day)?)
        };
        let plus = entries.need("plus")?;
        let plus = plus
            .text()?
            .parse()
            .map_err(|()| plus.expected("days: `7d`, `2wd` or `36h`"))?;
        Expression::Day(Box::new(DaySum { from, plus }))
    } else {
        let members = entries.rest().map(|(name, node)| {
            names.member(name, &node)?;
            let (value, is_needed) = read(&node, names, &place)?;
            Ok(Member {
                name: name.to_owned(),
                value,
                is_needed,
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

fn read_cell(
    entries: &mut Entries<'_>,
    names: &Names,
    place: String,
    column: String,
    max: usize,
) -> Result<Cell> {
    let form = match (
        entries.take("date"),
        entries.take("instant"),
        entries.take("as"),
    ) {
        (None, None, None) => Form::Text,
        (Some(node), None, None) => Form::Date(names.day_format(&node)?),
        (None, Some(node), None) => Form::Instant(names.day_format(&node)?),
        (None, None, Some(node)) => match node.text()? {
            "decimal" => Form::Decimal,
            "integer" => Form::Integer,
            "landline" => Form::Landline,
            "mobile" => Form::Mobile,
            "nhs-number" => Form::NhsNumber,
            "phone" => Form::Phone,
            "postcode" => Form::Postcode,
            _ => {
                return Err(node.expected(
                    "decimal, integer, landline, mobile, nhs-number, phone or postcode",
                ));
            }
        },
        (Some(node), ..) | (None, Some(node), _) => {
            return Err(node.error(MappingProblem::Contradiction));
        }
    };
    let map = entries
        .take("map")
        .map(|node| names.codes(&node))
        .transpose()?;
    let special = entries
        .take("special")
        .map(|node| names.codes(&node))
        .transpose()?;
    let day = |node: Node<'_>| {
        if node.is_table() {
            Ok(read(&node, names, &place)?.0)
        } else {
            Ok(Expression::Constant(names.constant(&node)?))
        }
    };
    let not_after = entries.take("not_after").map(day).transpose()?;
    let on_or_after = entries.take("on_or_after").map(day).transpose()?;
    let split = entries.text("split")?;
    names.uses(&place, &column);
    let special = special.unwrap_or_default();
    Ok(Cell {
        place,
        column,
        form,
        map,
        special,
        split,
        not_after,
        on_or_after,
        max,
    })
}

/// A cell as it stands.
fn plain_cell(column: &str, names: &Names, place: &str) -> Result<Expression> {
    names.uses(place, column);
    Ok(Expression::Cell(Box::new(Cell {
        place: place.to_owned(),
        column: column.to_owned(),
        form: Form::Text,
        map: None,
        special: Vec::new(),
        split: None,
        not_after: None,
        on_or_after: None,
        max: MAX_TEXT,
    })))
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
