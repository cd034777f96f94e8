//! From the schema to sheets and columns.

use super::{
    super::node::{CodeList, Kind, Node, Place},
    Column, Holds, Layout, RowsOf, Sheet, names,
};
use handover_dataset::{Channel, FIELDS};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::Arc};

/// The layout of a schema.
pub(super) fn layout(schema: &Value) -> Layout {
    let mut making = Making {
        schema,
        sheets: vec![
            sheet("Sources".to_owned(), RowsOf::Sources, &Layout::SOURCE_FIXED),
            sheet("Fields".to_owned(), RowsOf::Fields, &Layout::FIELDS_FIXED),
        ],
        has_sources: false,
    };
    let sections = schema.pointer("/properties/sections/properties");
    let (mut members, mut of_sections) = (BTreeMap::new(), BTreeMap::new());
    for fields in FIELDS {
        let Some(section) = fields.first().map(|field| field.section.as_str()) else {
            continue;
        };
        let path = [section.to_owned()];
        let fixed: &[(&str, &str)] = if making.sheets.len() == Layout::PEOPLE {
            &Layout::PEOPLE_FIXED
        } else {
            &Layout::FIXED
        };
        let at = making.add(sheet(names::sheet(&path), RowsOf::Section, fixed));
        let schema = sections.and_then(|all| all.get(section));
        let schema = making.resolved(schema.unwrap_or(&Value::Null));
        members.insert(section.to_owned(), making.section(schema, &path, at));
        of_sections.insert(section.to_owned(), at);
    }
    for sheet in &mut making.sheets {
        if matches!(sheet.rows, RowsOf::Section | RowsOf::Items(_)) {
            let (heading, note) = Layout::MORE;
            sheet.columns.push(fixed_column(heading, note));
        }
    }
    Layout {
        sheets: making.sheets,
        of_sections,
        root: Node::Object {
            members,
            sheet: None,
        },
    }
}

fn sheet(name: String, rows: RowsOf, fixed: &[(&str, &str)]) -> Sheet {
    let fixed = fixed
        .iter()
        .map(|(heading, note)| fixed_column(heading, note));
    Sheet {
        name,
        rows,
        columns: fixed.collect(),
    }
}

fn fixed_column(heading: &str, note: &str) -> Column {
    Column {
        heading: heading.to_owned(),
        note: note.to_owned(),
        holds: Holds::Fixed,
    }
}

struct Making<'s> {
    schema: &'s Value,
    sheets: Vec<Sheet>,
    /// Whether the columns of the sheet of sources are there.
    has_sources: bool,
}

/// Where columns go, and what they are called.
#[derive(Clone)]
struct Here {
    /// The sheet; none where nothing has a column.
    sheet: Option<usize>,
    /// The path without `value`, for names.
    named: Vec<String>,
    /// The path in the case, or in the item.
    path: Vec<String>,
    /// How many of the last steps of `named` the heading needs.
    own: usize,
    /// On the sheet of the section, the first item of a list: how deep the list is.
    first_item_at: Option<usize>,
    note: String,
}

impl Here {
    fn member(&self, name: &str, note: Option<&str>) -> Self {
        let mut here = self.clone();
        here.path.push(name.to_owned());
        here.named.push(name.to_owned());
        here.own += 1;
        if let Some(note) = note {
            note.clone_into(&mut here.note);
        }
        here
    }

    /// What a statement says: the step has no name for people.
    fn value(&self) -> Self {
        let mut here = self.clone();
        here.path.push("value".to_owned());
        here
    }

    fn nowhere() -> Self {
        Self {
            sheet: None,
            named: Vec::new(),
            path: Vec::new(),
            own: 0,
            first_item_at: None,
            note: String::new(),
        }
    }
}

impl<'s> Making<'s> {
    fn add(&mut self, sheet: Sheet) -> usize {
        self.sheets.push(sheet);
        self.sheets.len() - 1
    }

