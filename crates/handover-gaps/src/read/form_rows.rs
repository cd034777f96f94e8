//! The rows of a field's own sheet: what somebody changed in the cells of a case makes the field anew.

use std::{collections::BTreeMap, rc::Rc};

use handover_dataset::Field;
use serde_json::{Map, Value, json};

use super::{
    built::Built,
    gap_rows::reference,
    reading::Reading,
    sayer::Sayer,
    table::{Row, Table},
};
use crate::{
    columns::{OF_FORM, OF_SAYER, OF_STANDS, READ, STANDS},
    form::{Ids, Stands},
    shape::{Member, Shape},
};

pub(super) fn read(
    field: &'static Field,
    table: &Table<'_>,
    about: &Sayer,
    reading: &mut Reading,
    built: &mut Built,
) {
    let shapes = Rc::clone(&reading.shapes);
    let Some(shape @ (Shape::Items(members) | Shape::Object(members))) = shapes.of(field) else {
        return;
    };
    let own = OF_FORM.iter().chain(&OF_SAYER).chain([&OF_STANDS]);
    let mut headings: Vec<String> = own.map(|column| column.heading.to_owned()).collect();
    headings.extend(members.iter().map(Member::heading));
    table.only(&headings, reading);
    let of = FormSheet {
        field,
        shape,
        about,
    };
    let mut by_case: BTreeMap<String, Vec<Filled<'_>>> = BTreeMap::new();
    for row in table.rows() {
        if let Some(filled) = Filled::of(row, members, reading)
            && let Some(reference) = reference(&row, reading)
        {
            by_case.entry(reference).or_default().push(filled);
        }
    }
    for (reference, rows) in by_case {
        if rows.iter().any(|row| row.is_changed) {
            of.case(&reference, rows, reading, built);
        }
    }
}

/// A row, with what its cells make of what stood there.
struct Filled<'t> {
    row: Row<'t>,
    stands: Option<Stands>,
    item: Value,
    is_changed: bool,
}

impl<'t> Filled<'t> {
    /// None for a row in which nothing stands that could be an answer.
    fn of(row: Row<'t>, members: &[Member], reading: &mut Reading) -> Option<Self> {
        let text = row.text(STANDS);
        let stands = Stands::read(text);
        if stands.is_none() && !text.is_empty() {
            reading.not_of_form(&row.at(), STANDS, "as the program wrote it");
            return None;
        }
        let mut item = stands
            .as_ref()
            .map_or_else(|| json!({}), |stands| stands.item.clone());
        let mut is_changed = false;
        for member in members {
            let heading = member.heading();
            let now = row.text(&heading);
            let before = member.of(&item).map(|value| member.kind.written(value));
            if now == before.as_deref().unwrap_or_default().trim() {
                continue;
            }
            is_changed = true;
            if now.is_empty() {
                set(&mut item, member, None);
            } else if let Some(value) = member.kind.read(now) {
                set(&mut item, member, Some(value));
            } else {
                reading.not_of_form(&row.at(), &heading, member.kind.is());
            }
        }
        (is_changed || stands.is_some()).then_some(Self {
            row,
            stands,
            item,
            is_changed,
        })
    }

    /// Whether it is a row to fill in that nobody did.
    fn is_offer(&self) -> bool {
        let members = self.item.as_object();
        !self.is_changed && members.is_none_or(|members| members.keys().all(|name| name == "id"))
    }
}

/// Puts a value into its place, or takes it away with what is empty then.
fn set(at: &mut Value, member: &Member, value: Option<Value>) {
    let names: Vec<&str> = member.path.iter().map(|step| step.name.as_str()).collect();
    put(at, &names, value);
}

fn put(at: &mut Value, names: &[&str], value: Option<Value>) {
    let Some(members) = at.as_object_mut() else {
        return;
    };
    match (names, value) {
        ([], _) => {}
        ([only], Some(value)) => {
            members.insert((*only).to_owned(), value);
        }
        ([only], None) => {
            members.remove(*only);
        }
        ([first, rest @ ..], value) => {
            let next = members.entry(*first).or_insert_with(|| json!({}));
            put(next, rest, value);
            if next.as_object().is_some_and(Map::is_empty) {
                members.remove(*first);
            }
        }
    }
}

/// The sheet of one field.
struct FormSheet<'s> {
    field: &'static Field,
    shape: &'s Shape,
    /// Who says it, where a row does not.
    about: &'s Sayer,
}

impl FormSheet<'_> {
    /// What the rows of one case say together.
    fn case(
        &self,
        reference: &str,
        rows: Vec<Filled<'_>>,
        reading: &mut Reading,
        built: &mut Built,
    ) {
        let Self {
            field,
            shape,
            about,
        } = *self;
        let Some(changed) = rows.iter().find(|row| row.is_changed) else {
            return;
        };
        let at = changed.row.at();
        let read = changed.row.text(READ).to_owned();
        let sayer = Sayer::of_row(&changed.row).or(about);
        for other in rows.iter().filter(|row| row.is_changed) {
            if Sayer::of_row(&other.row).or(about) != sayer {
                let is = format!(
                    "the same as in row {}: what a case has of one thing, one person says",
                    at.row
                );
                reading.not_of_form(&other.row.at(), "who says it", is);
                return;
            }
        }
        let expected = rows.iter().filter_map(|row| row.stands.as_ref());
        let expected = expected.map(|stands| stands.of).max().unwrap_or_default();
        let is_there = |row: &&Filled<'_>| {
            row.stands
                .as_ref()
                .is_some_and(|stands| !is_only_id(&stands.item))
        };
        let there = rows.iter().filter(is_there).count();
        if there < expected {
            let is = format!("whole: of {expected} rows of this case {there} are left");
            reading.not_of_form(&at, "the table", is);
            return;
        }
        let mut ids = Ids::default();
        for row in &rows {
            ids.see(&row.item);
        }
        let mut items = Vec::new();
        for mut row in rows.into_iter().filter(|row| !row.is_offer()) {
            if let Some(prefix) = field.item_prefix()
                && row.item.get("id").is_none()
            {
                put(&mut row.item, &["id"], Some(ids.next(prefix).into()));
            }
            lacks(shape, &row, reading);
            items.push(row.item);
        }
        let value = match (shape, items.as_slice()) {
            (Shape::Items(_), _) => Value::Array(items),
            (_, [only]) => only.clone(),
            _ => {
                let is = "one row: this field is said once of a case";
                reading.not_of_form(&at, "the case", is);
                return;
            }
        };
        let stated = if field.is_plain {
            value
        } else if read.is_empty() {
            json!({ "value": value })
        } else {
            json!({ "value": value, "note": read })
        };
        if let Some(members) = sayer.members(&at, reading) {
            built.answer(reference, field, stated, members, at, reading);
        }
    }
}

fn is_only_id(item: &Value) -> bool {
    let members = item.as_object();
    members.is_some_and(|members| members.keys().all(|name| name == "id"))
}

/// Tells of what a row cannot be without.
fn lacks(shape: &Shape, row: &Filled<'_>, reading: &mut Reading) {
    let (Shape::Items(members) | Shape::Object(members)) = shape else {
        return;
    };
    for member in members.iter().filter(|member| member.is_lacking(&row.item)) {
        reading.empty(
            &row.row.at(),
            &member.heading(),
            "needed beside what stands in this row",
        );
    }
}
