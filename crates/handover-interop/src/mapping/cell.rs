//! What a mapping says of a cell: which it is, and how it is read.

use super::{
    MappingProblem,
    codes::Codes,
    expression::{self, Expression, MAX_TEXT},
    names::{Named, Names},
    node::{Entries, Node},
};
use crate::date_forms::DateForms;

type Result<T> = std::result::Result<T, super::MappingError>;

/// A cell and how it is read.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// The table or view whose row it stands in.
    pub(crate) place: Named,
    pub(crate) column: Named,
    pub(crate) form: Form,
    /// Codes: all of them; another is listed.
    pub(crate) map: Option<Codes>,
    /// Words that mean something of their own, before the rest is read.
    pub(crate) special: Codes,
    /// The cell holds several values, with this between them.
    pub(crate) split: Option<String>,
    /// A day of which the month or the year alone is known will do.
    pub(crate) may_be_part: bool,
    /// Later is listed as in the future.
    pub(crate) not_after: Option<Expression>,
    /// Earlier is left out quietly: another value of a `first` holds.
    pub(crate) on_or_after: Option<Expression>,
    /// Longest text, in characters.
    pub(crate) max: usize,
}

impl Cell {
    /// Whether the cell is read as it is written: a word of the source.
    pub(crate) fn is_a_word(&self) -> bool {
        self.form == Form::Text && self.map.is_none() && self.special.is_empty()
    }
}

/// What a cell holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Date(DateForms),
    /// RFC 3339 text instead of the day alone.
    Instant(DateForms),
    Decimal,
    /// The family name of a whole name in one cell.
    FamilyOfName,
    /// The given names of a whole name in one cell.
    GivenOfName,
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

/// Reads what stands beside `column`.
pub(crate) fn read(
    entries: &mut Entries<'_>,
    names: &Names,
    place: &str,
    column: &str,
    max: usize,
) -> Result<Cell> {
    let form = match (
        entries.take("date"),
        entries.take("instant"),
        entries.take("as"),
    ) {
        (None, None, None) => Form::Text,
        (Some(node), None, None) => Form::Date(names.date_forms(&node)?),
        (None, Some(node), None) => Form::Instant(names.date_forms(&node)?),
        (None, None, Some(node)) => match node.text()? {
            "decimal" => Form::Decimal,
            "integer" => Form::Integer,
            "landline" => Form::Landline,
            "mobile" => Form::Mobile,
            "nhs-number" => Form::NhsNumber,
            "phone" => Form::Phone,
            "postcode" => Form::Postcode,
            "family-of-name" => Form::FamilyOfName,
            "given-of-name" => Form::GivenOfName,
            _ => {
                return Err(node.expected(
                    "decimal, family-of-name, given-of-name, integer, landline, mobile, nhs-number, phone or postcode",
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
    let day = |node: Node<'_>| expression::read_day(&node, names, place);
    let not_after = entries.take("not_after").map(day).transpose()?;
    let on_or_after = entries.take("on_or_after").map(day).transpose()?;
    let split = entries.text("split")?;
    let column = names.uses(place, column);
    if matches!(form, Form::Date(_) | Form::Instant(_)) {
        names.dates_in(place, &column);
    }
    let special = special.unwrap_or_default();
    Ok(Cell {
        place: names.named(place),
        column,
        form,
        map,
        special,
        split,
        may_be_part: false,
        not_after,
        on_or_after,
        max,
    })
}

/// A cell as it stands.
pub(crate) fn plain(column: &str, names: &Names, place: &str) -> Cell {
    Cell {
        place: names.named(place),
        column: names.uses(place, column),
        form: Form::Text,
        map: None,
        special: Codes::default(),
        split: None,
        may_be_part: false,
        not_after: None,
        on_or_after: None,
        max: MAX_TEXT,
    }
}