    fn resolved<'v>(&self, mut value: &'v Value) -> &'v Value
    where
        's: 'v,
    {
        while let Some(name) = definition(value) {
            match self.schema.pointer(&format!("/$defs/{name}")) {
                Some(found) => value = found,
                None => break,
            }
        }
        value
    }

    fn section(&mut self, schema: &Value, path: &[String], at: usize) -> Node {
        let mut members = BTreeMap::new();
        let fields = FIELDS.into_iter().flatten();
        let fields = fields.filter(|field| {
            path.first()
                .is_some_and(|one| one == field.section.as_str())
        });
        let mut names: Vec<&str> = fields.map(|field| field.name).collect();
        names.push("provenance");
        for name in names {
            let Some(field) = schema.pointer(&format!("/properties/{name}")) else {
                continue;
            };
            let here = Here {
                sheet: Some(at),
                named: path.to_vec(),
                path: path.to_vec(),
                own: 0,
                first_item_at: None,
                note: String::new(),
            };
            // The reference is the key of every row.
            let here = if name == "case_reference" {
                Here::nowhere()
            } else {
                here.member(name, description(field))
            };
            members.insert(name.to_owned(), self.node(field, &here));
        }
        Node::Object {
            members,
            sheet: None,
        }
    }

    fn node(&mut self, schema: &Value, here: &Here) -> Node {
        let own = self.resolved(schema).clone();
        if let Some(kind) = self.kind(schema) {
            let place = self.column(here, kind.clone());
            return Node::Leaf { kind, place };
        }
        if let Some(item) = own.get("items") {
            return self.list(item, here);
        }
        let Some(Value::Object(properties)) = own.get("properties") else {
            return self.map(&own, here);
        };
        if properties.contains_key("absent") && properties.contains_key("value") {
            return self.stated(properties, here);
        }
        if here.path.last().is_some_and(|last| last == "provenance") {
            return self.provenance(properties);
        }
        let mut members = BTreeMap::new();
        for name in in_order(&own, properties) {
            let Some(member) = properties.get(name) else {
                continue;
            };
            let inner = if name == "labels" {
                Here::nowhere()
            } else {
                here.member(name, description(member))
            };
            members.insert(name.to_owned(), self.node(member, &inner));
        }
        Node::Object {
            members,
            sheet: None,
        }
    }

    /// A field: its value has columns, and the first of them says why there is none.
    fn stated(&mut self, properties: &Map<String, Value>, here: &Here) -> Node {
        let mut members = BTreeMap::new();
        let before: Vec<usize> = self
            .sheets
            .iter()
            .map(|sheet| sheet.columns.len())
            .collect();
        let lists = self.sheets.len();
        for (name, member) in properties {
            let inner = match name.as_str() {
                "absent" => continue,
                "value" => here.value(),
                "provenance" => Here::nowhere().member(name, None),
                _ => Here::nowhere(),
            };
            members.insert(name.clone(), self.node(member, &inner));
        }
        let place = here.sheet.and_then(|sheet| {
            let own = before.get(sheet).copied().unwrap_or_default();
            let has_own = self
                .sheets
                .get(sheet)
                .is_some_and(|sheet| sheet.columns.len() > own);
            if has_own {
                return Some(Place { sheet, column: own });
            }
            let list = self.sheets.get(lists)?;
            let column = fixed(list);
            (list.columns.len() > column).then_some(Place {
                sheet: lists,
                column,
            })
        });
        if let Some(place) = place
            && let Some(sheet) = self.sheets.get_mut(place.sheet)
            && let Some(column) = sheet.columns.get_mut(place.column)
            && let Holds::Value { field, .. } = &mut column.holds
        {
            *field = Some(here.path.clone());
        }
        let kind = match properties
            .get("absent")
            .and_then(|absent| self.kind(absent))
        {
            Some(kind) if place.is_none() => kind,
            _ => Kind::Absent,
        };
        members.insert("absent".to_owned(), Node::Leaf { kind, place });
        Node::Object {
            members,
            sheet: None,
        }
    }

    /// A list of objects: a sheet of its own, where the section says where it is.
    fn list(&mut self, item: &Value, here: &Here) -> Node {
        let is_own = here.sheet.and_then(|sheet| self.sheets.get(sheet));
        let is_own = is_own.is_some_and(|sheet| matches!(sheet.rows, RowsOf::Section));
        if !is_own || here.first_item_at.is_some() {
            let item = self.node(item, &Here::nowhere());
            return Node::List {
                item: Box::new(item),
                sheet: None,
                first: None,
            };
        }
        // Who a row is about stands on the sheet of people, and further names on their own.
        let first = (here.named.join(".") == "person.names").then(|| {
            let here = Here {
                first_item_at: Some(here.path.len()),
                own: 0,
                ..here.clone()
            };
            Box::new(self.node(item, &here))
        });
        let rows = RowsOf::Items(here.path.clone());
        let at = self.add(sheet(names::sheet(&here.named), rows, &Layout::ITEM_FIXED));
        let inner = Here {
            sheet: Some(at),
            named: here.named.clone(),
            path: Vec::new(),
            own: 0,
            first_item_at: None,
            note: here.note.clone(),
        };
        let item = self.node(item, &inner);
        Node::List {
            item: Box::new(item),
            sheet: Some(at),
            first,
        }
    }

    /// An object whose members are channels: the one kind of map that the dataset has.
    fn map(&mut self, own: &Value, here: &Here) -> Node {
        let mut members = BTreeMap::new();
        if let Some(value) = own
            .get("additionalProperties")
            .filter(|value| value.is_object())
        {
            for channel in Channel::ALL {
                let name = channel.as_str();
                members.insert(name.to_owned(), self.node(value, &here.member(name, None)));
            }
        }
        Node::Object {
            members,
            sheet: None,
        }
    }

    /// Where a statement comes from: a row of the sheet of sources.
    fn provenance(&mut self, properties: &Map<String, Value>) -> Node {
        let mut members = BTreeMap::new();
        let columns = self
            .sheets
            .get(Layout::SOURCES)
            .map_or(0, |sheet| sheet.columns.len());
        let mut next = Layout::SOURCE_FIXED.len();
        let own = Here {
            sheet: Some(Layout::SOURCES),
            ..Here::nowhere()
        };
        for (name, member) in properties {
            let Some(kind) = self.kind(member) else {
                continue;
            };
            let width = 1 + usize::from(kind.codes().is_some());
            let place = if self.has_sources && next < columns {
                Some(Place {
                    sheet: Layout::SOURCES,
                    column: next,
                })
            } else {
                self.column(&own.member(name, description(member)), kind.clone())
            };
            next += width;
            members.insert(name.clone(), Node::Leaf { kind, place });
        }
        self.has_sources = true;
        Node::Object {
            members,
            sheet: Some(Layout::SOURCES),
        }
    }

    /// A further column, or two where codes stand beside their words.
    fn column(&mut self, here: &Here, kind: Kind) -> Option<Place> {
        let at = here.sheet?;
        let sheet = self.sheets.get_mut(at)?;
        let heading = names::heading(&here.named, here.own);
        let column = sheet.columns.len();
        let has_codes = kind.codes().is_some();
        sheet.columns.push(Column {
            heading: heading.clone(),
            note: here.note.clone(),
            holds: Holds::Value {
                path: here.path.clone(),
                kind,
                field: None,
                first_item_at: here.first_item_at,
            },
        });
        if has_codes {
            sheet.columns.push(Column {
                heading: format!("{heading} code"),
                note: format!("The code of the words under {heading}: change both or neither."),
                holds: Holds::CodeOfLast,
            });
        }
        Some(Place { sheet: at, column })
    }

    /// What one cell holds, if it can.
    fn kind(&self, schema: &Value) -> Option<Kind> {
        let own = self.resolved(schema);
        if let Some(Value::Array(choices)) = own.get("oneOf")
            && let Some(codes) = constants(choices)
        {
            let name = definition(schema).unwrap_or_default().to_owned();
            return Some(Kind::Code(Arc::new(CodeList { name, codes })));
        }
        match own.get("type").and_then(Value::as_str)? {
            "string" => Some(Kind::Text),
            "integer" => Some(Kind::Number),
            "boolean" => Some(Kind::YesNo),
            "array" => match self.kind(own.get("items")?)? {
                kind @ (Kind::Code(_) | Kind::Text) => Some(Kind::Lines(Box::new(kind))),
                _ => None,
            },
            _ => None,
        }
    }
}

fn definition(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn description(schema: &Value) -> Option<&str> {
    schema.get("description")?.as_str()
}

fn constants(choices: &[Value]) -> Option<Vec<String>> {
    let code = |choice: &Value| Some(choice.get("const")?.as_str()?.to_owned());
    choices.iter().map(code).collect()
}

/// What people look for first, of what may be there.
const SOUGHT: [&str; 5] = ["value", "family", "given", "name", "text"];

/// What must be there first, as the dataset lists it; then what may be.
fn in_order<'v>(own: &'v Value, properties: &'v Map<String, Value>) -> Vec<&'v str> {
    let required = own.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten().filter_map(Value::as_str);
    let mut names: Vec<&str> = required.collect();
    let sought = SOUGHT
        .into_iter()
        .filter(|name| properties.contains_key(*name));
    for name in sought.chain(properties.keys().map(String::as_str)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// How many of a sheet's columns every row has.
fn fixed(sheet: &Sheet) -> usize {
    let fixed = |column: &&Column| matches!(column.holds, Holds::Fixed);
    sheet.columns.iter().take_while(fixed).count()
}
