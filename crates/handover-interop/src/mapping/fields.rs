//! What a mapping says of one field of a case.

use super::{
    MappingProblem, cell,
    codes::absent_reason,
    condition::{self, Condition},
    expression::{self, Expression, MAX_TEXT, Piece, RowsSpec},
    names::{Names, is_plain},
    node::Node,
    shape::Shape,
};

type Result<T> = std::result::Result<T, super::MappingError>;

/// One way to fill a field; a field may have several, tried in order.
///
/// The first that gives a value is taken; those that give items are put together.
#[derive(Clone, Debug)]
pub(crate) struct FieldSpec {
    pub(crate) when: Option<Condition>,
    /// Where `item` takes its rows from.
    pub(crate) rows: Option<RowsSpec>,
    pub(crate) body: Body,
    /// Why there is no value, if there is none.
    pub(crate) absent: Option<String>,
    pub(crate) note: Option<Expression>,
    pub(crate) labels: Vec<String>,
    pub(crate) provenance: Option<Expression>,
    /// Columns that speak of the field in words: where it is not read they stand as its note, each behind its heading.
    pub(crate) unread: Option<Expression>,
    /// It speaks for a person who said nothing: it is not taken, and somebody is asked.
    pub(crate) is_nobodys: bool,
    /// It takes consent to reporting to NDTMS for consent to share: it is not taken either.
    pub(crate) is_of_ndtms: bool,
}

/// What a way to fill a field gives.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// One item for each row, or just one.
    Item(Expression),
    /// Nothing but an absent reason.
    Nothing,
    Value(Expression),
}

/// Reads one field: a table, or a list of tables.
pub(crate) fn read(
    section: &str,
    field: &str,
    node: &Node<'_>,
    names: &Names,
    place: &str,
) -> Result<Vec<FieldSpec>> {
    let specs = node.one_or_more()?;
    let is_consent = (section, field) == ("handover", "confidentiality");
    let specs = specs.iter().map(|node| {
        names.recent();
        let mut spec = read_spec((section, field), node, names, place)?;
        spec.is_of_ndtms = is_consent && names.has_ndtms_consent(&names.recent());
        Ok(spec)
    });
    let mut specs: Vec<FieldSpec> = specs.collect::<Result<_>>()?;
    let reads_nothing = specs.iter().all(FieldSpec::reads_nothing);
    for spec in &mut specs {
        spec.is_nobodys = section == "handover" && spec.speaks_for_a_person(field);
        let was_asked = |why: &str| matches!(why, "none-known" | "declined");
        if reads_nothing && spec.absent.as_deref().is_some_and(was_asked) {
            // Nobody asked this person: the mapping says it of everybody.
            spec.absent = Some("not-asked".to_owned());
        }
    }
    Ok(specs)
}

impl FieldSpec {
    /// Whether what it says of a person is not taken: nobody said it.
    pub(crate) const fn is_untaken(&self) -> bool {
        self.is_nobodys || self.is_of_ndtms
    }

    /// Whether it says the same of everybody whom the extract holds.
    fn reads_nothing(&self) -> bool {
        matches!(self.body, Body::Nothing) && matches!(self.when, None | Some(Condition::Open(_)))
    }

    /// Whether it says for a person what only that person can: that there is no objection, that there is consent, that
    /// a second person agreed. A cell may say so, or people in an answers file, with their names.
    fn speaks_for_a_person(&self, field: &str) -> bool {
        let member = match field {
            "notice" => "objection",
            "confidentiality" => "consented",
            "countersign" => "decision",
            _ => return false,
        };
        let Body::Value(value) = &self.body else {
            return false;
        };
        let is_the_same = value.member(member).is_some_and(Expression::is_constant);
        is_the_same && (field == "countersign" || self.when.is_none())
    }
}

fn read_spec(
    (section, field): (&str, &str),
    node: &Node<'_>,
    names: &Names,
    place: &str,
) -> Result<FieldSpec> {
    let is_plain = is_plain(section, field);
    let shape = Shape::of_field(section, field, is_plain);
    let shape = shape.ok_or_else(|| node.error(MappingProblem::UnknownKey))?;
    let mut entries = node.entries()?;
    let inside = entries.take("in");
    let outer = match &inside {
        Some(node) => names.place(node)?,
        None => place.to_owned(),
    };
    let when = entries
        .take("when")
        .map(|node| condition::read(&node, names, &outer))
        .transpose()?;
    let rows_node = entries.take("rows");
    let place = match &rows_node {
        Some(node) => names.place(node)?,
        None => outer,
    };
    let one = |node: Node<'_>| expression::read(&node, names, &place);
    let condition = entries
        .take("where")
        .map(|node| condition::read(&node, names, &place))
        .transpose()?;
    let order = entries.take("order").map(one).transpose()?;
    let newest_first = entries.flag("newest_first")?;
    let body = match (entries.take("value"), entries.take("item")) {
        (Some(node), None) => {
            let (mut value, _) = expression::read_value(&node, names, &place)?;
            shape.check(&mut value, &node.spot())?;
            Body::Value(value)
        }
        (None, Some(node)) => {
            let (mut item, _) = expression::read_value(&node, names, &place)?;
            shape.check_item(&mut item, &node.spot())?;
            Body::Item(item)
        }
        (None, None) => Body::Nothing,
        (Some(node), Some(_)) => return Err(node.error(MappingProblem::Contradiction)),
    };
    let absent = match entries.take("absent") {
        Some(node) if is_plain => return Err(node.error(MappingProblem::Contradiction)),
        Some(node) => Some(absent_reason(node.text()?, &node)?),
        None => None,
    };
    let note = entries.take("note").map(one).transpose()?;
    let labels = entries.texts("labels")?;
    let provenance = match entries.take("provenance") {
        Some(node) => Some(read_provenance(&node, names, &place)?),
        None => None,
    };
    let columns = entries.texts("unread")?;
    let unread = (!columns.is_empty()).then(|| words_of(&columns, names, &place));
    entries.finish()?;
    let is_item = matches!(body, Body::Item(_));
    let rows = rows_node.map(|_| RowsSpec {
        place: names.named(&place),
        condition,
        order,
        newest_first,
    });
    let has_no_effect = matches!(body, Body::Nothing) && absent.is_none();
    if has_no_effect || (rows.is_some() && !is_item) {
        return Err(node.error(MappingProblem::Contradiction));
    }
    Ok(FieldSpec {
        when,
        rows,
        body,
        absent,
        note,
        labels,
        provenance,
        unread,
        is_nobodys: false,
        is_of_ndtms: false,
    })
}

/// Where a section, a field or an item comes from.
pub(super) fn read_provenance(node: &Node<'_>, names: &Names, place: &str) -> Result<Expression> {
    let (mut provenance, _) = expression::read_value(node, names, place)?;
    if let Some(shape) = Shape::provenance() {
        shape.check(&mut provenance, &node.spot())?;
    }
    Ok(provenance)
}

/// What columns say, each behind its heading.
fn words_of(columns: &[String], names: &Names, place: &str) -> Expression {
    let behind_heading = |column: &String| {
        let cell = cell::plain(column, names, place);
        Expression::Write {
            pieces: vec![
                Piece::Text(format!("{column}: ")),
                Piece::Value(Expression::Cell(Box::new(cell))),
            ],
            max: MAX_TEXT,
        }
    };
    Expression::Join {
        parts: columns.iter().map(behind_heading).collect(),
        with: "; ".to_owned(),
        max: MAX_TEXT,
    }
}
